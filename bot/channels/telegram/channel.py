"""``ports.Channel`` for Telegram."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.pace import Pacer
from bot.library import Library
from bot.mail import Delivery
from bot.model import Question


class TelegramChannel:
    """Kept updates to questions, deliveries to messages."""

    name = "telegram"

    def __init__(self, api: TelegramApi, library: Library, pacer: Pacer | None = None) -> None:
        self._api = api
        self._library = library
        self._pacer = pacer or Pacer()

    def read(self, payload: Mapping[str, Any], at: datetime) -> Question:
        """A kept update, as a question. Raises UnreadableError."""
        raise NotImplementedError

    async def send(self, delivery: Delivery) -> None:
        """Send one message. Raises SendError."""
        raise NotImplementedError
