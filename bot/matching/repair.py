"""Typing errors mended by the base's own words: "lumikourma" is "lumikuorma"."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LEAST = 4
_MOST_REMEMBERED = 20_000


def _slips(length: int) -> int:
    """How many slips (a letter lost, added, changed, two swapped) a word may have."""
    return 1 if length < 6 else 2 if length < 11 else 3


class Repair:
    """Knows the base's words, by length and by their first and last letters."""

    def __init__(self, words: Iterable[str]) -> None:
        """``words`` as they are written, each once or often."""
        self._begins: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._ends: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in sorted({word for word in words if len(word) >= _LEAST and word.isalpha()}):
            self._begins[len(word), word[0]].append(word)
            self._ends[len(word), word[-2:]].append(word)
        self._remembered: dict[str, str | None] = {}

    def nearest(self, word: str) -> str | None:
        """The base's word that ``word`` is likeliest a slip of: begins or ends alike; or None."""
        if len(word) < _LEAST or not word.isalpha():
            return None
        found = self._remembered.get(word, "")
        if found == "":
            found = self._search(word)
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = found
        return found

    def _search(self, word: str) -> str | None:
        found, slips = None, _slips(len(word))
        for length in sorted(
            range(len(word) - slips, len(word) + slips + 1), key=lambda n: abs(n - len(word))
        ):
            for known in (
                self._begins.get((length, word[0]), ()),
                self._ends.get((length, word[-2:]), ()),
            ):
                near = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=slips)
                if near:
                    found, slips = near[0], int(near[1]) - 1
                if slips < 1:
                    return found
        return found
