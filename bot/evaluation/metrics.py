"""The arithmetic of judging: shares with their uncertainty, separation, coverage, calibration.

Plain numbers in, plain numbers out; what the numbers mean is said in ``figures.py``.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

_Z95 = 1.959964
"""The normal quantile of a two-sided 95 % interval."""
BINS = 10
"""Bins of equal width for calibration, as is usual."""


@dataclass(frozen=True, slots=True)
class Value:
    """One measured figure, 0 to 1; None where no line of the file could tell."""

    value: float | None
    of: int
    """How many lines it was measured on."""
    low: float | None = None
    high: float | None = None
    """The 95 % interval of a share (Wilson); None for what is no plain share."""


def share(hits: int, of: int) -> Value:
    """``hits`` of ``of`` with the Wilson interval; no value for 0 of 0."""
    if not of:
        return Value(None, 0)
    low, high = wilson(hits, of)
    return Value(hits / of, of, low, high)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927): honest for few lines and near 0 and 1.

    (0, 1) when ``of`` is 0.
    """
    if not of:
        return 0.0, 1.0
    z2, p = _Z95**2, hits / of
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z95 * sqrt(p * (1 - p) / of + z2 / (4 * of**2)) / (1 + z2 / of)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == of else min(1.0, middle + half)


def auroc(positive: Iterable[float], negative: Iterable[float]) -> float | None:
    """The chance that a random positive scores above a random negative, a tie counting half.

    0.5 is guessing, 1 is full separation (area under the ROC curve, Mann and Whitney 1947).
    None when either side is empty.
    """
    above, below = list(positive), sorted(negative)
    if not above or not below:
        return None
    won = sum(bisect_left(below, x) + bisect_right(below, x) for x in above)
    return won / (2 * len(above) * len(below))


@dataclass(frozen=True, slots=True)
class Point:
    """What would be drafted if everything at least this sure were."""

    sure: float
    """The least surety that is drafted, 0 to 1."""
    drafted: int
    right: int
    coverage: float
    """Right drafts among all answerable lines."""

    @property
    def precision(self) -> float:
        """Right drafts among all drafts."""
        return self.right / self.drafted


def curve(judged: Iterable[tuple[float, bool]], answerable: int) -> list[Point]:
    """Each threshold there is, from the surest down; lines of one surety stay together.

    Args:
        judged: For each line its surety and whether a draft from it would be right.
        answerable: How many lines have a right answer at all.
    """
    return list(_points(sorted(judged, key=lambda line: -line[0]), answerable))


def _points(falling: Sequence[tuple[float, bool]], answerable: int) -> Iterator[Point]:
    drafted = right = 0
    for sure, alike in groupby(falling, key=lambda line: line[0]):
        for _, is_right in alike:
            drafted += 1
            right += is_right
        yield Point(sure, drafted, right, right / answerable if answerable else 0.0)


def coverage_at(points: Iterable[Point], precision: float) -> float:
    """The largest coverage among thresholds whose precision is at least this; 0 if none is.

    The threshold is picked on the very lines it is judged by, so that a small file flatters;
    therefore it carries no interval.
    """
    return max((p.coverage for p in points if p.precision >= precision - 1e-12), default=0.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Lines of about one confidence: how sure matching was, and how often it was right."""

    low: float
    high: float
    count: int
    sure: float
    """Mean confidence."""
    right: Value


def reliability(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Ten bins of equal width over 0 to 1, the empty ones left out."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for line in judged:
        bins[min(int(line[0] * BINS), BINS - 1)].append(line)
    return [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=len(lines),
            sure=sum(sorted(sure for sure, _ in lines)) / len(lines),
            right=share(sum(is_right for _, is_right in lines), len(lines)),
        )
        for number, lines in enumerate(bins)
        if lines
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error: how far confidence is from the share that is right, the mean
    over the bins weighed by their lines (Naeini et al. 2015). None without lines.
    """
    total = sum(b.count for b in bins)
    if not total:
        return None
    return sum(b.count * abs(b.sure - (b.right.value or 0.0)) for b in bins) / total
