"""Posts cards that ask whether an answer is still true, and keeps them in step with the base.

That a post begins is noted before it. Where a crash or the line swallowed its end, the channel is
asked what stands there; where none can tell, it is not posted again, and the desk has the answer.
What a message shows is compared with how its answer stands; so a
decision on any surface reaches every card of it.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.calendar import is_open, local, working_time
from bot.cards import Reading
from bot.errors import SendError
from bot.library import Library
from bot.mail import Card
from bot.ports import CardChannel, Runner, Store
from bot.renewals.drawing import draw
from bot.renewals.stages import answer_of, is_theirs, looked, stands
from bot.renewals.verdicts import Verdicts
from bot.reviews import ReviewCard

_log = structlog.get_logger(__name__)
_AT_ONCE = 10
"""Cards that one chat is shown before it is looked anew what is behind."""
_SEND_SECONDS = 10.0
_WAIT = timedelta(seconds=30)
"""Between two tries in one chat."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ReviewCards:
    """One worker for all channels of cards."""

    def __init__(
        self,
        runner: Runner,
        channels: Mapping[str, CardChannel],
        library: Library,
        verdicts: Verdicts,
        now: Callable[[], datetime],
        *,
        desk: str = "",
    ) -> None:
        """``desk``: its public address, for links from the cards; empty: no links."""
        self._runner = runner
        self._channels = channels
        self._library = library
        self._verdicts = verdicts
        self._now = now
        self._desk = desk
        self._later: dict[int, datetime] = {}

    async def work(self) -> int:
        """Post and update what is missing or behind; how many cards were shown. A chat that is
        slow holds up no other.
        """
        chats: dict[int, list[ReviewCard]] = {}
        for card in await self._runner.run(self._behind):
            if self._later.get(card.reach.id, _LONG_AGO) <= self._now():
                chats.setdefault(card.reach.id, []).append(card)
        going = (self._chat(cards[:_AT_ONCE]) for cards in chats.values())
        shown = await asyncio.gather(*going, return_exceptions=True)
        for fault in shown:
            if isinstance(fault, BaseException):
                _log.error("review_card.fault", exc_info=fault)
        return sum(count for count in shown if isinstance(count, int))

    async def _chat(self, cards: list[ReviewCard]) -> int:
        """One chat's cards in order, until one has to wait; how many were shown."""
        for count, card in enumerate(cards):
            try:
                async with asyncio.timeout(_SEND_SECONDS):
                    await self._show(self._channels[card.reach.channel], card)
            except (SendError, TimeoutError) as error:
                wait = _WAIT
                if isinstance(error, SendError) and error.again_in is not None:
                    wait = timedelta(seconds=error.again_in)
                self._later[card.reach.id] = self._now() + wait
                _log.warning("review_card.later", card=card.id, error=str(error))
                return count
        return len(cards)

    async def _show(self, channel: CardChannel, card: ReviewCard) -> None:
        """Take one step with one card. Raises SendError."""
        if not card.begun:
            await self._post(channel, card)
        elif card.shown is None:
            await self._settle(channel, card)
        else:
            await self._update(channel, card)

    async def _post(self, channel: CardChannel, card: ReviewCard) -> None:
        made = await self._runner.run(self._begin, card.id)
        if made is None:
            return
        try:
            message = await channel.post(card.reach.place, made)
        except SendError as error:
            if error.permanent:  # the same card would be refused again
                await self._runner.run(self._posted, card.id, None)
            elif not error.uncertain:
                await self._runner.run(_not_posted, card.id)
            raise
        await self._runner.run(self._posted, card.id, message)

    async def _settle(self, channel: CardChannel, card: ReviewCard) -> None:
        """A post has begun and nobody knows how it ended: look for it, once. Where it can be seen
        that it does not stand there, it is posted again.
        """
        try:
            found = await channel.find(card.reach.place, Card(card.reference, card.id, ()))
        except SendError as error:
            if not error.permanent:
                raise
            await self._runner.run(self._posted, card.id, None)
            return
        if found is None and channel.can_look:
            await self._runner.run(_not_posted, card.id)
        else:
            await self._runner.run(self._posted, card.id, found)

    async def _update(self, channel: CardChannel, card: ReviewCard) -> None:
        """Show the card's stage. A message that is gone, or cannot be changed, stays as it is."""
        made = draw(self._reading(card), card, answer_of(self._library.base, card))
        place, message = card.reach.place, card.message
        try:
            if message is None:
                message = await channel.find(place, made)
            if message is not None:
                await channel.update(place, message, made)
        except SendError as error:
            if not error.permanent:
                raise
            _log.warning("review_card.stays", card=card.id, error=str(error))
        await self._runner.run(_updated, card, message)

    def _behind(self, store: Store) -> list[ReviewCard]:
        """The cards that are to be posted or changed now."""
        base, found = self._library.base, list[ReviewCard]()
        for known in store.review_cards():
            card = looked(store, base, known, self._now())
            if not card.begun and self._is_over(card):
                store.drop_review_card(card.id)
            elif card.reach.channel not in self._channels:
                continue  # what has ended goes with time all the same
            elif (card.begun and card.shown is not card.stage) or self._is_time(card):
                found.append(card)
        return found

    def _is_over(self, card: ReviewCard) -> bool:
        """Whether a card need not be posted any more: its day or its matter is over."""
        return card.day != self._verdicts.today or not card.stage.is_live

    def _is_time(self, card: ReviewCard) -> bool:
        """Whether a card is to be posted now: its official is at work, and it is still due."""
        if card.begun or not is_theirs(self._library.base, card):
            return False
        base, now = self._library.base, self._now()
        official = base.official(card.official)
        away = official.is_away(local(base.city, now).date())
        if away or not is_open(now, working_time(base, official)):
            return False
        due = self._verdicts.due(card.official)
        return card.key in {(one.slug, one.language, one.stand) for one in due}

    def _begin(self, store: Store, number: int) -> Card | None:
        """Note that a post begins; None where it has begun or is over by now."""
        card = store.review_card(number)
        if card is None or card.begun or not card.stage.is_live:
            return None
        store.change_review_card(replace(card, begun=True))
        return draw(self._reading(card), card, answer_of(self._library.base, card))

    def _posted(self, store: Store, number: int, message: str | None) -> None:
        """It stands there as it was drawn; ``message`` None: perhaps."""
        if card := store.review_card(number):
            stands(store, card, message, self._now())

    def _reading(self, card: ReviewCard) -> Reading:
        base = self._library.base
        return Reading(base, base.official(card.official), self._now(), self._desk)


def _not_posted(store: Store, number: int) -> None:
    """It surely does not stand there, unless a press has just told where."""
    card = store.review_card(number)
    if card and card.message is None:
        store.change_review_card(replace(card, begun=False))


def _updated(store: Store, made: ReviewCard, message: str | None) -> None:
    """The message shows the stage that was drawn; the next look sees whether that has changed, or
    a press has told which message it is.
    """
    card = store.review_card(made.id)
    if card and (message or not card.message):
        store.change_review_card(replace(card, message=message, shown=made.stage))
