"""What a case's thread is made of: lines and the files beside them; and officials' notes, which
are not of the thread. See ``model.py``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Also = tuple[tuple[str, str], ...]
"""Further answers that a text was made from: slug and content version of each."""


def slugs_of(answer: str | None, also: Also) -> tuple[str, ...]:
    """The slugs of all answers that a text was made from, in its order."""
    return tuple(slug for slug in (answer, *(slug for slug, _ in also)) if slug)


@dataclass(frozen=True, slots=True)
class File:
    """A photo or a document that a resident sent: kept by reference, fetched when looked at."""

    channel: str
    reference: str
    """The channel's own name for it."""
    kind: str
    """Its media type, e.g. ``image/jpeg``."""
    size: int
    """Bytes; 0 when the channel did not tell."""
    id: int = 0


class MessageKind(StrEnum):
    """What a line of the thread is."""

    QUESTION = "question"  # the resident's words
    RECEIPT = "receipt"  # we have it, this person answers by then
    CHOICE = "choice"  # the same, and which of two answers is meant?
    NOTICE = "notice"  # any other automatic word
    TALK = "talk"  # small talk answered by the bot itself
    SAFETY = "safety"  # the reviewed safety text of a danger, sent at once
    REPLY = "reply"  # an official's words
    ASK_BACK = "ask_back"  # an official's question to the resident


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a case's thread, either way."""

    case_id: int
    at: datetime
    author: str
    """``resident``, ``bot`` or an official's slug."""
    kind: MessageKind
    language: str
    text: str
    answer: str | None = None
    answer_version: str | None = None
    also: Also = ()
    number: str | None = None
    """The channel's own number of a resident's message."""
    replaces: int | None = None
    """The line whose wording the resident changed into this one."""
    id: int = 0

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of all answers the text was made from."""
        return slugs_of(self.answer, self.also)


@dataclass(frozen=True, slots=True)
class Note:
    """An official's word on a case for other officials: no resident ever sees it."""

    case_id: int
    at: datetime
    official: str
    """Who wrote it: the slug."""
    text: str
    id: int = 0
