"""What becomes of a case after hours: follow-ups, hand-overs, promises, repairs (L12)."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.cards import Reading
from bot.cards.buttons import CardAct, menu
from bot.cases import Cases
from bot.city import Base
from bot.errors import NotAllowedError, StandsInError
from bot.hours import Period
from bot.library import Library
from bot.model import State, Wish
from bot.promises import Ending
from bot.store import SqliteStore
from tests.fakes import Clock, ScriptedMatcher
from tests.late_questions.evening import (
    ANNIKA,
    LIISA,
    MAIJA,
    MIKAEL,
    MONDAY,
    RIITTA,
    Evening,
    absence,
    at,
)
from tests.residents import approve, ask
from tests.towns import Town, with_absences


def test_a_follow_up_of_friday_evening_moves_the_case_and_the_promise_stands(
    evening: Evening,
) -> None:
    evening.clock.at = at("2026-11-27 15:00")
    case = evening.asked()
    evening.clock.at = at("2026-11-27 18:00")
    after = evening.asked("aura siis, Torikadulla")
    assert (after.reference, after.owner) == (case.reference, MIKAEL)
    assert after.deadline == case.deadline


def test_did_not_help_of_friday_evening_goes_to_the_deputy_with_the_deputys_time(
    evening: Evening,
) -> None:
    evening.clock.at = at("2026-11-27 15:00")
    case = approve(evening.cases, evening.store, evening.asked())
    assert case.owner == ANNIKA
    evening.clock.at = at("2026-11-27 18:30")
    after = ask(evening.cases, evening.store, "", Wish.DISAGREE, case.reference)
    assert (after.owner, after.deadline) == (MIKAEL, at("2026-11-30 18:00"))
    assert "Mikael Backström" in evening.said(after)


def test_a_case_handed_to_her_on_friday_evening_goes_to_her_deputy(evening: Evening) -> None:
    case = evening.asked("hiekka, Harjula")
    with evening.store.transaction():
        after = evening.cases.hand_over(
            evening.store, case.reference, version=case.version, by=case.owner, to=ANNIKA
        )
    assert after.owner == MIKAEL
    [*_, event] = evening.store.events(case.id)
    assert event.detail == f"{case.owner} -> {ANNIKA}, away -> {MIKAEL}"


def test_who_stands_in_for_her_already_keeps_the_case_and_hears_why(evening: Evening) -> None:
    case = evening.asked()
    assert case.owner == MIKAEL
    with evening.store.transaction(), pytest.raises(StandsInError, match="Mikael Backström"):
        evening.cases.hand_over(
            evening.store, case.reference, version=case.version, by=MIKAEL, to=ANNIKA
        )
    assert evening.now(case) == case


def test_who_has_the_case_is_not_handed_it_again(evening: Evening) -> None:
    case = evening.asked()
    with evening.store.transaction(), pytest.raises(NotAllowedError, match="already"):
        evening.cases.hand_over(
            evening.store, case.reference, version=case.version, by=MIKAEL, to=case.owner
        )
    assert evening.now(case) == case


def test_who_would_not_get_the_case_is_marked_before_it_is_handed_over(evening: Evening) -> None:
    """In the menus of all chats; the desk's list says the same."""
    case = evening.asked("hiekka, Harjula")
    base = evening.cases.base
    reading = Reading(base, base.officials[case.owner], evening.clock())
    listed = [row[0].label for row in menu(reading, case, CardAct.OVER)]
    assert "Annika Sundström (poissa)" in listed
    assert "Mikael Backström" in listed


def test_a_promise_missed_at_the_end_of_friday_is_renewed_by_who_is_there_on_monday(
    evening: Evening,
) -> None:
    evening.clock.at = at("2026-11-27 12:00")
    case = evening.asked()
    assert (case.owner, case.deadline) == (ANNIKA, at("2026-11-27 16:00"))
    evening.clock.at = at("2026-11-27 16:01")
    assert [one.is_renewed for one in evening.ticks()] == [True]
    after = evening.now(case)
    assert after.owner == MIKAEL
    assert after.deadline == at("2026-11-30 16:15"), "Mikael's day ends at six"
    assert "Mikael Backström" in evening.said(after)
    promises = evening.store.promises_of(case.id)
    assert [one.how for one in promises] == [Ending.MISSED, None]
    assert len({one.wait for one in promises}) == 1
    assert evening.ticks() == []


def test_a_resident_who_was_asked_and_stays_silent_until_friday_evening_hears_of_the_deputy(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    town = Evening(base, scripted, store, annika_sundstrom=absence(date(2026, 12, 8)))
    town.clock.at = at("2026-11-27 15:00")
    case = town.asked()
    town.clock.at = at("2026-11-27 18:00")
    with town.store.transaction():
        town.cases.ask_back(
            town.store, case.reference, version=case.version, by=ANNIKA, text="Mikä katu?"
        )
    town.clock.at = at("2026-12-04 18:00")
    assert [one.is_back for one in town.ticks()] == [True]
    assert (town.now(case).owner, town.now(case).state) == (MIKAEL, State.HANDED_OVER)
    assert "Mikael Backström" in town.said(case)


def test_a_reply_that_never_arrived_waits_for_who_is_there_on_monday(evening: Evening) -> None:
    evening.clock.at = at("2026-11-27 15:00")
    case = approve(evening.cases, evening.store, evening.asked())
    evening.clock.at = at("2026-11-27 18:00")
    with evening.store.transaction():
        evening.cases.undelivered(evening.store, case.reference, "gone", is_reply=True)
    assert evening.now(case).owner == MIKAEL


def test_an_orphan_found_on_friday_evening_is_given_to_who_is_there_on_monday(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    town = Evening(base, scripted, store, tuomas_laine=absence(MONDAY))
    case = town.opened("who-has-left", deadline=at("2026-11-20 12:00"))
    with town.store.transaction():
        assert town.cases.check(town.store) == [case.reference]
    assert (town.owner(), town.now(case).deadline) == (LIISA, at("2026-11-30 12:00"))


def test_cases_of_who_goes_away_go_past_a_deputy_who_does_not_work_before_being_away(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Mikael works on Wednesdays only and is away on the next one."""
    part_time = {"wed": (Period(time(8), time(16)),)}
    mikael = replace(base.officials[MIKAEL], office_hours=part_time)
    town = Town(
        Cases(
            Library(
                with_absences(
                    replace(base, officials={**base.officials, MIKAEL: mikael}),
                    {ANNIKA: absence(MONDAY), MIKAEL: absence(MONDAY + timedelta(days=2))},
                ),
                scripted,
            ),
            Clock(at("2026-11-30 00:00")),
        ),
        store,
    )
    town.opened(ANNIKA)
    town.covers()
    assert town.owner() == RIITTA
    assert town.covers() == []


def test_who_is_urgent_is_covered_by_who_is_there_on_the_day(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Annika, Maija's deputy, is away from Monday: on Saturday an urgent case is hers all the
    same, an ordinary one Mikael's.
    """
    saturday = absence(date(2026, 11, 28))
    away = {"annika_sundstrom": absence(MONDAY), "maija_lehtonen": saturday}
    town = Evening(base, scripted, store, **away)
    town.opened(MAIJA, urgent=True)
    town.opened(MAIJA, "BBB-BBB-BBB")
    town.clock.at = at("2026-11-28 00:00")
    town.covers()
    assert (town.owner(), town.owner("BBB-BBB-BBB")) == (ANNIKA, MIKAEL)
