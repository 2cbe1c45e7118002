"""A data file of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import SqliteStore, open_database
from tests.stores import FILE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the data file is."""
    return tmp_path / FILE


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """The data file, open."""
    opened = open_database(path)
    yield opened
    opened.close()
