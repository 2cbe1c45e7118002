"""The baseline: the fused prototype's recipe, rebuilt.

An entry's score is ``0.92 x cosine of character 2-4-grams with the centroid of its phrasings + 0.38
x soft coverage of the question's information + 0.27 x BM25 over stems and compound parts / the
question's own maximum + 0.30 x BM25 over question and answer / its maximum``; words that the base
does not know are repaired by rapidfuzz (optimal string alignment). Confidence is a logistic
function of eight features, trained on each base by leaving phrasings and entries out.

"The question's own maximum" is read as the most that an entry could score on it, which was a
little better than the highest score in the base. Stems are Snowball's. Measured with ``public``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from random import Random
from typing import TypeAlias

import numpy as np

from tests.bench.bases import Entry, far_lines
from tests.bench.prototype_scores import Bm25, Coverage, Letters, Numbers
from tests.bench.prototype_text import Doc, Question, Text, Vocabulary, grams_of

_LETTERS, _COVERED, _ASKED, _WHOLE = 0.92, 0.38, 0.27, 0.30
_FOLDS = 3
_GONE = 0.25
"""Share of the entries that a fold leaves out, so that their phrasings are near strangers."""
_MOST = 250
"""Training questions of each sort in a fold."""
_STRANGERS = 0.3
"""Share of strangers in the traffic that confidence is trained for, half near and half far."""
_HEAT = 0.1
_RIDGE = 1.0
_STEPS = 25


@dataclass(frozen=True, slots=True)
class Scored:
    """One question's scores."""

    total: Numbers
    letters: Numbers
    covered: Numbers
    asked: Numbers
    """BM25 as a share of what the question could reach."""
    question: Question

    def best(self, k: int) -> Numbers:
        """Numbers of the ``k`` best entries, best first."""
        return np.argsort(-self.total, kind="stable")[:k]

    def shares(self, order: Numbers) -> Numbers:
        """The softmax of the given entries' scores."""
        heat = np.exp((self.total[order] - self.total[order[0]]) / _HEAT)
        return heat / heat.sum()

    def features(self) -> list[float]:
        """What the confidence in the best entry rests on."""
        order = self.best(10)
        first, top = order[0], self.total[order]
        return [
            1.0,
            float(top[0]),
            float(top[0] - top[1]) if len(top) > 1 else float(top[0]),
            float(self.shares(order)[0]),
            float(self.letters[first]),
            float(self.covered[first]),
            float(self.asked[first]),
            self.question.unknown,
            log(1 + len(self.question.words)),
        ]


class Index:
    """The four scores over one language's entries."""

    def __init__(self, docs: Sequence[Doc], language: str) -> None:
        self.ids = [doc.id for doc in docs]
        self._vocabulary = Vocabulary(docs, language)
        self._letters = Letters(docs)
        self._coverage = Coverage(docs, self._vocabulary)
        self._asked = Bm25([self._bag(doc.shown) for doc in docs])
        self._whole = Bm25([self._bag(doc.whole) for doc in docs])

    def _bag(self, texts: Iterable[Text]) -> Counter[str]:
        terms = self._vocabulary.terms_of
        return Counter(term for text in texts for word in text.words for term in terms(word))

    def scored(self, words: Iterable[str]) -> Scored:
        """Score every entry."""
        question = self._vocabulary.read(words)
        letters = self._letters.scores(grams_of(question.words))
        covered = self._coverage.scores(question)
        reachable = max(self._asked.reachable(question.terms), 1e-9)
        asked = self._asked.scores(question.terms) / reachable
        whole = self._whole.scores(question.terms)
        whole = whole / max(float(whole.max(initial=0.0)), 1e-9)
        total = _LETTERS * letters + _COVERED * covered + _ASKED * asked + _WHOLE * whole
        return Scored(total, letters, covered, asked, question)


Asked: TypeAlias = tuple[tuple[str, ...], str]
"""A question's words and the entry that is right, empty for a stranger."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A training question's features, whether its best entry was right, and its weight."""

    features: list[float]
    right: bool
    weight: float


def lessons(docs: Sequence[Doc], far: Sequence[Text], language: str) -> Iterator[Lesson]:
    """Train on what each fold of the base leaves out."""
    for fold in range(_FOLDS):
        yield from _fold(docs, far, language, Random(fold))  # noqa: S311 - repeatable, not secret


def _fold(
    docs: Sequence[Doc], far: Sequence[Text], language: str, chance: Random
) -> Iterator[Lesson]:
    gone = set(chance.sample(range(len(docs)), int(len(docs) * _GONE)))
    kept, asked = [], []
    for number, doc in enumerate(docs):
        if number not in gone:
            left, question = _held_out(doc, chance)
            kept.append(left)
            asked.append((question, doc.id))
    near = [(_held_out(docs[number], chance)[1], "") for number in sorted(gone)]
    strangers = [(text.words, "") for text in chance.sample(far, min(_MOST, len(far)))]
    index = Index(kept, language)
    known, near = _some(asked, chance), _some(near, chance)
    yield from _lessons(index, known, 1 - _STRANGERS)
    yield from _lessons(index, near, _STRANGERS / (2 if strangers else 1))
    yield from _lessons(index, strangers, _STRANGERS / 2)


def _some(pairs: list[Asked], chance: Random) -> list[Asked]:
    return chance.sample(pairs, min(_MOST, len(pairs)))


def _lessons(index: Index, pairs: Sequence[Asked], weight: float) -> Iterator[Lesson]:
    for words, id_ in pairs:
        scored = index.scored(words)
        right = index.ids[int(scored.best(1)[0])] == id_
        yield Lesson(scored.features(), right, weight / len(pairs))


def _held_out(doc: Doc, chance: Random) -> tuple[Doc, tuple[str, ...]]:
    """The entry without one of its phrasings, and that phrasing's words.

    An entry with one phrasing or none keeps it; half the words of its text, at most ten in a
    row, stand for a question.
    """
    if len(doc.asked) > 1:
        out = chance.randrange(len(doc.asked))
        left = doc.asked[:out] + doc.asked[out + 1 :]
        return replace(doc, asked=left), doc.asked[out].words
    words = doc.shown[0].words
    start = chance.randrange(max(len(words) - 10, 1))
    part = words[start : start + 10]
    kept = sorted(chance.sample(range(len(part)), (len(part) + 1) // 2))
    return doc, tuple(part[at] for at in kept)


class Logistic:
    """Logistic regression with a ridge, by Newton's steps."""

    def __init__(self, taught: Sequence[Lesson]) -> None:
        rows = np.array([lesson.features for lesson in taught])
        self._mean, self._spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
        self._mean[0], self._spread[0] = 0.0, 1.0
        rows = (rows - self._mean) / self._spread
        right = np.array([lesson.right for lesson in taught], float)
        weights = np.array([lesson.weight for lesson in taught])
        weights *= len(taught) / weights.sum()
        ridge = np.diag([1e-6] + [_RIDGE] * (rows.shape[1] - 1))
        self._factors = np.zeros(rows.shape[1])
        for _ in range(_STEPS):
            chance = _sigmoid(rows @ self._factors)
            slope = rows.T @ (weights * (right - chance)) - ridge @ self._factors
            bend = (rows.T * (weights * chance * (1 - chance))) @ rows + ridge
            self._factors += np.linalg.solve(bend, slope)

    def chance(self, features: Sequence[float]) -> float:
        """The chance that the best entry is right, 0 to 1."""
        return float(_sigmoid((np.array(features) - self._mean) / self._spread @ self._factors))


def _sigmoid(value: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-np.clip(value, -30, 30)))


class Prototype:
    """The fused matcher for one language."""

    def __init__(self, docs: Sequence[Doc], far: Sequence[Text], language: str) -> None:
        self._index = Index(docs, language)
        self._sure = Logistic([*lessons(docs, far, language)])

    def rank(self, text: str, k: int) -> list[tuple[str, float]]:
        """The best ``k`` entries; the first has its chance to be right, the rest share it."""
        scored = self._index.scored(Text.of(text).words)
        order = scored.best(max(k, 2))
        chance = self._sure.chance(scored.features())
        shares = scored.shares(order)
        return [
            (self._index.ids[at], chance * float(share / shares[0]))
            for at, share in zip(order[:k], shares, strict=False)
        ]


def build(entries: Sequence[Entry], lang: str, far: Sequence[str] | None = None) -> Prototype:
    """A matcher over ``entries``; ``far`` = questions of other fields, else the background."""
    lines = far_lines(lang) if far is None else far
    return Prototype([*map(Doc.of, entries)], [*map(Text.of, lines)], lang)
