"""The prototype's scores, one class each: letters, BM25, coverage."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import log
from typing import Any, TypeAlias

import numpy as np

from tests.bench.prototype_text import Doc, Question, Vocabulary, trigrams_of

Numbers: TypeAlias = Any
"""An array of numpy, one number for each entry unless said otherwise. Any, because types are
checked where numpy is not installed."""
_K1, _B = 1.2, 0.75
_ALIKE = 0.5
"""Two stems count as alike from this Dice likeness of their letter trigrams."""
_ANSWER_SHARE = 0.5
"""What a word of the answer covers, beside 1 for a word of a phrasing."""
_REMEMBERED = 20_000


class Postings:
    """Term to rows and weights, in three flat arrays."""

    def __init__(self, rows: Sequence[Mapping[str, float]]) -> None:
        self.size = len(rows)
        self._at: dict[str, int] = {}
        terms = np.array(
            [self._at.setdefault(t, len(self._at)) for row in rows for t in row], np.int64
        )
        order = np.argsort(terms, kind="stable")
        self._from = np.concatenate([[0], np.cumsum(np.bincount(terms, minlength=len(self._at)))])
        held: Numbers = np.repeat(np.arange(self.size, dtype=np.int32), [len(row) for row in rows])
        weights = np.fromiter(chain.from_iterable(row.values() for row in rows), np.float32)
        self._rows, self._weights = held[order], weights[order]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def of(self, term: str) -> tuple[Numbers, Numbers]:
        """The rows that hold ``term``, and its weight in each. KeyError for an unknown term."""
        at = self._at[term]
        span = slice(self._from[at], self._from[at + 1])
        return self._rows[span], self._weights[span]

    def scores(self, asked: Mapping[str, float]) -> Numbers:
        """For each row the sum of asked weight x own weight."""
        total = np.zeros(self.size)
        for term, weight in asked.items():
            if term in self._at:
                rows, weights = self.of(term)
                total[rows] += weight * weights
        return total


def rarity(count: int, total: int) -> float:
    """BM25's weight of a term that ``count`` of ``total`` entries hold."""
    return log(1 + (total - count + 0.5) / (count + 0.5))


class Bm25:
    """BM25 over one bag of terms for each entry."""

    def __init__(self, bags: Sequence[Counter[str]]) -> None:
        held: Counter[str] = Counter(chain.from_iterable(bags))
        self._rarity = {term: rarity(count, len(bags)) for term, count in held.items()}
        self._unknown = rarity(0, len(bags))
        mean = max(sum(bag.total() for bag in bags) / max(len(bags), 1), 1)
        self._postings = Postings([self._weights(bag, mean) for bag in bags])

    def _weights(self, bag: Counter[str], mean: float) -> dict[str, float]:
        length = _K1 * (1 - _B + _B * bag.total() / mean)
        return {t: self._rarity[t] * n * (_K1 + 1) / (n + length) for t, n in bag.items()}

    def scores(self, terms: Iterable[str]) -> Numbers:
        """Each entry's score."""
        return self._postings.scores(dict.fromkeys(terms, 1.0))

    def reachable(self, terms: Iterable[str]) -> float:
        """The most an entry could score: every term held very often."""
        return sum(self._rarity.get(t, self._unknown) for t in terms) * (_K1 + 1)


class Letters:
    """Cosine of letter n-grams with the centroid of each entry's phrasings."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        texts = [text.grams for doc in docs for text in doc.shown]
        held: Counter[str] = Counter(chain.from_iterable(texts))
        self._unknown = log(1 + len(texts)) + 1
        self._rarity = {gram: self._unknown - log(1 + n) for gram, n in held.items()}
        self._postings = Postings([self._centroid(doc) for doc in docs])

    def _vector(self, grams: Counter[str]) -> dict[str, float]:
        rarity_of = self._rarity.get
        return _unit({g: (1 + log(n)) * rarity_of(g, self._unknown) for g, n in grams.items()})

    def _centroid(self, doc: Doc) -> dict[str, float]:
        total: dict[str, float] = {}
        for text in doc.shown:
            for gram, weight in self._vector(text.grams).items():
                total[gram] = total.get(gram, 0.0) + weight
        return _unit(total)

    def scores(self, grams: Counter[str]) -> Numbers:
        """Each entry's cosine, 0 to 1."""
        return self._postings.scores(self._vector(grams))


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = sum(weight * weight for weight in vector.values()) ** 0.5
    return {key: weight / length for key, weight in vector.items()} if length else vector


class Coverage:
    """Share of a question's information that each entry holds, words that resemble included."""

    def __init__(self, docs: Sequence[Doc], vocabulary: Vocabulary) -> None:
        held = [_held(doc, vocabulary) for doc in docs]
        counts = Counter(chain.from_iterable(held))
        self._rarity = {term: rarity(count, len(docs)) for term, count in counts.items()}
        self._unknown = rarity(0, len(docs))
        self._postings = Postings(held)
        self._known = [*self._postings]
        self._sizes = np.array([len(trigrams_of(term)) for term in self._known])
        self._trigrams = Postings([dict.fromkeys(trigrams_of(term), 1.0) for term in self._known])
        self._remembered: dict[str, list[tuple[str, float]]] = {}

    def scores(self, question: Question) -> Numbers:
        """Each entry's share, 0 to 1."""
        total, weight = np.zeros(self._postings.size), 0.0
        for stem in question.stems:
            own = self._rarity.get(stem, self._unknown)
            total += own * self._best(stem)
            weight += own
        return total / weight if weight else total

    def _best(self, stem: str) -> Numbers:
        best = np.zeros(self._postings.size)
        for term, likeness in self._alike(stem):
            rows, shares = self._postings.of(term)
            best[rows] = np.maximum(best[rows], likeness * shares)
        return best

    def _alike(self, stem: str) -> list[tuple[str, float]]:
        """Known terms with their likeness squared: a half resemblance is worth a quarter."""
        if stem not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[stem] = self._resembling(stem)
        return self._remembered[stem]

    def _resembling(self, stem: str) -> list[tuple[str, float]]:
        grams = trigrams_of(stem)
        shared = self._trigrams.scores(dict.fromkeys(grams, 1.0))
        dice = 2 * shared / (self._sizes + len(grams))
        return [(self._known[at], float(dice[at]) ** 2) for at in np.flatnonzero(dice >= _ALIKE)]


def _held(doc: Doc, vocabulary: Vocabulary) -> dict[str, float]:
    held = dict.fromkeys(_terms(doc.answer.words, vocabulary), _ANSWER_SHARE)
    for text in doc.shown:
        held.update(dict.fromkeys(_terms(text.words, vocabulary), 1.0))
    return held


def _terms(words: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    return (term for word in words for term in vocabulary.terms_of(word))
