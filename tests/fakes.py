"""The doubles we own: a clock, a channel, a matcher. Everything else in the tests is real."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate

from telegram.error import TelegramError

from bot.channels.payload import question_from
from bot.channels.telegram import TelegramApi
from bot.errors import SendError
from bot.mail import Card, Delivery
from bot.matching import AnswerMatcher
from bot.model import Candidate, Question, Ranking
from bot.places import Place
from bot.ports import P, Store, T
from bot.store import SqliteStore

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Monday 23.11.2026 at 9.00 in Aurala: an ordinary office day in the ploughing season."""


class Clock:
    """A clock that moves when told to."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The present moment."""
        return self.at

    def move(self, **span: float) -> None:
        """Move on by a timedelta's words, e.g. ``move(hours=4)``."""
        self.at += timedelta(**span)


class RunningClock(Clock):
    """A clock that also goes on by itself, for programs that wait."""

    def __init__(self, at: datetime = MONDAY) -> None:
        super().__init__(at)
        self._since = time.monotonic()

    def __call__(self) -> datetime:
        """The present moment."""
        return self.at + timedelta(seconds=time.monotonic() - self._since)


class FakeChannel:
    """Keeps what was sent; fails as told, one error a try."""

    def __init__(self, name: str = "fake", failures: Sequence[Exception] = ()) -> None:
        self.name = name
        self.sent: list[Delivery] = []
        self.failures = list(failures)

    def read(self, payload: Mapping[str, Any], at: datetime) -> Question:
        """A kept payload as a question."""
        return question_from(self.name, payload, at)

    async def send(self, delivery: Delivery) -> None:
        """Keep the delivery, or raise the next failure."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(delivery)

    @property
    def texts(self) -> list[str]:
        """The texts sent so far."""
        return [delivery.message.text for delivery in self.sent]


class ScriptedMatcher:
    """Matches as told: the first rule whose word is in the text gives the candidates, and is
    as sure of all its drafts as of the first candidate.
    """

    def __init__(
        self,
        real: AnswerMatcher,
        rules: Mapping[str, Sequence[tuple[str, float]]],
        *,
        matters: Mapping[str, tuple[str, str]] | None = None,
        foreign: Sequence[str] = (),
        through: Mapping[str, str] | None = None,
    ) -> None:
        """``real`` tells languages and places; ``rules`` say what is found.

        By a word of the text: ``matters``, the two matters it holds; ``foreign``, that it is in
        none of the city's languages; ``through``, by which language all was found.
        """
        self.real = real
        self.rules = rules
        self.matters = matters or {}
        self.foreign = foreign
        self.through = through or {}

    def language_of(self, text: str, usual: str) -> str | None:
        """As the real one; None where a foreign word is in the text."""
        if any(word in text for word in self.foreign):
            return None
        return self.real.language_of(text, usual)

    def place(self, text: str) -> Place:
        """As the real one."""
        return self.real.place(text)

    def match(self, question: str, language: str) -> Ranking:
        """The scripted candidates; none where no rule fits."""
        through = next((by for word, by in self.through.items() if word in question), None)
        for word, found in self.rules.items():
            if word in question:
                candidates = tuple(Candidate(s, c, (word,), through) for s, c in found)
                return Ranking(language, candidates, found[0][1], self._two(question))
        return Ranking(language, matters=self._two(question))

    def _two(self, question: str) -> tuple[Candidate, ...]:
        for word, slugs in self.matters.items():
            if word in question:
                return tuple(Candidate(slug, 0.98, (word,)) for slug in slugs)
        return ()


class ListeningMatcher(ScriptedMatcher):
    """A scripted matcher that keeps what it was asked to match."""

    def __init__(
        self,
        real: AnswerMatcher,
        rules: Mapping[str, Sequence[tuple[str, float]]],
        *,
        foreign: Sequence[str] = (),
    ) -> None:
        super().__init__(real, rules, foreign=foreign)
        self.questions: list[str] = []

    def match(self, question: str, language: str) -> Ranking:
        """As scripted."""
        self.questions.append(question)
        return super().match(question, language)


class DirectRunner:
    """``ports.Runner`` on a store of this thread, for tests without threads."""

    def __init__(self, store: SqliteStore) -> None:
        self.store = store
        self.failures: list[Exception | None] = []
        """What the next use cases end with, one each; None for one that works."""

    async def run(
        self, use: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The use case in one transaction, or the failure whose turn it is."""
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        with self.store.transaction():
            return use(self.store, *args, **kwargs)


def refused(*, permanent: bool = False, uncertain: bool = False) -> SendError:
    """A send that did not work."""
    return SendError("The other side said no.", permanent=permanent, uncertain=uncertain)


@dataclass(frozen=True, slots=True)
class FakeLeftOut:
    """A phrasing as if it were not in the base, as ``evaluation.gaps`` takes it."""

    slug: str
    language: str
    phrasing: str
    ranking: Ranking


class LeavingOutMatcher(ScriptedMatcher):
    """A scripted matcher that can leave phrasings out: those given, matched by its rules."""

    def __init__(
        self,
        real: AnswerMatcher,
        rules: Mapping[str, Sequence[tuple[str, float]]],
        phrasings: Sequence[tuple[str, str, str]],
    ) -> None:
        """``phrasings``: slug, language, words."""
        super().__init__(real, rules)
        self.phrasings = phrasings

    def left_out(self) -> Iterator[FakeLeftOut]:
        """Each phrasing with what the rules find."""
        for slug, language, words in self.phrasings:
            yield FakeLeftOut(slug, language, words, self.match(words, language))


class FakeCards:
    """``ports.CardChannel`` that keeps what each place shows; fails as told, one error a try."""

    def __init__(self, name: str = "telegram") -> None:
        self.name = name
        self.shown: dict[tuple[str, str], Card] = {}
        """By place and message: the card as it stands there now."""
        self.posts: list[str] = []
        """The references posted, in order."""
        self.posted: list[tuple[str, Card]] = []
        """The cards as they were posted, each with its place."""
        self.failures: list[SendError] = []
        self.faults: list[Exception] = []
        """Errors that are nobody's purpose."""
        self.blocked: set[str] = set()
        """Places that take nothing."""
        self.lost: list[SendError] = []
        """Errors after which the post stands all the same."""
        self.can_look = True
        """Whether it can be asked what stands in a place."""
        self.searches = 0
        self.told: list[tuple[str, str]] = []
        """The words told, each with its place, in order."""

    async def tell(self, place: str, text: str) -> None:
        """Keep the word, or raise the next failure."""
        self._fail(place)
        self.told.append((place, text))

    async def post(self, place: str, card: Card) -> str:
        """Keep a new card, or raise the next failure."""
        self._fail(place)
        message = str(len(self.posts) + 1)
        self.posts.append(card.reference)
        self.posted.append((place, card))
        self.shown[place, message] = card
        if self.lost:
            raise self.lost.pop(0)
        return message

    async def update(self, place: str, message: str, card: Card) -> bool:
        """Keep the card in place; False when its message is gone."""
        self._fail(place)
        if (place, message) not in self.shown:
            return False
        self.shown[place, message] = card
        return True

    async def find(self, place: str, card: Card) -> str | None:
        """The newest message with a card of that reference."""
        self.searches += 1
        self._fail(place)
        found = [
            message
            for (where, message), shown in self.shown.items()
            if where == place and shown.reference == card.reference
        ]
        return found[-1] if found and self.can_look else None

    def _fail(self, place: str) -> None:
        if place in self.blocked:
            raise SendError("Blocked.", unreachable=True)
        if self.faults:
            raise self.faults.pop(0)
        if self.failures:
            raise self.failures.pop(0)

    @property
    def texts(self) -> str:
        """All that can be read on all cards now."""
        blocks = (block for card in self.shown.values() for block in card.blocks)
        return "\n".join(f"{block.head}\n{block.text}" for block in blocks)


class FakeTelegram(TelegramApi):
    """The Bot API without a network: keeps what it was asked, fails as told, one error a call."""

    def __init__(self, failures: Sequence[TelegramError] = ()) -> None:
        super().__init__("12345:a-token-that-nobody-gave")
        self.failures = list(failures)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def call(self, method: str, *, seconds: float = 0, **values: Any) -> Any:
        """Keep the call; fail if told to."""
        del seconds
        self.calls.append((method, values))
        if self.failures:
            raise self.failures.pop(0)
        return {"message_id": len(self.calls)}

    @property
    def texts(self) -> list[str]:
        """The texts that were sent, or tried."""
        return [values["text"] for _, values in self.calls if "text" in values]
