"""One language's answers, ready to be asked. Pure; any thread may ask.

Three ways of looking are joined: how like the answer's phrasings together the question is by
its runs of characters (``runs``), how much of what it tells the answer holds (``terms``), and how
like the nearest single phrasing it is. The weights were found on nine public sets of questions
in three languages (tests/bench) and are the same for every base.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.entries import Entry
from bot.matching.grams import Floats, Ints
from bot.matching.lemmas import Analyser
from bot.matching.reading import Reader, Reading
from bot.matching.runs import Asked, Runs, Text
from bot.matching.smalltalk import SmallTalk
from bot.matching.spoken import written
from bot.matching.terms import Covered, Field, Group, Terms
from bot.matching.text import tokens

_COVERED_SHARE, _NEAREST_SHARE = 0.3, 0.1
_BODY_SHARE = 0.3
"""What a sentence of an answer's body counts beside a phrasing, by its runs."""
_LOOKED_AT = 6
"""So many answers, the likeliest, are compared phrasing by phrasing."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_TOPIC_SHARE = 0.3
"""What a word of the topic's title counts beside the answer's own."""
_SPEAKS = 0.2
"""A word is shown as one that decided if it weighs at least so much of the weightiest."""
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Without:
    """What to leave out of the base while one question is asked."""

    answer: int
    phrasing: int | None = None
    """The number of one phrasing; None for the whole answer."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a question showed: the likeliest answers first, all arrays equally long."""

    reading: Reading
    answers: Ints
    blend: Floats
    """What they are ranked by; only differences mean something."""
    likeness: Floats
    covered: Floats
    nearest: Floats
    typical: Floats
    """How like each answer its own phrasings are: the measure of its likeness."""
    known: float
    """How much of the question's runs the base knows, 0 to 1."""
    unknown: float
    """How much of its information no answer holds, 0 to 1."""
    information: float
    phrasings: float
    """How many phrasings an answer of this base has, on the average."""
    spoken: Mapping[str, Floats]
    """How much each word, by the first of its terms, spoke for each of all answers."""

    def why(self, at: int) -> tuple[str, ...]:
        """The resident's words that spoke for candidate ``at``, weightiest first."""
        answer, silent = self.answers[at], 0.0
        weights = {
            word: float(self.spoken[group.terms[0]][answer])
            if group.terms[0] in self.spoken
            else silent
            for word, group in zip(self.reading.words, self.reading.groups, strict=True)
        }
        enough = _SPEAKS * max(weights.values(), default=silent)
        spoke = [word for word, weight in weights.items() if weight > 0 and weight >= enough]
        return tuple(sorted(spoke, key=lambda word: (-weights[word], word))[:5])


class Index:
    """Answers of one language."""

    def __init__(self, entries: Sequence[Entry], language: str) -> None:
        """Index ``entries``; 10,000 phrasings take a good second."""
        entries = sorted(entries, key=lambda entry: entry.slug)
        self.language = language
        self.entries = entries
        texts = [[tokens(text) for text in _phrasings(entry)] for entry in entries]
        bodies = [[tokens(text) for text in _others(entry)] for entry in entries]
        analyser = Analyser(language, _words((*texts, *bodies)))
        self._terms = Terms(_fields(entries, analyser, texts), len(entries))
        written_words = {word: written(word, language) for word in set(_words((*texts, *bodies)))}
        self._reader = Reader(analyser, self._terms, set(written_words.values()))
        self.runs = Runs(_runs_of(texts, bodies, written_words), len(entries))
        self.first = np.cumsum([0, *map(len, texts)])
        """Answer ``n`` has the phrasings from ``first[n]`` to before ``first[n + 1]``."""
        self._mean_phrasings = float(self.first[-1]) / max(len(entries), 1)
        talk = (part for part, entry in zip(texts, entries, strict=True) if entry.is_talk)
        self._talk = SmallTalk(language, [words for part in talk for words in part])

    def phrasings(self) -> Iterator[tuple[int, int, str]]:
        """Each phrasing with its answer's number and its own, where an answer has several."""
        for number, entry in enumerate(self.entries):
            texts = _phrasings(entry)
            if len(texts) > 1:
                for at, text in enumerate(texts):
                    yield number, int(self.first[number]) + at, text

    def wordings(self) -> frozenset[tuple[str, ...]]:
        """All phrasings as words."""
        return frozenset(
            tuple(tokens(text)) for entry in self.entries for text in _phrasings(entry)
        )

    def read(self, words: Sequence[str]) -> Reading:
        """The words of a message, read; small talk around a matter is left out (S2)."""
        return self._reader.read(self._talk.without(words))

    def look(self, reading: Reading, without: Without | None = None) -> Look | None:
        """The likeliest answers, best first; None where there is nothing to compare."""
        if not self.entries or not reading.words:
            return None
        asked = self.runs.asked(reading.spelled)
        likeness, covered = self._compare(reading, asked, without)
        blend = likeness / max(float(likeness.max()), _TINY) + _COVERED_SHARE * covered.shares
        best = self._likeliest(blend, without)
        if not len(best):
            return None
        nearest = self._nearest(asked, best, without)
        joined = blend[best] + _NEAREST_SHARE * nearest / max(float(nearest.max()), _TINY)
        order = np.argsort(-joined, kind="stable")
        best = best[order]
        return Look(
            reading=reading,
            answers=best,
            blend=joined[order],
            likeness=likeness[best],
            covered=covered.shares[best],
            nearest=nearest[order],
            typical=self.runs.typical[best],
            known=asked.known,
            unknown=covered.unknown,
            information=covered.information,
            phrasings=self._mean_phrasings,
            spoken=covered.spoken,
        )

    @staticmethod
    def _likeliest(blend: Floats, without: Without | None) -> Ints:
        """The numbers of the answers to be looked at closely, in their own order."""
        most = min(_LOOKED_AT + 1, len(blend))
        best = np.argsort(-blend, kind="stable") if most < 2 else np.argpartition(-blend, most - 1)
        best = best[:most][np.argsort(-blend[best[:most]], kind="stable")]
        if without is not None and without.phrasing is None:
            best = best[best != without.answer]
        return np.sort(best[:_LOOKED_AT])

    def _compare(
        self, reading: Reading, asked: Asked, without: Without | None
    ) -> tuple[Floats, Covered]:
        if without is None or without.phrasing is None:
            likeness = self.runs.likeness(asked)
            covered = self._terms.covered(reading.groups)
            if without is not None:
                likeness[without.answer] = 0.0
            return likeness, covered
        likeness = self.runs.likeness(asked, (without.answer, without.phrasing))
        return likeness, self._terms.covered(reading.groups, without.answer)

    def _nearest(self, asked: Asked, best: Ints, without: Without | None) -> Floats:
        numbers = np.concatenate([np.arange(self.first[n], self.first[n + 1]) for n in best])
        cosines = self.runs.nearest(asked, numbers)
        if without is not None:
            cosines[numbers == without.phrasing] = 0.0
        starts = np.cumsum([0, *(self.first[n + 1] - self.first[n] for n in best[:-1])])
        return np.maximum.reduceat(cosines, starts)

    def nearest_phrasings(self, reading: Reading, slug: str, most: int = 3) -> list[str]:
        """The phrasings of an answer by their likeness to a message, the likest first."""
        at = next((n for n, entry in enumerate(self.entries) if entry.slug == slug), None)
        if at is None or not reading.words:
            return []
        numbers = np.arange(self.first[at], self.first[at + 1])
        cosines = self.runs.nearest(self.runs.asked(reading.spelled), numbers)
        texts = _phrasings(self.entries[at])
        return [texts[n] for n in np.argsort(-cosines, kind="stable")[:most].tolist()]


def _phrasings(entry: Entry) -> tuple[str, ...]:
    """The ways to ask for an answer; its body where there is none."""
    return tuple(filter(None, entry.asked)) or (entry.body,)


def _others(entry: Entry) -> tuple[str, ...]:
    """What else stands in an answer: sentences of the body, residents' words for the matter."""
    if not any(entry.asked):
        return entry.words
    return (*filter(str.strip, _SENTENCE.split(entry.body)), *entry.words)


def _words(texts: Iterable[Sequence[Sequence[str]]]) -> Iterator[str]:
    return (word for of_one in texts for text in of_one for word in text)


def _runs_of(
    texts: Sequence[Sequence[Sequence[str]]],
    bodies: Sequence[Sequence[Sequence[str]]],
    spelled: Mapping[str, str],
) -> Iterator[Text]:
    """Phrasings first, in their order, then everything else at less weight."""
    for kind, weight in ((texts, 1.0), (bodies, _BODY_SHARE)):
        for owner, of_one in enumerate(kind):
            for words in of_one:
                yield Text(owner, [spelled[word] for word in words], weight)


def _fields(
    entries: Sequence[Entry], analyser: Analyser, texts: Sequence[Sequence[Sequence[str]]]
) -> Iterator[Field]:
    def groups(words: Iterable[str]) -> list[Group]:
        return [Group(analyser.terms(word)) for word in words]

    for owner, (entry, phrasings) in enumerate(zip(entries, texts, strict=True)):
        for words in phrasings:
            yield Field(owner, groups(words), 1.0, is_phrasing=True)
        rest = tokens(" ".join((entry.body, *entry.words)))
        yield Field(owner, groups(rest), 1.0, is_phrasing=False)
        yield Field(owner, groups(tokens(entry.topic)), _TOPIC_SHARE, is_phrasing=False)
