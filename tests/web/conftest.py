"""What the proofs of the pages over plain HTTP share."""

from collections.abc import Iterator

import pytest

from bot.city import Base
from tests.fakes import ScriptedMatcher
from tests.served import Served, served


@pytest.fixture(scope="module")
def desk(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A running desk."""
    folder = tmp_path_factory.mktemp("desk")
    with served(base, folder, scripted, messages_per_address=10_000) as running:
        yield running
