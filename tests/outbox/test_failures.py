"""What fails is tried again at the due pause, and given up only for all to see."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases import Cases
from bot.errors import SendError
from bot.model import BOT, Act, Address, Case, Question, Reason, State
from bot.outbox import MOST_TRIES, Outbox, wait_after
from bot.ports import Store
from bot.store import SqliteStore
from tests.fakes import Clock, DirectRunner, FakeChannel, refused
from tests.outbox.conftest import put_all as _put
from tests.outbox.conftest import send as _send
from tests.residents import approve
from tests.stores import a_case

JITTER = st.floats(0, 1)


def _until_quiet(outbox: Outbox, clock: Clock, store: SqliteStore) -> int:
    """Send hour after hour until nothing is left; how many tries it took."""
    tries = 0
    while store.oldest_undelivered(["fake", "web"]):
        tries += _send(outbox)
        clock.move(hours=2)
        assert tries < 100
    return tries


@pytest.mark.parametrize(
    ("error", "marked"),
    [
        (refused(), []),
        (refused(uncertain=True), ["a"]),
        (TimeoutError(), ["a"]),
        (KeyError("a fault"), ["a"]),
    ],
    ids=["refused", "uncertain", "no answer", "a fault of the channel"],
)
def test_a_passing_error_is_tried_again_and_marked_if_it_may_have_gone_out(
    runner: DirectRunner, cases: Cases, clock: Clock, error: Exception, marked: list[str]
) -> None:
    channel = FakeChannel(failures=[error])
    outbox = Outbox(runner, {"fake": channel}, cases, clock)
    case = runner.store.add_case(a_case())
    _put(runner.store, case, "a", "b")
    _send(outbox)
    clock.move(seconds=3)
    _send(outbox)
    assert [(sent.message.text, sent.tries) for sent in channel.sent] == [("a", 2), ("b", 1)]
    assert [sent.message.text for sent in channel.sent if sent.uncertain] == marked
    assert runner.store.events(case.id) == []


def test_a_retry_waits_for_its_pause(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, clock: Clock, case: Case
) -> None:
    _put(store, case, "a")
    channel.failures = [refused()]
    _send(outbox)
    clock.move(seconds=1.9)
    assert _send(outbox) == 0
    clock.move(seconds=0.7)
    assert _send(outbox) == 1


@given(tries=st.integers(1, 3 * MOST_TRIES), early=JITTER, late=JITTER)
def test_the_pause_grows_with_every_try_up_to_its_bound(
    tries: int, early: float, late: float
) -> None:
    now, then = wait_after(tries, early), wait_after(tries + 1, late)
    longest = timedelta(hours=1.25)
    assert timedelta(seconds=2) <= now <= longest
    assert now < then or then >= timedelta(hours=1)


def test_a_channel_that_is_down_for_a_night_loses_nothing() -> None:
    """A reply given up has to be sent by hand; ten hours are a night in the office."""
    shortest = sum((wait_after(tries, 0) for tries in range(1, MOST_TRIES)), timedelta())
    assert timedelta(hours=10) < shortest < timedelta(hours=24)


def _undelivered(store: Store, case: Case) -> Sequence[tuple[Act, str, str]]:
    return [(event.act, event.by, event.detail) for event in store.events(case.id)]


def test_a_permanent_error_is_shown_in_the_cases_record_and_not_tried_again(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, clock: Clock, case: Case
) -> None:
    _put(store, case, "a", "b")
    channel.failures = [refused(permanent=True)]
    assert _until_quiet(outbox, clock, store) == 2
    assert channel.texts == ["b"]
    assert store.failures(case.id) == ["The other side said no."]
    assert _undelivered(store, case) == [(Act.UNDELIVERED, BOT, "The other side said no.")]


def test_a_text_that_never_goes_is_given_up_after_the_most_tries(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, clock: Clock, case: Case
) -> None:
    _put(store, case, "a")
    channel.failures = [refused() for _ in range(MOST_TRIES + 5)]
    assert _until_quiet(outbox, clock, store) == MOST_TRIES
    assert len(channel.failures) == 5
    assert [act for act, _, _ in _undelivered(store, case)] == [Act.UNDELIVERED]


def test_the_last_try_may_still_work(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, clock: Clock, case: Case
) -> None:
    _put(store, case, "a")
    channel.failures = [refused() for _ in range(MOST_TRIES - 1)]
    assert _until_quiet(outbox, clock, store) == MOST_TRIES
    assert channel.texts == ["a"]
    assert store.failures(case.id) == []


def test_what_a_fault_says_is_not_shown_since_it_may_hold_secrets(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, clock: Clock, case: Case
) -> None:
    """A client's error often has the address it called, token and all (L24, ASVS 16.2.5)."""
    _put(store, case, "a")
    channel.failures = [RuntimeError("token-4711") for _ in range(MOST_TRIES)]
    _until_quiet(outbox, clock, store)
    assert store.failures(case.id) == ["RuntimeError"]


def test_an_undelivered_text_changes_nothing_else_of_the_case(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, case: Case
) -> None:
    _put(store, case, "a")
    channel.failures = [refused(permanent=True)]
    _send(outbox)
    assert store.case(case.reference) == case


def test_a_reply_that_never_arrived_has_answered_nobody(
    cases: Cases, outbox: Outbox, channel: FakeChannel, store: SqliteStore, clock: Clock
) -> None:
    """S1: the case waits for its official again, with the text and a new time."""
    with store.transaction():
        asked = cases.receive(store, Question(Address("fake", "home"), "milloin aura", clock()))
    _until_quiet(outbox, clock, store)
    answered = approve(cases, store, asked)
    channel.failures = [refused(permanent=True)]
    _send(outbox)
    case = store.case(asked.reference)
    assert case
    assert (case.state, case.owner, case.decided_by) == (State.HANDED_OVER, answered.owner, None)
    assert (case.draft.text, case.draft.why) == (answered.draft.text, "undelivered")
    assert case.deadline > clock()
    assert store.promise(case.id)


def test_a_channel_that_says_when_is_asked_then_and_it_was_no_try(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, clock: Clock, case: Case
) -> None:
    _put(store, case, "a")
    channel.failures = [SendError("Later.", again_in=7.0)] * (MOST_TRIES + 1)
    for _ in range(MOST_TRIES + 1):
        assert _send(outbox) == 1
        clock.move(seconds=6)
        assert _send(outbox) == 0
        clock.move(seconds=1)
    _send(outbox)
    assert [(sent.message.text, sent.tries) for sent in channel.sent] == [("a", 1)]


def test_who_cannot_be_reached_any_more_closes_the_case(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, case: Case
) -> None:
    _put(store, case, "a", "b")
    channel.failures = [SendError("Gone.", unreachable=True)] * 2
    _send(outbox)
    found = store.case(case.reference)
    assert found
    assert (found.state, found.reason) == (State.CLOSED, Reason.UNREACHABLE)
    assert store.failures(case.id) == ["Gone.", "Gone."]
    acts = [event.act for event in store.events(case.id)]
    assert acts == [Act.UNDELIVERED, Act.CLOSED, Act.UNDELIVERED]
