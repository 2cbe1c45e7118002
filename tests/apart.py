"""A stand-in server in a thread and a loop of its own, for as long as a block lasts."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

_START_SECONDS = 10


class Server(Protocol):
    """What can be served apart."""

    async def run(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Serve until ``stop``; tells by ``ready`` when it listens."""


@contextmanager
def served_apart(server: Server) -> Iterator[None]:
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
        yield
    finally:
        stop[0]()
        thread.join(timeout=_START_SECONDS)
        assert not thread.is_alive(), "the stand-in did not stop"
