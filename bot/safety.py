"""Words of danger in a message (knowledge/safety.toml): found even where matching finds nothing.

Pure. A missed danger is worse than a false one, so every language's list is searched: a
frightened person may write in any.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bot.city import Base, SafetyGroup

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


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """Why a message is taken as a danger."""

    group: str
    """The heading in safety.toml."""
    answer: str
    """Slug of the danger answer whose text goes out at once."""
    words: tuple[str, ...]
    """The resident's own words that decided, in their order."""


def danger_in(base: Base, text: str, language: str) -> SafetyFinding | None:
    """The first group of ``base.safety`` with a word in ``text``; ``language`` is read first."""
    said = _words(text)
    plain = " ".join(word if word == _BORDER else _plain(word) for word in said) + " "
    for group in base.safety.values():
        for tongue in sorted(group.words, key=lambda other: other != language):
            if found := _search(group, tongue, plain):
                first = plain.count(" ", 0, found.start())
                last = plain.count(" ", 0, found.end())
                return SafetyFinding(group.slug, group.answer, tuple(said[first:last]))
    return None


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


def _search(group: SafetyGroup, language: str, plain: str) -> re.Match[str] | None:
    """The first hit that is not one of the harmless neighbours: those become dots, which no
    pattern spans.
    """
    harmless = _any_of(tuple(chain.from_iterable(group.unless.values())))
    left = harmless.sub(lambda found: re.sub(r"\w", ".", found[0]), plain)
    return _any_of(tuple(group.words[language])).search(left)


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
    return f"{begins}{_plain(word)}{ends}"


def _plain(word: str) -> str:
    """Case, dots, accents and apostrophes away, and letters drawn out: ``HJÄÄÄLP`` -> ``hjalp``."""
    bare = _NOT_A_LETTER.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return _DRAWN_OUT.sub(r"\1", bare)
