"""A missed promise is renewed: by the topic's own deadline, and ever more slowly (S1, L10)."""

from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot import calendar
from bot.cases import Cases
from bot.city import Base
from bot.hours import Period
from bot.library import Library
from bot.model import Case, MessageKind, State, Wish
from bot.people import Absence
from bot.states import Level
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.residents import approve, ask
from tests.towns import Town, with_absences

ANNIKA, MIKAEL, MAIJA = "annika-sundstrom", "mikael-backstrom", "maija-lehtonen"
LIISA, TUOMAS = "liisa-hagman", "tuomas-laine"
WHEN = "milloin aura tulee, Keskusta"
"""Annika's, drafted: four hours."""
HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture
def town(cases: Cases, store: SqliteStore) -> Town:
    """The sample city on a Monday at nine."""
    return Town(cases, store)


@pytest.fixture
def drafted(town: Town) -> Case:
    """Annika's, promised for 13.00."""
    return ask(town.cases, town.store, WHEN)


def _now(town: Town, case: Case) -> Case:
    found = town.store.case(case.reference)
    assert found
    return found


def _late(town: Town, case: Case) -> list[str]:
    """What the resident was told of missed promises."""
    thread = town.store.thread(case.id)
    return [line.text for line in thread if line.kind is MessageKind.NOTICE]


def _misses(town: Town, case: Case, times: int) -> list[float]:
    """A promise is missed so many times; how much office time of its owner each one gave."""
    given = []
    for _ in range(times):
        town.clock.at = _now(town, case).deadline + timedelta(minutes=1)
        town.ticks()
        base, running = town.cases.base, town.store.promise(case.id)
        assert running
        working = calendar.working_time(base, base.officials[_now(town, case).owner])
        office = calendar.office_time_between(running.made_at, running.due, working)
        given.append(office / timedelta(hours=1) // 0.5 * 0.5)
    return given


def _town_of(base: Base, matcher: ScriptedMatcher, store: SqliteStore, hours: float | None) -> Town:
    """The city where each topic has that deadline of its own."""
    topics = {slug: replace(one, deadline_hours=hours) for slug, one in base.topics.items()}
    return Town(Cases(Library(replace(base, topics=topics), matcher), Clock()), store)


def test_who_is_never_answered_hears_ever_more_slowly_and_at_least_each_week(
    town: Town, drafted: Case
) -> None:
    """Each time twice as much, up to the hours of five working days (S1)."""
    assert _misses(town, drafted, 6) == [8, 16, 32, 40, 40, 40]
    assert len(_late(town, drafted)) == 6
    assert {one.wait for one in town.store.promises_of(drafted.id)} == {
        town.store.promises_of(drafted.id)[0].id
    }


def test_officials_hear_when_they_ever_have_of_who_is_never_answered(
    town: Town, drafted: Case
) -> None:
    """Levels run from the first promise that was missed, however far away the new one is."""
    heard = []
    for _ in range(28 * 24):
        town.clock.move(hours=1)
        at = f"{town.clock().astimezone(HELSINKI):%d.%m. %H:%M}"
        nudges = (nudge for ticked in town.ticks() for nudge in ticked.nudges)
        heard += [(at, nudge.level, nudge.official) for nudge in nudges]
    assert heard == [
        ("23.11. 11:00", Level.HALF, ANNIKA),
        ("23.11. 13:00", Level.DUE, ANNIKA),
        ("23.11. 13:00", Level.DUE, MIKAEL),
        ("23.11. 15:00", Level.HEAD, MAIJA),
        ("24.11. 13:00", Level.QUALITY, LIISA),
    ]
    assert len(_late(town, drafted)) == 6, "in four weeks"


def test_the_head_of_a_new_owner_hears_at_once_though_the_new_time_is_far_away(
    town: Town, drafted: Case
) -> None:
    _misses(town, drafted, 4)
    with town.store.transaction():
        case = town.cases.hand_over(
            town.store, drafted.reference, version=_now(town, drafted).version, by=ANNIKA, to=LIISA
        )
    heard = []
    while (TUOMAS, Level.HEAD) not in heard:
        heard += [(n.official, n.level) for ticked in town.ticks() for n in ticked.nudges]
        town.clock.move(hours=1)
        assert case.deadline - town.clock() > timedelta(days=4)


def test_a_new_waiting_period_begins_with_the_first_step_again(town: Town, drafted: Case) -> None:
    _misses(town, drafted, 3)
    approve(town.cases, town.store, _now(town, drafted))
    again = ask(town.cases, town.store, "ei auttanut", Wish.DISAGREE, drafted.reference)
    assert again.id == drafted.id
    assert _misses(town, drafted, 2) == [8, 16]


def test_who_works_little_renews_for_no_more_than_five_of_their_own_days(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Two hours a day: a first answer takes four days, and five days are the most."""
    short = {day: (Period(time(10), time(12)),) for day in ("mon", "tue", "wed", "thu", "fri")}
    annika = replace(base.officials[ANNIKA], office_hours=short)
    small = replace(base, officials={**base.officials, ANNIKA: annika})
    town = Town(Cases(Library(small, scripted), Clock()), store)
    assert _misses(town, ask(town.cases, town.store, WHEN), 3) == [8, 10, 10]


@pytest.mark.parametrize(
    ("own", "given"),
    [
        (None, [8, 16, 32, 40]),
        (3, [3, 6, 12, 24]),
        (20, [20, 40, 40]),
        (60, [60, 60]),
    ],
)
def test_a_missed_promise_is_renewed_by_the_topics_own_deadline(
    base: Base,
    scripted: ScriptedMatcher,
    store: SqliteStore,
    own: float | None,
    given: list[float],
) -> None:
    """Of a formal matter, which no draft answers: the first time and the next ones alike (L10)."""
    town = _town_of(base, scripted, store, own)
    case = ask(town.cases, town.store, "kaaduin, Keskusta")
    assert case.state is State.HANDED_OVER
    working = calendar.working_time(town.cases.base, town.cases.base.officials[case.owner])
    first = calendar.office_time_between(town.clock(), case.deadline, working)
    assert first == timedelta(hours=own or 8)
    assert _misses(town, case, len(given)) == given


def test_who_works_on_wednesdays_renews_by_a_week_or_two(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Five of their own days would be more than a month."""
    annika = replace(
        base.officials[ANNIKA], office_hours={"wed": base.city.office_hours["mon"]}, absences=()
    )
    small = replace(base, officials={**base.officials, ANNIKA: annika})
    town = Town(Cases(Library(small, scripted), Clock()), store)
    case = ask(town.cases, town.store, WHEN)
    _misses(town, case, 6)
    due = [one.due for one in town.store.promises_of(case.id)]
    assert max(then - before for before, then in pairwise(due)) <= timedelta(days=14)


def test_where_nobody_is_ever_there_the_resident_hears_in_the_citys_hours_and_not_each_night(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """A city of one person who has left: a word all the same, but no flood of them."""
    away = dict.fromkeys(base.officials, (Absence(MONDAY.date()),))
    town = Town(Cases(Library(with_absences(base, away), scripted), Clock()), store)
    case = ask(town.cases, town.store, WHEN)
    for _ in range(14 * 24 * 4):
        town.clock.move(minutes=15)
        town.ticks()
    thread = town.store.thread(case.id)
    said = [line.at.astimezone(HELSINKI) for line in thread if line.kind is MessageKind.NOTICE]
    assert 3 <= len(said) <= 5
    assert all(at.weekday() < 5 and 8 <= at.hour <= 16 for at in said)


def test_what_was_urgent_and_is_ordinary_now_is_renewed_like_a_first_answer(
    town: Town,
) -> None:
    """The many short times of a danger are not counted as long ones."""
    danger = ask(town.cases, town.store, "katolta putoaa lunta")
    for _ in range(4):
        town.clock.at = _now(town, danger).deadline + timedelta(minutes=1)
        town.ticks()
    case = _now(town, danger)
    with town.store.transaction():
        town.cases.use_another(
            town.store, case.reference, version=case.version, by=case.owner, slug="ploughing-when"
        )
    assert _misses(town, case, 2) == [8, 16]
