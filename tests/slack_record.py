"""What the stand-in Slack keeps of all that went through it, and waiting for it."""

from dataclasses import dataclass
from typing import Any

from tests.apart import StandIn
from tests.slack_courier import Delivery
from tests.slack_rules import Fields
from tests.slack_troubles import Fault


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came, and what became of it."""

    method: str
    """``response`` for a response_url."""
    fields: Fields
    at: float
    """``time.monotonic()`` of its arrival."""
    status: int
    """Of the answer; 0 when the connection was cut or hung."""
    result: Any = None
    """None when nothing was done."""
    error: str = ""

    @property
    def channel(self) -> str:
        """The channel it spoke to: the one it named, or the DM that it opened."""
        return str((self.result or {}).get("channel") or self.fields.get("channel") or "")


class Record(StandIn[Fault]):
    """Calls and deliveries, under the one lock."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        """All that went to the app, oldest first."""

    def made(self, method: str, *, channel: str | None = None, done: bool = True) -> list[Call]:
        """The calls of one method; ``done`` leaves out those that did nothing."""
        with self.changed:
            return [
                call
                for call in self.calls
                if call.method == method
                and channel in {None, call.channel}
                and (call.result is not None or not done)
            ]

    def settled(self, seconds: float = 60.0) -> None:
        """Wait until everything sent to the app is acknowledged or given up."""
        self.wait(lambda: all(delivery.is_over for delivery in self.deliveries), seconds)

    def acked(self) -> list[Delivery]:
        """What the app has acknowledged."""
        with self.changed:
            return [delivery for delivery in self.deliveries if delivery.is_acked]
