"""The answers a question may be looking for, in each of the city's languages, and how sure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from bot.answers import Labelled
from bot.city import Base
from bot.matching.calibration import Calibration, Example, calibrated
from bot.matching.confidence import evidence, runner_up, untied
from bot.matching.entries import entries_of
from bot.matching.index import Index, Look, Without
from bot.matching.language import Languages
from bot.matching.places import Places
from bot.matching.practice import practice
from bot.matching.text import tokens
from bot.memory import give_back
from bot.model import Candidate, Known, Ranking
from bot.places import Place

_SHOWN = 5
_MATTER_AT_LEAST = 0.85
"""How sure both parts of a message must be before it counts as two matters."""
_LEARNT_BY_HEART = 0.97
"""A known question so like a phrasing has become one: that it is found tells nothing of others."""
_WORDS_OF_A_MATTER = 3
_MOST_PARTS = 6
_BETWEEN = re.compile(r"[.!?;\n]+|,?\s+(?:ja|sekä|och|samt|and|plus)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One language: its index, what it made of itself, and its calibration."""

    index: Index
    practice: tuple[Example, ...]
    talk: frozenset[str]
    """The slugs of small talk, which is no matter."""
    calibration: Calibration = field(default_factory=Calibration)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One phrasing and what is found for it as if it were not in the base."""

    slug: str
    language: str
    phrasing: str
    ranking: Ranking


class AnswerMatcher:
    """Matches questions to the base's answers in each of the city's languages.

    Built once from the base and then only read: any thread may ask.
    """

    def __init__(self, base: Base, known: Iterable[Known] = ()) -> None:
        """Index every answer and practise; the base's own labelled questions and other ``known``
        ones make it surer.
        """
        self._languages = Languages(_texts(base))
        self._places = Places(base)
        self._desks = {}
        for language in base.city.languages:
            index = Index(list(entries_of(base, language)), language)
            made_up = tuple(practice(index, self._places.without))
            talk = frozenset(entry.slug for entry in index.entries if entry.is_talk)
            self._desks[language] = _Desk(index, made_up, talk)
        self._lacking = {language: _lacking(base, language) for language in self._desks}
        self._looked: dict[Known, Example | None] = {}
        self._calibrate([*known_of(base.questions), *known])
        give_back()

    def taught(self, known: Iterable[Known]) -> "AnswerMatcher":
        """The same matcher calibrated on these known questions alone; the index is shared."""
        other = copy(self)
        other._looked = dict(self._looked)  # noqa: SLF001 - one of its own
        other._calibrate(list(known))  # noqa: SLF001 - one of its own
        return other

    def _calibrate(self, known: Sequence[Known]) -> None:
        desks = {}
        for language, desk in self._desks.items():
            mine = [one for one in known if one.language == language]
            self._look_at([one for one in mine if one not in self._looked], desk)
            judged = [example for one in mine if (example := self._looked[one])]
            desks[language] = replace(desk, calibration=calibrated(desk.practice, judged))
        self._desks = desks

    def _look_at(self, new: Sequence[Known], desk: _Desk) -> None:
        """Make examples of known questions, but not of those that have become phrasings."""
        by_heart = desk.index.wordings() if new else frozenset()
        for one in new:
            is_phrasing = tuple(tokens(one.question)) in by_heart
            self._looked[one] = None if is_phrasing else self._example(one)

    def _example(self, known: Known) -> Example | None:
        look = self._look(known.question, known.language)
        if look is None or float(look.nearest.max()) >= _LEARNT_BY_HEART:
            return None
        first = self._desks[known.language].index.entries[int(look.answers[0])].slug
        return Example(evidence(look), first in known.right)

    def language_of(self, text: str, usual: str) -> str | None:
        """The language of ``text``; ``usual`` when the text is too short to tell (L19); None when
        it is in none of the city's.
        """
        return self._languages.language_of(text, usual)

    def place(self, text: str) -> Place:
        """The street and district the text names, if any."""
        return self._places.find(text)

    def match(self, question: str, language: str) -> Ranking:
        """The nearest answers in ``language``, best first. KeyError for a foreign language."""
        desk = self._desks[language]
        look = self._look(question, language)
        found = list(self._candidates(look, desk)) if look else []
        if self._lacking[language]:
            found += self._through_others(question, language)
        candidates = _falling(found)
        if not candidates:
            return Ranking(language)
        best = candidates[0]
        calibration = self._desks[best.through or language].calibration
        return Ranking(
            language,
            candidates,
            round(calibration.precision(best.confidence), 4),
            self._matters(question, desk, candidates),
        )

    def left_out(self) -> Iterator[LeftOut]:
        """Every phrasing asked as if it were not in the base: what is hard to reach, and what
        misleads. 8,000 phrasings take some ten seconds.
        """
        for language, desk in self._desks.items():
            index = desk.index
            for answer, phrasing, text in index.phrasings():
                words = self._places.without(text)
                look = index.look(index.read(words), Without(answer, phrasing))
                found = _falling(list(self._candidates(look, desk)) if look else [])
                slug = index.entries[answer].slug
                yield LeftOut(slug, language, text, Ranking(language, found))

    def nearest_phrasings(self, question: str, language: str, slug: str) -> list[str]:
        """The phrasings of an answer that are likest the question, the nearest first."""
        index = self._desks[language].index
        return index.nearest_phrasings(index.read(self._places.without(question)), slug)

    def _look(self, text: str, language: str) -> Look | None:
        index = self._desks[language].index
        return index.look(index.read(self._places.without(text)))

    @staticmethod
    def _candidates(look: Look, desk: _Desk) -> Iterator[Candidate]:
        """Each candidate's chance: that the ones before it are wrong, and it is right."""
        left, chances = 1.0, []
        for at in range(min(_SHOWN, len(look.answers))):
            if look.likeness[at] <= 0 and look.covered[at] <= 0:
                break
            odds = evidence(look, at)
            chance = left * desk.calibration.confidence(odds if at == 0 else runner_up(odds, at))
            left -= chance
            chances.append(chance)
        for at, chance in enumerate(untied(look, chances)):
            slug = desk.index.entries[int(look.answers[at])].slug
            yield Candidate(slug, chance, look.why(at))

    def _through_others(self, question: str, language: str) -> Iterator[Candidate]:
        """Answers that nobody can ask for in ``language``, by the phrasings of the others."""
        for other, desk in self._desks.items():
            look = self._look(question, other) if other != language else None
            for candidate in self._candidates(look, desk) if look else ():
                if candidate.slug in self._lacking[language]:
                    yield replace(candidate, through=other)

    def _matters(
        self, question: str, desk: _Desk, candidates: Sequence[Candidate]
    ) -> tuple[Candidate, ...]:
        """The answers of a message with several matters in it, in its order; else none."""
        parts = [part for part in _BETWEEN.split(question) if part]
        parts = [part for part in parts if len(tokens(part)) >= _WORDS_OF_A_MATTER]
        if not 2 <= len(parts) <= _MOST_PARTS:
            return ()
        sure: dict[str, Candidate] = {}
        for part in parts:
            look = self._look(part, desk.index.language)
            first = next(self._candidates(look, desk), None) if look else None
            if first and first.confidence >= _MATTER_AT_LEAST and first.slug not in desk.talk:
                sure.setdefault(first.slug, first)
        is_known = candidates[0].slug in sure
        return tuple(sure.values()) if len(sure) > 1 and is_known else ()


def _falling(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The surest candidates, each answer once, with chances that never rise and add up to at
    most one.
    """
    kept: list[Candidate] = []
    left = limit = 1.0
    own = [candidate for candidate in found if candidate.through is None]
    others = [candidate for candidate in found if candidate.through is not None]
    for candidate in sorted(others, key=lambda one: -one.confidence):
        at = next((n for n, one in enumerate(own) if one.confidence < candidate.confidence), None)
        if candidate.slug not in {one.slug for one in own[:at]}:
            own = [one for one in own if one.slug != candidate.slug]
            own.insert(len(own) if at is None else at, candidate)
    for candidate in own[:_SHOWN]:
        chance = round(max(0.0, min(candidate.confidence, limit, left)), 4)
        kept.append(replace(candidate, confidence=chance))
        left, limit = left - chance, chance
    return tuple(kept)


def known_of(questions: Iterable[Labelled]) -> Iterator[Known]:
    """Labelled questions as calibration takes them."""
    return (Known(one.language, one.text, one.accepted) for one in questions)


def _lacking(base: Base, language: str) -> frozenset[str]:
    """The slugs of answers that have no phrasings in ``language``."""
    own = (base.answers[slug].get(language) for slug in base.answers)
    return frozenset(base.answers) - {answer.slug for answer in own if answer and answer.asked}


def _texts(base: Base) -> dict[str, str]:
    texts: dict[str, list[str]] = {language: [] for language in base.city.languages}
    for answer in base.every_answer():
        if answer.language in texts:
            texts[answer.language] += [answer.title, answer.body, *answer.asked]
    return {language: "\n".join(lines) for language, lines in texts.items()}
