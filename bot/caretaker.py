"""Each night lets go what is not kept for ever, a little at a time; in between it closes what has
been answered and quiet (L28). What is due lives in the store: a tick done twice does nothing more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Concatenate
from zoneinfo import ZoneInfo

import structlog

from bot.cases import Cases
from bot.cases.retaining import NOWHERE
from bot.errors import StoreError
from bot.model import Address
from bot.ports import P, Runner, Store
from bot.retention import OF_ROWS, Purge

_log = structlog.get_logger(__name__)
QUIET_HOUR = time(2, 0)
"""When the night's work begins, on the city's clock: before the hour that clock changes leap."""
_BREATH = 0.02
"""Seconds between two steps: whoever waits for the store has it first."""
_PAGES = 250
"""Pages of the file given back in one step: 1 MB."""


class Caretaker:
    """Between the clock and the cases."""

    def __init__(
        self, runner: Runner, cases: Cases, now: Callable[[], datetime], *, rehearses: bool = False
    ) -> None:
        """``now`` gives the present moment in UTC. ``rehearses``: the store is nobody else's, so
        there is no need to pause, and nothing that the log should tell of.
        """
        self._runner = runner
        self._cases = cases
        self._now = now
        self._rehearses = rehearses

    async def open(self) -> None:
        """Take this program's secret for disguising addresses (L25)."""
        if not await self._runner.run(_take_key):
            _log.warning("retention.other_secret")

    async def work(self) -> int:
        """Close what has been quiet; and, once each night or after it, let go. How many cases were
        closed and how much went.
        """
        closed = await self.settle()
        if await self._runner.run(self._is_due):
            return closed + sum(purge.count for purge in await self.keep())
        return closed

    async def settle(self) -> int:
        """Close answered cases after their quiet period; how many."""
        closed = last = 0
        while found := await self._runner.run(self._cases.settle, last):
            closed, last = closed + len(found), found[-1].id
            self._tell("case.settled", cases=[case.reference for case in found])
            await self._breathe()
        return closed

    async def keep(self) -> list[Purge]:
        """A night's work now: what went, by rule. What is answered and quiet is closed first.

        A fault in one part, say in one broken case, holds up no other; the next night tries again.
        """
        at = self._now()
        parts: list[Callable[[], Awaitable[object]]] = [
            self.settle,
            partial(self._anonymise, at),
            partial(self._disguise, at),
            *(partial(self._until_done, self._cases.purge, rule, at) for rule in OF_ROWS),
            partial(self._until_done, _give_back),
        ]
        for part in parts:
            try:
                await part()
            except Exception as error:  # what else is due goes all the same
                if self._rehearses and isinstance(error, StoreError):
                    raise  # its disk is full: of the night itself this says nothing
                _log.exception("retention.failed")
        gone = await self._runner.run(self._cases.night_over, at)
        for purge in gone:
            self._tell("retention.gone", rule=purge.rule, count=purge.count)
        return gone

    async def _anonymise(self, at: datetime) -> None:
        last: int | None = 0
        while last is not None:
            last = await self._runner.run(self._cases.anonymise, last, at)
            await self._breathe()

    async def _disguise(self, at: datetime) -> None:
        place: Address | None = NOWHERE
        while place is not None:
            place = await self._runner.run(self._cases.disguise, place, at)
            await self._breathe()

    async def _until_done(
        self, step: Callable[Concatenate[Store, P], int], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """One step after another, until one finds nothing to do."""
        while True:
            if not await self._runner.run(step, *args, **kwargs):
                return
            await self._breathe()

    async def _breathe(self) -> None:
        if not self._rehearses:
            await asyncio.sleep(_BREATH)

    def _tell(self, event: str, **facts: object) -> None:
        if not self._rehearses:
            _log.info(event, **facts)

    def _is_due(self, store: Store) -> bool:
        last = store.last_night()
        return last is None or last < self._last_hour() <= self._now()

    def _last_hour(self) -> datetime:
        """The last beginning of a night, UTC."""
        zone = ZoneInfo(self._cases.base.city.time_zone)
        here = self._now().astimezone(zone)
        hour = datetime.combine(here.date(), QUIET_HOUR, zone)
        if here < hour:
            hour = datetime.combine(here.date() - timedelta(days=1), QUIET_HOUR, zone)
        return hour


def _give_back(store: Store) -> int:
    return store.give_back(_PAGES)


def _take_key(store: Store) -> bool:
    return store.take_key()
