"""The clock's turn: at midnight, with faults, and on odd nights."""

import asyncio
from datetime import date, datetime, timedelta

import pytest

from bot.cases import Cases
from bot.city import Base
from bot.clockwork import Clockwork
from bot.library import Library
from bot.model import Case, MessageKind
from bot.people import Absence
from bot.states import Level
from bot.store import SqliteStore
from tests.fakes import Clock, DirectRunner, ScriptedMatcher
from tests.reminding.clockwork import ANNIKA, MIKAEL, RIITTA, WHEN, as_it_is, at, minutes, notices
from tests.residents import ask, kinds
from tests.towns import Town, with_absences


def test_an_absence_that_begins_at_midnight_moves_the_case_before_anyone_is_reminded(
    base: Base, scripted: ScriptedMatcher, clock: Clock, store: SqliteStore
) -> None:
    """The deputy is reminded and named, and the promised time stands."""
    away = with_absences(base, {ANNIKA: (Absence(date(2026, 11, 24), date(2026, 11, 30)),)})
    town = Town(Cases(Library(away, scripted), clock), store)
    clock.at = at("2026-11-23 15:00")
    case = ask(town.cases, town.store, WHEN)
    clock.at = at("2026-11-24 10:00")
    runner = DirectRunner(store)
    asyncio.run(Clockwork(runner, town.cases).minute())
    assert (as_it_is(town, case).owner, as_it_is(town, case).deadline) == (MIKAEL, case.deadline)
    clock.at = at("2026-11-24 11:01")
    asyncio.run(Clockwork(runner, town.cases).minute())
    assert "Mikael Backström" in notices(town, case)[-1]
    assert {n.official for n in store.nudges(case.id) if n.level is Level.DUE} == {MIKAEL, RIITTA}


def test_a_fault_in_one_case_does_not_hold_up_the_others(town: Town) -> None:
    cases = [town.opened(ANNIKA, f"AAA-AAA-AA{n}", place=str(n)) for n in range(3)]
    town.clock.move(hours=5)
    runner = DirectRunner(town.store)
    runner.failures = [None, RuntimeError("torn")]
    clockwork = Clockwork(runner, town.cases)
    asyncio.run(clockwork.tick())
    assert [len(notices(town, case)) for case in cases] == [0, 1, 1]
    asyncio.run(clockwork.tick())
    assert [len(notices(town, case)) for case in cases] == [1, 1, 1]


def test_a_fault_in_one_part_of_the_clocks_turn_does_not_hold_up_reminders(
    town: Town, drafted: Case
) -> None:
    """Silence and absences are looked at in one step each, for all cases together."""
    town.clock.move(hours=5)
    runner = DirectRunner(town.store)
    runner.failures = [RuntimeError("torn"), RuntimeError("torn")]
    asyncio.run(Clockwork(runner, town.cases).minute())
    assert len(notices(town, drafted)) == 1


def test_everything_of_a_turn_is_in_the_thread_and_on_its_way_once(
    town: Town, drafted: Case
) -> None:
    town.clock.move(hours=4, minutes=1)
    town.ticks()
    assert kinds(town.store, drafted)[-2:] == [MessageKind.RECEIPT, MessageKind.NOTICE]
    now = town.clock()
    waiting = town.store.claim(("web",), now, now + timedelta(minutes=1), 9)
    assert len(waiting) == 1, "each address gets its texts in order"


NIGHTS = [
    "2026-10-25 02:20",  # the clock goes back at four: an hour comes twice
    "2026-03-29 02:20",  # the clock goes on at three: an hour is missing
    "2028-02-28 23:20",  # into 29 February
    "2028-02-29 23:20",
    "2026-12-31 23:20",  # into the new year
]


@pytest.mark.parametrize("night", NIGHTS)
def test_on_odd_nights_what_is_urgent_is_on_time_by_the_minutes_that_pass(
    town: Town, night: str
) -> None:
    begun = town.clock.at = at(night)
    case = ask(town.cases, town.store, "katolta putoaa lunta")
    passed: list[tuple[int, str]] = []
    for _ in range(240):
        town.clock.move(minutes=1)
        for ticked in town.ticks():
            minutes = round((town.clock() - begun).total_seconds() / 60)
            passed += [(minutes, str(nudge.level)) for nudge in ticked.nudges]
        assert as_it_is(town, case).deadline >= town.clock()
    assert passed == [(15, "half"), (30, "due"), (30, "due"), (30, "head"), (60, "quality")]
    assert len(notices(town, case)) == 3, "after 30, 61 and 122 minutes; the next at 243"


@pytest.mark.parametrize(
    ("asked", "half", "due"),
    [
        ("2026-10-23 15:00", "2026-10-26 11:00", "2026-10-26 15:00"),
        ("2026-03-27 15:00", "2026-03-30 11:00", "2026-03-30 15:00"),
        ("2028-02-28 15:00", "2028-02-29 11:00", "2028-02-29 15:00"),
        ("2028-02-29 15:00", "2028-03-01 11:00", "2028-03-01 15:00"),
        ("2026-12-30 15:00", "2027-01-04 11:00", "2027-01-04 15:00"),
        ("2027-12-31 15:00", "2028-01-03 11:00", "2028-01-03 15:00"),
    ],
)
def test_over_odd_nights_reminders_come_by_the_clock_on_the_wall(
    town: Town, asked: str, half: str, due: str
) -> None:
    """31.12.2026 is a closing day of the sample city, 1.1. a holiday, then comes a weekend."""
    town.clock.at = at(asked)
    case = ask(town.cases, town.store, "jotain ihan muuta")
    assert case.deadline == at(due)
    heard: list[tuple[datetime, Level]] = []
    for _ in minutes(town, at(due) + timedelta(minutes=10)):
        heard += [(town.clock(), n.level) for ticked in town.ticks() for n in ticked.nudges]
    assert heard == [(at(half), Level.HALF), (at(due), Level.DUE), (at(due), Level.DUE)]
    assert len(notices(town, case)) == 1
