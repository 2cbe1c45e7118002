"""Who hears of a case that waits, when, and once: owner, deputy, head, quality (L12, L31)."""

from dataclasses import replace

import pytest

from bot.cases import Cases
from bot.city import Base
from bot.library import Library
from bot.model import Act, Case
from bot.promises import Ending
from bot.states import Level
from bot.store import SqliteStore
from tests.fakes import Clock, ScriptedMatcher
from tests.reminding.clockwork import (
    ANNIKA,
    LIISA,
    MAIJA,
    MIKAEL,
    RIITTA,
    WHEN,
    all_heard,
    as_it_is,
    at,
    minutes,
    notices,
)
from tests.residents import ask
from tests.towns import Town


@pytest.mark.usefixtures("drafted")
def test_owner_deputy_head_and_quality_hear_in_turn_and_each_once(town: Town) -> None:
    assert all_heard(town, "2026-11-25 18:00") == [
        ("Mon 11:00", "half", ANNIKA),
        ("Mon 13:00", "due", ANNIKA),
        ("Mon 13:00", "due", MIKAEL),
        ("Mon 15:00", "head", MAIJA),
        ("Tue 13:00", "quality", LIISA),
    ]


def test_the_resident_hears_of_a_missed_promise_before_they_ask_and_by_when_now(
    town: Town, drafted: Case
) -> None:
    for _ in minutes(town, at("2026-11-23 13:01")):
        town.ticks()
    case = as_it_is(town, drafted)
    assert notices(town, case) == [
        (
            "Vastauksemme on myöhässä: lupasimme sen viimeistään tänään klo 13.00. Pahoittelemme. "
            f"Viite on {case.reference}. Annika Sundström (Kunnossapitoinsinööri, Katujen "
            "kunnossapito) vastaa sinulle viimeistään huomenna klo 13.15. Voit myös soittaa: "
            "019 000 1000."
        )
    ]
    assert case.deadline == at("2026-11-24 13:15")
    assert town.store.events(case.id)[-1].act is Act.RENEWED
    assert [one.how for one in town.store.promises_of(case.id)] == [Ending.MISSED, None]
    assert case.state is drafted.state
    assert case.draft == drafted.draft, "nothing is thrown away"


def test_a_resident_who_waits_for_days_hears_once_for_each_promise(
    town: Town, drafted: Case
) -> None:
    for _ in minutes(town, at("2026-11-27 12:00"), step=5):
        town.ticks()
    promises = town.store.promises_of(drafted.id)
    missed = [one for one in promises if one.how is Ending.MISSED]
    assert len(notices(town, drafted)) == len(missed) == 3
    assert {one.wait for one in promises} == {promises[0].id}


def test_a_turn_taken_twice_gives_nothing_twice(town: Town, drafted: Case) -> None:
    for _ in minutes(town, at("2026-11-24 14:00"), step=20):
        town.ticks()
        assert town.ticks() == []
    before = town.store.changes()
    with town.store.transaction():
        assert town.cases.tick(town.store, drafted.reference).is_idle
    assert town.store.changes() - before <= 1, "but for when it is looked at next"


def test_after_a_leap_of_a_week_each_hears_the_gravest_once_and_the_resident_one_word(
    town: Town, drafted: Case
) -> None:
    town.clock.move(days=7, hours=1)
    [ticked] = town.ticks()
    assert [(n.level, n.official) for n in ticked.nudges] == [
        (Level.DUE, ANNIKA),
        (Level.DUE, MIKAEL),
        (Level.HEAD, MAIJA),
        (Level.QUALITY, LIISA),
    ]
    assert len(notices(town, drafted)) == 1
    assert [n.official for n in town.store.nudges(drafted.id) if n.shown] == [ANNIKA], "its half"
    town.clock.move(days=-7)
    assert town.ticks() == []
    assert all_heard(town, "2026-11-30 10:00", step=15) == []


@pytest.mark.usefixtures("drafted")
def test_who_stands_in_hears_for_who_is_away(town: Town) -> None:
    """Mikael's deputy is Riitta, Maija's is Annika."""
    town.away(MIKAEL)
    town.away(MAIJA)
    assert all_heard(town, "2026-11-23 16:00") == [
        ("Mon 11:00", "half", ANNIKA),
        ("Mon 13:00", "due", ANNIKA),
        ("Mon 13:00", "due", RIITTA),
        ("Mon 15:00", "head", LIISA),
    ], "Annika herself stands in for Maija, so it goes on to quality"


def test_one_person_with_two_roles_hears_the_graver_word_only(
    base: Base, scripted: ScriptedMatcher, clock: Clock, store: SqliteStore
) -> None:
    """The head is the deputy too, and the heads hear at once."""
    small = replace(base.city.deadlines, head_hours=0.01)
    annika = replace(base.officials[ANNIKA], deputy=MAIJA)
    changed = replace(
        base,
        city=replace(base.city, deadlines=small),
        officials={**base.officials, ANNIKA: annika},
    )
    town = Town(Cases(Library(changed, scripted), clock), store)
    case = ask(town.cases, town.store, WHEN)
    clock.move(hours=4, minutes=1)
    [ticked] = town.ticks()
    assert [(n.level, n.official) for n in ticked.nudges] == [
        (Level.DUE, ANNIKA),
        (Level.HEAD, MAIJA),
    ]
    given = {(n.level, n.official): n.shown for n in town.store.nudges(case.id)}
    assert given[Level.DUE, MAIJA] == clock()
    assert given[Level.HEAD, MAIJA] is None


def test_nobody_is_reminded_outside_their_own_hours(town: Town) -> None:
    """Promised for closing time: the resident hears at once, officials in the morning."""
    town.clock.at = at("2026-11-23 12:00")
    case = ask(town.cases, town.store, WHEN)
    assert case.deadline == at("2026-11-23 16:00")
    assert all_heard(town, "2026-11-24 09:00") == [
        ("Mon 14:00", "half", ANNIKA),
        ("Tue 08:00", "due", ANNIKA),
        ("Tue 08:00", "due", MIKAEL),
    ]
    assert town.store.thread(case.id)[-1].at == at("2026-11-23 16:01")


def test_a_draft_made_at_night_waits_for_the_morning(town: Town) -> None:
    town.clock.at = at("2026-12-05 23:00")
    case = ask(town.cases, town.store, WHEN)
    assert case.deadline == at("2026-12-08 12:00"), "after Independence Day and a closing day"
    assert all_heard(town, "2026-12-08 11:00") == [("Tue 10:00", "half", ANNIKA)]
    assert as_it_is(town, case) == case


def test_what_is_urgent_is_reminded_day_and_night_and_renewed_ever_more_slowly(town: Town) -> None:
    town.clock.at = at("2026-11-21 22:00")  # a Saturday
    case = ask(town.cases, town.store, "katolta putoaa lunta")
    assert case.owner == MAIJA
    assert all_heard(town, "2026-11-21 23:30") == [
        ("Sat 22:15", "half", MAIJA),
        ("Sat 22:30", "due", MAIJA),
        ("Sat 22:30", "due", ANNIKA),
        ("Sat 22:30", "head", LIISA),
        ("Sat 23:00", "quality", LIISA),
    ]
    assert all_heard(town, "2026-11-23 12:00") == []
    spans = [one.due - one.made_at for one in town.store.promises_of(case.id)]
    assert [span.total_seconds() / 60 for span in spans[:8]] == [
        30,
        30,
        60,
        120,
        240,
        480,
        480,
        480,
    ]
    assert all(text.startswith("Soita heti 112") for text in notices(town, case))
