"""How the store is, for ``/healthz``."""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog

from bot.city import Base
from bot.model import Address
from bot.ports import Runner, Store

_log = structlog.get_logger(__name__)
_SECONDS = 5
_MOST_NAMED = 20
"""References of cases told at once."""


async def health_of(
    runner: Runner, base: Base, channels: tuple[str, ...], now: datetime
) -> dict[str, Any]:
    """What the store says of itself; ``good`` tells whether it works, no case is ownerless or
    without a deadline (``breaches`` has their references), and the sum holds.
    """
    try:
        facts = await asyncio.wait_for(
            runner.run(_facts, tuple(base.officials), channels, now), timeout=_SECONDS
        )
        with suppress(_TakenBackError):
            await asyncio.wait_for(runner.run(_probe, now), timeout=_SECONDS)
    except Exception:  # whatever it is, the store does not work
        _log.exception("health.store")
        return {"good": False, "store": "not writable"}
    return {
        "good": not facts["breaches"] and facts["sum_holds"],
        "store": "writable",
        **facts,
    }


class _TakenBackError(Exception):
    """Rolls the probe's write back."""


def _probe(store: Store, now: datetime) -> None:
    """Write something and take it back: the disk takes writes, and nothing has changed."""
    store.keep_language(Address("health", "probe"), "-", now)
    raise _TakenBackError


def _facts(
    store: Store, officials: tuple[str, ...], channels: tuple[str, ...], now: datetime
) -> dict[str, Any]:
    """The sums, what waits, and for whom a promise was missed and no answer has come yet."""
    sums = store.sums()
    late = store.late(now)
    breaches = [case.reference for case in store.ownerless(officials)]
    return {
        "oldest_undelivered_seconds": _seconds(store.oldest_undelivered(channels), now),
        "overdue": len(late),
        "oldest_missed_seconds": _seconds(min(late.values(), default=None), now),
        "open_without_owner": len(breaches),
        "breaches": breaches[:_MOST_NAMED],
        "received": sums.received,
        "answered": sums.answered,
        "waiting": sums.waiting,
        "closed": sums.closed,
        "sum_holds": sums.holds,
        "unread": sums.unread,
        "set_aside": sums.aside,
    }


def _seconds(since: datetime | None, now: datetime) -> int:
    """How long ago it was; 0 where there is nothing."""
    return round((now - since).total_seconds()) if since else 0
