"""How fast a channel may speak: in all, to one chat, and what a refusal asks for."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.errors import SendError

_REMEMBERED = 10_000
"""Chats whose last message is remembered; older ones have long been ready again."""
_LONGEST_WAIT = 5.0
"""Seconds that a send may wait for its turn; for longer its sender takes it back."""


class Pacer:
    """Gives each message its moment; times are seconds of any steady clock. Pure: the caller has
    the clock.
    """

    def __init__(self, all_seconds: float, chat_seconds: Callable[[str], float]) -> None:
        """``all_seconds``: between two messages to anybody; ``chat_seconds``: to that chat."""
        self._all_seconds = all_seconds
        self._chat_seconds = chat_seconds
        self._all_free = 0.0
        self._chat_free: OrderedDict[str, float] = OrderedDict()
        self._chat_paused: dict[str, float] = {}
        self._all_paused = 0.0

    def wait(self, chat: str, now: float) -> float:
        """Seconds until ``chat`` may be spoken to, were it alone; takes nothing."""
        paused = max(self._chat_paused.get(chat, 0.0), self._all_paused)
        return max(0.0, self._chat_free.get(chat, 0.0) - now, paused - now)

    def take(self, chat: str, now: float) -> float:
        """Take the next moment for ``chat``, whose own turn it is: seconds until then."""
        at = max(self._all_free, now)
        self._all_free = at + self._all_seconds
        self._chat_free[chat] = at + self._chat_seconds(chat)
        self._chat_free.move_to_end(chat)
        while len(self._chat_free) > _REMEMBERED:
            self._chat_free.popitem(last=False)
        return at - now

    def refused(self, chat: str, seconds: float, now: float) -> None:
        """A 429: pause this chat. It does not say whether it means the chat or everything: when
        another chat is refused while one is paused, everything pauses.
        """
        self._chat_paused = {c: until for c, until in self._chat_paused.items() if until > now}
        if self._chat_paused.keys() - {chat}:
            self._all_paused = max(self._all_paused, now + seconds)
        self._chat_paused[chat] = now + seconds


class Turns:
    """A pacer with a clock: whoever wants to speak waits here."""

    def __init__(
        self,
        pacer: Pacer,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``clock`` in seconds."""
        self._pacer = pacer
        self._clock = clock
        self._sleep = sleep

    async def take(self, chat: str) -> None:
        """Wait for the chat's turn and then for everybody's, if it is near.

        Raises:
            SendError: it is far; ``again_in`` says how far.
        """
        while (wait := self._pacer.wait(chat, self._clock())) > 0:
            if wait > _LONGEST_WAIT:
                raise SendError("Asked to wait.", again_in=wait)
            await self._sleep(wait)
        if (wait := self._pacer.take(chat, self._clock())) > 0:
            await self._sleep(wait)

    def refused(self, chat: str, seconds: float) -> None:
        """The channel asked to wait for so long."""
        self._pacer.refused(chat, seconds, self._clock())
