"""One door to the Bot API: raw calls over python-telegram-bot's request layer, our errors."""

import warnings
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from bot.errors import SendError

USUAL = "https://api.telegram.org"
"""Telegram's own Bot API server."""
_CALL_SECONDS = 15.0
"""How long one call may take; the outbox gives a send 30 s with all its waiting."""
_CONNECT_SECONDS = 5.0
_TOKEN_WAIT = 60.0
"""Seconds until a text is tried again whose bot has no right token just now."""
_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol"})
"""Errors of the network where the request certainly was not sent."""


class TelegramApi:
    """The Bot API with one bot's token. The token is never logged: it stands in the URL."""

    def __init__(self, token: str, server: str = USUAL, *, connections: int = 64) -> None:
        """``server`` without a path: Telegram's own, a local Bot API server or a stand-in."""
        # raw calls on purpose: one malformed update must not hide the others
        warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)
        polling = HTTPXRequest(1, connect_timeout=_CONNECT_SECONDS, pool_timeout=_CALL_SECONDS)
        calls = HTTPXRequest(
            connections,
            connect_timeout=_CONNECT_SECONDS,
            write_timeout=_CALL_SECONDS,
            pool_timeout=_CONNECT_SECONDS,
        )
        self._requests = (polling, calls)
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

    async def call(self, method: str, *, seconds: float = _CALL_SECONDS, **values: Any) -> Any:
        """The raw result of a method, e.g. ``call("sendMessage", chat_id=1, text="...")``.

        ``seconds``: how long to wait for the answer. Raises TelegramError; see ``as_send_error``.
        """
        return await self._bot.do_api_request(method, api_kwargs=values, read_timeout=seconds)

    async def download(self, path: str) -> bytes:
        """A file by the ``file_path`` that getFile told. Raises TelegramError."""
        return await self._requests[1].retrieve(
            f"{self._bot.base_file_url}/{path}", read_timeout=_CALL_SECONDS
        )


def seconds_of(error: RetryAfter) -> float:
    """How long a 429 asks to wait."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def state_of(error: TelegramError) -> str:
    """What is wrong with the connection, in a word or two for a log line and ``/healthz``."""
    match error:
        case InvalidToken() | EndPointNotFound() | Forbidden():
            return "token refused"
        case Conflict():
            return "another program fetches with this token"
        case RetryAfter():
            return "asked to wait"
        case BadRequest():
            return "request refused"
        case NetworkError():
            return "no network"
    return "failing"


def as_send_error(error: TelegramError) -> SendError:
    """What a failed send means to the outbox."""
    name = type(error).__name__
    match error:
        case RetryAfter():
            return SendError("Telegram asks to wait.", again_in=seconds_of(error))
        case Forbidden():
            return SendError("The resident has blocked the bot or left.", unreachable=True)
        case InvalidToken() | EndPointNotFound():
            return SendError("Telegram refuses the bot's token.", again_in=_TOKEN_WAIT)
        case BadRequest() | ChatMigrated():
            said = str(error)[:100]
            return SendError(f"Telegram refuses the message: {said}", permanent=True)
        case NetworkError() if type(error.__cause__).__name__ in _NEVER_LEFT:
            return SendError("No network.")
    return SendError(f"No answer from Telegram ({name}).", uncertain=True)
