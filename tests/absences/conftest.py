"""What the tests of absences share."""

import pytest

from bot.cases import Cases
from bot.store import SqliteStore
from tests.towns import Town


@pytest.fixture
def town(cases: Cases, store: SqliteStore) -> Town:
    return Town(cases, store)
