"""Keeps officials' cards in step with the store, whoever decides on whichever surface.

There is no queue of cards to work off: what a chat shows is compared with how the cases stand.
So a card that was superseded while nothing could be sent is never posted, and the rest come in
the order of their cases.

That a post begins is noted before it. Where the note of its end is missing, because the program
or the line broke between, the channel is asked what stands there before anything is posted again.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot import cards
from bot.cards import Reading
from bot.errors import SendError
from bot.library import Library
from bot.mail import Card, Reach, Slip
from bot.outbox import wait_after
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
        self._refused: set[tuple[int, str, int, int]] = set()
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
        if card is None:
            return
        key = (slip.reach.id, slip.reference, card.version, card.notes)
        if key in self._refused:
            return
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                message = await self._put(channel, slip, card)
        except TimeoutError as error:
            raise SendError("No answer in time.", uncertain=True) from error
        except SendError as error:
            if not error.permanent or error.unreachable:
                raise
            self._refused.add(key)  # the same card would be refused again
            _log.error("board.refused", channel=channel.name, case=slip.reference)
            return
        await self._runner.run(_keep, slip, card, message)

    async def _put(self, channel: CardChannel, slip: Slip, card: Card) -> str | None:
        """Show the card where its message is; anew when it is gone and still to be decided on."""
        message = slip.message
        if slip.begun:
            message = await self._found(channel, slip, card)
        if message is not None and await channel.update(slip.reach.place, message, card):
            return message
        return await self._post(channel, slip, card) if card.live else None

    async def _found(self, channel: CardChannel, slip: Slip, card: Card) -> str | None:
        """The message of a post whose end is not known. One that was noted is an earlier card."""
        message = await channel.find(slip.reach.place, card)
        if message is None or await self._runner.run(_is_noted, slip, message):
            return None
        return message

    async def _post(self, channel: CardChannel, slip: Slip, card: Card) -> str:
        await self._runner.run(_begin, slip)
        try:
            return await channel.post(slip.reach.place, card)
        except SendError as error:
            if not error.uncertain:
                await self._runner.run(_forget, slip)
            raise

    def _slips(self, store: Store, channel: str) -> list[Slip]:
        """What is behind, once the reaches are those that the register and the topics allow."""
        base = self._library.base
        store.keep_rooms(channel, base.rooms(channel), self._now())
        for reach in store.reaches(channel):
            official = base.officials.get(reach.official)
            allowed = official is not None and official.may_be_at(channel, reach.place)
            if reach.ended is None and not (reach.is_room or allowed):
                self._end(store, reach, LEFT)
        return store.slips(channel, _BATCH)

    def _end(self, store: Store, reach: Reach, why: str) -> None:
        """End a reach. What a blocked chat shows cannot be changed any more and is forgotten; but
        a room that the city still has rests, and its cards go on from where they were.
        """
        store.close_reach(reach.id, self._now(), why)
        if why == BLOCKED and (reach.ended or not reach.is_room):
            for slip in store.slips(reach.channel, 10_000):
                case = store.case(slip.reference)
                if case and slip.reach.id == reach.id:
                    store.drop_card(reach.id, case.id)
        _log.warning("board.reach_ended", official=reach.official, topics=reach.topics, why=why)

    def _card(self, store: Store, slip: Slip) -> Card | None:
        """The card as the case stands now; None when there is nothing left to show."""
        case = store.case(slip.reference)
        if case is None:
            return None
        reading = self.reading(slip.reach)
        if slip.reach.ended:
            return cards.ended(reading, case)
        is_new = slip.message is None and not slip.begun
        if is_new and not cards.is_live(reading, case):
            return None
        notes = store.notes(case.id)
        drawn = cards.draw(reading, case, store.thread(case.id), store.events(case.id), notes=notes)
        return replace(drawn, notes=len(notes))

    def reading(self, reach: Reach) -> Reading:
        """For whom a card is drawn now."""
        base = self._library.base
        person = None if reach.is_room else base.official(reach.official)
        return Reading(base, person, self._now(), self._desk, reach.topics)


def _is_noted(store: Store, slip: Slip, message: str) -> bool:
    return store.case_shown(slip.reach.channel, message) == slip.reference


def _begin(store: Store, slip: Slip) -> None:
    if case := store.case(slip.reference):
        store.begin_card(slip.reach.id, case.id)


def _forget(store: Store, slip: Slip) -> None:
    if case := store.case(slip.reference):
        store.drop_card(slip.reach.id, case.id)


def _keep(store: Store, slip: Slip, card: Card, message: str | None) -> None:
    """Note what the message shows; what cannot be decided on is known by the message only."""
    case = store.case(slip.reference)
    if case is None:
        return
    if message is not None:
        store.keep_card(slip.reach.id, case.id, message, card.version, card.notes)
    if message is None or not card.live:
        store.drop_card(slip.reach.id, case.id)
