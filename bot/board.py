"""Keeps officials' cards in step with the store, whoever decides on whichever surface.

There is no queue of cards to work off: what a chat shows is compared with how the cases stand.
So a card that was superseded while nothing could be sent is never posted, and the rest come in
the order of their cases.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from bot import cards
from bot.cards import Reading
from bot.errors import SendError
from bot.library import Library
from bot.mail import Card, Reach, Slip
from bot.outbox import wait_after
from bot.people import Official
from bot.ports import CardChannel, Runner, Store

_log = structlog.get_logger(__name__)
_BATCH = 200
_SEND_SECONDS = 30.0
_LONGEST_WAIT = timedelta(minutes=1)
"""Between two tries in one chat: an official who is back on the network is not kept waiting."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
BLOCKED, LEFT = "blocked", "left"
"""Why a reach ended: the chat takes nothing; the register does not allow it any more."""


class Board:
    """One worker for all channels of cards."""

    def __init__(
        self,
        runner: Runner,
        channels: Mapping[str, CardChannel],
        library: Library,
        now: Callable[[], datetime],
        desk: str = "",
    ) -> None:
        """``desk``: its public address, for links from the cards; empty: no links."""
        self._runner = runner
        self._channels = channels
        self._library = library
        self._now = now
        self._desk = desk
        self._later: dict[tuple[str, str], tuple[datetime, int]] = {}
        self._refused: set[tuple[int, str, int]] = set()
        self._faulty: dict[tuple[int, str], datetime] = {}

    async def work(self) -> int:
        """Post and update what is missing or behind; how many cards were shown."""
        shown = 0
        for name, channel in self._channels.items():
            slips = await self._runner.run(self._slips, name)
            places: dict[str, list[Slip]] = {}
            for slip in slips:
                places.setdefault(slip.reach.place, []).append(slip)
            async with asyncio.TaskGroup() as group:
                going = [
                    group.create_task(self._place(channel, place, list_))
                    for place, list_ in places.items()
                ]
            shown += sum(task.result() for task in going)
        return shown

    async def _place(self, channel: CardChannel, place: str, slips: Sequence[Slip]) -> int:
        """One chat's cards in order, until one has to wait."""
        chat = (channel.name, place)
        due, tries = self._later.get(chat, (_LONG_AGO, 0))
        if due > self._now():
            return 0
        for done, slip in enumerate(slips):
            try:
                await self._show(channel, slip)
            except SendError as error:
                if error.unreachable:
                    await self._runner.run(self._end, slip.reach, BLOCKED)
                    return done
                wait = min(wait_after(tries + 1, 0), _LONGEST_WAIT)
                if error.again_in is not None:
                    wait = timedelta(seconds=error.again_in)
                self._later[chat] = (self._now() + wait, tries + 1)
                _log.warning("board.later", channel=channel.name, case=slip.reference)
                return done
            except Exception:  # a fault in one card must not stop the others
                _log.exception("board.fault", channel=channel.name, case=slip.reference)
                self._faulty[slip.reach.id, slip.reference] = self._now() + _LONGEST_WAIT
            self._later.pop(chat, None)
        return len(slips)

    async def _show(self, channel: CardChannel, slip: Slip) -> None:
        if self._faulty.get((slip.reach.id, slip.reference), _LONG_AGO) > self._now():
            return
        card = await self._runner.run(self._card, slip)
        key = (slip.reach.id, slip.reference, card.version if card else 0)
        if card is None or key in self._refused:
            return
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                message = await _put(channel, slip, card)
        except TimeoutError as error:
            raise SendError("No answer in time.", uncertain=True) from error
        except SendError as error:
            if not error.permanent or error.unreachable:
                raise
            self._refused.add(key)  # the same card would be refused again
            _log.error("board.refused", channel=channel.name, case=slip.reference)
            return
        await self._runner.run(_keep, slip, card, message)

    def _slips(self, store: Store, channel: str) -> list[Slip]:
        """What is behind; reaches of officials who may have none any more end first."""
        for reach in store.reaches(channel):
            official = self._library.base.officials.get(reach.official)
            if reach.ended is None and not (official and official.telegram):
                self._end(store, reach, LEFT)
        return store.slips(channel, _BATCH)

    def _end(self, store: Store, reach: Reach, why: str) -> None:
        store.end_reach(reach.official, reach.channel, self._now(), why)
        if why == BLOCKED:  # nothing there can be changed any more
            for slip in store.slips(reach.channel, 10_000):
                case = store.case(slip.reference)
                if case and slip.reach.id == reach.id:
                    store.drop_card(reach.id, case.id)
        _log.warning("board.reach_ended", official=reach.official, why=why)

    def _card(self, store: Store, slip: Slip) -> Card | None:
        """The card as the case stands now; None when there is nothing left to show."""
        case = store.case(slip.reference)
        if case is None:
            return None
        reading = self.reading(slip.reach.official)
        if slip.reach.ended:
            return cards.ended(reading, case)
        if slip.message is None and not cards.is_live(case, slip.reach.official):
            return None
        return cards.draw(reading, case, store.thread(case.id), store.events(case.id))

    def reading(self, official: str) -> Reading:
        """For whom a card is drawn now."""
        base = self._library.base
        person: Official = base.official(official)
        return Reading(base, person, self._now(), self._desk)


async def _put(channel: CardChannel, slip: Slip, card: Card) -> str | None:
    """Show the card where its message is; anew when it is gone and still to be decided on."""
    if slip.message is not None and await channel.update(slip.reach.place, slip.message, card):
        return slip.message
    return await channel.post(slip.reach.place, card) if card.live else None


def _keep(store: Store, slip: Slip, card: Card, message: str | None) -> None:
    case = store.case(slip.reference)
    if case is None:
        return
    if card.live and message is not None:
        store.keep_card(slip.reach.id, case.id, message, card.version)
    else:
        store.drop_card(slip.reach.id, case.id)
