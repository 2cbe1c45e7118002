"""The contract of ``bot.ports.Store``: several threads and processes on the same data."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import ConflictError
from bot.model import Address
from tests.fakes import MONDAY
from tests.stores import ENGINES, OpenStore, a_case, changed, put, taken

HANDS, TURNS = 4, 25
POOLS: dict[str, Callable[[], Executor]] = {
    "threads": lambda: ThreadPoolExecutor(HANDS),
    "processes": lambda: ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")),
}


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    """An engine's name; its connections are opened where they are used."""
    return str(request.param)


@pytest.fixture(params=list(POOLS))
def pool(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Several hands that work at once."""
    with POOLS[request.param]() as hands:
        yield hands


@pytest.fixture
def first(engine: str, tmp_path: Path) -> Iterator[OpenStore]:
    """A connection to fresh data; the hands open others to the same."""
    opened = ENGINES[engine](tmp_path)
    yield opened
    opened.close()


def _change_often(engine: str, folder: Path, _hand: int) -> None:
    store = ENGINES[engine](folder)
    for _ in range(TURNS):
        with store.transaction():
            case = store.case("AAA-AAA-AAA")
            assert case is not None
            store.change_case(changed(case, f"{case.version}"))
    store.close()


def _take_all_in(engine: str, folder: Path, _hand: int) -> int:
    store = ENGINES[engine](folder)
    new = 0
    for number in range(TURNS):
        with store.transaction():
            new += store.take_in("fake", str(number), {}, MONDAY) is not None
    store.close()
    return new


def _claim_all(engine: str, folder: Path, _hand: int) -> list[int]:
    store = ENGINES[engine](folder)
    claimed = []
    for _ in range(TURNS):
        with store.transaction():
            claimed += [delivery.id for delivery in taken(store, limit=2)]
    store.close()
    return claimed


def test_no_change_is_lost_when_all_read_and_then_write(
    engine: str, pool: Executor, first: OpenStore, tmp_path: Path
) -> None:
    """A transaction that begins deferred fails here with "database is locked"."""
    first.add_case(a_case())
    list(pool.map(_change_often, [engine] * HANDS, [tmp_path] * HANDS, range(HANDS)))
    case = first.case("AAA-AAA-AAA")
    assert case is not None
    assert case.version == 1 + HANDS * TURNS


def test_a_message_that_all_take_in_at_once_is_kept_once(
    engine: str, pool: Executor, first: OpenStore, tmp_path: Path
) -> None:
    new = pool.map(_take_all_in, [engine] * HANDS, [tmp_path] * HANDS, range(HANDS))
    assert sum(new) == TURNS
    assert len(first.unread(["fake", "web"], HANDS * TURNS)) == TURNS


def test_no_delivery_is_claimed_by_two(
    engine: str, pool: Executor, first: OpenStore, tmp_path: Path
) -> None:
    with first.transaction():
        case = first.add_case(a_case())
        for number in range(TURNS):
            put(first, case, "x", Address("fake", str(number)))
    claimed = pool.map(_claim_all, [engine] * HANDS, [tmp_path] * HANDS, range(HANDS))
    numbers = [number for part in claimed for number in part]
    assert len(numbers) == len(set(numbers)) == TURNS


def test_fresh_data_may_be_opened_by_all_at_once(engine: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(HANDS) as hands:
        new = list(hands.map(_take_all_in, [engine] * HANDS, [tmp_path] * HANDS, range(HANDS)))
    assert sum(new) == TURNS


def test_of_two_connections_the_second_change_of_a_version_is_a_conflict(
    engine: str, first: OpenStore, tmp_path: Path
) -> None:
    second = ENGINES[engine](tmp_path)
    case = first.add_case(a_case())
    first.change_case(changed(case, "Eka"))
    with pytest.raises(ConflictError), second.transaction():
        second.change_case(changed(case, "Toka"))
    kept = second.case(case.reference)
    second.close()
    assert kept == changed(case, "Eka")


def test_nothing_is_seen_before_its_commit(engine: str, first: OpenStore, tmp_path: Path) -> None:
    second = ENGINES[engine](tmp_path)
    with first.transaction():
        first.add_case(a_case())
        before = second.cases()
    after = second.cases()
    second.close()
    assert (len(before), len(after)) == (0, 1)
