"""Hears another side until it is told to stop, whatever goes wrong there."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.get_logger(__name__)
STARTING, WORKING = "starting", "ok"
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class Listening(ABC):
    """Turn after turn; after a failure with a pause that grows. Knows how it stands."""

    def __init__(
        self, name: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """``name``: of the channel, for the log; ``sleep`` takes seconds."""
        self._channel_name = name
        self._sleep = sleep
        self.state = STARTING
        """``ok``, or what is wrong, for ``/healthz``."""

    @abstractmethod
    async def turn(self) -> None:
        """Hear once, or as long as the connection holds."""

    @abstractmethod
    def state_after(self, error: Exception) -> str:
        """What is wrong, in a few words."""

    async def run(self) -> None:
        """Hear until cancelled; outlives wrong tokens, lost networks and whatever else."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self.turn()
                pause = _FIRST_PAUSE
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is, the next try may work
                self._now_is(self.state_after(error))
            await self._sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _now_is(self, state: str) -> None:
        """One log line for each change, not for each try."""
        if state != self.state:
            self.state = state
            tell = _log.info if state == WORKING else _log.warning
            tell(f"{self._channel_name}.state", state=state)
