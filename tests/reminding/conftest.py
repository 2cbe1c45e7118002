"""What the tests of reminding share."""

import pytest

from bot.cases import Cases
from bot.model import Case
from bot.store import SqliteStore
from tests.reminding.clockwork import WHEN
from tests.residents import ask
from tests.towns import Town


@pytest.fixture
def town(cases: Cases, store: SqliteStore) -> Town:
    """The sample city on a Monday at nine."""
    return Town(cases, store)


@pytest.fixture
def drafted(town: Town) -> Case:
    """Annika's, promised for 13.00."""
    return ask(town.cases, town.store, WHEN)
