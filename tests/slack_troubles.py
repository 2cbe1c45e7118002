"""What can go wrong between us and Slack, for the stand-in to do when told."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from tests.slack_rules import Fields


class Trouble(Enum):
    """How a call goes wrong."""

    REFUSED = "answered with an error"
    CUT_BEFORE = "the connection is cut before anything is done"
    CUT_AFTER = "it is done, and the connection is cut instead of an answer"
    HANG = "no answer, until healed"
    HANG_AFTER = "it is done, and no answer comes until healed"


@dataclass(eq=False)
class Fault:
    """What goes wrong with which calls: of one method or all, to one channel or all."""

    trouble: Trouble
    status: int = 200
    error: str = "internal_error"
    retry_after: int | None = None
    """Seconds, of a 429."""
    method: str | None = None
    """As in ``chat.postMessage``; ``response`` for a response_url."""
    channel: str | None = None
    times: int | None = None
    """None: until healed."""

    def hits(self, method: str, fields: Fields) -> bool:
        """Whether this call goes wrong."""
        if self.times == 0 or self.method not in {None, method}:
            return False
        return self.channel in {None, fields.get("channel")}

    @property
    def does(self) -> bool:
        """Whether the work is done all the same."""
        return self.trouble in {Trouble.CUT_AFTER, Trouble.HANG_AFTER}


def refused(error: str, **where: Any) -> Fault:
    """``ok: false`` with any error."""
    return Fault(Trouble.REFUSED, error=error, **where)


def broken(status: int = 500, **where: Any) -> Fault:
    """A status of 500 and above, and a page instead of JSON."""
    return Fault(Trouble.REFUSED, status, **where)


def too_many(retry_after: int = 1, **where: Any) -> Fault:
    """429: come back after so many seconds."""
    return Fault(Trouble.REFUSED, 429, "ratelimited", retry_after, **where)
