"""What the tests of late questions share."""

from datetime import date

import pytest

from bot.city import Base
from bot.store import SqliteStore
from tests.fakes import ScriptedMatcher
from tests.late_questions.evening import MONDAY, Evening, absence


@pytest.fixture
def evening(base: Base, scripted: ScriptedMatcher, store: SqliteStore) -> Evening:
    """Annika is away from Monday for a week."""
    return Evening(base, scripted, store, annika_sundstrom=absence(MONDAY, date(2026, 12, 6)))
