"""Answers that are hard to reach, and words that mislead: where the base itself can be mended.

Two kinds of probe tell: labelled questions, and the base's own phrasings, each matched as if
it were not in the base (where the matcher can leave them out).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.answers import Answer, Kind
from bot.city import Base
from bot.evaluation.groups import frequent
from bot.evaluation.metrics import Value, share
from bot.evaluation.outcomes import Asked
from bot.model import Ranking
from bot.ports import Matcher

FEW = 10
"""Fewer phrasings than this are few: on nine public sets 3, 5, 10 and 20 phrasings an answer
found .56, .62, .72 and .78 of the questions."""
_SHOWN_TEXTS = 3
_SHORTEST_STEM = 4


class LeftOut(Protocol):
    """One phrasing, and what matching makes of it as if it were not in the base."""

    @property
    def slug(self) -> str:
        """The answer it belongs to."""
        ...

    @property
    def language(self) -> str:
        """Its language."""
        ...

    @property
    def phrasing(self) -> str:
        """Its words."""
        ...

    @property
    def ranking(self) -> Ranking:
        """The ranking without it."""
        ...


@runtime_checkable
class LeavesOut(Protocol):
    """A matcher that can leave each phrasing out in turn."""

    def left_out(self) -> Iterator[LeftOut]:
        """Every phrasing of the base."""
        ...


@dataclass(frozen=True, slots=True)
class Probe:
    """One text whose right answer is known, and what it found."""

    slug: str
    accepted: frozenset[str]
    language: str
    text: str
    ranking: Ranking
    is_phrasing: bool
    """A phrasing of the base left out, rather than a labelled question."""

    @property
    def given(self) -> str | None:
        """The slug ranked first."""
        return self.ranking.best.slug if self.ranking.best else None

    @property
    def is_found(self) -> bool:
        """Whether an acceptable answer is first."""
        return self.given in self.accepted

    @property
    def words(self) -> tuple[str, ...]:
        """The words that put the first answer first."""
        return self.ranking.best.why if self.ranking.best else ()


def probes_of_questions(asked: Iterable[Asked]) -> Iterator[Probe]:
    """The labelled questions that have an answer."""
    for one in asked:
        q = one.question
        if q.answer:
            yield Probe(q.answer, q.accepted, q.language, q.text, one.ranking, is_phrasing=False)


def probes_of_base(matcher: Matcher) -> Iterator[Probe]:
    """The base's phrasings, each left out; none where the matcher cannot do it."""
    if isinstance(matcher, LeavesOut):
        for one in matcher.left_out():
            own = frozenset({one.slug})
            yield Probe(one.slug, own, one.language, one.phrasing, one.ranking, is_phrasing=True)


@dataclass(frozen=True, slots=True)
class Hard:
    """One answer in one language and how often it is found."""

    slug: str
    language: str
    found: Value
    instead: tuple[tuple[str, int], ...]
    """What is ranked first instead, most frequent first."""
    missed: tuple[str, ...]
    """Some texts that did not find it."""


def hard(probes: Sequence[Probe], at_least: int = 2) -> list[Hard]:
    """Answers that are missed at all, hardest first, told by at least so many probes."""
    of: dict[tuple[str, str], list[Probe]] = {}
    for probe in probes:
        of.setdefault((probe.language, probe.slug), []).append(probe)
    found = [_hard(mine) for mine in of.values() if len(mine) >= at_least]
    missed = [one for one in found if one.instead]
    return sorted(missed, key=lambda h: (h.found.value or 0.0, -h.found.of, h.language, h.slug))


def _hard(mine: Sequence[Probe]) -> Hard:
    lost = [probe for probe in mine if not probe.is_found]
    instead = Counter(probe.given or "(nothing)" for probe in lost)
    return Hard(
        slug=mine[0].slug,
        language=mine[0].language,
        found=share(len(mine) - len(lost), len(mine)),
        instead=tuple(sorted(instead.items(), key=lambda item: (-item[1], item[0]))),
        missed=tuple(sorted(probe.text for probe in lost)[:_SHOWN_TEXTS]),
    )


@dataclass(frozen=True, slots=True)
class Misleading:
    """One answer that wins where another is right."""

    slug: str
    language: str
    count: int
    instead_of: tuple[tuple[str, int], ...]
    words: tuple[tuple[str, int], ...]
    """The words that decided, most frequent first."""
    through: tuple[str, ...]
    """Its phrasings that hold most of those words: the likely cause."""
    texts: tuple[str, ...]


def misleading(base: Base, probes: Iterable[Probe]) -> list[Misleading]:
    """Answers that win wrongly, the most frequent first."""
    of: dict[tuple[str, str], list[Probe]] = {}
    for probe in probes:
        if probe.given and not probe.is_found:
            of.setdefault((probe.language, probe.given), []).append(probe)
    found = [_misleading(base, *key, won) for key, won in of.items()]
    return sorted(found, key=lambda m: (-m.count, m.language, m.slug))


def _misleading(base: Base, language: str, slug: str, won: Sequence[Probe]) -> Misleading:
    over = Counter(probe.slug for probe in won)
    words = frequent(probe.words for probe in won)
    answer = base.answer(slug, language)
    return Misleading(
        slug=slug,
        language=language,
        count=len(won),
        instead_of=tuple(sorted(over.items(), key=lambda item: (-item[1], item[0]))),
        words=words,
        through=_holding(answer, [word for word, _ in words]) if answer else (),
        texts=tuple(sorted(probe.text for probe in won)[:_SHOWN_TEXTS]),
    )


def _holding(answer: Answer, words: Sequence[str]) -> tuple[str, ...]:
    """The answer's phrasings that hold most of those words, endings aside."""
    stems = [word.casefold()[: max(_SHORTEST_STEM, len(word) - 2)] for word in words]

    def held(phrasing: str) -> int:
        own = re.findall(r"\w+", phrasing.casefold())
        return sum(any(word.startswith(stem) for word in own) for stem in stems)

    ranked = sorted(answer.asked, key=lambda phrasing: (-held(phrasing), len(phrasing), phrasing))
    return tuple(phrasing for phrasing in ranked[:_SHOWN_TEXTS] if held(phrasing))


@dataclass(frozen=True, slots=True)
class Strayed:
    """A phrasing of the base that would find another answer, were it not there."""

    phrasing: str
    slug: str
    language: str
    given: str
    words: tuple[str, ...]
    confidence: float


def strayed(probes: Iterable[Probe]) -> list[Strayed]:
    """Phrasings that lead elsewhere, the surest first: misplaced, or two answers too alike."""
    found = [
        Strayed(p.text, p.slug, p.language, best.slug, best.why, best.confidence)
        for p in probes
        if p.is_phrasing and not p.is_found and (best := p.ranking.best)
    ]
    return sorted(found, key=lambda s: (-s.confidence, s.language, s.slug, s.phrasing))


def few(base: Base, fewer_than: int = FEW) -> list[tuple[Answer, int]]:
    """Answers with fewer phrasings than that, the fewest first; small talk is let be."""
    counted = [(a, len(a.asked)) for a in base.every_answer() if a.kind is not Kind.TALK]
    low = [(answer, count) for answer, count in counted if count < fewer_than]
    return sorted(low, key=lambda item: (item[1], item[0].language, item[0].slug))
