"""What the channels of our own making (web, console) keep of a message, and read again."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.errors import UnreadableError
from bot.model import Address, Question, Wish

_CHOICE = re.compile(r"[\w-]{1,80}")
"""An answer's slug. Anything else is no button of ours, and is not kept: it would not be masked."""


def payload_of(
    place: str,
    text: str,
    *,
    language: str | None = None,
    wish: str = Wish.ASK,
    about: str = "",
    version: str = "",
    choice: str = "",
) -> dict[str, Any]:
    """A message as the inbox keeps it; the inbox masks ``text`` first.

    ``about``, ``version`` and ``choice`` are what a button carries, as it came.
    """
    return {
        "place": place,
        "text": text,
        "language": language,
        "wish": str(wish),
        "about": about or None,
        "version": int(version[:9]) if version[:9].isdecimal() else None,
        "choice": choice if _CHOICE.fullmatch(choice) else None,
    }


def question_from(channel: str, payload: Mapping[str, Any], at: datetime) -> Question:
    """A kept message as a question. Raises UnreadableError when a field is missing or wrong."""
    try:
        return Question(
            address=Address(channel, str(payload["place"])),
            text=str(payload["text"]).strip(),
            at=at,
            language=payload.get("language"),
            wish=Wish(payload.get("wish", Wish.ASK)),
            about=payload.get("about"),
            version=payload.get("version"),
            choice=payload.get("choice"),
            removed=tuple(payload.get("removed", ())),
        )
    except (KeyError, ValueError) as error:
        raise UnreadableError(f"The message lacks or misspells a field: {error}.") from error
