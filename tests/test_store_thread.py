"""The thread that owns the store: whole use cases, one after another."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.errors import AuraError, ConflictError, StaleVersionError
from bot.ports import Store
from bot.store import StoreThread, open_database
from tests.stores import FILE, a_case, changed

MANY = 60


@asynccontextmanager
async def _opened(
    path: Path | None = None, rung: Callable[[], None] = lambda: None
) -> AsyncIterator[StoreThread]:
    thread = StoreThread(path, rung)
    await thread.open()
    try:
        yield thread
    finally:
        await thread.close()


def _add(store: Store, reference: str = "AAA-AAA-AAA") -> None:
    store.add_case(a_case(reference))


def _change(store: Store) -> int:
    case = store.case("AAA-AAA-AAA")
    assert case is not None
    store.change_case(changed(case, f"{case.version}"))
    return case.version


def _add_and_raise(store: Store, error: Exception) -> None:
    _add(store)
    raise error


def _cases(store: Store) -> int:
    return len(store.cases())


def test_many_tasks_at_once_each_have_their_whole_use_case() -> None:
    async def at_once() -> list[int]:
        async with _opened() as thread:
            await thread.run(_add)
            return await asyncio.gather(*(thread.run(_change) for _ in range(MANY)))

    assert sorted(asyncio.run(at_once())) == list(range(1, MANY + 1))


def test_every_use_case_runs_on_the_one_thread() -> None:
    def where(_store: Store) -> int:
        return threading.get_ident()

    async def at_once() -> set[int]:
        async with _opened() as thread:
            return set(await asyncio.gather(*(thread.run(where) for _ in range(MANY))))

    assert len(asyncio.run(at_once()) - {threading.get_ident()}) == 1


def test_a_use_case_gets_its_arguments_and_gives_its_result() -> None:
    def use(_store: Store, first: int, *, second: str) -> tuple[int, str]:
        return first, second

    async def run() -> tuple[int, str]:
        async with _opened() as thread:
            return await thread.run(use, 1, second="b")

    assert asyncio.run(run()) == (1, "b")


def test_an_error_comes_to_the_caller_and_nothing_is_kept() -> None:
    async def run() -> int:
        async with _opened() as thread:
            with pytest.raises(ConflictError):
                await thread.run(_add_and_raise, ConflictError())
            return await thread.run(_cases)

    assert asyncio.run(run()) == 0


def test_a_refusal_comes_to_the_caller_and_its_record_is_kept() -> None:
    async def run() -> int:
        async with _opened() as thread:
            with pytest.raises(StaleVersionError):
                await thread.run(_add_and_raise, StaleVersionError())
            return await thread.run(_cases)

    assert asyncio.run(run()) == 1


async def _try(thread: StoreThread, use: Callable[..., Any], *args: Any) -> None:
    try:
        await thread.run(use, *args)
    except AuraError:
        return


@pytest.mark.parametrize(
    ("use", "args", "rings"),
    [
        (_add, (), 1),
        (_cases, (), 0),
        (_add_and_raise, (ConflictError(),), 0),
        (_add_and_raise, (StaleVersionError(),), 1),
    ],
    ids=["a change", "only a look", "rolled back", "a recorded refusal"],
)
def test_the_bell_rings_after_a_commit_that_changed_something_and_only_then(
    use: Callable[..., Any], args: tuple[Any, ...], rings: int
) -> None:
    rung: list[int] = []

    async def run() -> None:
        async with _opened(rung=lambda: rung.append(threading.get_ident())) as thread:
            await _try(thread, use, *args)

    asyncio.run(run())
    assert rung == [threading.get_ident()] * rings


def test_when_the_bell_rings_the_change_is_there_for_others(tmp_path: Path) -> None:
    seen: list[int] = []

    def look() -> None:
        other = open_database(tmp_path / FILE)
        seen.append(len(other.cases()))
        other.close()

    async def run() -> None:
        async with _opened(tmp_path / FILE, look) as thread:
            await thread.run(_add)

    asyncio.run(run())
    assert seen == [1]


def test_a_data_file_that_cannot_be_used_is_told_to_who_opens_it(tmp_path: Path) -> None:
    async def run() -> None:
        thread = StoreThread(tmp_path)
        with pytest.raises(AuraError, match="cannot be used"):
            await thread.open()
        await thread.close()

    asyncio.run(run())


def test_nothing_runs_before_opening_or_after_closing() -> None:
    async def run() -> None:
        thread = StoreThread(None)
        with pytest.raises(RuntimeError, match="not open"):
            await thread.run(_cases)
        await thread.open()
        await thread.close()
        await thread.close()
        with pytest.raises(RuntimeError, match="not open"):
            await thread.run(_cases)

    asyncio.run(run())


class _SlowUse:
    """A use case that goes on until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, store: Store) -> None:
        self.begun.set()
        assert self.go.wait(30)
        _add(store)


async def _while_slow(
    path: Path, meanwhile: Callable[[StoreThread], Coroutine[Any, Any, None]]
) -> None:
    """Do something while a use case is at work, then let that go and close."""
    slow = _SlowUse()
    async with _opened(path) as thread:
        working = asyncio.create_task(thread.run(slow))
        await asyncio.to_thread(slow.begun.wait, 30)
        closing = asyncio.create_task(thread.close())
        await asyncio.sleep(0)
        try:
            await meanwhile(thread)
        finally:
            slow.go.set()
            await asyncio.gather(working, closing)


def test_closing_waits_for_the_use_case_at_work_and_takes_no_new_one(tmp_path: Path) -> None:
    async def too_late(thread: StoreThread) -> None:
        with pytest.raises(RuntimeError, match="not open"):
            await asyncio.wait_for(thread.run(_cases), 5)

    asyncio.run(_while_slow(tmp_path / FILE, too_late))
    again = open_database(tmp_path / FILE)
    assert len(again.cases()) == 1
    again.close()
    assert [found.name for found in tmp_path.iterdir()] == [FILE]
