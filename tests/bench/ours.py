"""The product's matcher, built from plain entries instead of a city's folder."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from bot.answers import Answer, Kind
from bot.city import Base, Topic
from bot.matching import AnswerMatcher
from tests.bench.bases import Entry, Ranks
from tests.bench.sample import sample_base

_DAY = date(2026, 1, 1)


class Ours:
    """The product's matcher, asked in one language."""

    def __init__(self, matcher: AnswerMatcher, language: str) -> None:
        self._matcher, self._language = matcher, language

    def rank(self, text: str, k: int) -> list[tuple[str, float]]:
        """Slug and confidence of each candidate."""
        ranking = self._matcher.match(text, self._language)
        return [(c.slug, c.confidence) for c in ranking.candidates[:k]]


def build(entries: Sequence[Entry], language: str) -> Ours:
    """The product's matcher over a made-up city's ``entries``."""
    return Ours(AnswerMatcher(base_of(entries, language)), language)


def whole() -> dict[str, Ranks]:
    """Language to the product's matcher over the whole sample city."""
    base = sample_base()
    matcher = AnswerMatcher(base)
    return {language: Ours(matcher, language) for language in base.city.languages}


@cache
def _shell() -> Base:
    """A base without answers and places, the rest the sample city's."""
    return replace(sample_base(), districts={}, streets=(), answers={}, incomplete={}, questions=())


def base_of(entries: Sequence[Entry], language: str) -> Base:
    """A city that serves one language, has one topic and no places, and answers ``entries``."""
    shell = _shell()
    official = shell.city.fallback_official
    topic = Topic("all", dict.fromkeys(shell.city.languages, ""), official)
    return replace(
        shell,
        city=replace(shell.city, official_languages=(language,), service_languages=()),
        topics={topic.slug: topic},
        answers={entry["id"]: {language: _answer(entry, language)} for entry in entries},
    )


def _answer(entry: Entry, language: str) -> Answer:
    return Answer(
        slug=entry["id"],
        topic="all",
        language=language,
        title=entry["question"],
        body=entry.get("answer", ""),
        kind=Kind.ANSWER,
        version="",
        asked=tuple(entry.get("variants", ())),
        words=(),
        author="",
        reviewed_by="",
        reviewed_on=_DAY,
        review_again=date.max,
        source="",
    )
