"""Words as dictionary forms with their compound parts: "lumiauran" is "lumiaura", "lumi", "aura".

Finnish goes by libvoikko where it is installed (the extra ``voikko`` and Debian's libvoikko1 and
voikko-fi); everything else, and Finnish without it, by Snowball stems and by the compound parts
that the base's own words show.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any, NamedTuple

from bot.matching.compounds import Splitter
from bot.matching.spoken import folded, guessed, written
from bot.matching.text import stemmer

_MOST_REMEMBERED = 50_000
"""Words an analyser keeps the terms of; about 15 MB when full."""
_LEAST_PART = 3
_LEAST_REPAIRED = 4
"""A shorter unknown word may stand for too many others."""
_FRONT = str.maketrans("ao", "äö")
_ONE_AT_A_TIME = Lock()
"""Neither libvoikko's handle nor a Snowball stemmer may be used by two threads at once, and a
base is built on one thread while another matches."""


@cache
def _voikko() -> Any | None:
    """The Finnish handle of libvoikko, for the life of the process; None where not installed.

    It takes 7 MB. The library frees it when the process ends.
    """
    try:
        library = import_module("libvoikko")
    except ImportError:
        return None
    try:
        return library.Voikko("fi")
    except (OSError, library.VoikkoException):  # without libvoikko1, without voikko-fi
        return None


def has_voikko() -> bool:
    """Whether Finnish is read with libvoikko on this machine."""
    return _voikko() is not None


class _Reading(NamedTuple):
    """One way to read a Finnish word."""

    terms: tuple[str, ...]
    """The dictionary form, then the parts."""
    pieces: int
    """Words and endings it is made of: few in "asema|kaava", more in "ase|makaa|va"."""

    @property
    def lemma(self) -> str:
        """The dictionary form."""
        return self.terms[0]


def _readings(word: str) -> list[_Reading]:
    """Each way libvoikko reads a Finnish word; none when it does not know it."""
    handle = _voikko()
    if handle is None:
        return []
    with _ONE_AT_A_TIME:
        analyses = handle.analyze(word)
    return list(dict.fromkeys(_reading(analysis) for analysis in analyses))


def _reading(analysis: dict[str, str]) -> _Reading:
    lemma = _letters(analysis["BASEFORM"])
    structure = analysis.get("WORDBASES", "")
    parts = [part for part in _bases(structure) if len(part) >= _LEAST_PART]
    return _Reading(tuple(dict.fromkeys([lemma, *parts])), structure.count("("))


def _bases(structure: str) -> Iterator[str]:
    """The words within ``+lumen(lumi)+kaato(kaato)+paikka(paikka)``; endings begin with ``+``."""
    for piece in structure.split("(")[1:]:
        base = piece.partition(")")[0]
        if not base.startswith("+"):
            yield from (_letters(part) for part in base.split("="))


def _is_clear(readings: list[_Reading]) -> bool:
    return len({reading.lemma for reading in readings}) == 1


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).casefold()


class Analyser:
    """Finds the terms of one language's words. Any thread may ask it.

    Learns once from all the base's words, so that doubtful readings and unknown words are read
    as what the base speaks of.
    """

    def __init__(
        self, language: str, words: Iterable[str] = (), *, uses_voikko: bool = True
    ) -> None:
        """Learn from ``words``: every word of the base's texts, case-folded, as often as used."""
        self.language = language
        self._voikko = uses_voikko and language == "fi" and has_voikko()
        used = Counter(words)
        self._counts: Counter[str] = Counter()
        for word, count in used.items():
            self._counts[written(word, language)] += count
        self._plain = {folded(word): word for word, _ in reversed(self._counts.most_common())}
        self._read = {word: _readings(word) for word in self._counts if self._voikko}
        self._votes = Counter(
            readings[0].lemma for readings in self._read.values() if _is_clear(readings)
        )
        self._stems = frozenset() if self._voikko else frozenset(map(self._stem, self._counts))
        self._splitter = Splitter(self._counts, language, str if self._voikko else self._stem)
        self._remembered: dict[str, tuple[str, ...]] = {}
        for word in used:
            self.terms(word)
        self._read.clear()

    def terms(self, word: str) -> tuple[str, ...]:
        """The dictionary form (or stem) of a case-folded word, then its parts, each once.

        Never empty. Spoken forms are read as written ones; an unknown word as the first known
        one that it may stand for: without its dots, or with an ending that speech drops.
        """
        found = self._remembered.get(word)
        if found is None:
            found = self._terms(written(word, self.language)) if word.isalpha() else (word,)
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = found
        return found

    def knows(self, word: str) -> bool:
        """Whether the word, as it is written, is in the dictionary or of a stem of the base's."""
        word = written(word, self.language)
        return word in self._counts or self._known(word) is not None

    def _terms(self, word: str) -> tuple[str, ...]:
        known = self._known(word)
        if known or len(word) < _LEAST_REPAIRED:
            return known or (self._stem(word),)
        for other in self._repairs(word):
            known = self._known(other)
            if known:
                return known
        return self._stemmed(word)

    def _known(self, word: str) -> tuple[str, ...] | None:
        if self._voikko:
            readings = self._read.get(word) or _readings(word)
            return (
                min(readings, key=lambda each: self._doubt(word, each)).terms if readings else None
            )
        return self._stemmed(word) if self._stem(word) in self._stems else None

    def _doubt(self, word: str, reading: _Reading) -> tuple[int, int, bool, tuple[str, ...]]:
        """How doubtful a reading is: by its pieces, then by what the base's clear words say."""
        votes = self._votes[reading.lemma]
        return (reading.pieces, -votes, reading.lemma != word, reading.terms)

    def _repairs(self, word: str) -> Iterator[str]:
        if word in self._plain:
            yield self._plain[word]
        if self.language == "fi":
            yield word.translate(_FRONT)  # "kavelee", typed without dots
        yield from guessed(word, self.language)

    def _stemmed(self, word: str) -> tuple[str, ...]:
        parts = map(self._stem, self._splitter.parts(word))
        return tuple(dict.fromkeys([self._stem(word), *parts]))

    def _stem(self, word: str) -> str:
        with _ONE_AT_A_TIME:
            return stemmer(self.language)(word)
