"""Work beside that nobody waits for."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Beside:
    """Holds what runs until it has ended: asyncio forgets a task that nobody holds."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin it and go on."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
