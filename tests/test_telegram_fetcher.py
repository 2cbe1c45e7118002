"""The fetcher beside a data file that fails: Telegram forgets nothing that is not kept."""

import asyncio

import pytest

from bot.cases import Cases
from bot.channels.telegram import TelegramApi, TelegramChannel, TelegramFetcher
from bot.errors import StoreError
from bot.inbox import Inbox
from tests.fakes import Clock, DirectRunner
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer, telegram

CHANNELS = (TelegramChannel.name,)


async def _fetch_twice(server: TelegramServer, cases: Cases, runner: DirectRunner) -> list[str]:
    """One fetch whose second update cannot be kept, and another; the texts kept then."""
    async with TelegramApi(TOKEN, server.url) as api:
        inbox = Inbox(runner, {}, cases, Clock())
        fetcher = TelegramFetcher(api, inbox, cases.library)
        runner.failures = [None, StoreError("The disk is full.")]
        with pytest.raises(StoreError):
            await fetcher.fetch()
        await fetcher.fetch()
    return [arrival.payload["text"] for arrival in runner.store.unread(CHANNELS, 10)]


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "mixed"])
def test_what_could_not_be_kept_comes_again(cases: Cases, runner: DirectRunner, order: int) -> None:
    with telegram() as server:
        for text in ("ensin", "sitten"):
            Chatter(server, 11).says(text)
        server.world.updates.waiting = server.world.updates.waiting[::order]
        kept = asyncio.run(_fetch_twice(server, cases, runner))
    assert sorted(kept) == ["ensin", "sitten"]
