"""The chat channels that are configured, wired: Telegram and Slack, for residents and officials."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute

from bot.board import Board
from bot.cases import Cases
from bot.channels.slack import MOST_PUSHED, SLACK_PATH, SlackChannel, SlackEar, SlackLine
from bot.channels.telegram import TelegramChannel, TelegramFetcher, TelegramLine
from bot.desk.files import Fetch
from bot.digests import Digests
from bot.inbox import Inbox
from bot.library import Library
from bot.machine import slack_access, telegram_access
from bot.pages.render import Pages
from bot.ports import CardChannel, Channel, Runner
from bot.pressing import Pressing
from bot.renewals import ReviewCards, ReviewPresses, Verdicts
from bot.settings import Settings

_LOOK_SECONDS = 5.0
_PEOPLE_SECONDS = 30.0
_DIGEST_SECONDS = 20.0
_CLOSE_SECONDS = 2
NOT_CONFIGURED = "not configured"

Step = tuple[str, Callable[[], Awaitable[int]], str, float]
"""A worker's name, what it does each time, the bell that wakes it, and how often it looks, in s."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What chats work with."""

    runner: Runner
    inbox: Inbox
    cases: Cases
    verdicts: Verdicts
    """What is said of answers, on the desk and on cards."""
    pages: Pages
    ring: Callable[[], None]
    """Wakes the workers."""
    bell: str
    """Which bell that is."""


class Chats:
    """Each is there or not. Building asks nobody anything; nothing runs before ``run``."""

    def __init__(self, settings: Settings, library: Library) -> None:
        """``library``: the words, the register."""
        self._settings = settings
        self._library = library
        desk = f"{settings.base_url}/desk" if settings.is_https else ""
        self._desk = desk
        telegram, slack = telegram_access(settings), slack_access(settings)
        self._telegram = TelegramLine(telegram, library) if telegram else None
        self._slack = SlackLine(slack, library, desk) if slack else None
        self._fetcher: TelegramFetcher | None = None
        self._ear: SlackEar | None = None

    @property
    def channels(self) -> dict[str, Channel]:
        """The ways residents and the city talk, by name."""
        found: dict[str, Channel] = {}
        if self._telegram:
            found[TelegramChannel.name] = self._telegram.channel
        if self._slack:
            found[SlackChannel.name] = self._slack.channel
        return found

    @property
    def fetch(self) -> dict[str, Fetch]:
        """How the files that residents sent are fetched, by channel."""
        found: dict[str, Fetch] = {}
        if self._telegram:
            found[TelegramChannel.name] = self._telegram.channel.fetch
        if self._slack:
            found[SlackChannel.name] = self._slack.channel.fetch
        return found

    @property
    def states(self) -> dict[str, str]:
        """How each is heard: ``ok``, what is wrong, or that there is none."""
        return {
            "telegram": self._fetcher.state if self._fetcher else NOT_CONFIGURED,
            "slack": self._ear.state if self._ear else NOT_CONFIGURED,
        }

    @property
    def bodies(self) -> dict[str, int]:
        """Where larger bodies are taken than from residents, and how large, in bytes."""
        return {SLACK_PATH: MOST_PUSHED} if self._slack else {}

    def bot_name(self) -> str | None:
        """The Telegram bot's user name; empty while it is not known, None without a bot."""
        return self._fetcher.name if self._fetcher else None

    def connect(self, parts: Parts) -> None:
        """Give them the rest of the program."""
        self._parts = parts
        runner, now, verdicts = parts.runner, parts.cases.now, parts.verdicts
        reviews = ReviewPresses(runner, self._library, verdicts, now)
        self._pressing = Pressing(runner, parts.cases, self._library, reviews, now, desk=self._desk)
        if self._telegram:
            self._fetcher = self._telegram.fetcher(parts.inbox, parts.ring)
        if self._slack:
            self._ear = self._slack.ear(
                parts.runner, parts.inbox, parts.cases, self._pressing, parts.ring
            )

    def routes(self) -> list[BaseRoute]:
        """Where Telegram and Slack push, if they do."""
        heard = (self._fetcher, self._ear)
        return [route for each in heard if each for route in each.routes()]

    async def run(self, stack: AsyncExitStack) -> list[Step]:
        """Hear them until the stack unwinds; what is to be done for them again and again."""
        steps: list[Step] = []
        if self._telegram and self._fetcher:
            steps += await self._run_telegram(stack, self._telegram, self._fetcher)
        if self._slack and self._ear:
            steps += await self._run_slack(stack, self._slack, self._ear)
        return steps + self._posting(self._cards())

    def _posting(self, cards: dict[str, CardChannel]) -> list[Step]:
        """What is shown and told to officials by itself; cards about answers end without chats
        too, so that they are let go.
        """
        parts, library, desk = self._parts, self._library, self._desk
        now = parts.cases.now
        board = Board(parts.runner, cards, library, now, desk)
        digests = Digests(parts.runner, cards, library, now, desk)
        reviews = ReviewCards(parts.runner, cards, library, parts.verdicts, now, desk=desk)
        ends: Step = ("reviews", reviews.work, parts.bell, _LOOK_SECONDS)
        if not cards:
            return [ends]
        return [
            ("board", board.work, parts.bell, _LOOK_SECONDS),
            ("digests", digests.work, "", _DIGEST_SECONDS),
            ends,
        ]

    def _cards(self) -> dict[str, CardChannel]:
        lines = (self._telegram, self._slack)
        return {line.cards.name: line.cards for line in lines if line}

    async def _run_telegram(
        self, stack: AsyncExitStack, telegram: TelegramLine, fetcher: TelegramFetcher
    ) -> list[Step]:
        parts, settings = self._parts, self._settings
        await stack.enter_async_context(telegram.api)
        web_chat = f"{settings.base_url}/" if settings.public_url else ""
        talk = telegram.talk(parts.runner, parts.inbox, parts.cases, parts.pages, web_chat)
        telegram.officials(self._pressing).join(talk)
        _beside(stack, fetcher.run(), "telegram.fetcher")
        return [
            ("telegram", talk.work, parts.bell, _LOOK_SECONDS),
        ]

    async def _run_slack(
        self, stack: AsyncExitStack, slack: SlackLine, ear: SlackEar
    ) -> list[Step]:
        parts = self._parts
        await stack.enter_async_context(slack.api)
        people = slack.people(parts.runner, parts.cases.now)
        _beside(stack, ear.run(), "slack.ear")
        return [
            ("slack.people", people.link, "", _PEOPLE_SECONDS),
        ]


def _beside(stack: AsyncExitStack, work: Coroutine[Any, Any, None], name: str) -> None:
    """Run it beside everything else until the stack unwinds."""
    stack.push_async_callback(ended, asyncio.create_task(work, name=name))


async def ended(worker: asyncio.Task[None]) -> None:
    """Cancel a worker and give it a moment to end."""
    worker.cancel()
    await asyncio.wait({worker}, timeout=_CLOSE_SECONDS)
