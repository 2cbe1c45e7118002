"""The terminal as a channel: for `aura chat` and `aura demo`. Needs no server and no token."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.channels.payload import question_from
from bot.mail import Delivery
from bot.model import Question


class ConsoleChannel:
    """``ports.Channel`` for a terminal: what is sent is shown."""

    name = "console"

    def __init__(self, show: Callable[[Delivery], None]) -> None:
        """``show`` puts one delivery before the reader."""
        self._show = show

    def read(self, payload: Mapping[str, Any], at: datetime) -> Question:
        """A typed line, as a question."""
        return question_from(self.name, payload, at)

    async def send(self, delivery: Delivery) -> None:
        """Show the message."""
        self._show(delivery)
