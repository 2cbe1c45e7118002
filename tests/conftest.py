"""What many tests share: the sample city's real base, a clock, a real store in memory."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.cases import Cases
from bot.city import Base
from bot.knowledge import load
from bot.library import Library
from bot.matching import AnswerMatcher
from bot.store import SqliteStore, open_database
from tests.fakes import MONDAY, Clock, DirectRunner, ScriptedMatcher

ROOT = Path(__file__).resolve().parents[1]

RULES = {
    "aura": [("ploughing-when", 0.93), ("ploughing-order", 0.04), ("plough-map", 0.02)],
    "plog": [("ploughing-when", 0.95)],
    "plough": [("ploughing-when", 0.95)],
    "kaaduin": [("slip-claim", 0.95)],
    "katolta": [("roof-snow", 0.9)],
    "moottoritie": [("state-private-road", 0.95)],
    "kiitos": [("thanks", 0.97)],
    "moi": [("greeting", 0.97)],
    "hiekka": [("grit-free", 0.95), ("slippery-street", 0.04)],
    "penkka": [("plough-ridge", 0.48), ("snow-piles", 0.38), ("snow-to-street", 0.05)],
    "vallen": [("plough-ridge", 0.48), ("snow-piles", 0.38)],
    "ridge": [("plough-ridge", 0.48), ("snow-piles", 0.38)],
    "liukas": [("slippery-street", 0.6), ("grit-free", 0.2), ("slip-claim", 0.1)],
    "halka": [("slippery-street", 0.6), ("grit-free", 0.2)],
    "icy": [("slippery-street", 0.6), ("grit-free", 0.2)],
}
"""What the scripted matcher finds by a word of the question."""
MATTERS = {
    "sekä": ("ploughing-when", "grit-free"),
    "ynnä": ("plough-ridge", "slip-claim"),
    "lisäksi": ("ploughing-when", "spring-sweeping"),
}
"""The two matters it finds by a word of the question."""
FOREIGN = ("снег", "tänav")
"""Words of languages that the city does not serve."""
THROUGH = {"plogas": "fi"}
"""By which language it finds what it does, where not by the question's own."""


settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("busy machine")  # a slow machine is not a fault; in CI it is laid over "ci"


def pytest_xdist_auto_num_workers() -> int:
    """Two processes for each processor: many tests wait for real servers more than they work."""
    return min(2 * (os.cpu_count() or 1), 8)


@pytest.fixture(scope="session")
def base() -> Base:
    """The sample city's own base, as it ships."""
    return load(ROOT / "knowledge", MONDAY.date())


@pytest.fixture(scope="session")
def matcher(base: Base) -> AnswerMatcher:
    """The real matcher on the sample base."""
    return AnswerMatcher(base)


@pytest.fixture(scope="session")
def scripted(matcher: AnswerMatcher) -> ScriptedMatcher:
    """A matcher that finds what RULES and MATTERS say."""
    return ScriptedMatcher(matcher, RULES, matters=MATTERS, foreign=FOREIGN, through=THROUGH)


@pytest.fixture
def clock() -> Clock:
    """A Monday morning in the office."""
    return Clock()


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    """A real SQLite store in memory."""
    opened = open_database(None)
    yield opened
    opened.close()


@pytest.fixture
def runner(store: SqliteStore) -> DirectRunner:
    """Runs use cases on the store in memory."""
    return DirectRunner(store)


@pytest.fixture
def cases(base: Base, scripted: ScriptedMatcher, clock: Clock) -> Cases:
    """The case's life, with a matcher that finds what RULES say."""
    return Cases(Library(base, scripted), clock)
