"""What the Bot API refuses, as its documentation and its own answers say it.

https://core.telegram.org/bots/api: limits count UTF-16 code units, after the markup is parsed.
"""

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from telegram import Bot

MOST_TEXT, MOST_CAPTION, MOST_TOAST = 4096, 1024, 200
MOST_DATA = 64
"""Bytes of a button's callback_data."""
MOST_FILE = 20 * 1024 * 1024
"""Bytes of a file that a bot may download."""
_TAGS = frozenset(
    [
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "span",
        "tg-spoiler",
        "tg-emoji",
        "a",
        "code",
        "pre",
        "blockquote",
    ]
)
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_ACTIONS = frozenset({"typing", "upload_photo", "upload_document", "find_location"})
_BAD_LT = re.compile(r"<(?![/a-zA-Z])")


class ApiError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """As it goes over the wire."""
        said = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is None:
            return said
        return said | {"parameters": {"retry_after": self.retry_after}}


def bad(description: str) -> ApiError:
    """400, in the words of the real one."""
    return ApiError(400, f"Bad Request: {description}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    content: bytes


Fields = Mapping[str, Any]
"""A call's parameters: strings as they came, JSON values parsed, Uploads."""


def utf16(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


_OURS = frozenset(
    {"self", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs"}
    | {"filename"}
)
"""Arguments of python-telegram-bot's methods that do not travel."""


def check_names(method: str, fields: Fields) -> None:
    """Refuse methods and parameters that python-telegram-bot does not know of either.

    The real one answers 404 to a method, but passes over a misspelt parameter in silence.
    """
    known = getattr(Bot, method, None)
    if known is None or "_" in method:
        raise ApiError(404, "Not Found: method not found")
    names = set(inspect.signature(known).parameters) - _OURS
    sent = {key for key, value in fields.items() if key in names or not isinstance(value, Upload)}
    if strange := sent - names:
        raise bad(f"{method} has no parameter {sorted(strange)}: a slip that Telegram would hide")


class _Markup(HTMLParser):
    """Telegram's HTML: few tags, all of them closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.plain: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in _TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise bad(f"can't parse entities: Unmatched end tag at byte offset 0 ({tag})")

    def handle_data(self, data: str) -> None:
        self.plain.append(data)

    def close(self) -> None:
        super().close()
        if self._open:
            raise bad(f"can't parse entities: Can't find end tag corresponding to {self._open[-1]}")


def plain_text(text: str, parse_mode: str | None) -> str:
    """The text as a reader sees it. Only HTML and none are known here."""
    if not parse_mode:
        return text.strip()
    if parse_mode.upper() != "HTML":
        raise bad("unsupported parse_mode")
    if found := _BAD_LT.search(text):
        raise bad(f'can\'t parse entities: Unsupported start tag "" at byte offset {found.start()}')
    parser = _Markup()
    parser.feed(text)
    parser.close()
    return "".join(parser.plain).strip()


def read_text(fields: Fields) -> str:
    """The text of sendMessage or editMessageText."""
    text = plain_text(str(fields.get("text", "")), fields.get("parse_mode"))
    if not text:
        raise bad("message text is empty")
    if utf16(text) > MOST_TEXT:
        raise bad("message is too long")
    return text


def read_caption(fields: Fields) -> str:
    """The caption of a file; may be empty."""
    caption = plain_text(str(fields.get("caption", "")), fields.get("parse_mode"))
    if utf16(caption) > MOST_CAPTION:
        raise bad("message caption is too long")
    return caption


def read_markup(fields: Fields) -> dict[str, Any] | None:
    """The reply markup, with every button checked."""
    markup = fields.get("reply_markup")
    if markup in (None, ""):
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be of type Array')
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)
    return markup


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("inline keyboard button text must be non-empty")
    does = [key for key in ("callback_data", "url") if key in button]
    if len(does) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad("inline keyboard button URL is invalid")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= MOST_DATA:
        raise bad("BUTTON_DATA_INVALID")


def check_commands(fields: Fields) -> list[dict[str, str]]:
    """The list given to setMyCommands."""
    commands = fields.get("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("can't parse commands: expected an Array of BotCommand")
    for command in commands:
        if not _COMMAND.fullmatch(command.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    language = fields.get("language_code", "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return commands


def check_action(fields: Fields) -> None:
    """The action of sendChatAction."""
    if fields.get("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")


def entities_of(text: str, bot: str) -> list[dict[str, Any]]:
    """What Telegram marks in a resident's text: commands and mentions, in UTF-16 offsets."""
    kinds = (("bot_command", rf"(?<!\S)/[A-Za-z0-9_]{{1,32}}(?:@{bot})?"), ("mention", r"@\w{5,}"))
    return [
        {
            "type": kind,
            "offset": utf16(text[: found.start()]),
            "length": utf16(found.group()),
        }
        for kind, pattern in kinds
        for found in re.finditer(pattern, text)
        if kind == "bot_command" or "/" not in text[: found.start()].rpartition(" ")[2]
    ]


def parsed(value: str) -> Any:
    """A form's value: arrays and objects travel as JSON, all else as it stands."""
    if value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
