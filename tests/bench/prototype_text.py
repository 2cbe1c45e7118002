"""Texts taken apart for the prototype: words, letter n-grams, stems, parts of compounds."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tests.bench.bases import Entry, phrasings

_WORD = re.compile(r"[^\W_]+")
_STEMMERS = {"fi": "finnish", "sv": "swedish", "en": "english"}
_GLUES = frozenset({"fi", "sv"})
_SHORTEST_PART = 4


def words_of(text: str) -> list[str]:
    """The words and numbers of ``text``, case-folded, in order."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def grams_of(words: Iterable[str]) -> Counter[str]:
    """Runs of two to four signs of each word, a space at both ends."""
    found: Counter[str] = Counter()
    for word in words:
        padded = f" {word} "
        for size in (2, 3, 4):
            found.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return found


@lru_cache(maxsize=100_000)
def trigrams_of(word: str) -> frozenset[str]:
    """Runs of three signs, a space at both ends."""
    padded = f" {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


@dataclass(frozen=True, slots=True)
class Text:
    """One text, taken apart once and used in every fold."""

    words: tuple[str, ...]
    grams: Counter[str]

    @classmethod
    def of(cls, text: str) -> "Text":
        """Take ``text`` apart."""
        words = words_of(text)
        return cls(tuple(words), grams_of(words))


@dataclass(frozen=True, slots=True)
class Doc:
    """One entry: its phrasings and its answer."""

    id: str
    asked: tuple[Text, ...]
    answer: Text

    @classmethod
    def of(cls, entry: Entry) -> "Doc":
        """Take an entry apart."""
        return cls(
            entry["id"], tuple(map(Text.of, phrasings(entry))), Text.of(entry.get("answer", ""))
        )

    @property
    def shown(self) -> tuple[Text, ...]:
        """The phrasings; the answer itself for an entry that has none."""
        return self.asked or (self.answer,)

    @property
    def whole(self) -> tuple[Text, ...]:
        """The phrasings and the answer."""
        return (*self.asked, self.answer)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the vocabulary understands it."""

    words: tuple[str, ...]
    """With typing errors repaired."""
    stems: tuple[str, ...]
    terms: tuple[str, ...]
    """Stems and parts of compounds."""
    unknown: float
    """Share of the words that the base does not know; repaired ones count half."""


class Vocabulary:
    """The words of a base: their stems, their parts, and what a mistyped word was meant to be."""

    def __init__(self, docs: Iterable[Doc], language: str) -> None:
        self.stem = lru_cache(maxsize=50_000)(
            Stemmer.Stemmer(_STEMMERS.get(language, "english")).stemWord
        )
        self._glues = language in _GLUES
        self._words = frozenset(w for doc in docs for text in doc.whole for w in text.words)
        self.stems = frozenset(map(self.stem, self._words))
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            self._by_length[len(word)].append(word)
        self.terms_of = lru_cache(maxsize=50_000)(self._terms_of)

    def _terms_of(self, word: str) -> tuple[str, ...]:
        """The stem of ``word``, and of its two parts when the base knows both."""
        stem = self.stem(word)
        if not self._glues:
            return (stem,)
        for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            pair = (self.stem(word[:at]), self.stem(word[at:]))
            if pair[0] in self.stems and pair[1] in self.stems:
                return (stem, *pair)
        return (stem,)

    def read(self, words: Iterable[str]) -> Question:
        """Understand a question's words."""
        pairs = [self._meant(word) for word in words]
        meant = tuple(word for word, _ in pairs)
        return Question(
            meant,
            tuple(dict.fromkeys(map(self.stem, meant))),
            tuple(dict.fromkeys(term for word in meant for term in self.terms_of(word))),
            sum(strange for _, strange in pairs) / max(len(pairs), 1),
        )

    def _meant(self, word: str) -> tuple[str, float]:
        """The word or the one it was meant to be, and how strange it is, 0 to 1."""
        if word in self._words or self.stem(word) in self.stems or len(self.terms_of(word)) > 1:
            return word, 0.0
        if len(word) < 4 or word.isdigit():
            return word, 1.0
        edits = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
        near = [w for n in range(-edits, edits + 1) for w in self._by_length.get(len(word) + n, ())]
        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=edits)
        return (found[0], 0.5) if found else (word, 1.0)
