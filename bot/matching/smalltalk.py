"""Greetings, thanks and swearing around a matter: they weigh nothing against it (S2). Pure."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.lemmas import Analyser
from bot.matching.reading import Reading
from bot.matching.terms import Terms

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

    def without(self, reading: Reading, terms: Terms) -> Reading | None:
        """The reading without its small words; None where there are none, or nothing else."""
        kept = [group.terms[0] not in self._small for group in reading.groups]
        if all(kept):
            return None
        matter = reading.only(kept)
        return matter if any(map(terms.knows, matter.groups)) else None
