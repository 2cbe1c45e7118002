"""The arithmetic of judging: against cases worked out by hand, and the laws it must obey."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import metrics

_SURE = st.floats(0, 1, allow_nan=False)
_JUDGED = st.lists(st.tuples(_SURE, st.booleans()), max_size=40)
_EIGHTHS = st.integers(0, 8).map(lambda n: n / 8)
"""So that ties are frequent, and a doubling is exact."""


def test_a_share_has_the_wilson_interval() -> None:
    """Worked out by hand for 8 of 10: (0.8 + 0.192)/1.384 -+ 0.226."""
    value = metrics.share(8, 10)
    assert value.value == 0.8
    assert value.low == pytest.approx(0.4902, abs=1e-4)
    assert value.high == pytest.approx(0.9433, abs=1e-4)


def test_all_and_none_are_not_certain() -> None:
    """0 of 10 may be as much as 27.8 %: z2 / (n + z2)."""
    assert metrics.wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert metrics.wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_no_lines_have_no_share() -> None:
    assert metrics.share(0, 0) == metrics.Value(None, 0)
    assert metrics.wilson(0, 0) == (0.0, 1.0)


@given(of=st.integers(1, 500), data=st.data())
def test_an_interval_holds_its_share_and_narrows_with_more_lines(
    of: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, of))
    low, high = metrics.wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    more_low, more_high = metrics.wilson(hits * 10, of * 10)
    assert more_high - more_low < high - low


def test_auroc_counts_won_pairs_and_half_of_the_ties() -> None:
    """Pairs of (.9, .5) against (.5, .1, .7): 3 + (1 + a half of one) = 4.5 of 6."""
    assert metrics.auroc([0.9, 0.5], [0.5, 0.1, 0.7]) == pytest.approx(4.5 / 6)
    assert metrics.auroc([1.0], [0.0]) == 1
    assert metrics.auroc([], [0.5]) is None
    assert metrics.auroc([0.5], []) is None


@given(st.lists(_EIGHTHS, min_size=1, max_size=30), st.lists(_EIGHTHS, min_size=1, max_size=30))
def test_auroc_is_a_chance_that_only_the_order_tells(right: list[float], rest: list[float]) -> None:
    found = metrics.auroc(right, rest)
    assert found is not None
    assert 0 <= found <= 1
    assert metrics.auroc([x**3 * 2 for x in right], [x**3 * 2 for x in rest]) == found
    assert metrics.auroc(rest, right) == pytest.approx(1 - found)


def test_coverage_keeps_ties_together_and_takes_the_best_threshold() -> None:
    """Five lines, four answerable. At .8 two of three are right, at .6 three of four."""
    judged = [(0.9, True), (0.8, False), (0.8, True), (0.6, True), (0.2, False)]
    points = metrics.curve(judged, 4)
    assert [(p.sure, p.drafted, p.right, p.coverage) for p in points] == [
        (0.9, 1, 1, 0.25),
        (0.8, 3, 2, 0.5),
        (0.6, 4, 3, 0.75),
        (0.2, 5, 3, 0.75),
    ]
    assert metrics.coverage_at(points, 1.0) == 0.25
    assert metrics.coverage_at(points, 0.75) == 0.75
    assert metrics.coverage_at(points, 0.7) == 0.75
    assert metrics.coverage_at([], 0.5) == 0


@given(_JUDGED, st.tuples(_SURE, _SURE).map(sorted))
def test_more_precision_never_covers_more(
    judged: list[tuple[float, bool]], wanted: list[float]
) -> None:
    points = metrics.curve(judged, sum(right for _, right in judged))
    low, high = wanted
    assert metrics.coverage_at(points, low) >= metrics.coverage_at(points, high)


@given(st.lists(st.tuples(_EIGHTHS, st.booleans()), max_size=30), st.randoms())
def test_the_order_of_the_lines_tells_nothing(
    judged: list[tuple[float, bool]], chance: random.Random
) -> None:
    mixed = judged[:]
    chance.shuffle(mixed)
    assert metrics.curve(mixed, 30) == metrics.curve(judged, 30)
    assert metrics.reliability(mixed) == metrics.reliability(judged)


def test_calibration_is_the_weighed_gap_of_the_bins() -> None:
    """Bin .5: says .5, right 1 of 2 -> 0. Bin .9: says .95, right 1 of 2 -> .45. Half of each."""
    bins = metrics.reliability([(0.5, True), (0.5, False), (0.9, True), (1.0, False)])
    assert [(b.low, b.count, b.sure, b.right.value) for b in bins] == [
        (0.5, 2, 0.5, 0.5),
        (0.9, 2, pytest.approx(0.95), 0.5),
    ]
    assert metrics.calibration_error(bins) == pytest.approx(0.225)
    assert metrics.calibration_error([]) is None


@given(_JUDGED)
def test_the_bins_hold_every_line_once(judged: list[tuple[float, bool]]) -> None:
    bins = metrics.reliability(judged)
    assert sum(b.count for b in bins) == len(judged)
    assert all(b.low <= b.sure <= b.high + 1e-9 for b in bins)
    error = metrics.calibration_error(bins)
    assert error is None if not judged else error is not None and 0 <= error <= 1
