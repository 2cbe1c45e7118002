"""Compounds taken apart and wrongly split ones put together, by the base's own words. Pure.

Finnish and Swedish write compounds as one word, and residents split and join them as it comes
("lumi aura", "snö högen"). Where no lemmatiser knows the parts, the base's other words do.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

_LINKS = {"fi": ("n", "s"), "sv": ("s", "e", "u")}
"""Letters that may stand between the parts, in the languages that write them as one word."""
_FINNISH_ENDINGS = """
maan mään massa mässä malla mällä matta mättä masta mästä taan tään taessa tessa tessä issa issä
ista istä illa illä ilta iltä ille essa essä esta estä ella ellä elle nissa nissä kaan kään tään
lainen läinen moinen tava tävä neen mista mistä tasi täsi ensa tosi kaa kin ssa sta lla lle han
pas iin teen teet tuun vain sinne kun ole sai vai muu hän nyt sen että alta alle olla iden vien
osta avan avat avaa avassa avalle avaksi avana maton nasta
"""
_SWEDISH_ENDINGS = """
ring ringen ringar ning ligt liga lig ren rens sin sina att kom son per het heten hets are aren
ande ende are ska skt rat rade rar ras sat tar tat lar lat slet tet len lens den dens ten tens
der ner nar kan han hon ger
"""
_ENDINGS = {
    "fi": frozenset(_FINNISH_ENDINGS.split()),
    "sv": frozenset(_SWEDISH_ENDINGS.split()),
}
"""What looks like a last part but is nearly always an ending: "hakemaan" is no land."""
_LEAST = 4
_LEAST_COMMON = 3
_COMMON = 4
"""A part of three letters counts only when the base uses it so many times: "tie", "jää", "snö"."""
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Split:
    parts: tuple[str, ...]
    weakest: int
    """How often the base uses the rarest part."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Few parts first, then parts in common use, then a long last one: it bears the sense."""
        return (-len(self.parts), self.weakest, len(self.parts[-1]))


class Splitter:
    """Takes compounds apart into words that the base knows. Only read once it is built."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        language: str,
        stem: Callable[[str], str] = str,
    ) -> None:
        """Learn from ``vocabulary``: word to how often the base has it.

        ``stem`` lets the last part be inflected, as in "lumiaurasta".
        """
        self._links = _LINKS.get(language)
        self._endings = _ENDINGS.get(language, frozenset())
        self._stem = stem
        self._counts = {word: n for word, n in vocabulary.items() if self._is_part(word, n)}
        self._stems: dict[str, int] = {}
        for word, count in self._counts.items() if self._links else ():
            root = stem(word)
            self._stems[root] = self._stems.get(root, 0) + count

    @staticmethod
    def _is_part(word: str, count: int) -> bool:
        least = _LEAST_COMMON if count >= _COMMON else _LEAST
        return word.isalpha() and len(word) >= least

    def parts(self, word: str) -> tuple[str, ...]:
        """The known parts of ``word``, in order; empty when it is no compound of known words."""
        if self._links is None or not 2 * _LEAST_COMMON < len(word) <= _LONGEST:
            return ()
        best = self._split(word, is_whole=True)
        return best.parts if best else ()

    def _split(self, word: str, *, is_whole: bool = False) -> _Split | None:
        found = [] if is_whole else self._as_last(word)
        for at in range(_LEAST_COMMON, len(word) - _LEAST_COMMON + 1):
            left = self._left(word[:at])
            rest = self._split(word[at:]) if left else None
            if left and rest:
                weakest = min(self._counts[left], rest.weakest)
                found.append(_Split((left, *rest.parts), weakest))
        return max(found, key=lambda split: split.rank, default=None)

    def _as_last(self, word: str) -> list[_Split]:
        if word in self._endings:
            return []
        if word in self._counts:
            return [_Split((word,), self._counts[word])]
        if len(word) < _LEAST:
            return []
        root = self._stem(word)
        is_known = len(root) >= _LEAST_COMMON and root in self._stems
        return [_Split((word,), self._stems[root])] if is_known else []

    def _left(self, start: str) -> str | None:
        """The known word that a compound's beginning stands for, its linking letter taken off."""
        if start in self._counts:
            return start
        for link in self._links or ():
            bare = start.removesuffix(link)
            if bare == start:
                continue
            for word in (bare, bare + "a") if link in "eu" else (bare,):  # "gatubelysning"
                if word in self._counts:
                    return word
        return None


def joined(words: Sequence[str], vocabulary: Collection[str]) -> list[str]:
    """The words with wrongly split compounds put together: "snö högen" is "snöhögen".

    Two neighbours become one when that is a known word and at least one of them is not.
    """
    found: list[str] = []
    for word in words:
        last = found[-1] if found else ""
        is_split = last.isalpha() and word.isalpha() and last + word in vocabulary
        if is_split and not (last in vocabulary and word in vocabulary):
            found[-1] = last + word
        else:
            found.append(word)
    return found
