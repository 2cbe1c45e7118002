"""Whose turn it is among many answers, whatever the clock does."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import reviewing
from tests.offices import ANNIKA
from tests.review_cards.town import (
    SLUGS,
    ReviewTown,
    due_base,
    more_due,
)

_moves = st.lists(
    st.sampled_from([0, 60, 3600, 5 * 3600, 86_400, 3 * 86_400, 8 * 86_400, -3600, -86_400]),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five answers of Annika's are due; nobody writes there."""
    return due_base(tmp_path_factory.mktemp("many") / "city", SLUGS)


@settings(max_examples=20)
@given(_moves)
def test_whatever_the_clock_does_nothing_is_asked_twice_in_a_week(
    many: Path, moves: list[int]
) -> None:
    """Ticks done twice, restarts, jumps of an hour, a day or a week, either way."""
    town = ReviewTown(many)
    asked: list[tuple[str, str, int]] = []
    for seconds in moves:
        town.clock.move(seconds=seconds)
        town.starts()
        today = town.clock().date()
        asked += [(place, town.slug_of(card), today.toordinal()) for place, card in town.looks()]
        assert town.looks() == []
    for place, slug, when in asked:
        again = [at for where, what, at in asked if (where, what) == (place, slug) and at != when]
        assert all(abs(at - when) >= 7 for at in again)
    assert len(asked) == len(set(asked))
    days = {(place, when) for place, _, when in asked}
    assert all(sum((p, w) == one for p, _, w in asked) <= 3 for one in days)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More answers of Annika's are due than she can be asked about in a week."""
    return more_due(due_base(tmp_path_factory.mktemp("crowd") / "city", SLUGS), 18)


def test_each_of_many_is_asked_about_before_any_is_asked_again(crowd: Path) -> None:
    town = ReviewTown(crowd)
    asked: list[str] = []
    for _ in range(60):
        asked += town.asks()
        town.clock.move(days=1)
    slugs = set(asked)
    assert len(slugs) == 23
    for turn in range(0, len(asked) - 23, 23):
        assert set(asked[turn : turn + 23]) == slugs
    assert asked[0] == "more-00"


@settings(max_examples=10)
@given(_moves)
def test_whatever_the_clock_does_nothing_is_asked_again_while_another_never_was(
    crowd: Path, moves: list[int]
) -> None:
    town = ReviewTown(crowd)
    asked: set[str] = set()
    for seconds in moves * 3:
        town.clock.move(seconds=seconds)
        town.starts()
        today = town.clock().date()
        due = {one.slug for one in reviewing.of_official(town.library.base, today, ANNIKA)}
        now = town.asks()
        if asked & set(now):
            assert due <= asked | set(now)
        asked |= set(now)
