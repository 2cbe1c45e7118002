"""Sends what is due; the only module that speaks. Write first, speak later, at its own pace."""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.cases import Cases
from bot.errors import SendError
from bot.mail import Delivery
from bot.model import MessageKind
from bot.ports import Channel, Runner, Store

_log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
"""How long a claimed delivery is this process's own; after that its outcome is unknown."""
MOST_TRIES = 22
"""Tries before a delivery is given up and shown to a person: 11 to 14 hours with the pauses."""
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 3600.0
_BATCH = 50
_SEND_SECONDS = 30.0
_LOOK_SECONDS = 1.0
"""How often new deliveries are looked for while others hang."""


def wait_after(tries: int, jitter: float) -> timedelta:
    """The pause before the next try: doubling from 2 s to an hour, times 1 to 1.25."""
    return timedelta(seconds=min(_FIRST_WAIT * 2 ** (tries - 1), _LONGEST_WAIT) * (1 + jitter / 4))


class Outbox:
    """Claims what is due and hands it to the channels."""

    def __init__(
        self,
        runner: Runner,
        channels: Mapping[str, Channel],
        cases: Cases,
        now: Callable[[], datetime],
    ) -> None:
        """``channels`` by their names: only their deliveries are claimed."""
        self._runner = runner
        self._channels = channels
        self._cases = cases
        self._now = now

    async def take_over(self) -> None:
        """End what an earlier process left in the middle of sending. One process at a time serves
        a data folder, so at the start every lease is a dead one's; without this a receipt would
        wait a minute for its lease to run out.
        """
        await self._runner.run(_end_leases, tuple(self._channels), self._now())

    async def send_due(self) -> int:
        """Send everything that is due now; how many deliveries were tried.

        The earliest of each address first and alone, so that a resident reads in order. An
        address that hangs holds up no other: what comes due meanwhile goes out beside it.
        """
        tried, going = 0, set[asyncio.Task[None]]()
        async with asyncio.TaskGroup() as group:
            while True:
                batch = await self._claim(_BATCH - len(going))
                tried += len(batch)
                going |= {group.create_task(self._deliver(delivery)) for delivery in batch}
                if not going:
                    return tried
                _, going = await asyncio.wait(
                    going, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )

    async def _claim(self, limit: int) -> list[Delivery]:
        return await self._runner.run(_claim, tuple(self._channels), self._now(), limit)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                await self._channels[delivery.channel].send(delivery)
        except SendError as error:
            await self._not_sent(delivery, error)
        except TimeoutError:
            await self._not_sent(delivery, SendError("No answer in time.", uncertain=True))
        except Exception as error:  # a fault in one channel must not stop the others
            _log.exception("outbox.fault", channel=delivery.channel, delivery=delivery.id)
            await self._not_sent(delivery, SendError(type(error).__name__, uncertain=True))
        else:
            await self._runner.run(_sent, delivery.id, self._now())

    async def _not_sent(self, delivery: Delivery, error: SendError) -> None:
        if error.again_in is not None:
            due = self._now() + timedelta(seconds=error.again_in)
            await self._runner.run(_postpone, delivery.id, due, str(error))
            return
        given_up = error.permanent or delivery.tries >= MOST_TRIES
        _log.warning(
            "outbox.failed" if given_up else "outbox.retry",
            channel=delivery.channel,
            delivery=delivery.id,
            tries=delivery.tries,
        )
        if given_up:
            await self._runner.run(self._give_up, delivery, error)
            return
        due = self._now() + wait_after(delivery.tries, random.random())  # noqa: S311 - only jitter
        await self._runner.run(_retry, delivery.id, due, str(error), uncertain=error.uncertain)

    def _give_up(self, store: Store, delivery: Delivery, error: SendError) -> None:
        store.failed(delivery.id, str(error))
        is_reply = delivery.message.kind is MessageKind.REPLY and not error.unreachable
        self._cases.undelivered(store, delivery.reference, str(error), is_reply=is_reply)
        if error.unreachable:
            self._cases.unreachable(store, delivery.reference)


def _claim(store: Store, channels: tuple[str, ...], now: datetime, limit: int) -> list[Delivery]:
    return store.claim(channels, now, now + LEASE, limit)


def _end_leases(store: Store, channels: tuple[str, ...], now: datetime) -> None:
    store.end_leases(channels, now)


def _sent(store: Store, delivery_id: int, at: datetime) -> None:
    store.sent(delivery_id, at)


def _postpone(store: Store, delivery_id: int, due: datetime, error: str) -> None:
    store.postpone(delivery_id, due, error)


def _retry(store: Store, delivery_id: int, due: datetime, error: str, *, uncertain: bool) -> None:
    store.retry(delivery_id, due, error, uncertain=uncertain)
