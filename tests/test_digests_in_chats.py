"""The same words on Telegram, in Slack, and in the program."""

import asyncio
from pathlib import Path

from bot.channels.slack import SlackLine
from bot.channels.slack.ear import Access
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.cards import TelegramCards
from bot.city import Base
from bot.library import Library
from tests.fakes import FakeTelegram, ScriptedMatcher
from tests.offices import ANNIKA
from tests.served import served
from tests.slack_desk import eventually, person_of
from tests.slack_server import TOKEN, SlackServer, slack
from tests.telegram_server import TOKEN as BOT_TOKEN
from tests.telegram_server import telegram

WORD = "**Hyvää huomenta!**\nOdottaa sinua: 3\n[Avaa työpöydällä](https://a.example/desk/today)"


def test_a_word_on_telegram_is_one_message_with_its_link(base: Base) -> None:
    api = FakeTelegram()
    cards = TelegramCards(TelegramChannel(api, Library(base)))
    asyncio.run(cards.tell("11", WORD))
    ((method, values),) = api.calls
    assert (method, values["chat_id"]) == ("sendMessage", 11)
    assert "<b>Hyvää huomenta!</b>\nOdottaa sinua: 3" in values["text"]
    assert '<a href="https://a.example/desk/today">Avaa työpöydällä</a>' in values["text"]


def test_a_word_in_slack_is_one_message_with_its_link(base: Base) -> None:
    async def told(server: SlackServer, place: str) -> None:
        line = SlackLine(Access(TOKEN, server.url), Library(base))
        async with line.api:
            await line.cards.tell(place, WORD)

    with slack() as server:
        annika = person_of(server, base, ANNIKA)
        asyncio.run(told(server, annika.id))
        seen = annika.sees("Hyvää huomenta!")
        assert "Odottaa sinua: 3" in seen.text
        assert seen.links == [("https://a.example/desk/today", "Avaa työpöydällä")]


def test_the_program_tells_words_beside_its_cards(
    base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> None:
    with telegram() as server:
        given = {"telegram_token": BOT_TOKEN, "telegram_api": server.url}
        with served(base, tmp_path, scripted, **given) as desk, desk.client() as client:
            eventually(lambda: client.get("/healthz").json()["workers"].get("digests") is True)
