"""A message as matching reads it: words, their written forms, their terms. Not yet compared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.matching.compounds import joined
from bot.matching.lemmas import Analyser
from bot.matching.repair import Repair
from bot.matching.spoken import written
from bot.matching.terms import Group, Terms

_REPAIRED_TRUST = 0.6
"""How far a word is trusted that was understood only as a slip of another."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Some words, each in three ways; the three are equally long."""

    words: tuple[str, ...]
    """As they came, case-folded."""
    spelled: tuple[str, ...]
    """As they are written, slips mended."""
    groups: tuple[Group, ...]


class Reader:
    """Reads messages in one language against what the base's words are."""

    def __init__(self, analyser: Analyser, terms: Terms, vocabulary: Collection[str]) -> None:
        """Built once for a base and a language; ``vocabulary``: its words as they are written."""
        self._analyser = analyser
        self._terms = terms
        self._vocabulary = frozenset(vocabulary)
        self._repair = Repair(vocabulary)

    def read(self, words: Sequence[str]) -> Reading:
        """The words, wrongly split compounds put together; one that nothing holds as the base's
        word it is likeliest a slip of.
        """
        words = joined(words, self._vocabulary)
        spelled, groups = [], []
        for word in words:
            form = written(word, self._analyser.language)
            group = Group(self._analyser.terms(word))
            if not self._terms.knows(group) and (mended := self._repair.nearest(form)):
                form, group = mended, Group(self._analyser.terms(mended), _REPAIRED_TRUST)
            spelled.append(form)
            groups.append(group)
        return Reading(tuple(words), tuple(spelled), tuple(groups))
