"""Patterns of words as the city writes them (README of the knowledge folder), found in a message.

Pure. ``tulipalo*`` begins so, ``*varasto`` ends so, ``mies|nainen`` is either word, a lone ``*``
stands for at most two words. No pattern runs on from one sentence or line to the next.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Self

_WORD = re.compile(r"\w+(?:['`\u2019\u00b4]\w+)*")
_NOT_A_LETTER = re.compile(r"[\W_]")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_HESITATION = re.compile(r"\.{2,}|\u2026")
"""Dots that trail off: the sentence goes on after them."""
_SENTENCE_ENDS = re.compile(r"[.!?;]|[^\S \t]")
"""What ends a sentence; line breaks of every kind too, as a new message begins on a new line."""
_BORDER = "."
"""Stands between two sentences where no pattern may run on: it is no word."""
_BETWEEN = r"(?:\w+ ){0,2}"
"""What a lone ``*`` stands for: at most two words."""
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A message as patterns read it."""

    words: tuple[str, ...]
    """As they were written, with a border after each sentence."""
    plain: str
    """The same, without case, dots and accents, each followed by one space."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a message."""
        words = tuple(_words(text))
        plain = " ".join(word if word == _BORDER else plain_of(word) for word in words) + " "
        return cls(words, plain)

    def find(self, patterns: Iterable[str], unless: Iterable[str] = ()) -> tuple[str, ...] | None:
        """The words of the first hit that is not one of the harmless neighbours ``unless``: those
        become dots, which no pattern spans.
        """
        for first, last in self._hits(patterns, self._without(unless)):
            return self.words[first:last]
        return None

    def find_named(
        self, patterns: Iterable[str], unless: Iterable[str], is_place: Callable[[str], bool]
    ) -> tuple[str, ...] | None:
        """The first hit with a name beside it: one of the two words after, or the one before.

        A name is written large, is no place of the city and does not begin a sentence, where
        every word is written large.
        """
        left = self._without(unless)
        kept = left.split()
        for first, last in self._hits(patterns, left):
            beside = [
                first - 1,
                *takewhile(lambda n: kept[n : n + 1] != [_BORDER], (last, last + 1)),
            ]
            for at in (n for n in beside if 0 < n < len(kept)):
                begins = self.words[at - 1] == _BORDER
                if not begins and _is_name(self.words[at], kept[at]) and not is_place(kept[at]):
                    return self.words[min(first, at) : max(last, at + 1)]
        return None

    def _without(self, unless: Iterable[str]) -> str:
        harmless = _any_of(tuple(unless))
        return harmless.sub(lambda found: re.sub(r"\w", _BORDER, found[0]), self.plain)

    def _hits(self, patterns: Iterable[str], left: str) -> Iterator[tuple[int, int]]:
        """Where hits stand: the first word and the one after the last."""
        for found in _any_of(tuple(patterns)).finditer(left):
            yield left.count(" ", 0, found.start()), left.count(" ", 0, found.end())


def _is_name(word: str, kept: str) -> bool:
    """Whether a word is written as a name is; ``kept``: its plain form, dots if it is harmless."""
    large = word[:1].isupper() and not word.isupper()
    return large and len(kept) >= _SHORTEST_NAME and kept[0] != _BORDER


def _words(text: str) -> list[str]:
    """The words of ``text`` with a border after each sentence, except between cries of one word:
    "Help! Help!", or one word to a line.
    """
    said: list[str] = []
    before = 0
    for sentence in _SENTENCE_ENDS.split(_HESITATION.sub(" ", text)):
        words = _WORD.findall(sentence)
        if words and said and max(before, len(words)) > 1:
            said.append(_BORDER)
        before = len(words) or before
        said += words
    return said


@lru_cache(maxsize=256)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """All patterns as one expression over plain words, each followed by one space."""
    return re.compile("|".join(map(_expression, patterns)) or r"(?!)")


def _expression(pattern: str) -> str:
    parts = (_BETWEEN if word == "*" else _one_of(word.split("|")) for word in pattern.split())
    return r"\b" + "".join(parts)


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(_with_stars, words))}) "


def _with_stars(word: str) -> str:
    begins, ends = (r"\w*" if star else "" for star in (word.startswith("*"), word.endswith("*")))
    return f"{begins}{plain_of(word)}{ends}"


def plain_of(word: str) -> str:
    """Case, dots, accents and apostrophes away, and letters drawn out: ``HJÄÄÄLP`` -> ``hjalp``."""
    bare = _NOT_A_LETTER.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return _DRAWN_OUT.sub(r"\1", bare)
