"""Greetings, thanks and swearing around a matter: they are taken out before it is matched (S2).

What is left is matched as if they had never been there, so that no sharp word and no politeness
changes what is found; a message of nothing else is matched as it came. Pure.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from bot.matching.text import tokens

_LONGEST_SAYING = 4
"""A greeting has at most so many words; what is longer says something."""


@cache
def small_words(language: str) -> frozenset[str]:
    """The words of ``smalltalk.toml`` in a language; none where it has no list."""
    text = files(__package__).joinpath("smalltalk.toml").read_text(encoding="utf-8")
    return frozenset(tokens(tomllib.loads(text).get(language, "")))


class SmallTalk:
    """Knows the small words of a language and the sayings of a base's small talk."""

    def __init__(self, language: str, sayings: Sequence[Sequence[str]]) -> None:
        """``sayings``: the phrasings of the base's small talk, as words."""
        self._small = small_words(language)
        self._sayings = frozenset(
            tuple(words) for words in sayings if 0 < len(words) <= _LONGEST_SAYING
        )

    def without(self, words: Sequence[str]) -> list[str]:
        """The words without the small ones and without sayings such as "good morning" before and
        behind; all of them where nothing would be left.
        """
        start, end = self._ends(words)
        return [word for word in words[start:end] if word not in self._small] or list(words)

    def _ends(self, words: Sequence[str]) -> tuple[int, int]:
        """Where the message begins and ends between sayings and small words."""
        start, end = 0, len(words)
        while start < end and (begins := self._begins(words[start:end])):
            start += begins
        while start < end and (ends := self._begins(words[start:end], back=True)):
            end -= ends
        return start, end

    def _begins(self, words: Sequence[str], *, back: bool = False) -> int:
        """How many words a saying or a small word takes up at the beginning, or at the end."""
        for many in range(min(_LONGEST_SAYING, len(words)), 0, -1):
            part = tuple(words[-many:] if back else words[:many])
            if part in self._sayings or (many == 1 and part[0] in self._small):
                return many
        return 0
