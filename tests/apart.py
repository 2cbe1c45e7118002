"""What every stand-in server shares: a thread and a loop of its own, faults on order, waiting."""

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
_START_SECONDS = 10


class Harm(Protocol):
    """What goes wrong with which calls."""

    times: int | None
    """None: until healed."""

    def hits(self, method: str, fields: Mapping[str, Any], /) -> bool:
        """Whether this call goes wrong."""


F = TypeVar("F", bound=Harm)


class StandIn(ABC, Generic[F]):
    """A server on loopback in another's place. Its methods may be called from any thread."""

    def __init__(self) -> None:
        self.port = 0
        self.changed = threading.Condition()
        """Guards everything; notified after every change."""
        self._faults: list[F] = []
        self._healed = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    # For the tests.
    @property
    def url(self) -> str:
        """The root, as the real one's is with its host."""
        return f"http://127.0.0.1:{self.port}"

    def wait(self, found: Callable[[], T], seconds: float = 60.0) -> T:
        """What ``found`` returns once it is true; looked at after every change."""
        end = time.monotonic() + seconds
        with self.changed:
            while not (what := found()):
                left = end - time.monotonic()
                assert left > 0, f"not seen in {seconds} s"
                self.changed.wait(min(left, 0.5))
            return what

    def harm(self, *faults: F) -> None:
        """From now on calls go wrong so; the first fault that fits counts."""
        with self.changed:
            self._faults += faults

    def heal(self) -> None:
        """Everything works again; what hung is cut."""
        with self.changed:
            self._faults.clear()
        self._soon(self._let_go)

    def unplug(self) -> None:
        """The network is gone: connections break, new ones are refused."""
        self._await(self._close())

    def plug(self) -> None:
        """The network is back, on the same port."""
        self._await(self._listen())

    # Inside the loop.
    async def run(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Serve until ``stop``; tells by ``ready`` when it listens."""
        self._loop = asyncio.get_running_loop()
        await self._listen()
        ready.set()
        await stop.wait()
        self._let_go()
        await self._end()
        self._loop = None

    @abstractmethod
    async def _listen(self) -> None:
        """Take connections, on ``port`` if that is known."""

    @abstractmethod
    async def _close(self) -> None:
        """Take no more, and break those that stand."""

    async def _end(self) -> None:
        await self._close()

    def _soon(self, does: Callable[[], object]) -> None:
        if self._loop:
            self._loop.call_soon_threadsafe(does)

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._loop
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_SECONDS)

    def _let_go(self) -> None:
        self._healed.set()
        self._healed = asyncio.Event()

    def _fault(self, method: str, fields: Mapping[str, Any]) -> F | None:
        """What goes wrong with this call, if anything does."""
        with self.changed:
            for fault in self._faults:
                if fault.hits(method, fields):
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None


S = TypeVar("S", bound=StandIn[Any])


@contextmanager
def served_apart(server: S) -> Iterator[S]:
    """The server listens when the block begins, and has ended when the block has."""
    ready = threading.Event()
    stop: list[Callable[[], object]] = []

    async def run() -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(stopped.set))
        await server.run(ready, stopped)

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    try:
        assert ready.wait(_START_SECONDS), "the stand-in did not start"
        yield server
    finally:
        for each in stop:
            each()
        thread.join(timeout=_START_SECONDS)
        assert not thread.is_alive(), "the stand-in did not stop"
