"""Live pages: a bell that is rung after a commit, and those who listen to it."""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator

MOST_LISTENERS = 5_000
"""Open pages at once; further ones work by reloading."""
MOST_BY_ONE = 200
"""Open pages of one network address; a library shares one among many."""


class Bells:
    """Bells by name. Whoever listens looks into the store again: a ring carries no news."""

    def __init__(self) -> None:
        """``most`` pages listen at once; each takes one open file of the process."""
        self._listening: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.most = MOST_LISTENERS
        self._by: Counter[str] = Counter()

    def is_full(self, who: str) -> bool:
        """Whether no further page of the network address ``who`` can listen."""
        return self._by.total() >= self.most or self._by[who] >= MOST_BY_ONE

    def ring(self, name: str) -> None:
        """Wake everyone who listens to ``name``."""
        for event in self._listening.get(name, ()):
            event.set()

    def ring_all(self) -> None:
        """Wake everyone, e.g. to let them go home before a stop."""
        for name in list(self._listening):
            self.ring(name)

    async def listen(
        self, name: str, *, every: float | None = None, who: str = ""
    ) -> AsyncIterator[None]:
        """One value at once and one after each ring, or after ``every`` seconds without one;
        rings that pile up are one. ``who`` is the network address that listens.
        """
        event = asyncio.Event()
        self._listening[name].add(event)
        self._by[who] += 1
        try:
            while True:
                event.clear()
                yield
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(every):
                        await event.wait()
        finally:
            self._by -= Counter([who])
            self._listening[name].discard(event)
            if not self._listening[name]:
                del self._listening[name]
