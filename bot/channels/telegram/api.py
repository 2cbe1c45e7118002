"""One door to the Bot API: raw calls over python-telegram-bot's request layer."""

import warnings
from types import TracebackType
from typing import Any, Self

import structlog
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.errors import SendError

_log = structlog.get_logger(__name__)
_CALL_SECONDS = 20.0
"""How long one call may take; the outbox gives a send 30 s with all its waiting."""
_CONNECT_SECONDS = 5.0
_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
"""Errors of the network where the request certainly was not sent."""
USUAL = "https://api.telegram.org"
"""Telegram's own Bot API server."""


class TelegramApi:
    """The Bot API with one bot's token. The token is never logged: it stands in the URL."""

    def __init__(self, token: str, server: str = USUAL, *, connections: int = 64) -> None:
        """``server`` without a path: Telegram's own, a local Bot API server or a stand-in."""
        # our calls are raw on purpose: one malformed update must not hide the others
        warnings.filterwarnings("ignore", message="Please use 'Bot", module="bot.channels")
        self._requests = (
            HTTPXRequest(1, connect_timeout=_CONNECT_SECONDS, read_timeout=_CALL_SECONDS),
            HTTPXRequest(
                connections,
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_CALL_SECONDS,
                write_timeout=_CALL_SECONDS,
                pool_timeout=_CONNECT_SECONDS,
            ),
        )
        polling, calls = self._requests
        self._bot = Bot(
            token,
            base_url=f"{server}/bot",
            base_file_url=f"{server}/file/bot",
            request=calls,
            get_updates_request=polling,
        )

    async def __aenter__(self) -> Self:
        """Open the connections; asks nothing of Telegram yet."""
        for request in self._requests:
            await request.initialize()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        for request in self._requests:
            await request.shutdown()

    async def call(self, method: str, *, seconds: float | None = None, **values: Any) -> Any:
        """The raw result of a method, e.g. ``call("sendMessage", chat_id=1, text="...")``.

        ``seconds``: how long to wait for the answer. Raises telegram.error.TelegramError; see
        ``as_send_error``.
        """
        return await self._bot.do_api_request(
            method, api_kwargs=values, read_timeout=seconds or _CALL_SECONDS
        )

    async def download(self, path: str) -> bytes:
        """A file by the ``file_path`` that getFile told."""
        return await self._requests[1].retrieve(f"{self._bot.base_file_url}/{path}")
