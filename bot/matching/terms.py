"""Which of a question's words an answer knows, and how much they tell. Pure.

A term is a word's dictionary form or stem, or a part of a compound. It tells the more, the
fewer answers hold it; one that none holds tells most, and is not understood.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np

from bot.matching.grams import Floats, Ints

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
    """How firmly each holds it: by the weight of the field it stands in."""
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
    spoken: Mapping[str, Floats]
    """How much each word, by the first of its terms, spoke for each answer."""
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
        self._row: dict[str, int] = {}
        rows, owners, worths, firm = array("i"), array("i"), array("f"), array("b")
        for field in fields:
            for term, share in _shares(field.groups).items():
                rows.append(self._row.setdefault(term, len(self._row)))
                owners.append(field.owner)
                worths.append(field.weight * share)
                firm.append(field.is_phrasing)
        self._tabulate(*(np.array(column) for column in (rows, owners, worths, firm)))

    def _tabulate(self, rows: Ints, owners: Ints, worths: Floats, firm: Ints) -> None:
        """One line for each term and answer that holds it, in the order of the terms."""
        wide = max(self._answers, 1)
        key, back = np.unique(rows.astype(np.int64) * wide + owners, return_inverse=True)
        row, owner = np.divmod(key, wide)
        self._owners = owner.astype(np.int32)
        self._starts = np.asarray(row.searchsorted(np.arange(len(self._row) + 1)))
        self._weights: Floats = np.zeros(len(key), np.float32)
        self._elsewhere: Floats = np.zeros(len(key), np.float32)
        np.maximum.at(self._weights, back, worths)
        np.maximum.at(self._elsewhere, back[firm == 0], worths[firm == 0])
        self._phrasings = np.bincount(back, firm, minlength=len(key)).astype(np.int32)
        self._told = np.log(1 + self._answers / np.maximum(np.diff(self._starts), 1))

    def _held(self, term: str) -> Held | None:
        """Who holds a term: a view into the table; None for one that nobody holds."""
        row = self._row.get(term)
        if row is None:
            return None
        part = slice(self._starts[row], self._starts[row + 1])
        return Held(
            self._owners[part],
            self._weights[part],
            self._elsewhere[part],
            self._phrasings[part],
            float(self._told[row]),
        )

    def knows(self, group: Group) -> bool:
        """Whether any answer holds the word or a part of it."""
        return any(term in self._row for term in group.terms)

    def information(self, group: Group) -> float:
        """What a word tells: its form's information, else its rarest part's, else the most."""
        told = [float(self._told[self._row[term]]) for term in group.terms if term in self._row]
        return told[0] if group.terms[0] in self._row else max(told, default=self._strange)

    def covered(self, groups: Sequence[Group], left_out: int | None = None) -> Covered:
        """How much of ``groups`` each answer holds; of an answer ``left_out`` as if it did not
        have the very phrasing these are the words of.
        """
        spoken: dict[str, Floats] = {}
        total = unknown = 0.0
        surest = {group.terms[0]: group for group in sorted(groups, key=lambda one: one.trust)}
        for group in surest.values():
            held = [(s, row) for t, s in _shares([group]).items() if (row := self._held(t))]
            if left_out is not None:
                held = [(share, row) for share, row in held if not _is_own(row, left_out)]
            told = self.information(group) if held else self._strange
            total += told
            unknown += told * (1 - group.trust) if held else told
            if held:
                best = _best(held, told, self._answers, left_out)
                spoken[group.terms[0]] = best * np.float32(told * group.trust)
        whole = max(total, 1e-9)
        shares = sum(spoken.values(), np.zeros(self._answers, np.float32)) / np.float32(whole)
        return Covered(shares, spoken, unknown / whole, total / self._strange)


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
