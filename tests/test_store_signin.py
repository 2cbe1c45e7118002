"""The contract of ``bot.ports.Store``: sign-in links and sessions of officials."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import Store
from tests.fakes import MONDAY
from tests.stores import ENGINES, within

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store where Maija has a link and a session, each for an hour."""
    with within(request.param, tmp_path) as opened:
        opened.add_link("link", "maija", MONDAY + HOUR)
        opened.add_session("session", "maija", MONDAY, MONDAY + HOUR)
        yield opened


def test_a_link_signs_in_once(store: Store) -> None:
    assert store.use_link("link", MONDAY) == "maija"
    assert store.use_link("link", MONDAY) is None


def test_a_link_is_good_until_it_expires(store: Store) -> None:
    assert store.use_link("link", MONDAY + HOUR - MOMENT) == "maija"


def test_an_expired_link_is_dead_for_good(store: Store) -> None:
    assert store.use_link("link", MONDAY + HOUR) is None
    assert store.use_link("link", MONDAY) is None


def test_an_unknown_link_signs_nobody_in_and_spoils_no_other(store: Store) -> None:
    assert store.use_link("guess", MONDAY) is None
    assert store.use_link("link", MONDAY) == "maija"


def test_a_session_in_use_never_grows_idle(store: Store) -> None:
    for minutes in (10, 20, 30):
        now = MONDAY + timedelta(minutes=minutes)
        assert store.session("session", now, now - timedelta(minutes=15)) == "maija"


def test_an_idle_session_ends_and_stays_ended(store: Store) -> None:
    now = MONDAY + timedelta(minutes=15)
    assert store.session("session", now, MONDAY) is None
    assert store.session("session", MONDAY, MONDAY - HOUR) is None


def test_a_session_ends_at_its_hour_however_much_it_is_used(store: Store) -> None:
    last = MONDAY + HOUR - MOMENT
    assert store.session("session", last, last - HOUR) == "maija"
    assert store.session("session", MONDAY + HOUR, MONDAY) is None


def test_an_unknown_session_is_nobodys(store: Store) -> None:
    assert store.session("guess", MONDAY, MONDAY - HOUR) is None


def test_a_dropped_session_is_over_and_the_others_go_on(store: Store) -> None:
    store.add_session("other", "pekka", MONDAY, MONDAY + HOUR)
    store.drop_session("session")
    assert store.session("session", MONDAY, MONDAY - HOUR) is None
    assert store.session("other", MONDAY, MONDAY - HOUR) == "pekka"
