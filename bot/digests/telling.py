"""Tells officials the morning word and the week, in their own chat and their own hours.

That a word has had its turn is noted before it is told. So nobody is told twice, whatever the
clock, the ticks and the program do; a word that a crash swallows between the two is lost, and
its page on the desk still has all of it. A digest is no question: nothing waits for it.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.calendar import is_open, local, working_time
from bot.cards import Reading
from bot.digests.figures import Column, Week, look_back, monday_of, week_span
from bot.digests.matters import MOST_QUESTIONS
from bot.digests.morning import Morning, hears_weeks, morning
from bot.errors import SendError
from bot.library import Library
from bot.mail import Reach
from bot.people import Official
from bot.ports import CardChannel, Runner, Store
from bot.renewals import choose
from bot.weeks import WordKind

_log = structlog.get_logger(__name__)
_TELL_SECONDS = 30.0
_KEPT = timedelta(days=60)
"""So long it is remembered that a word has been told."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Word:
    """A word on its way to an official."""

    official: str
    kind: WordKind
    day: date
    """The working day, or the week's Monday."""
    text: str
    """The city's plain Markdown."""
    reach: Reach


class Digests:
    """One worker for all channels of cards."""

    def __init__(
        self,
        runner: Runner,
        channels: Mapping[str, CardChannel],
        library: Library,
        now: Callable[[], datetime],
        desk: str = "",
    ) -> None:
        """``desk``: its public address, for links; empty: no links."""
        self._runner = runner
        self._channels = channels
        self._library = library
        self._now = now
        self._desk = desk

    async def work(self) -> int:
        """Tell everybody whose working time runs and who has not been told; how many were."""
        words = await self._runner.run(self._due)
        told = await asyncio.gather(*map(self._tell, words), return_exceptions=True)
        for word, outcome in zip(words, told, strict=True):
            if isinstance(outcome, BaseException):
                _log.error("digest.fault", official=word.official, exc_info=outcome)
        return sum(outcome is True for outcome in told)

    async def _tell(self, word: Word) -> bool:
        """Tell one. What surely did not go out is tried again at the next look."""
        key = (word.official, word.kind, word.day)
        try:
            async with asyncio.timeout(_TELL_SECONDS):
                await self._channels[word.reach.channel].tell(word.reach.place, word.text)
        except TimeoutError:
            _log.warning("digest.uncertain", official=word.official)
            return False
        except SendError as error:
            _log.warning("digest.not_told", official=word.official, error=str(error))
            if not (error.uncertain or error.permanent):
                await self._runner.run(_again, *key)
            return False
        await self._runner.run(self._told, word)
        return True

    def _told(self, store: Store, word: Word) -> None:
        """Note it; with a morning word come the cards of answers to review."""
        now = self._now()
        store.word_sent(word.official, word.kind, word.day, now)
        if word.kind is WordKind.MORNING:
            choose(store, self._library.base, word.reach, now)

    def _due(self, store: Store) -> list[Word]:
        """The words whose turn it is, noted as told."""
        base, now = self._library.base, self._now()
        today = local(base.city, now).date()
        reaches = [reach for name in self._channels for reach in store.reaches(name)]
        found: list[Word] = []
        for official in base.officials.values():
            if official.is_away(today) or not is_open(now, working_time(base, official)):
                continue
            reach = _reach(reaches, official)
            for kind, day in self._turns(official, today):
                is_first = store.begin_word(official.slug, kind, day)
                if is_first and reach and (text := self._text(store, official, kind, day)):
                    found.append(Word(official.slug, kind, day, text, reach))
        store.forget_words_before(today - _KEPT)
        return found

    def _turns(self, official: Official, today: date) -> Iterator[tuple[WordKind, date]]:
        yield WordKind.MORNING, today
        if hears_weeks(self._library.base, official.slug):
            yield WordKind.WEEK, monday_of(today)

    def _text(self, store: Store, official: Official, kind: WordKind, day: date) -> str:
        """The word; empty: there is nothing to tell."""
        base, now = self._library.base, self._now()
        reading = Reading(base, official, now, self._desk)
        if kind is WordKind.MORNING:
            return morning_text(reading, morning(store, base, official.slug, now))
        monday = day - _WEEK
        unmet = store.unmet(*week_span(base.city, monday), MOST_QUESTIONS)
        return week_text(reading, look_back(store, base, monday), len(unmet))


def morning_text(reading: Reading, told: Morning) -> str:
    """The morning word; empty where there is nothing."""
    if told.is_empty:
        return ""
    counts = {
        "waiting": told.waiting,
        "today": told.due_today,
        "overdue": told.overdue,
        "reviews": told.reviews,
        "gaps": told.days_without,
    }
    said = [reading.say(f"digest.{key}", count=count) for key, count in counts.items() if count]
    return _whole(reading, "digest.morning", said, "today")


def week_text(reading: Reading, week: Week, unmet: int) -> str:
    """The week's word; empty where nothing happened."""
    cells = {column: week.all.cells[column] for column in Column}
    if not any(cells.values()):
        return ""
    values = {str(column): cell for column, cell in cells.items()}
    said = [reading.say("digest.week_counts", **values)]
    if week.all.kept_percent is not None:
        said.append(reading.say("digest.week_kept", percent=week.all.kept_percent, **values))
    if cells[Column.HELPED] or cells[Column.NOT]:
        said.append(reading.say("digest.week_helped", **values))
    if unmet:
        said.append(reading.say("digest.week_unmet", count=unmet))
    return _whole(reading, "digest.week", said, f"week?week={week.monday}", number=week.number)


def _whole(reading: Reading, head: str, said: list[str], page: str, **values: object) -> str:
    """Head and lines, and the way to the page where the desk has an address."""
    lines = [f"**{reading.say(head, **values)}**", *said]
    if reading.desk:
        lines.append(f"[{reading.say('digest.open')}]({reading.desk}/{page})")
    return "\n".join(lines)


def _reach(reaches: list[Reach], official: Official) -> Reach | None:
    """Where the official is reached: the chat that was linked last."""
    own = (
        reach
        for reach in reaches
        if reach.official == official.slug
        and reach.ended is None
        and official.may_be_at(reach.channel, reach.place)
    )
    return max(own, key=lambda reach: reach.since, default=None)


def _again(store: Store, official: str, kind: WordKind, day: date) -> None:
    store.drop_word(official, kind, day)
