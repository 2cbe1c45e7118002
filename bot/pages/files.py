"""What a resident may take along as a file: the conversation and all that is kept (L6, L29)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.model import RESIDENT, Message, MessageKind
from bot.pages.render import Pages

FORMS = {"txt": "text/plain", "html": "text/html"}
"""In which forms a conversation is saved, with their media types."""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file for the resident; its text is UTF-8."""

    name: str
    media_type: str
    body: bytes


def author_key(message: Message) -> str:
    """The phrase that heads a message: the resident, the automatic service or the city."""
    if message.author == RESIDENT:
        return "chat.you"
    if message.kind is MessageKind.REPLY:
        return "chat.official"
    return "chat.ask_back" if message.kind is MessageKind.ASK_BACK else "chat.bot"


def conversation_file(
    pages: Pages, thread: Sequence[Message], language: str, *, name: str, form: str
) -> TakenFile:
    """The whole conversation: messages, times, who answered and with which answer version
    (306/2019 6 a § 6, L6). ``form`` is a key of FORMS, ``name`` a case's reference.
    """
    text = pages.text(
        f"saved.{form}", language, thread=thread, author_key=author_key, now=pages.now()
    )
    return TakenFile(f"aura-{name}.{form}", FORMS[form], text.encode())


def data_file(data: Mapping[str, Any]) -> TakenFile:
    """All that is kept about a resident, as ``Cases.my_data`` gives it."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    body = text.encode(errors="backslashreplace")  # half a sign may be kept
    return TakenFile("aura-data.json", "application/json", body)
