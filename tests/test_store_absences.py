"""The contract of ``bot.ports.Store``: officials' days away, as they are set while serving."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.people import Absence, Whereabouts
from bot.ports import Store
from tests.fakes import MONDAY
from tests.stores import ENGINES, rows, within
from tests.towns import TODAY

LATER = MONDAY + timedelta(minutes=15)


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    with within(request.param, tmp_path) as opened:
        yield opened


def _said(store: Store, last: date | None, *, is_there: bool = False) -> Whereabouts:
    days = Absence(TODAY, last)
    return store.add_whereabouts(Whereabouts("maija", days, "jari", MONDAY, is_there))


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("last", [None, TODAY, date(2028, 2, 29)])
def test_what_was_said_of_days_is_given_back_as_it_was(
    store: Store, last: date | None, *, is_there: bool
) -> None:
    said = _said(store, last, is_there=is_there)
    assert said == Whereabouts("maija", Absence(TODAY, last), "jari", MONDAY, is_there, said.id)
    assert store.whereabouts(TODAY) == [said]


def test_what_is_over_counts_no_more_and_what_has_no_end_always_does(store: Store) -> None:
    one_day, endless = _said(store, TODAY), _said(store, None)
    assert store.whereabouts(TODAY) == [one_day, endless]
    assert store.whereabouts(TODAY + timedelta(days=1)) == [endless]
    assert store.whereabouts(date.max) == [endless]


def test_what_was_ended_counts_no_more_and_shows_who_ended_it_first(store: Store) -> None:
    said = _said(store, None)
    store.end_whereabouts(said.id, LATER, "liisa")
    store.end_whereabouts(said.id, LATER + timedelta(days=1), "tuomas")
    assert store.whereabouts(TODAY) == []
    sql = "select set_by, ended_by, substr(ended_at, 1, 10) from absences"
    assert rows(store, sql) == [("jari", "liisa", "2026-11-23")]
