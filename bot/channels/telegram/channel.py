"""``ports.Channel`` for Telegram: kept updates to questions, deliveries to messages."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from telegram.error import BadRequest, ChatMigrated, RetryAfter, TelegramError

from bot.channels.buttons import rows_of
from bot.channels.frame import framed
from bot.channels.pace import Pacer, Turns
from bot.channels.telegram.api import TelegramApi, as_send_error, seconds_of
from bot.channels.telegram.buttons import keyboard
from bot.channels.telegram.pace import is_group, telegram_pacer
from bot.channels.telegram.text import ROOM, to_html
from bot.channels.telegram.updates import CASES, Kind
from bot.channels.text import parts, to_plain
from bot.errors import FileError, SendError, UnreadableError
from bot.library import Library
from bot.mail import Delivery
from bot.model import Address, File, Question, Wish

_log = structlog.get_logger(__name__)
_MARKUP = "can't parse entities"


class TelegramChannel:
    """One bot's way in and out."""

    name = CASES

    def __init__(
        self,
        api: TelegramApi,
        library: Library,
        pacer: Pacer | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``clock`` in seconds and ``sleep`` are the pacer's time."""
        self._api = api
        self._library = library
        self._turns = Turns(pacer or telegram_pacer(), clock, sleep)
        self._said: dict[int, int] = {}

    def read(self, payload: Mapping[str, Any], at: datetime) -> Question:
        """A kept update, as a question. Raises UnreadableError."""
        if payload.get("kind") == Kind.MALFORMED:
            raise UnreadableError("The update is not as Telegram describes updates.")
        try:
            return self._question(payload, at)
        except (KeyError, ValueError, TypeError) as error:
            raise UnreadableError(f"The update lacks or misspells a field: {error}.") from error

    def _question(self, payload: Mapping[str, Any], at: datetime) -> Question:
        language, spot = payload.get("language"), payload.get("spot")
        return Question(
            address=Address(self.name, str(payload["place"])),
            text=str(payload["text"]).strip(),
            at=at,
            language=language if language in self._library.base.city.languages else None,
            wish=Wish(payload.get("wish", Wish.ASK)),
            about=payload.get("about"),
            version=payload.get("version"),
            choice=payload.get("choice"),
            removed=tuple(payload.get("removed", ())),
            number=payload.get("number"),
            edits=payload["kind"] == Kind.EDIT,
            files=tuple(
                File(self.name, found["file"], found["kind"], found["size"])
                for found in payload.get("files", ())
            ),
            spot=(float(spot[0]), float(spot[1])) if spot else None,
        )

    async def send(self, delivery: Delivery) -> None:
        """Send one message, in parts where it is long. Raises SendError.

        Parts that have gone out are not sent again, unless the program has been restarted.
        """
        base, message = self._library.base, delivery.message
        texts = parts(framed(base, message), ROOM)
        rows = rows_of(base, delivery)
        buttons = keyboard(*rows) if rows else None
        for at in range(self._said.get(delivery.id, 0), len(texts)):
            last = at == len(texts) - 1
            await self.say(
                delivery.place,
                texts[at],
                buttons if last else None,
                replies_to=delivery.replies_to if at == 0 else None,
            )
            self._said[delivery.id] = at + 1
        self._said.pop(delivery.id, None)

    async def fetch(self, file: File, most: int) -> bytes:
        """A file that a resident sent, of at most ``most`` bytes. Raises FileError."""
        if file.size > most:
            raise FileError(too_large=True)
        try:
            found = await self._api.call("getFile", file_id=file.reference)
            if int(found.get("file_size") or 0) > most:
                raise FileError(too_large=True)
            content = await self._api.download(str(found["file_path"]))
        except (TelegramError, KeyError, ValueError) as error:
            raise FileError from error
        if len(content) > most:
            raise FileError(too_large=True)
        return content

    async def say(
        self,
        place: str,
        text: str,
        buttons: Mapping[str, Any] | None = None,
        *,
        replies_to: str | None = None,
    ) -> Any:
        """Send one text at the chat's and the bot's pace; Telegram's message. Raises SendError."""
        chat = chat_of(place)
        values: dict[str, Any] = {"chat_id": int(chat), "link_preview_options": _NO_PREVIEW}
        if buttons:
            values["reply_markup"] = buttons
        if replies_to and is_group(chat):
            values["reply_parameters"] = {
                "message_id": int(replies_to),
                "allow_sending_without_reply": True,
            }
        html = {"text": to_html(text), "parse_mode": "HTML"}
        try:
            return await self.do("sendMessage", place, **values, **html)
        except SendError as error:
            if not _is_markup(error):
                raise
        _log.warning("telegram.markup_refused")
        return await self.do("sendMessage", place, **values, text=to_plain(text))

    async def do(self, method: str, place: str, **values: Any) -> Any:
        """Any sending method at the chat's and the bot's pace. Raises SendError."""
        chat = chat_of(place)
        await self._turns.take(chat)
        try:
            return await self._api.call(method, **values)
        except ChatMigrated as error:  # a group became a supergroup: it has a new number
            values["chat_id"] = error.new_chat_id
            return await self._moved(method, values)
        except BadRequest as error:
            if _is_markup(error):
                raise SendError(str(error)) from error
            raise as_send_error(error) from error
        except TelegramError as error:
            if isinstance(error, RetryAfter):
                self._turns.refused(chat, seconds_of(error))
            raise as_send_error(error) from error

    async def _moved(self, method: str, values: Mapping[str, Any]) -> Any:
        try:
            return await self._api.call(method, **values)
        except TelegramError as error:
            raise as_send_error(error) from error


_NO_PREVIEW = {"is_disabled": True}


def _is_markup(error: Exception) -> bool:
    """Whether Telegram refused a text for its markup."""
    return _MARKUP in str(error).lower()


def chat_of(place: str) -> str:
    """The chat's number in a place: a group's place names the person after it."""
    return place.partition("/")[0]
