"""The contract of ``bot.ports.Store``: promises to residents, reminders to officials."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.mail import Nudge
from bot.model import Act, Address, Case, State
from bot.ports import Store
from bot.promises import Ending, Kept, Promise
from bot.states import Level
from tests.fakes import MONDAY
from tests.stores import ENGINES, a_case, rows, within

HOUR = timedelta(hours=1)
CHAT = Address("telegram", "11")


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    with within(request.param, tmp_path) as opened:
        yield opened


def _promised(store: Store, hours: int = 4, **changes: object) -> tuple[Case, Promise]:
    reference = str(changes.pop("reference", "AAA-AAA-AAA"))
    case = store.add_case(a_case(reference, **changes))
    return case, store.add_promise(Promise(case.id, MONDAY, MONDAY + hours * HOUR))


def _nudged(store: Store, promise: Promise, level: Level, official: str = "maija") -> Nudge | None:
    nudge = Nudge("AAA-AAA-AAA", promise.wait, level, official, MONDAY)
    return store.add_nudge(nudge)


def test_a_promise_begins_a_waiting_period_unless_it_says_which_it_belongs_to(
    store: Store,
) -> None:
    case, first = _promised(store)
    assert first.wait == first.id
    assert store.promise(case.id) == first
    store.end_promise(first.id, MONDAY + 5 * HOUR, Ending.MISSED)
    renewed = Promise(case.id, MONDAY + 5 * HOUR, MONDAY + 13 * HOUR, first.wait)
    second = store.add_promise(renewed)
    assert (second.wait, store.promise(case.id)) == (first.wait, second)
    kept = store.promises_of(case.id)
    assert [(one.ended_at, one.how) for one in kept] == [
        (MONDAY + 5 * HOUR, Ending.MISSED),
        (None, None),
    ]


def test_a_promise_ends_once(store: Store) -> None:
    case, promise = _promised(store)
    store.end_promise(promise.id, MONDAY, Ending.KEPT)
    store.end_promise(promise.id, MONDAY + HOUR, Ending.MISSED)
    assert store.promise(case.id) is None
    assert [one.how for one in store.promises_of(case.id)] == [Ending.KEPT]


def test_kept_promises_are_counted_by_topic_and_language_when_they_ended(store: Store) -> None:
    ends = [
        ("winter", "fi", 1, Ending.KEPT),
        ("winter", "fi", 2, Ending.MISSED),
        ("winter", "fi", 2, Ending.MOVED),
        ("winter", "sv", 2, Ending.KEPT),
        (None, "fi", 2, Ending.MISSED),
        ("winter", "fi", 3, Ending.KEPT),  # not any more in the span asked for
    ]
    for number, (topic, language, hours, how) in enumerate(ends):
        _, promise = _promised(store, reference=str(number), topic=topic, language=language)
        store.end_promise(promise.id, MONDAY + hours * HOUR, how)
    assert store.kept_share(MONDAY + HOUR, MONDAY + 3 * HOUR) == [
        Kept(None, "fi", 0, 1),
        Kept("winter", "fi", 1, 1),
        Kept("winter", "sv", 1, 0),
    ]


def test_a_new_time_after_a_missed_one_makes_the_share_neither_better_nor_worse(
    store: Store,
) -> None:
    """Else slow answers would look the better, the more often they were put off."""
    case, first = _promised(store)
    store.end_promise(first.id, MONDAY + HOUR, Ending.MISSED)
    for hours, how in ((2, Ending.MISSED), (3, Ending.KEPT)):
        again = Promise(case.id, MONDAY, MONDAY + hours * HOUR, first.wait)
        store.end_promise(store.add_promise(again).id, MONDAY + hours * HOUR, how)
    [share] = store.kept_share(MONDAY, MONDAY + 9 * HOUR)
    assert (share.kept, share.missed) == (0, 1)


def test_who_waits_past_the_first_time_told_is_late_also_after_a_new_time(store: Store) -> None:
    case, first = _promised(store)
    _promised(store, 30, reference="BBB-BBB-BBB")
    assert store.late(MONDAY + 4 * HOUR) == {}
    assert store.late(MONDAY + 5 * HOUR) == {case.reference: first.due}
    store.end_promise(first.id, MONDAY + 5 * HOUR, Ending.MISSED)
    again = Promise(case.id, MONDAY + 5 * HOUR, MONDAY + 9 * HOUR, first.wait)
    second = store.add_promise(again)
    assert store.late(MONDAY + 6 * HOUR) == {case.reference: first.due}
    store.end_promise(second.id, MONDAY + 6 * HOUR, Ending.KEPT)
    assert store.late(MONDAY + 6 * HOUR) == {}


def test_the_clock_looks_at_open_cases_that_changed_or_were_put_off_until_now(
    store: Store,
) -> None:
    case, _ = _promised(store)
    _promised(store, reference="BBB-BBB-BBB", state=State.ANSWERED)
    assert store.to_look_at(MONDAY - 900 * HOUR, 9) == [case], "whatever the clock shows"
    store.look_later(case.id, MONDAY + HOUR)
    assert store.to_look_at(MONDAY, 9) == []
    assert store.to_look_at(MONDAY + HOUR, 9) == [case]
    changed = case.evolve(Act.EDITED, MONDAY)
    store.change_case(changed)
    assert store.to_look_at(MONDAY, 9) == [changed]
    store.change_case(changed.evolve(Act.ANSWERED, MONDAY, state=State.ANSWERED))
    assert store.to_look_at(MONDAY + 900 * HOUR, 9) == []


def test_each_level_reaches_each_official_once_in_a_waiting_period(store: Store) -> None:
    case, promise = _promised(store)
    assert _nudged(store, promise, Level.DUE)
    assert _nudged(store, promise, Level.DUE) is None
    assert _nudged(store, promise, Level.DUE, "jari")
    assert _nudged(store, promise, Level.HEAD)
    levels = [(one.level, one.official) for one in store.nudges(case.id)]
    assert levels == [(Level.DUE, "maija"), (Level.DUE, "jari"), (Level.HEAD, "maija")]


def test_a_reminder_waits_for_a_chat_until_it_is_shown(store: Store) -> None:
    _, promise = _promised(store)
    nudge = _nudged(store, promise, Level.DUE)
    assert nudge
    assert store.nudges_to_show("telegram", 9) == []
    store.add_reach("maija", CHAT, MONDAY)
    store.add_reach("jari", Address("telegram", "12"), MONDAY)
    [(reach, found)] = store.nudges_to_show("telegram", 9)
    assert (reach.official, reach.place, found) == ("maija", "11", nudge)
    assert store.nudges_to_show("slack", 9) == []
    store.shown(nudge.id, MONDAY + HOUR)
    store.shown(nudge.id, MONDAY + 2 * HOUR)
    assert store.nudges_to_show("telegram", 9) == []
    assert [one.shown for one in store.nudges_of("maija")] == [MONDAY + HOUR]


def test_a_reminder_of_a_case_that_waits_no_more_is_not_shown(store: Store) -> None:
    """Answered, the resident's turn, or another waiting period."""
    case, promise = _promised(store)
    _nudged(store, promise, Level.DUE)
    store.add_reach("maija", CHAT, MONDAY)
    asked = case.evolve(Act.ASKED_BACK, MONDAY, state=State.AWAITING_RESIDENT)
    store.change_case(asked)
    assert (store.nudges_to_show("telegram", 9), store.nudges_of("maija")) == ([], [])
    store.change_case(asked.evolve(Act.ADDED, MONDAY, state=State.HANDED_OVER))
    assert len(store.nudges_of("maija")) == len(store.nudges_to_show("telegram", 9)) == 1
    store.end_promise(promise.id, MONDAY, Ending.MOVED)
    store.add_promise(Promise(case.id, MONDAY, MONDAY + 9 * HOUR))
    assert (store.nudges_to_show("telegram", 9), store.nudges_of("maija")) == ([], [])


def test_a_case_has_no_second_promise_beside_one_that_runs(store: Store) -> None:
    case, promise = _promised(store)
    with pytest.raises(Exception, match="UNIQUE"):
        store.add_promise(Promise(case.id, MONDAY, MONDAY + HOUR))
    assert rows(store, "select count(*) from promises") == [(1,)]
    assert store.promise(case.id) == promise
