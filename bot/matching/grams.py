"""Runs of characters of a text, as numbers: what spelling, bending and joining leave alike. Pure.

Runs of two to four characters across the words' borders, and of five within a word with its
borders. They are counted by arithmetic on whole texts, since a dictionary of strings took four
times the time and twenty times the memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.floating[Any]]
Points: TypeAlias = NDArray[np.uint32]

_BITS = 12
_MOST_SIGNS = (1 << _BITS) - 2
_STOP = "\0"
_LENGTHS = (2, 3, 4, 5)
_WITHIN = 5
"""Runs of this length stay within one word and its borders."""


@dataclass(frozen=True, slots=True)
class Grams:
    """Sparse rows: row r holds ``ids[starts[r]:starts[r + 1]]``, each with its count."""

    starts: Ints
    ids: Ints
    counts: Floats

    @property
    def rows(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


class GramSpace:
    """All runs of a base's texts, numbered."""

    def __init__(self, signs: Points, known: Ints) -> None:
        """``signs`` and ``known`` runs, sorted; made by ``learn``."""
        self._signs = signs
        self._known = known

    @classmethod
    def learn(cls, texts: Iterable[Sequence[str]]) -> tuple["GramSpace", Grams]:
        """The space of ``texts``, each a sequence of words, and the texts' runs in it."""
        spelled = [_spelled(words) for words in texts]
        signs = np.unique(_points("".join(spelled)))[:_MOST_SIGNS]
        codes, rows = cls(signs, np.empty(0, np.int64))._codes(spelled)  # noqa: SLF001 - its own
        space = cls(signs, np.unique(codes))
        return space, space._counted(codes, rows, len(spelled))

    def __len__(self) -> int:
        return len(self._known)

    def of(self, words: Sequence[str]) -> tuple[Ints, Floats, int]:
        """The known runs of a text, their counts, and how many different ones are unknown."""
        codes, _ = self._codes([_spelled(words)])
        different, counts = np.unique(codes, return_counts=True)
        at, known = _looked_up(self._known, different)
        return at[known], counts[known].astype(np.float32), int((~known).sum())

    def _codes(self, spelled: list[str]) -> tuple[Ints, Ints]:
        """Every run of every text as one number, and the text it is from."""
        points = _points("".join(text + _STOP for text in spelled))
        line = self._numbered(points)
        row: Ints = np.repeat(np.arange(len(spelled)), [len(text) + 1 for text in spelled])
        ends, spaces = points == ord(_STOP), points == ord(" ")
        runs, rows = [], []
        code, broken = line.copy(), ends.copy()
        inner: NDArray[np.bool_] = np.zeros(len(line), bool)
        for length in _LENGTHS:
            if len(line) < length:
                break
            code = (code[:-1] << _BITS) | line[length - 1 :]
            broken = broken[:-1] | ends[length - 1 :]
            inner = inner[:-1]
            if length > 2:
                inner = inner | spaces[length - 2 : len(line) - 1]
            whole = ~(broken | inner) if length == _WITHIN else ~broken
            runs.append(code[whole])
            rows.append(row[: len(code)][whole])
        if not runs:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate(runs), np.concatenate(rows)

    def _numbered(self, points: Points) -> Ints:
        """The number of each sign: 1 for those that the base does not have, else from 2 on."""
        at, known = _looked_up(self._signs, points)
        return np.where(known, at + 2, 1)

    def _counted(self, codes: Ints, rows: Ints, many: int) -> Grams:
        ids = np.searchsorted(self._known, codes)
        key, counts = np.unique(rows * max(len(self._known), 1) + ids, return_counts=True)
        row, ids = np.divmod(key, max(len(self._known), 1))
        starts = np.searchsorted(row, np.arange(many + 1))
        return Grams(starts, ids, counts.astype(np.float32))


def _looked_up(sorted_known: NDArray[Any], wanted: NDArray[Any]) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each wanted number stands among the known ones, and whether it does at all."""
    if not len(sorted_known):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    at = np.asarray(sorted_known.searchsorted(wanted))
    at[at == len(sorted_known)] = 0
    return at, sorted_known[at] == wanted


def _spelled(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _points(text: str) -> Points:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
