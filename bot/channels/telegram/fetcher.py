"""Raw updates into the inbox before the offset moves."""

from bot.channels.telegram.api import TelegramApi
from bot.inbox import Inbox


class TelegramFetcher:
    """Long polling: getUpdates, commit, and only then a higher offset."""

    def __init__(self, api: TelegramApi, inbox: Inbox) -> None:
        self._api = api
        self._inbox = inbox

    async def run(self) -> None:
        """Fetch until cancelled; outlives wrong tokens, lost networks and malformed updates."""
        raise NotImplementedError
