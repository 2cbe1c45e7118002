"""Raw updates into the inbox before the offset moves: long polling, or Telegram's own pushing."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.channels.beside import Beside
from bot.channels.listening import WORKING, Listening
from bot.channels.telegram.api import TelegramApi, state_of
from bot.channels.telegram.commands import SHOWN, name_of
from bot.channels.telegram.updates import ALLOWED, CASES, Me, channel_of, kept_of, malformed
from bot.errors import StoreError
from bot.inbox import Inbox
from bot.library import Library

_log = structlog.get_logger(__name__)
_POLL_SECONDS = 25
_BATCH = 100
_STORM_PAUSE = 1.0
"""Seconds before updates that are not as Telegram numbers them are fetched again."""
_SET_AGAIN_SECONDS = 3600.0
"""How often a webhook is set anew: somebody may have taken it away meanwhile."""
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name, not its value
_PATH = "/telegram"


class TelegramFetcher(Listening):
    """Keeps every update before Telegram may forget it, and never loses one to another."""

    def __init__(
        self,
        api: TelegramApi,
        inbox: Inbox,
        library: Library,
        ring: Callable[[], None] = lambda: None,
        *,
        webhook: str = "",
        secret: str = "",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``ring`` wakes those who work on the inbox. ``webhook``: the public https address of
        this program, if Telegram is to push; ``secret`` is what it then shows with each update.
        """
        super().__init__("telegram", sleep)
        self._api = api
        self._inbox = inbox
        self._library = library
        self._ring = ring
        self._webhook = webhook
        self._secret = secret
        self._me: Me | None = None
        self._offset: int | None = None
        self._beside = Beside()

    @property
    def name(self) -> str:
        """The bot's user name; empty while Telegram has not told it."""
        return self._me.username if self._me else ""

    async def turn(self) -> None:
        """One fetch; or, where Telegram pushes, one look at the webhook."""
        if self._me is None:
            await self._begin()
        await (self._stay() if self._webhook else self.fetch())
        self._now_is(WORKING)

    def state_after(self, error: Exception) -> str:
        """What is wrong, in a few words."""
        match error:
            case TelegramError():
                return state_of(error)
            case StoreError():
                return "the data file takes nothing"
        return f"failing: {type(error).__name__}"

    async def _begin(self) -> None:
        me = await self._api.call("getMe")
        if self._webhook:
            await self._set_webhook()
        else:
            await self._api.call("deleteWebhook", drop_pending_updates=False)
        try:
            await self._name_commands()
        except (BadRequest, RetryAfter) as error:  # only nice to have: earlier names still hold
            _log.warning("telegram.commands_not_named", error=str(error)[:100])
        self._me = Me(int(me["id"]), str(me.get("username", "")))

    async def _name_commands(self) -> None:
        """The commands, in each language of the city; the first one's also for all others."""
        base = self._library.base
        for language in ("", *base.city.languages):
            spoken = language or base.city.languages[0]
            commands = [
                {
                    "command": name_of(command, spoken),
                    "description": base.say(spoken, f"telegram.command_{command}"),
                }
                for command in SHOWN
            ]
            try:
                await self._api.call("setMyCommands", commands=commands, language_code=language)
            except (BadRequest, RetryAfter) as error:  # a menu less, but no message less
                _log.warning(
                    "telegram.commands_not_named", language=spoken, error=type(error).__name__
                )

    async def fetch(self) -> int:
        """One getUpdates: keep what it brings, then move the offset; how many there were."""
        updates = await self._api.call(
            "getUpdates",
            seconds=_POLL_SECONDS + 10,
            timeout=_POLL_SECONDS,
            limit=_BATCH,
            offset=self._offset,
            allowed_updates=list(ALLOWED),
        )
        before = self._offset
        for update in updates:
            await self.keep(update)
        # only now: should one not be kept, all come again, whatever their order
        numbers = [number for update in updates if isinstance(number := _number(update), int)]
        self._offset = max([before or 0, *(number + 1 for number in numbers)]) or None
        if updates and self._offset == before:  # not as Telegram numbers them: no storm
            await self._sleep(_STORM_PAUSE)
        return len(updates)

    async def keep(self, update: Any) -> None:
        """Commit what is kept of an update; only then may Telegram forget it.

        Raises:
            StoreError: nothing was kept; it must come again.
        """
        try:
            await self._keep(update)
        except StoreError:
            raise
        except Exception as error:  # one that cannot even be kept must not stop all others
            _log.exception("telegram.not_kept")
            note = malformed(f"Cannot be kept: {type(error).__name__}.")
            await self._inbox.accept(CASES, str(_number(update)), note)

    async def _keep(self, update: Any) -> None:
        is_whole = isinstance(update, Mapping) and isinstance(_number(update), int)
        me = self._me or Me(0, "")
        kept = kept_of(update, me) if is_whole else malformed(update)
        if kept is not None:
            await self._inbox.accept(channel_of(kept), str(_number(update)), kept)
            if kept.get("waits"):
                self._inbox.ring_when_quiet(self._ring)
        if is_whole and isinstance(query := update.get("callback_query"), Mapping):
            self._beside.run(self._answered(str(query.get("id", ""))))

    async def _answered(self, query: str) -> None:
        """Tell the resident's app at once that the press has come: it waits some seconds only."""
        try:
            await self._api.call("answerCallbackQuery", callback_query_id=query)
        except TelegramError as error:  # too old, or the network: the press itself is kept
            _log.info("telegram.press_not_answered", error=type(error).__name__)

    async def _set_webhook(self) -> None:
        await self._api.call(
            "setWebhook",
            url=f"{self._webhook}{_PATH}",
            secret_token=self._secret,
            allowed_updates=list(ALLOWED),
            drop_pending_updates=False,
        )

    async def _stay(self) -> None:
        """With a webhook: nothing to fetch; it is set anew now and then."""
        self._now_is(WORKING)
        await self._sleep(_SET_AGAIN_SECONDS)
        await self._set_webhook()

    def routes(self) -> list[BaseRoute]:
        """Where Telegram pushes, if it does."""
        return [Route(_PATH, self.pushed, methods=["POST"])] if self._webhook else []

    async def pushed(self, request: Request) -> Response:
        """One update from Telegram: proved, committed, and only then 200.

        The body's size is limited for the whole web side (``BodyLimit``).
        """
        shown = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._secret.encode()):
            return PlainTextResponse("", 403)
        try:
            update = json.loads(await request.body())
        except ValueError:
            return PlainTextResponse("", 400)
        if self._me is None:  # not begun yet: Telegram pushes it again
            return PlainTextResponse("", 503)
        try:
            await self.keep(update)
        except StoreError:
            return PlainTextResponse("", 503)
        return PlainTextResponse("")


def _number(update: Any) -> int | str:
    """The update's own number; of one that has none, a digest, so that it is kept once."""
    number = update.get("update_id") if isinstance(update, Mapping) else None
    if isinstance(number, int):
        return number
    return hashlib.sha256(repr(update).encode(errors="replace")).hexdigest()
