"""A raw update as the little that is kept of it (L25). Pure.

Kept: where to answer, the words, the language the resident's app speaks, the message's number,
which case it replies to, references of files, a place on the map. Not kept: names, user name,
photo of the person, phone, anything else. What cannot be understood is kept as it is but for
names, masked as a whole, and set aside by the inbox.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.channels.buttons import WISHES, press_of
from bot.channels.telegram.commands import Command, command_of
from bot.model import Wish

CASES, TALK = "telegram", "telegram.talk"
"""The inbox channels: what is of a case, and what is answered by ``Talk``."""
ALLOWED = ("message", "edited_message", "callback_query")
"""The kinds of update that are asked for."""
CARD_SIGN = "\N{CLIPBOARD}"
"""What an official's card begins with: an answer to one is a decision, not a question."""
REVIEW_SIGN = "\N{OPEN BOOK}"
"""What a card begins with that asks whether an answer is still true."""
_REFERENCE = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}\b")
_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s+|$)")
_NOT_READ = frozenset(
    [
        "voice",
        "audio",
        "video",
        "video_note",
        "sticker",
        "animation",
        "contact",
        "poll",
        "dice",
        "venue",
        "story",
        "game",
        "paid_media",
        "checklist",
    ]
)
_NAMES = frozenset(
    [
        "first_name",
        "last_name",
        "username",
        "phone_number",
        "title",
        "vcard",
        "photo",
        "user_id",
        "author_signature",
    ]
)


class Kind(StrEnum):
    """What an update is to us."""

    WORDS = "words"  # text, photo, document, place: a question or more on one
    EDIT = "edit"  # another wording of an earlier message
    PRESS = "press"  # a button under a case's message
    COMMAND = "command"  # Talk answers it
    CHOICE = "choice"  # a button of Talk's own
    NOT_READ = "not_read"  # voice, sticker ...: Talk says what is read
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot itself is, as getMe told."""

    id: int
    username: str


def channel_of(kept: Mapping[str, Any]) -> str:
    """Under which channel the inbox keeps it."""
    talks = {Kind.COMMAND, Kind.CHOICE, Kind.NOT_READ}
    return TALK if kept["kind"] in talks else CASES


def kept_of(update: Mapping[str, Any], me: Me) -> dict[str, Any] | None:
    """What is kept of a raw update; None when it says nothing to us."""
    try:
        if "callback_query" in update:
            return _press(update["callback_query"])
        if "edited_message" in update:
            return _edit(update["edited_message"], me)
        return _message(update["message"], me) if "message" in update else None
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return malformed(update)


def malformed(update: Any) -> dict[str, Any]:
    """An update that cannot be understood: all of it is free text, so all of it is masked."""
    return {"kind": Kind.MALFORMED, "text": _nameless(update)}


def _nameless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _nameless(inner) for key, inner in value.items() if key not in _NAMES}
    if isinstance(value, list):
        return [_nameless(inner) for inner in value]
    return value


def _message(message: Mapping[str, Any], me: Me) -> dict[str, Any] | None:
    text = str(message.get("text") or message.get("caption") or "")
    command = _command(text, me)
    if not _is_addressed(message, text, command, me):
        return None
    kept = _place(message["chat"], message["from"]) | {"number": str(int(message["message_id"]))}
    if command and command[0] is not Command.HUMAN:
        return kept | {"kind": Kind.COMMAND, "command": command[0], "text": command[1]}
    if not command and message.keys() & _NOT_READ:
        return kept | {"kind": Kind.NOT_READ, "text": ""}
    if not command and (answered := _card(message, me)):
        return kept | answered | {"kind": Kind.CHOICE, "version": 0, "text": "", "words": text}
    kept |= {"kind": Kind.WORDS, "wish": Wish.ASK, "waits": not command} | _about(message, me)
    if command:
        kept["wish"] = Wish.HUMAN
    kept |= _content(message, command[1] if command else _without_name(text, me))
    if not (kept["text"] or kept["files"] or kept["spot"] or command):
        return None  # a service message: pinned, joined ...
    return kept


def _edit(message: Mapping[str, Any], me: Me) -> dict[str, Any] | None:
    kept = _message(message, me)
    if kept is None or kept["kind"] != Kind.WORDS or kept["spot"]:
        return None  # a live place moves on, a command is not said twice
    return kept | {"kind": Kind.EDIT}


def _press(query: Mapping[str, Any]) -> dict[str, Any] | None:
    message = query["message"]
    asker = (message.get("reply_to_message") or {}).get("from", {}).get("id")
    chat, presser = message["chat"], query["from"]
    if chat["type"] != "private" and asker != presser["id"]:
        return None  # somebody else's buttons
    press = press_of(str(query.get("data", "")))
    if press is None:
        return None
    kept = _place(chat, presser) | {"text": "", "about": press.reference or None}
    kept |= {"version": press.version, "choice": press.choice}
    if press.choice in WISHES:
        return kept | {"kind": Kind.PRESS, "wish": WISHES[press.choice]}
    if press.choice.startswith("card.review."):  # an answer to its post may have been lost
        kept["pressed"] = str(int(message["message_id"]))
    return kept | {"kind": Kind.CHOICE}


def _place(chat: Mapping[str, Any], sender: Mapping[str, Any]) -> dict[str, Any]:
    """Where the conversation is: a private chat, or one person in a group."""
    place, is_group = str(int(chat["id"])), chat["type"] != "private"
    language = str(sender.get("language_code") or "")[:2].lower()
    if is_group:
        place += f"/{int(sender['id'])}"
    return {"place": place, "language": language or None}


def _command(text: str, me: Me) -> tuple[Command | None, str] | None:
    """The command a text begins with (None for one we do not know) and the words after it."""
    found = _COMMAND.match(text)
    if not found or (found[2] and found[2].lower() != me.username.lower()):
        return None
    return command_of(found[1]), text[found.end() :].strip()


def _is_addressed(
    message: Mapping[str, Any], text: str, command: tuple[Command | None, str] | None, me: Me
) -> bool:
    """In a group only what is said to the bot: by name, as a reply to it, or a command of its.
    Other bots are not answered.
    """
    if message["from"].get("is_bot"):
        return False
    if message["chat"]["type"] == "private":
        return True
    if message["chat"]["type"] not in {"group", "supergroup"}:
        return False
    replied = message.get("reply_to_message") or {}
    if replied.get("from", {}).get("id") == me.id:
        return True
    is_named = f"@{me.username}".lower() in text.lower()
    return is_named or (command is not None and command[0] is not None)


def _without_name(text: str, me: Me) -> str:
    return re.sub(rf"@{re.escape(me.username)}\b[,:]?", "", text, flags=re.IGNORECASE).strip()


def _content(message: Mapping[str, Any], text: str) -> dict[str, Any]:
    where = message.get("location")
    spot = [float(where["latitude"]), float(where["longitude"])] if where else None
    return {"text": text, "files": _files(message), "spot": spot}


def _files(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    if sizes := message.get("photo"):
        largest = max(sizes, key=lambda size: int(size.get("file_size") or 0))
        return [_file(largest, "image/jpeg")]
    if document := message.get("document"):
        return [_file(document, str(document.get("mime_type") or "application/octet-stream"))]
    return []


def _file(found: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {"file": str(found["file_id"]), "kind": kind, "size": int(found.get("file_size") or 0)}


def _about(message: Mapping[str, Any], me: Me) -> dict[str, Any]:
    """The case that the bot's message names, when this is a reply to it. A receipt has a button
    and may be thanked for; a reply to a word without buttons adds to the case.
    """
    replied = message.get("reply_to_message") or {}
    if replied.get("from", {}).get("id") != me.id:
        return {}
    found = _REFERENCE.search(str(replied.get("text") or ""))
    if not found:
        return {}
    has_button = bool((replied.get("reply_markup") or {}).get("inline_keyboard"))
    return {"about": found[0]} | ({} if has_button else {"wish": Wish.ADD})


def _card(message: Mapping[str, Any], me: Me) -> dict[str, Any]:
    """The card that this answers: then its words are an official's, for a resident to read."""
    replied = message.get("reply_to_message") or {}
    said, is_ours = str(replied.get("text") or ""), replied.get("from", {}).get("id") == me.id
    if is_ours and said.startswith(REVIEW_SIGN):
        return {"about": None, "choice": "card.review.words"}
    found = _REFERENCE.search(said)
    if not (is_ours and found and said.startswith(CARD_SIGN)):
        return {}
    return {"about": found[0], "choice": f"card.text.{int(replied['message_id'])}"}
