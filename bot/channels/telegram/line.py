"""The whole of one bot: its connection, its channel, its ear, its talk."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from bot.cases import Cases
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.cards import TelegramCards
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.fetcher import TelegramFetcher
from bot.channels.telegram.officials import Officials
from bot.channels.telegram.rights import TalkRights
from bot.channels.telegram.talk import Talk
from bot.erasing import Erasing
from bot.inbox import Inbox
from bot.library import Library
from bot.pages.render import Pages
from bot.ports import Runner
from bot.pressing import Pressing


@dataclass(frozen=True, slots=True)
class Access:
    """How a bot is reached; from the settings."""

    token: str
    server: str
    webhook: str = ""
    """This program's public https address, when Telegram is to push."""
    secret: str = ""
    """What Telegram then shows."""


class TelegramLine:
    """One bot; each part is built once, and does nothing before it is run."""

    def __init__(self, access: Access, library: Library) -> None:
        """``library``: the words and the commands' languages."""
        self._access = access
        self._library = library
        self.api = TelegramApi(access.token, access.server)
        self.channel = TelegramChannel(self.api, library)
        self.cards = TelegramCards(self.channel)

    def fetcher(self, inbox: Inbox, ring: Callable[[], None]) -> TelegramFetcher:
        """What brings updates into the inbox."""
        access = self._access
        return TelegramFetcher(
            self.api,
            inbox,
            self._library,
            ring,
            webhook=access.webhook,
            secret=access.secret,
        )

    def officials(self, pressing: Pressing) -> Officials:
        """What officials say and press in their chats."""
        return Officials(pressing, self.channel, self.cards, self._library)

    def talk(self, runner: Runner, inbox: Inbox, cases: Cases, pages: Pages, web_chat: str) -> Talk:
        """What answers commands; ``web_chat`` is the address of the city's own chat."""
        talk = Talk(runner, self.channel, self._library, cases.now, web_chat)
        TalkRights(talk, runner, cases, pages, Erasing(runner, inbox, cases))
        return talk


def webhook_secret(secret: str) -> str:
    """The secret of a webhook, derived from the program's own."""
    return hmac.digest(secret.encode(), b"telegram webhook", "sha256").hex()
