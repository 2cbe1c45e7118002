"""Which of a question's words an answer knows, and how much they tell. Pure.

A term is a word's dictionary form or stem, or a part of a compound. It tells the more, the
fewer answers hold it; one that none holds tells most, and is not understood.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np

from bot.matching.grams import Floats

_PART_SHARE = 0.5
"""What a shared part of a compound is worth beside a shared word."""


class Group(NamedTuple):
    """One word's terms: the form itself, then its parts; and how far the reading is trusted."""

    terms: tuple[str, ...]
    trust: float = 1.0


@dataclass(frozen=True, slots=True)
class Field:
    """A text of one answer, as the groups of its words."""

    owner: int
    groups: Sequence[Group]
    weight: float
    is_phrasing: bool


@dataclass(frozen=True, slots=True)
class Held:
    """The answers that hold one term."""

    owners: np.ndarray
    weights: Floats
    """How firmly each holds it: 1 in a phrasing, less elsewhere."""
    elsewhere: Floats
    """The same without its phrasings."""
    phrasings: np.ndarray
    """In how many of its phrasings."""
    information: float


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of a question's information is understood."""

    shares: Floats
    """By each answer, 0 to 1."""
    unknown: float
    """By none of them, 0 to 1."""
    information: float
    """All there is, in units of a word that nobody knows."""


class Terms:
    """Who holds which term."""

    def __init__(self, fields: Iterable[Field], answers: int) -> None:
        """Learn the fields of ``answers`` answers."""
        self._answers = answers
        self._strange = log(1 + max(answers, 1))
        held: dict[str, dict[int, list[float]]] = defaultdict(dict)
        for field in fields:
            for term, share in _shares(field.groups).items():
                row = held[term].setdefault(field.owner, [0.0, 0.0, 0.0])
                worth = field.weight * share
                row[0] = max(row[0], worth)
                if field.is_phrasing:
                    row[2] += 1
                else:
                    row[1] = max(row[1], worth)
        self._held = {term: self._packed(rows) for term, rows in held.items()}

    def _packed(self, rows: dict[int, list[float]]) -> Held:
        table = np.array(list(rows.values()), dtype=np.float32)
        told = log(1 + self._answers / len(rows))
        owners = np.fromiter(rows, dtype=np.int32, count=len(rows))
        return Held(owners, table[:, 0], table[:, 1], table[:, 2].astype(np.int32), told)

    def __contains__(self, term: str) -> bool:
        return term in self._held

    def knows(self, group: Group) -> bool:
        """Whether any answer holds the word or a part of it."""
        return any(term in self._held for term in group.terms)

    def information(self, group: Group) -> float:
        """What a word tells: its form's information, else its rarest part's, else the most."""
        if group.terms[0] in self._held:
            return self._held[group.terms[0]].information
        told = [self._held[term].information for term in group.terms if term in self._held]
        return max(told, default=self._strange)

    def weight(self, group: Group, answer: int) -> float:
        """How much a word spoke for ``answer``: 0 if it holds nothing of it."""
        best = 0.0
        for term, share in _shares([group]).items():
            held = self._held.get(term)
            if held is not None:
                at = np.flatnonzero(held.owners == answer)
                if len(at):
                    best = max(best, float(held.weights[at[0]]) * share * held.information)
        return best * group.trust

    def covered(self, groups: Sequence[Group], left_out: int | None = None) -> Covered:
        """How much of ``groups`` each answer holds; of an answer ``left_out`` as if it did not
        have the very phrasing these are the words of.
        """
        shares: Floats = np.zeros(self._answers, np.float32)
        total = unknown = 0.0
        for group in {group.terms[0]: group for group in groups}.values():
            held = [(s, self._held[t]) for t, s in _shares([group]).items() if t in self._held]
            if left_out is not None:
                held = [(share, row) for share, row in held if not _is_own(row, left_out)]
            told = self.information(group) if held else self._strange
            total += told
            unknown += told * (1 - group.trust) if held else told
            if held:
                shares += _best(held, told, self._answers, left_out) * np.float32(
                    told * group.trust
                )
        whole = max(total, 1e-9)
        return Covered(shares / np.float32(whole), unknown / whole, total / self._strange)


def _shares(groups: Iterable[Group]) -> dict[str, float]:
    """What each term of the words is worth: a word itself all, a part of one less."""
    shares: dict[str, float] = {}
    for group in groups:
        for at, term in enumerate(group.terms):
            shares[term] = max(shares.get(term, 0.0), _PART_SHARE if at else 1.0)
    return shares


def _is_own(held: Held, answer: int) -> bool:
    """Whether a term is known from one phrasing of ``answer`` alone."""
    return bool(
        len(held.owners) == 1
        and held.owners[0] == answer
        and held.phrasings[0] == 1
        and not held.elsewhere[0]
    )


def _best(
    held: Sequence[tuple[float, Held]], told: float, answers: int, left_out: int | None
) -> Floats:
    best: Floats = np.zeros(answers, np.float32)
    for share, row in held:
        weights = row.weights
        if left_out is not None:
            lost = (row.owners == left_out) & (row.phrasings < 2)
            weights = np.where(lost, row.elsewhere, weights)
        worth = weights * np.float32(share * min(1.0, row.information / told))
        best[row.owners] = np.maximum(best[row.owners], worth)
    return best
