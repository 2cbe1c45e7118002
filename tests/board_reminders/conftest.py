"""An office whose officials are reminded."""

from collections.abc import Iterator

import pytest

from bot.city import Base
from tests.fakes import ScriptedMatcher
from tests.offices import JARI, Office


@pytest.fixture
def office(base: Base, scripted: ScriptedMatcher) -> Iterator[Office]:
    """An office whose Annika and Jari have linked their chats."""
    made = Office(base, scripted)
    made.links()
    made.links(JARI)
    yield made
    made.store.close()
