"""Live pages: a bell that is rung after a commit, and those who listen to it."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator

MOST_LISTENERS = 5_000
"""Open pages at once; further ones work by reloading."""


class Bells:
    """Bells by name. Whoever listens looks into the store again: a ring carries no news."""

    def __init__(self) -> None:
        self._listening: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._count = 0

    @property
    def is_full(self) -> bool:
        """Whether no further page can listen."""
        return self._count >= MOST_LISTENERS

    def ring(self, name: str) -> None:
        """Wake everyone who listens to ``name``."""
        for event in self._listening.get(name, ()):
            event.set()

    def ring_all(self) -> None:
        """Wake everyone, e.g. to let them go home before a stop."""
        for name in list(self._listening):
            self.ring(name)

    async def listen(self, name: str, every: float | None = None) -> AsyncIterator[None]:
        """One value at once and one after each ring, or after ``every`` seconds without one;
        rings that pile up are one.
        """
        event = asyncio.Event()
        self._listening[name].add(event)
        self._count += 1
        try:
            while True:
                event.clear()
                yield
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(every):
                        await event.wait()
        finally:
            self._count -= 1
            self._listening[name].discard(event)
            if not self._listening[name]:
                del self._listening[name]
