"""Greetings, thanks and swearing around a matter: they weigh nothing against it (S2). Pure."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.lemmas import Analyser
from bot.matching.reading import Reading
from bot.matching.terms import Terms

_LONGEST_SAYING = 4
"""A greeting has at most so many words; what is longer says something."""
_MOSTLY = 8.0
"""A word is small talk if it is so many times commoner in small talk than in matters."""


class SmallTalk:
    """Knows which words of a base are hardly ever of a matter."""

    def __init__(
        self,
        is_talk: Sequence[bool],
        texts: Sequence[Sequence[Sequence[str]]],
        analyser: Analyser,
    ) -> None:
        """``texts`` are each answer's phrasings as words; ``is_talk`` says which are small talk."""
        self.answers: NDArray[np.bool_] = np.array(is_talk, dtype=bool)
        talk: Counter[str] = Counter()
        matter: Counter[str] = Counter()
        for talks, phrasings in zip(is_talk, texts, strict=True):
            count = talk if talks else matter
            for words in phrasings:
                count.update({analyser.terms(word)[0] for word in words})
        many = {True: 1, False: 1}
        for talks, phrasings in zip(is_talk, texts, strict=True):
            many[talks] += len(phrasings)
        often = _MOSTLY * many[True] / many[False]
        self._small = frozenset(term for term, n in talk.items() if n > often * matter[term])
        self._sayings = frozenset(
            tuple(words)
            for talks, phrasings in zip(is_talk, texts, strict=True)
            for words in phrasings
            if talks and 0 < len(words) <= _LONGEST_SAYING
        )

    def without(self, reading: Reading, terms: Terms) -> Reading | None:
        """The reading without its small words and without a saying such as "good morning" before
        or behind; None where there is no such thing, or nothing else.
        """
        start, end = self._ends(reading.words)
        kept = [
            start <= at < end and group.terms[0] not in self._small
            for at, group in enumerate(reading.groups)
        ]
        if all(kept):
            return None
        matter = reading.only(kept)
        return matter if any(map(terms.knows, matter.groups)) else None

    def _ends(self, words: Sequence[str]) -> tuple[int, int]:
        """Where the message begins and ends between sayings."""
        start, end = 0, len(words)
        longest = range(_LONGEST_SAYING, 0, -1)
        while begins := next((n for n in longest if words[start : start + n] in self._sayings), 0):
            start += begins
        while ends := next(
            (n for n in longest if end - n >= start and words[end - n : end] in self._sayings), 0
        ):
            end -= ends
        return start, end
