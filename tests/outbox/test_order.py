"""Texts go in order for each address, and who hangs or waits holds back nobody else."""

import asyncio

import pytest

from bot.cases import Cases
from bot.mail import Delivery
from bot.model import Address, Case
from bot.outbox import LEASE, Outbox
from bot.store import SqliteStore
from tests.fakes import Clock, DirectRunner, FakeChannel, refused
from tests.outbox.conftest import put_all as _put
from tests.outbox.conftest import send as _send
from tests.stores import HOME, taken

WORK = Address("fake", "work")


class _StuckChannel(FakeChannel):
    """Hangs on one place until it is let go; says when enough others have been served."""

    def __init__(self, stuck: str, enough: int) -> None:
        super().__init__()
        self.stuck, self.enough = stuck, enough
        self.go, self.served = asyncio.Event(), asyncio.Event()

    async def send(self, delivery: Delivery) -> None:
        """Keep the delivery, sooner or later."""
        if delivery.place == self.stuck:
            await self.go.wait()
        await super().send(delivery)
        if len(self.sent) >= self.enough:
            self.served.set()


def test_an_empty_outbox_sends_nothing(outbox: Outbox, channel: FakeChannel) -> None:
    assert _send(outbox) == 0
    assert channel.sent == []


def test_texts_to_one_address_go_in_order_and_once(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, case: Case
) -> None:
    _put(store, case, "1", "2", "3")
    assert _send(outbox) == 3
    assert _send(outbox) == 0
    assert channel.texts == ["1", "2", "3"]
    assert store.oldest_undelivered(["fake", "web"]) is None


def test_more_than_one_batch_goes_at_once(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, case: Case
) -> None:
    for number in range(120):
        _put(store, case, str(number), address=Address("fake", f"place {number}"))
    assert _send(outbox) == 120
    assert sorted(map(int, channel.texts)) == list(range(120))


def test_a_text_that_must_wait_holds_back_its_own_address_only(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, clock: Clock, case: Case
) -> None:
    _put(store, case, "a1", "a2")
    channel.failures = [refused()]
    _send(outbox)
    _put(store, case, "b1", "b2", address=WORK)
    _send(outbox)
    assert channel.texts == ["b1", "b2"]
    clock.move(minutes=1)
    _send(outbox)
    assert channel.texts == ["b1", "b2", "a1", "a2"]


def test_an_address_that_hangs_holds_nobody_up(
    runner: DirectRunner, cases: Cases, clock: Clock, store: SqliteStore, case: Case
) -> None:
    _put(store, case, "a1", "a2")
    _put(store, case, "b1", "b2", "b3", address=WORK)

    async def hang() -> tuple[list[str], list[str]]:
        channel = _StuckChannel(HOME.place, enough=3)
        outbox = Outbox(runner, {"fake": channel}, cases, clock)
        sending = asyncio.create_task(outbox.send_due())
        await asyncio.wait_for(channel.served.wait(), 10)
        meanwhile = channel.texts
        channel.go.set()
        await sending
        return meanwhile, channel.texts

    assert asyncio.run(hang()) == (["b1", "b2", "b3"], ["b1", "b2", "b3", "a1", "a2"])


def test_a_text_queued_while_another_hangs_goes_out(
    runner: DirectRunner, cases: Cases, clock: Clock, store: SqliteStore, case: Case
) -> None:
    """A resident's receipt does not wait for somebody else's broken line."""
    _put(store, case, "a1")

    async def hang() -> None:
        channel = _StuckChannel(HOME.place, enough=1)
        sending = asyncio.create_task(Outbox(runner, {"fake": channel}, cases, clock).send_due())
        await asyncio.sleep(0)
        _put(store, case, "b1", address=WORK)
        await asyncio.wait_for(channel.served.wait(), 10)
        channel.go.set()
        await sending

    asyncio.run(hang())
    assert store.oldest_undelivered(["fake", "web"]) is None


def test_a_sender_stopped_in_the_middle_leaves_the_text_to_be_tried_again_as_uncertain(
    runner: DirectRunner, cases: Cases, clock: Clock, store: SqliteStore, case: Case
) -> None:
    _put(store, case, "a1")

    async def stop() -> None:
        channel = _StuckChannel(HOME.place, enough=1)
        sending = asyncio.create_task(Outbox(runner, {"fake": channel}, cases, clock).send_due())
        await asyncio.sleep(0)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert channel.sent == []

    asyncio.run(stop())
    assert taken(store, clock.at) == []
    [again] = taken(store, clock.at + LEASE)
    assert again.uncertain


def test_channels_of_others_are_left_to_them(
    outbox: Outbox, store: SqliteStore, case: Case
) -> None:
    _put(store, case, "x", address=Address("pigeon", "home"))
    assert _send(outbox) == 0
    assert len(taken(store, case.received_at, "pigeon")) == 1


def test_a_fault_of_the_channel_stops_no_other_delivery(
    outbox: Outbox, channel: FakeChannel, store: SqliteStore, case: Case
) -> None:
    for place in ("a", "b", "c"):
        _put(store, case, place, address=Address("fake", place))
    channel.failures = [ZeroDivisionError()]
    _send(outbox)
    assert channel.texts == ["b", "c"]
