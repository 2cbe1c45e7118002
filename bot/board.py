"""Keeps officials' cards in step with the store, whoever decides on whichever surface.

There is no queue of cards to work off: what a chat shows is compared with how the cases stand.
So a card that was superseded while nothing could be sent is never posted, and the rest come in
the order of their cases. Reminders wait for no queue either: after an outage an official is shown
the gravest one of a case, once.

That a post begins is noted before it. Where the note of its end is missing, because the program
or the line broke between, the channel is asked what stands there before anything is posted again.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from bot import showing
from bot.cards import Reading
from bot.errors import SendError
from bot.library import Library
from bot.mail import Card, Reach, Slip
from bot.outbox import wait_after
from bot.ports import CardChannel, Runner, Store
from bot.showing import Turn
from bot.states import Level

_log = structlog.get_logger(__name__)
_BATCH = 200
_AT_ONCE = 10
"""Cards that one chat is shown before it is looked anew what is behind."""
_ROUND_SECONDS = 15.0
_LOOK_SECONDS = 1.0
_SEND_SECONDS = 30.0
_LONGEST_WAIT = timedelta(minutes=1)
"""Between two tries in one chat: an official who is back on the network is not kept waiting."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_Chat = tuple[str, str]
"""A channel's name and a place there."""
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
        self._later: dict[_Chat, tuple[datetime, int]] = {}
        self._refused: set[tuple[int, str, int, int, Level | None]] = set()
        self._faulty: dict[tuple[int, str], datetime] = {}

    async def work(self) -> int:
        """Post and update what is missing or behind; how many cards were shown.

        A chat that is slow, or takes a card a second, holds up no other: what comes meanwhile is
        shown beside it. A round ends all the same, so that somebody sees that the board lives.
        """
        shown, going, resting = 0, dict[_Chat, asyncio.Task[int]](), set[_Chat]()
        ends = asyncio.get_running_loop().time() + _ROUND_SECONDS
        async with asyncio.TaskGroup() as group:
            while True:
                is_late = asyncio.get_running_loop().time() > ends
                behind = {} if is_late else await self._behind({*going, *resting})
                for chat, slips in behind.items():
                    going[chat] = group.create_task(self._place(chat, slips))
                if not going:
                    return shown
                await asyncio.wait(
                    going.values(), timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                for chat in [chat for chat, task in going.items() if task.done()]:
                    done = going.pop(chat).result()
                    shown += done
                    if not done:  # what is behind there has to wait
                        resting.add(chat)

    async def _behind(self, busy: Collection[_Chat]) -> dict[_Chat, list[Slip]]:
        """What is missing or behind in each chat that is not at work."""
        chats: dict[_Chat, list[Slip]] = {}
        for name in self._channels:
            for slip in await self._runner.run(self._slips, name):
                chat = (name, slip.reach.place)
                if chat in busy or self._rests(slip):
                    continue
                if len(chats.setdefault(chat, [])) < _AT_ONCE:
                    chats[chat].append(slip)
        return chats

    def _rests(self, slip: Slip) -> bool:
        """Whether it could not be shown a moment ago: others of its chat go first."""
        return self._faulty.get((slip.reach.id, slip.reference), _LONG_AGO) > self._now()

    async def _place(self, chat: _Chat, slips: Sequence[Slip]) -> int:
        """One chat's cards in order, until one has to wait; how many were shown."""
        channel, shown = self._channels[chat[0]], 0
        due, tries = self._later.get(chat, (_LONG_AGO, 0))
        if due > self._now():
            return 0
        for slip in slips:
            try:
                shown += await self._show(channel, slip)
            except SendError as error:
                if error.unreachable:
                    await self._runner.run(self._end, slip.reach, BLOCKED)
                    return shown
                wait = min(wait_after(tries + 1, 0), _LONGEST_WAIT)
                if error.again_in is not None:
                    wait = timedelta(seconds=error.again_in)
                self._later[chat] = (self._now() + wait, tries + 1)
                _log.warning("board.later", channel=channel.name, case=slip.reference)
                return shown
            except Exception:  # a fault in one card must not stop the others
                _log.exception("board.fault", channel=channel.name, case=slip.reference)
                self._faulty[slip.reach.id, slip.reference] = self._now() + _LONGEST_WAIT
            self._later.pop(chat, None)
        return shown

    async def _show(self, channel: CardChannel, slip: Slip) -> bool:
        """Show one card. False: nothing was to be shown, or it is refused as it is."""
        made = await self._runner.run(self._turn, slip)
        if made is None:
            return False
        level = made.nudge.level if made.nudge and made.posts else None
        key = (slip.reach.id, slip.reference, made.card.version, made.card.notes, level)
        if key in self._refused:
            self._faulty[slip.reach.id, slip.reference] = self._now() + _LONGEST_WAIT
            return False
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                return await self._put(channel, slip, made)
        except TimeoutError as error:
            raise SendError("No answer in time.", uncertain=True) from error
        except SendError as error:
            if not error.permanent or error.unreachable:
                raise
            self._refused.add(key)  # the same card would be refused again
            _log.error("board.refused", channel=channel.name, case=slip.reference)
            return False

    async def _put(self, channel: CardChannel, slip: Slip, made: Turn) -> bool:
        """Take one step towards what is to stand there; the next look takes the next one."""
        if slip.begun:
            slip = await self._settled(channel, slip)
            again = await self._runner.run(self._turn, slip)
            if again is None:
                return False
            made = again
        if slip.above:
            await self._replace(channel, slip, slip.above, made.above)
        elif made.posts:
            return await self._post(channel, slip, made)
        elif slip.message and await channel.update(slip.reach.place, slip.message, made.card):
            await self._runner.run(showing.keep, slip, made, slip.message, self._now())
        else:
            await self._runner.run(showing.drop, slip)
        return True

    async def _settled(self, channel: CardChannel, slip: Slip) -> Slip:
        """What is noted once the end of a post that had begun is known."""
        found = await channel.find(slip.reach.place, Card(slip.reference, 0, ()))
        return await self._runner.run(showing.settle, slip, found, self._now())

    async def _replace(self, channel: CardChannel, slip: Slip, message: str, card: Card) -> None:
        """Let a message above say that the case stands below. What cannot be changed stays."""
        try:
            await channel.update(slip.reach.place, message, card)
        except SendError as error:
            if not error.permanent or error.unreachable:
                raise
            _log.warning("board.stays_above", channel=channel.name, case=slip.reference)
        await self._runner.run(showing.clear, slip)

    async def _post(self, channel: CardChannel, slip: Slip, made: Turn) -> bool:
        if not await self._runner.run(showing.begin, slip, made):
            return False
        try:
            message = await channel.post(slip.reach.place, made.card)
        except SendError as error:
            if not error.uncertain:
                await self._runner.run(showing.forget, slip)
            raise
        await self._runner.run(showing.keep, slip, made, message, self._now())
        return True

    def _slips(self, store: Store, channel: str) -> list[Slip]:
        """What is behind, reminders first, once the reaches are those that the register and the
        topics allow.
        """
        base = self._library.base
        store.keep_rooms(channel, base.rooms(channel), self._now())
        for reach in store.reaches(channel):
            official = base.officials.get(reach.official)
            allowed = official is not None and official.may_be_at(channel, reach.place)
            if reach.ended is None and not (reach.is_room or allowed):
                self._end(store, reach, LEFT)
        behind = {(slip.reach.id, slip.reference): slip for slip in store.slips(channel, _BATCH)}
        nudged = {}
        for reach, nudge in store.nudges_to_show(channel, _BATCH):
            key = (reach.id, nudge.reference)
            nudged[key] = behind.get(key) or store.slip(reach, nudge.reference)
        return list((nudged | behind).values())

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

    def _turn(self, store: Store, slip: Slip) -> Turn | None:
        return showing.turn(store, self.reading(slip.reach), slip)

    def reading(self, reach: Reach) -> Reading:
        """For whom a card is drawn now."""
        base = self._library.base
        person = None if reach.is_room else base.official(reach.official)
        return Reading(base, person, self._now(), self._desk, reach.topics)
