"""Chances that mean what they say: calibration, practice, and what judged questions change."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.calibration import Calibration, Example, calibrated
from bot.matching.entries import Entry
from bot.matching.index import Index
from bot.matching.practice import background, practice

_EXAMPLES = st.lists(
    st.builds(Example, st.floats(-6, 6), st.booleans(), st.floats(0.1, 1)), max_size=40
)


def _drawn(slope: float, shift: float, many: int = 4000) -> list[Example]:
    """Judged questions of a base whose true chances follow a known line."""
    random = Random(7)  # noqa: S311 - a test's own dice
    truth = Calibration(slope, shift)
    odds = [random.uniform(-4, 4) for _ in range(many)]
    return [Example(one, random.random() < truth.confidence(one)) for one in odds]


def test_without_examples_the_evidence_is_taken_as_it_is() -> None:
    plain = calibrated([], [])
    assert plain.confidence(0) == pytest.approx(0.5)
    assert plain.confidence(2) == pytest.approx(0.8808, abs=1e-4)


@pytest.mark.parametrize(("slope", "shift"), [(1, 0), (0.5, 1), (1.5, -1)])
def test_the_line_of_a_base_is_found_from_its_examples(slope: float, shift: float) -> None:
    found = calibrated([], _drawn(slope, shift))
    assert found.slope == pytest.approx(slope, abs=0.12)
    assert found.shift == pytest.approx(shift, abs=0.12)


def test_a_few_examples_hardly_move_it() -> None:
    found = calibrated([], [Example(3.0, is_right=False)])
    assert 0.6 < found.confidence(3.0) < Calibration().confidence(3.0)


def test_precision_is_the_share_that_is_right_among_all_at_least_as_sure() -> None:
    examples = _drawn(1, 0)
    found = calibrated([], examples)
    for least in (0.3, 0.5, 0.7, 0.9):
        drafted = [e for e in examples if found.confidence(e.evidence) >= least]
        right = sum(e.is_right for e in drafted) / len(drafted)
        assert found.precision(least) == pytest.approx(right, abs=0.03)


@given(_EXAMPLES, _EXAMPLES, st.lists(st.floats(-9, 9), min_size=2, max_size=9))
def test_surer_evidence_never_gives_less_chance_or_precision(
    made_up: list[Example], judged: list[Example], odds: list[float]
) -> None:
    found = calibrated(made_up, judged)
    chances = [found.confidence(one) for one in sorted(odds)]
    precisions = [found.precision(chance) for chance in chances]
    assert all(0 <= one <= 1 for one in (*chances, *precisions))
    assert chances == sorted(chances)
    assert precisions == pytest.approx(sorted(precisions))


@given(_EXAMPLES, st.floats(0, 1))
def test_all_drafts_from_a_chance_on_are_right_at_least_so_often(
    judged: list[Example], chance: float
) -> None:
    found = calibrated([], judged)
    surest = max((found.confidence(one.evidence) for one in judged), default=1.0)
    assert found.precision(chance) >= min(chance, surest) - 1e-6


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_base_practises_on_all_three_kinds_of_questions(language: str) -> None:
    entries = [
        Entry(f"a{n}", tuple(f"{line} {n}" for line in background(language)[n : n + 9]))
        for n in range(0, 90, 9)
    ]
    examples = practice(Index(entries, language))
    assert sum(example.weight for example in examples) == pytest.approx(0.9)
    assert {example.is_right for example in examples} == {True, False}


def test_a_base_without_second_phrasings_does_not_practise() -> None:
    assert practice(Index([Entry("a", ("katu",)), Entry("b", ("hiekka",))], "fi")) == []


def test_a_language_without_background_lines_has_none() -> None:
    assert background("xx") == ()
