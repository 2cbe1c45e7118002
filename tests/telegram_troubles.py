"""What can go wrong between us and the Bot API, for the stand-in to do when told."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from tests.telegram_rules import Fields


class Trouble(Enum):
    """How a call goes wrong."""

    REFUSED = "answered with an error"
    CUT_BEFORE = "the connection is cut before anything is done"
    CUT_AFTER = "it is done, and the connection is cut instead of an answer"
    HANG = "no answer, until healed"


@dataclass(eq=False)
class Fault:
    """What goes wrong with which calls: of one method or all, to one chat or all."""

    trouble: Trouble
    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    method: str | None = None
    chat: int | None = None
    times: int | None = None
    """None: until healed."""
    marked_up: bool = False
    """Only calls with a parse_mode."""

    def hits(self, method: str, fields: Fields) -> bool:
        """Whether this call goes wrong; getUpdates only by its name."""
        if self.times == 0 or (method == "getUpdates" != self.method):
            return False
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.chat is not None and str(fields.get("chat_id")) != str(self.chat):
            return False
        return not self.marked_up or bool(fields.get("parse_mode"))


def refused(status: int, description: str, **where: Any) -> Fault:
    """Any error answer."""
    return Fault(Trouble.REFUSED, status, description, **where)


def too_many(retry_after: int = 1, **where: Any) -> Fault:
    """429: come back after so many seconds."""
    said = f"Too Many Requests: retry after {retry_after}"
    return Fault(Trouble.REFUSED, 429, said, retry_after, **where)


def bad_markup(**where: Any) -> Fault:
    """400 for every text with a parse_mode."""
    said = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'
    return Fault(Trouble.REFUSED, 400, said, marked_up=True, **where)
