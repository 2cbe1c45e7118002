"""What the buttons of cards that ask about answers do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot import wording
from bot.cards import Reading
from bot.errors import AnswerChangedError, AuraError, BrokenAnswerError, NotYoursError
from bot.knowledge.writing import name_of
from bot.library import Library
from bot.model import Address
from bot.ports import Runner, Store
from bot.renewals.drawing import REVIEW, fits, outcome
from bot.renewals.stages import answer_of, looked, stands
from bot.renewals.verdicts import ReviewAct, Verdicts
from bot.reviews import ReviewCard, Stage


@dataclass(frozen=True, slots=True)
class Tap:
    """A button of such a card, or words as an answer to one."""

    at: Address
    """The chat of who pressed."""
    number: int
    """The card's."""
    told: str
    """``review.`` and a ``ReviewAct``, or anything else for words."""
    message: str = ""
    """The channel's own name of the message that was pressed, where it is told."""


class ReviewPresses:
    """Translates presses into verdicts; the cards follow (``ReviewCards``)."""

    def __init__(
        self, runner: Runner, library: Library, verdicts: Verdicts, now: Callable[[], datetime]
    ) -> None:
        """``verdicts``: the ones that the desk gives too."""
        self._runner = runner
        self._library = library
        self._verdicts = verdicts
        self._now = now

    async def press(self, reading: Reading, tap: Tap) -> str:
        """Do what an official pressed; what to tell them, empty where the card says it all."""
        act = next((act for act in ReviewAct if tap.told == f"{REVIEW}.{act}"), None)
        if act is None:
            return reading.say("review.card_words")
        card = await self._runner.run(self._card, tap)
        if card is None or not _is_own(reading, card, tap):
            return wording.error(reading.base, reading.language, AnswerChangedError())
        try:
            said = await self._done(reading, card, act)
            return said or await self._unseen(reading, tap)
        except BrokenAnswerError as error:
            return wording.error(reading.base, reading.language, error)
        except NotYoursError as error:
            return self._not_yours(reading, card, error)
        except AnswerChangedError as error:
            now = await self._runner.run(self._card, tap)
            return self._late(reading, now or card, error)

    async def _done(self, reading: Reading, card: ReviewCard, act: ReviewAct) -> str:
        """Raises AnswerChangedError, BrokenAnswerError and NotYoursError."""
        if not card.stage.is_live:
            raise AnswerChangedError
        if act is ReviewAct.BACK:
            return await self._turned(card, Stage.OPEN)
        answer = self._verdicts.seen(card.slug, card.language, card.stand)
        asks = act is ReviewAct.RETIRE_YES and card.stage is not Stage.SURE
        if act is ReviewAct.RETIRE or asks:  # a second press is needed, of what is asked now
            self._verdicts.check(act, answer, reading.slug)
            return await self._turned(card, Stage.SURE)
        if act is ReviewAct.KEEP and not fits(answer):
            return reading.say("review.card_long")
        hand = await self._verdicts.decide(act, answer, reading.slug)
        if hand is None:
            return ""
        return "\n".join([reading.say("review.by_hand", file=hand.file), *hand.lines])

    async def _turned(self, card: ReviewCard, stage: Stage) -> str:
        await self._runner.run(_turn, card.id, stage)
        return ""

    async def _unseen(self, reading: Reading, tap: Tap) -> str:
        """What has become of it, where nobody knows the message that is to say so."""
        card = await self._runner.run(self._card, tap)
        if card is None or card.message or card.stage is Stage.OPEN:
            return ""
        answer = answer_of(self._library.base, card)
        if card.stage is Stage.SURE and answer:
            where = reading.say("review.card_edit", file=name_of(answer))
            return f"{reading.say('review.retire_sure')}\n{where}"
        return outcome(reading, card, answer)

    def _card(self, store: Store, tap: Tap) -> ReviewCard | None:
        """The card as it is by now. Its message is the one that was pressed: an answer to its post
        may have been lost.
        """
        card = store.review_card(tap.number)
        if card is None:
            return None
        if tap.message and tap.at == _place(card) and card.message is None:
            card = stands(store, card, tap.message, self._now())
        return looked(store, self._library.base, card, self._now())

    def _late(self, reading: Reading, card: ReviewCard, error: AuraError) -> str:
        """Who or what has changed the answer first."""
        if card.stage.is_live:  # its file has changed, and is not in use yet
            return wording.error(reading.base, reading.language, error)
        told = outcome(reading, card, answer_of(reading.base, card))
        return f"{told} {reading.say('review.card_late')}"

    def _not_yours(self, reading: Reading, card: ReviewCard, error: NotYoursError) -> str:
        answer = answer_of(reading.base, card)
        is_author = answer is not None and answer.author == reading.slug
        key = "review.author" if is_author else "review.who"
        return reading.say(key, names=error.names)


def _is_own(reading: Reading, card: ReviewCard, tap: Tap) -> bool:
    """Whether the card is its reader's, in that chat: any other number is a forged one."""
    return card.official == reading.slug and tap.at == _place(card)


def _place(card: ReviewCard) -> Address:
    return Address(card.reach.channel, card.reach.place)


def _turn(store: Store, number: int, stage: Stage) -> None:
    """Let a card ask this, unless somebody has just decided."""
    card = store.review_card(number)
    if card and card.stage.is_live:
        store.change_review_card(replace(card, stage=stage))
