"""A base's own numbers: how sure its matches really are, and how often drafts would be right. Pure.

Calibration is a straight line through the log odds of ``confidence.evidence`` (Platt 1999), held
near the line "as it is" unless the base's own examples speak against it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Reals: TypeAlias = NDArray[np.float64]

STRANGERS = 0.3
"""The share of messages that no answer fits, as assumed where nobody has counted them."""
_PRACTICE_COUNTS = 20.0
"""Made-up examples weigh together at most so many real ones: they are not what people write."""
_SLOPE_HOLDS, _SHIFT_HOLDS = 2.0, 0.5
"""How firmly both numbers are held: a handful of examples must not turn a base's chances over."""
_LEAST_SLOPE = 0.05
"""More evidence is never less chance, whatever a few odd examples say."""
_ROUNDS, _CLOSE = 50, 1e-8
_SUREST = 30.0
"""Log odds beyond this change no chance that is shown."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question with a known answer, looked at."""

    evidence: float
    is_right: bool
    """Whether the first candidate was right."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log odds of a base made into chances."""

    slope: float = 1.0
    shift: float = 0.0
    _surest: Reals = field(default_factory=lambda: np.array([0.0, 1.0]))
    _precisions: Reals = field(default_factory=lambda: np.array([0.0, 1.0]))

    def confidence(self, evidence: float) -> float:
        """The chance that the candidate is right, 0 to 1."""
        return float(_chances(np.array(self.slope * evidence + self.shift)))

    def precision(self, confidence: float) -> float:
        """Of all drafts made at ``confidence`` or more, the share that is right, 0 to 1."""
        return float(np.interp(confidence, self._surest, self._precisions))


def calibrated(practice: Sequence[Example], judged: Sequence[Example]) -> Calibration:
    """Fit both numbers to made-up examples and to real, judged ones.

    ``practice`` carries weights that sum to 1 or less: the less, the smaller the base.
    """
    weights = [example.weight * _PRACTICE_COUNTS for example in practice]
    weights += [example.weight for example in judged]
    examples = [*practice, *judged]
    if not examples:
        return Calibration()
    evidence = np.array([example.evidence for example in examples])
    right = np.array([example.is_right for example in examples], dtype=float)
    weight = np.array(weights)
    slope, shift = _line(evidence, right, weight)
    chances = _chances(slope * evidence + shift)
    return Calibration(slope, shift, *_precisions(chances, weight))


def _line(evidence: Reals, right: Reals, weight: Reals) -> tuple[float, float]:
    """The slope and shift of greatest likelihood, held near 1 and 0; by Newton's method, each
    step halved until it is one downhill.
    """
    columns = np.stack([evidence, np.ones_like(evidence)])
    holds, start = np.array([_SLOPE_HOLDS, _SHIFT_HOLDS]), np.array([1.0, 0.0])

    def loss(at: Reals) -> float:
        odds = at @ columns
        missed = weight * (np.logaddexp(0, odds) - right * odds)
        return float(missed.sum() + holds @ (at - start) ** 2)

    point = start
    for _ in range(_ROUNDS):
        chances = _chances(point @ columns)
        slant = columns @ (weight * (chances - right)) + 2 * holds * (point - start)
        bend = (columns * (weight * chances * (1 - chances))) @ columns.T + np.diag(2 * holds)
        step = np.linalg.solve(bend, slant)
        while loss(point - step) > loss(point) and np.abs(step).max() > _CLOSE:
            step = step / 2
        point = point - step
        if np.abs(step).max() < _CLOSE:
            break
    return max(float(point[0]), _LEAST_SLOPE), float(point[1])


def _precisions(chances: Reals, weight: Reals) -> tuple[Reals, Reals]:
    """For each chance the mean chance of all that are at least as great: never falling."""
    order = np.argsort(-chances, kind="stable")
    mean = np.cumsum((chances * weight)[order]) / np.cumsum(weight[order])
    surest, precisions = chances[order][::-1], mean[::-1]
    return np.concatenate([[0.0], surest, [1.0]]), np.concatenate(
        [precisions[:1], precisions, [1.0]]
    )


def _chances(odds: Reals) -> Reals:
    return 1 / (1 + np.exp(-np.clip(odds, -_SUREST, _SUREST)))
