"""A store that disguises, and who lets go."""

from collections.abc import Iterator

import pytest

from bot.caretaker import Caretaker
from bot.cases import Cases
from bot.store import SqliteStore, open_database
from tests.fakes import Clock, DirectRunner
from tests.stores import SECRET


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    """A store that knows the program's secret."""
    opened = open_database(None, SECRET)
    yield opened
    opened.close()


@pytest.fixture
def caretaker(runner: DirectRunner, cases: Cases, clock: Clock) -> Caretaker:
    """Who lets go."""
    return Caretaker(runner, cases, clock)
