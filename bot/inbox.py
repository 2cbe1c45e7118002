"""Takes in what has arrived, each message once; sets aside what cannot be read."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot import privacy
from bot.cases import Cases
from bot.cases.receiving import MOST_TAKEN
from bot.errors import StoreError, UnreadableError
from bot.mail import Arrival, Quiet
from bot.model import Address, Case, Question
from bot.ports import Channel, Runner, Store

_log = structlog.get_logger(__name__)
_BATCH = 50
QUIET = timedelta(seconds=3)
"""Several messages of one writer, each so soon after the other, are one question."""
_LONGEST = timedelta(seconds=15)
"""Whoever goes on writing is read after so long."""
_LATER = 0.05
"""Seconds after the end of the quiet, so that it surely has ended."""
_FREE_TEXT = frozenset({"text"})
"""Keys of a payload that hold people's own words, at any depth, with all that is below."""


class Inbox:
    """Between the channels and the cases: keep first, then work on it."""

    def __init__(
        self,
        runner: Runner,
        channels: Mapping[str, Channel],
        cases: Cases,
        now: Callable[[], datetime],
        *,
        quiet: timedelta = QUIET,
    ) -> None:
        """``channels`` by their names; ``now`` gives the present moment in UTC. Messages that wait
        are one question when each comes within ``quiet`` of the one before.
        """
        self.quiet = quiet
        self._runner = runner
        self._channels = channels
        self._cases = cases
        self._now = now

    async def accept(self, channel: str, external_id: str, payload: Mapping[str, Any]) -> bool:
        """Keep a message, masked (L24), before its sender is answered. False: known already.

        After this returns the message cannot be lost: it is worked on now or at the next start.
        """
        kept = await self._runner.run(
            _take_in, channel, external_id, masked_payload(payload), self._now()
        )
        return kept is not None

    def ring_when_quiet(self, ring: Callable[[], None]) -> None:
        """Call ``ring`` when a message that waits for its like now has waited long enough."""
        delay = self.quiet.total_seconds() + _LATER
        asyncio.get_running_loop().call_later(delay, ring)

    async def work(self) -> int:
        """Work on everything that waits, oldest first; how many messages were handled."""
        handled = 0
        while batch := await self._runner.run(_unread, tuple(self._channels), self._quiet()):
            for arrival in batch:
                await self.work_on(arrival)
            handled += len(batch)
        return handled

    async def settle(self, *addresses: Address) -> None:
        """Work now on all that waits from those addresses, whether they have ended or not."""
        for arrival in await self._runner.run(_waiting, addresses):
            await self.work_on(arrival)

    def _quiet(self) -> Quiet:
        return Quiet(self._now() - self.quiet, self._now() - _LONGEST)

    async def work_on(self, arrival: Arrival) -> Case | None:
        """Turn one kept message into a case, or set it aside; one transaction.

        Raises:
            StoreError: the fault is the store's, not the message's; it is read again later.
        """
        try:
            return await self._runner.run(self._into_case, arrival)
        except StoreError:
            raise
        except UnreadableError as error:
            reason = str(error)
        except Exception as error:  # one bad message must not stop the next
            _log.exception("inbox.failed", channel=arrival.channel, arrival=arrival.id)
            reason = f"Unexpected: {type(error).__name__}"
        _log.warning("inbox.set_aside", channel=arrival.channel, arrival=arrival.id)
        await self._runner.run(_set_aside, arrival.id, reason)
        return None

    def _into_case(self, store: Store, arrival: Arrival) -> Case | None:
        kept = store.arrival(arrival.channel, arrival.external_id)
        if kept is None or kept[1] is not None:
            return None  # worked on in the meantime
        channel = self._channels.get(arrival.channel)
        if channel is None:
            raise UnreadableError(f"The channel '{arrival.channel}' is not configured.")
        question = channel.read(arrival.payload, arrival.at)
        arrivals = [arrival]
        for other in store.together(arrival) if arrival.payload.get("waits") else ():
            with suppress(UnreadableError):  # that one is set aside in its own turn
                joined = one_question(question, channel.read(other.payload, other.at))
                if other.id != arrival.id and joined:
                    question, arrivals = joined, [*arrivals, other]
        case = self._cases.receive(store, question)
        for each in arrivals:
            store.read(each.id, case.id)
        return case


def one_question(first: Question, then: Question) -> Question | None:
    """Two messages in a row as one, if they fit; a message and its edit are the edit."""
    parts = first.parts or (first,)
    if then.edits and any(part.number == then.number and not part.edits for part in parts):
        edited = replace(then, edits=False)
        parts = tuple(edited if part.number == then.number else part for part in parts)
    elif first.edits or then.edits or (first.wish, first.about) != (then.wish, then.about):
        return None
    else:
        parts = (*parts, then)
    text = "\n".join(part.text for part in parts if part.text)
    if len(text) > MOST_TAKEN:
        return None
    return replace(
        first,
        text=text,
        files=tuple(file for part in parts for file in part.files),
        spot=next((part.spot for part in reversed(parts) if part.spot), None),
        removed=tuple(dict.fromkeys(kind for part in parts for kind in part.removed)),
        parts=parts,
    )


def masked_payload(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload with its free text masked, and what was removed under ``removed``."""
    removed: list[str] = []

    def masked(value: Any, *, is_text: bool) -> Any:
        match value:
            case str() if is_text:
                result = privacy.mask(value)
                removed.extend(result.removed)
                return result.text
            case Mapping():
                return {
                    key: masked(inner, is_text=is_text or key in _FREE_TEXT)
                    for key, inner in value.items()
                }
            case list() | tuple():
                return [masked(inner, is_text=is_text) for inner in value]
        return value

    kept: dict[str, Any] = masked(payload, is_text=False)
    return kept | {"removed": list(dict.fromkeys(removed))}


def _take_in(
    store: Store, channel: str, external_id: str, payload: Mapping[str, Any], at: datetime
) -> int | None:
    return store.take_in(channel, external_id, payload, at)


def _unread(store: Store, channels: tuple[str, ...], quiet: Quiet) -> list[Arrival]:
    return store.unread(channels, _BATCH, quiet)


def _waiting(store: Store, addresses: Sequence[Address]) -> list[Arrival]:
    return [arrival for address in addresses for arrival in store.waiting(address)]


def _set_aside(store: Store, arrival_id: int, error: str) -> None:
    store.set_aside(arrival_id, error)
