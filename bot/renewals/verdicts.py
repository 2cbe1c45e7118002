"""An official's verdict on an answer: found as seen, allowed, written, noted; the same from the
desk and from every card.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import structlog

from bot import reviewing
from bot.answers import Answer
from bot.calendar import local
from bot.errors import (
    AnswerChangedError,
    AuraError,
    BrokenAnswerError,
    NotWritableError,
    NotYoursError,
    StoreError,
)
from bot.knowledge.renewing import Ending, Review, lines, write
from bot.knowledge.writing import name_of
from bot.library import Library
from bot.ports import Runner, Store
from bot.reviews import Stage

_TAKEN = timedelta(seconds=30)
"""Within this time the librarian has taken a changed file, or says what is wrong with it."""
_log = structlog.get_logger(__name__)


class ReviewAct(StrEnum):
    """What can be done about an answer that is due; values of the desk's form and of buttons."""

    KEEP = "keep"
    RETIRE = "retire"  # asks first whether it is really to be taken out of use
    RETIRE_YES = "retire_yes"
    BACK = "back"  # not out of use after all


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody else has to write, where the program may not."""

    file: str
    lines: list[str]


class Verdicts:
    """One for all surfaces: one file is written at a time."""

    def __init__(
        self,
        runner: Runner,
        library: Library,
        folder: Path,
        now: Callable[[], datetime],
        ring: Callable[[], None] = lambda: None,
    ) -> None:
        """``folder``: the answer base's, where reviews are written; ``ring`` wakes the librarian
        after it.
        """
        self._runner = runner
        self._library = library
        self._folder = folder
        self._now = now
        self._ring = ring
        self._writing = asyncio.Lock()
        self._settled: dict[str, datetime] = {}

    @property
    def today(self) -> date:
        """The day on the city's clock."""
        return local(self._library.base.city, self._now()).date()

    def seen(self, slug: str, language: str, stand: str) -> Answer:
        """The answer as it was shown. Raises AnswerChangedError: it stands so no more."""
        found = reviewing.version(self._library.base, slug, language)
        if found is None or found.stand != stand:
            raise AnswerChangedError
        return found

    def check(self, act: ReviewAct | None, answer: Answer, by: str) -> None:
        """Raises NotYoursError where the official may not say so (L2)."""
        base, today = self._library.base, self.today
        may = reviewing.may_review if act is ReviewAct.KEEP else reviewing.may_retire
        if not may(base, answer, today, by):
            people = reviewing.reviewers(base, answer, today)
            raise NotYoursError(", ".join(one.name for one in people))

    async def decide(self, act: ReviewAct | None, answer: Answer, by: str) -> Hand | None:
        """Write a yes (KEEP) or an end (RETIRE_YES) into the answer's file, and note who said so.
        ``act`` None: none that is known.

        What is to be written by hand, where the file cannot be; then nothing has happened.
        Raises AnswerChangedError, BrokenAnswerError and NotYoursError; AuraError where the act
        writes nothing.
        """
        verdict = self._verdict(act, by)
        self.check(act, answer, by)
        if not await self._written(answer, verdict):
            return Hand(name_of(answer), lines(verdict.values))
        _log.info("answer.reviewed", answer=answer.slug, language=answer.language, by=by, act=act)
        stage = Stage.KEPT if isinstance(verdict, Review) else Stage.RETIRED
        try:
            await self._runner.run(_note, answer, stage, by, self._now())
        except StoreError as error:  # the cards will see in the file what has been decided
            _log.warning("answer.not_noted", answer=answer.slug, error=str(error))
        return None

    def _verdict(self, act: ReviewAct | None, by: str) -> Review | Ending:
        """What is written into the file. Raises AuraError: that act writes nothing."""
        today = self.today
        if act is ReviewAct.KEEP:
            return Review(by, today, reviewing.again_on(self._library.base, today))
        if act is ReviewAct.RETIRE_YES:
            return Ending(today)
        raise AuraError("The form does not say what to do. Open the page again.")

    def due(self, official: str | None = None) -> list[Answer]:
        """What is to be reviewed, by that official or by anybody, the earliest first; not what
        has just been and is not in use yet.
        """
        base, today = self._library.base, self.today
        if official is None:
            found = reviewing.due(base, today)
        else:
            found = reviewing.of_official(base, today, official)
        return [answer for answer in found if not self._is_settled(answer)]

    def _is_settled(self, answer: Answer) -> bool:
        at = self._settled.get(name_of(answer))
        return at is not None and abs(self._now() - at) < _TAKEN

    async def _written(self, answer: Answer, verdict: Review | Ending) -> bool:
        """Write it, one at a time; False: it cannot be. Raises AnswerChangedError and
        BrokenAnswerError.
        """
        try:
            async with self._writing:
                await asyncio.to_thread(write, self._folder, answer, verdict)
        except BrokenAnswerError:
            raise
        except NotWritableError as error:
            _log.warning("answer.not_written", answer=answer.slug, error=str(error))
            return False
        self._settled[name_of(answer)] = self._now()
        self._ring()
        return True


def _note(store: Store, answer: Answer, stage: Stage, by: str, at: datetime) -> None:
    """Let every card that shows the answer as it stood tell who decided."""
    for card in store.review_cards():
        if card.key == (answer.slug, answer.language, answer.stand) and card.stage.is_live:
            store.change_review_card(replace(card, stage=stage, by=by, at=at))
