"""The contract of ``bot.ports.Store``: the outbox."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail import Delivery, DeliveryState
from bot.model import Address, Case
from bot.ports import Store
from tests.fakes import MONDAY
from tests.stores import ENGINES, HOME, LEASE, a_case, put, taken, within

WORK = Address("fake", "work")
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    with within(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture
def case(store: Store) -> Case:
    """A case to send texts about."""
    return store.add_case(a_case())


def _texts(deliveries: list[Delivery]) -> list[str]:
    return sorted(delivery.message.text for delivery in deliveries)


def test_a_claimed_delivery_has_all_that_a_sender_needs(store: Store, case: Case) -> None:
    put(store, case, "Moi")
    [delivery] = taken(store)
    assert (delivery.reference, delivery.channel, delivery.place) == (
        case.reference,
        "fake",
        "home",
    )
    assert [delivery.message] == store.thread(case.id)
    assert (delivery.state, delivery.tries, delivery.uncertain) == (DeliveryState.SENDING, 1, False)


def test_only_the_earliest_of_each_address_is_claimed(store: Store, case: Case) -> None:
    for text, address in (("a1", HOME), ("a2", HOME), ("b1", WORK), ("b2", WORK)):
        put(store, case, text, address)
    assert _texts(taken(store)) == ["a1", "b1"]
    assert taken(store) == []


def test_the_same_place_on_another_channel_is_another_address(store: Store, case: Case) -> None:
    put(store, case, "a")
    put(store, case, "b", Address("web", HOME.place))
    assert _texts(taken(store, MONDAY, "fake", "web")) == ["a", "b"]


def test_channels_that_are_not_ours_are_not_claimed(store: Store, case: Case) -> None:
    put(store, case, "a")
    assert taken(store, MONDAY, "web") == []
    assert store.claim((), MONDAY, MONDAY + LEASE, 10) == []
    assert _texts(taken(store, MONDAY, "web", "fake")) == ["a"]


def test_no_more_is_claimed_than_asked_for_and_the_earliest_first(store: Store, case: Case) -> None:
    for number in range(4):
        put(store, case, str(number), Address("fake", f"place {number}"))
    assert _texts(taken(store, limit=3)) == ["0", "1", "2"]
    assert _texts(taken(store, limit=3)) == ["3"]


def test_what_is_not_due_is_not_claimed(store: Store, case: Case) -> None:
    put(store, case, "later", at=MONDAY + MINUTE)
    assert taken(store, MONDAY + MINUTE - timedelta(microseconds=1)) == []
    assert _texts(taken(store, MONDAY + MINUTE)) == ["later"]


def test_an_earlier_text_that_is_not_due_keeps_the_later_one_back(store: Store, case: Case) -> None:
    put(store, case, "first", at=MONDAY + MINUTE)
    put(store, case, "second")
    assert taken(store) == []


def test_the_next_text_goes_when_the_first_is_sent(store: Store, case: Case) -> None:
    put(store, case, "first")
    put(store, case, "second")
    store.sent(taken(store)[0].id, MONDAY)
    assert _texts(taken(store)) == ["second"]


def test_the_next_text_goes_when_the_first_has_failed(store: Store, case: Case) -> None:
    put(store, case, "first")
    put(store, case, "second")
    store.failed(taken(store)[0].id, "Blocked.")
    assert _texts(taken(store)) == ["second"]


def test_a_lease_is_kept_until_it_runs_out(store: Store, case: Case) -> None:
    put(store, case, "a")
    taken(store)
    assert taken(store, MONDAY + LEASE - timedelta(microseconds=1)) == []


def test_the_leases_of_a_process_that_is_gone_end_on_its_channels(store: Store, case: Case) -> None:
    put(store, case, "Kesken")
    (claimed,) = taken(store)
    store.end_leases(["other"], MONDAY)
    assert taken(store) == []
    store.end_leases([claimed.channel], MONDAY)
    (again,) = taken(store)
    assert (again.id, again.uncertain) == (claimed.id, True)


def test_an_expired_lease_is_claimed_again_and_marked_uncertain(store: Store, case: Case) -> None:
    """Its sender died between sending and saying so."""
    put(store, case, "a")
    taken(store)
    [again] = taken(store, MONDAY + LEASE)
    assert (again.uncertain, again.tries) == (True, 2)


def test_a_retry_waits_until_it_is_due_and_counts_its_tries(store: Store, case: Case) -> None:
    put(store, case, "a")
    store.retry(taken(store)[0].id, MONDAY + MINUTE, "Later.", uncertain=False)
    assert taken(store) == []
    [again] = taken(store, MONDAY + MINUTE)
    assert (again.tries, again.uncertain) == (2, False)


def test_once_uncertain_always_uncertain(store: Store, case: Case) -> None:
    put(store, case, "a")
    for number, uncertain in enumerate((True, False)):
        [delivery] = taken(store, MONDAY + number * MINUTE)
        due = MONDAY + (number + 1) * MINUTE
        store.retry(delivery.id, due, "Later.", uncertain=uncertain)
    assert taken(store, MONDAY + 2 * MINUTE)[0].uncertain


def test_a_late_word_of_failure_does_not_send_a_sent_text_again(store: Store, case: Case) -> None:
    """A sender that slept past its lease speaks after another has done the work."""
    put(store, case, "a")
    [delivery] = taken(store)
    store.sent(delivery.id, MONDAY)
    store.retry(delivery.id, MONDAY, "Late.", uncertain=True)
    store.failed(delivery.id, "Later still.")
    assert taken(store) == []
    assert store.failures(case.id) == []


def test_a_failed_delivery_is_not_tried_again_by_a_late_retry(store: Store, case: Case) -> None:
    put(store, case, "a")
    [delivery] = taken(store)
    store.failed(delivery.id, "Blocked.")
    store.retry(delivery.id, MONDAY, "Late.", uncertain=False)
    assert taken(store) == []
    assert store.failures(case.id) == ["Blocked."]


def test_the_failures_of_a_case_are_listed_oldest_first(store: Store, case: Case) -> None:
    other = store.add_case(a_case("BBB-BBB-BBB"))
    for text, of in (("1", case), ("x", other), ("2", case)):
        put(store, of, text)
        store.failed(taken(store)[0].id, f"Error {text}.")
    assert store.failures(case.id) == ["Error 1.", "Error 2."]


def test_the_oldest_undelivered_is_the_one_queued_first(store: Store, case: Case) -> None:
    assert store.oldest_undelivered(["fake", "web"]) is None
    put(store, case, "a", at=MONDAY)
    put(store, case, "b", WORK, at=MONDAY + MINUTE)
    [first] = taken(store)
    store.retry(first.id, MONDAY + 9 * MINUTE, "Later.", uncertain=False)
    assert store.oldest_undelivered(["fake", "web"]) == MONDAY
    store.sent(first.id, MONDAY)
    assert store.oldest_undelivered(["fake", "web"]) == MONDAY + MINUTE
    store.failed(taken(store, MONDAY + MINUTE)[0].id, "Blocked.")
    assert store.oldest_undelivered(["fake", "web"]) is None


class _House:
    """An outbox under any order of calls, and what is known to be true of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.case = store.add_case(a_case())
        self.now = MONDAY
        self.handed: dict[int, tuple[Delivery, datetime]] = {}
        self.queued: list[tuple[str, int]] = []
        self.done: dict[str, list[int]] = {"a": [], "b": []}

    def queue(self, pick: int) -> None:
        place = "ab"[pick % 2]
        number = put(self.store, self.case, "x", Address("fake", place), self.now)
        self.queued.append((place, number))

    def claim(self, pick: int) -> None:
        for delivery in taken(self.store, self.now, limit=1 + pick % 3):
            live = {d.place for d, until in self.handed.values() if until > self.now}
            assert delivery.place not in live
            self.handed[delivery.id] = (delivery, self.now + LEASE)

    def wait(self, pick: int) -> None:
        self.now += timedelta(seconds=20 * (pick % 5))

    def sent(self, pick: int) -> None:
        if delivery := self._finished(pick):
            self.store.sent(delivery.id, self.now)

    def failed(self, pick: int) -> None:
        if delivery := self._finished(pick):
            self.store.failed(delivery.id, "Never.")

    def retry(self, pick: int) -> None:
        if delivery := self._one(pick):
            del self.handed[delivery.id]
            due = self.now + timedelta(seconds=pick)
            self.store.retry(delivery.id, due, "Later.", uncertain=False)

    def _one(self, pick: int) -> Delivery | None:
        held = list(self.handed.values())
        return held[pick % len(held)][0] if held else None

    def _finished(self, pick: int) -> Delivery | None:
        if delivery := self._one(pick):
            del self.handed[delivery.id]
            self.done[delivery.place].append(delivery.message.id)
        return delivery

    def drain(self) -> None:
        """As much time and as many senders as it takes."""
        for _ in range(len(self.queued) * 2 + 2):
            self.now += timedelta(hours=1)
            self.claim(2)
            for pick in range(len(self.handed)):
                self.sent(pick)


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["queue", "queue", "claim", "claim", "wait", "sent", "failed", "retry"]),
        st.integers(0, 60),
    ),
    max_size=40,
)


@pytest.mark.parametrize("engine", list(ENGINES))
@settings(max_examples=60)
@given(steps=_STEPS)
def test_no_order_of_calls_sends_two_at_once_or_loses_one_or_changes_the_order(
    engine: str, steps: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, within(engine, Path(folder)) as store:
        house = _House(store)
        for name, pick in steps:
            getattr(house, name)(pick)
        house.drain()
    for place, done in house.done.items():
        assert done == [number for where, number in house.queued if where == place]
