"""Who has the cases of somebody who is away (L12)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cases import Cases
from bot.city import Base
from bot.library import Library
from bot.model import BOT, OPEN, Act, State
from bot.people import Absence, StandIn, Stead
from bot.store import SqliteStore
from tests.absences.days import ANNIKA, FALLBACK, MAIJA, MIKAEL, QUALITY, day_after
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.residents import ask
from tests.towns import TODAY, Town


def without_deputies(base: Base, *slugs: str) -> Base:
    lonely = {slug: replace(base.officials[slug], deputy=None) for slug in slugs}
    return replace(base, officials={**base.officials, **lonely})


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_absence_set_today_moves_every_open_case_to_the_deputy_at_once(
    town: Town, state: State
) -> None:
    """L12; the promise to the resident stands (S1), and the record says who did it and why."""
    before = town.opened(MAIJA, state=state)
    set_ = town.away(MAIJA, day_after(4))
    after = town.store.case(before.reference)
    assert after
    assert (after.owner, after.deadline, after.state) == (ANNIKA, before.deadline, state)
    assert set_.moved == (before.reference,)
    event = town.store.events(after.id)[-1]
    assert (event.act, event.by) == (Act.REASSIGNED, BOT)
    assert event.detail == f"away: {MAIJA} -> {ANNIKA}"
    assert town.store.thread(after.id) == []


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED])
def test_what_is_answered_or_closed_stays_where_it_was(town: Town, state: State) -> None:
    town.opened(MAIJA, state=state)
    town.away(MAIJA)
    assert town.owner() == MAIJA


def test_hundreds_of_cases_all_move(town: Town) -> None:
    for number in range(450):
        town.opened(MAIJA, f"AAA-AAA-{number:03d}")
    assert len(town.away(MAIJA, TODAY).moved) == 450
    assert town.store.tally(MAIJA)[0] == 0


def test_a_new_question_goes_to_the_deputy_and_after_the_last_day_to_the_official(
    town: Town,
) -> None:
    town.away(ANNIKA, day_after(1))
    assert ask(town.cases, town.store, "milloin aura").owner != ANNIKA
    town.clock.move(days=2)
    assert not town.is_away(ANNIKA, day_after(2))


def test_the_deputys_deputy_stands_in_where_the_deputy_is_away_too(town: Town) -> None:
    town.away(ANNIKA)
    town.opened(MAIJA)
    set_ = town.away(MAIJA, day_after(4))
    assert town.owner() == MIKAEL
    assert set_.gaps == (StandIn(Absence(TODAY, day_after(4)), MIKAEL, Stead.FURTHER),)


def test_where_no_deputy_is_there_the_fallback_official_has_the_case(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """And who stands in for the fallback official, where that one is away as well."""
    town = Town(Cases(Library(without_deputies(base, MAIJA), scripted), Clock()), store)
    town.opened(MAIJA)
    set_ = town.away(MAIJA, day_after(1))
    assert set_.gaps == (StandIn(Absence(TODAY, day_after(1)), FALLBACK, Stead.FALLBACK),)
    assert town.owner() == FALLBACK
    town.away(FALLBACK)
    assert town.owner() == QUALITY


def test_where_nobody_at_all_is_there_the_case_waits_with_the_fallback_official(
    town: Town,
) -> None:
    """Never without an owner, and no moving to and fro."""
    town.opened(MAIJA)
    for slug in town.cases.base.officials:
        set_ = town.away(slug)
    assert town.owner() == FALLBACK
    assert {one.stead for one in set_.stand_ins} == {Stead.NOBODY}
    assert town.covers() == []


def test_whoever_is_back_first_gets_what_nobody_was_there_for(town: Town) -> None:
    """No question stays with the fallback official who is still away (L12)."""
    winter = {"topic": "winter-streets", "district": "keskusta"}
    town.opened(ANNIKA, **winter)
    town.opened(ANNIKA, "BBB-BBB-BBB")
    for slug in town.cases.base.officials:
        town.away(slug, day_after(4 if slug == ANNIKA else 9), by=QUALITY)
    assert [town.owner(), town.owner("BBB-BBB-BBB")] == [FALLBACK, FALLBACK]
    town.clock.move(days=5)
    assert town.covers() == ["AAA-AAA-AAA"]
    assert [town.owner(), town.owner("BBB-BBB-BBB")] == [ANNIKA, FALLBACK]
    assert town.covers() == []


def test_nothing_is_promised_for_days_on_which_nobody_at_all_is_there(town: Town) -> None:
    """A receipt had named a time at which the register itself knew everybody away (S1)."""
    for slug in town.cases.base.officials:
        town.away(slug, day_after(2), by=QUALITY)
    case = ask(town.cases, town.store, "milloin aura tulee, Keskusta")
    thursday = datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert (case.owner, case.deadline) == (FALLBACK, thursday), "four hours from eight o'clock"
    late = town.opened(FALLBACK, "BBB-BBB-BBB", deadline=MONDAY)
    town.clock.move(minutes=1)
    town.ticks()
    renewed = town.store.case(late.reference)
    assert renewed
    assert renewed.deadline.date() == thursday.date()


def test_covering_twice_moves_nothing_twice(town: Town) -> None:
    case = town.opened(MAIJA)
    town.away(MAIJA, day_after(1))
    version = town.store.case(case.reference)
    assert town.covers() == []
    assert town.store.case(case.reference) == version


def test_a_case_is_not_moved_back_but_new_ones_come_to_who_is_back(town: Town) -> None:
    town.opened(MAIJA)
    town.away(MAIJA)
    town.clock.move(days=3)
    assert town.back(MAIJA) == (Absence(TODAY),)
    town.opened(MAIJA, "BBB-BBB-BBB")
    assert town.covers() == []
    assert (town.owner(), town.owner("BBB-BBB-BBB")) == (ANNIKA, MAIJA)
