"""Whose account is whose, and who is reached no more: one that fails holds up no other."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.channels.slack import SlackApi, SlackChannel, problems_of
from bot.channels.slack.cards import SlackCards
from bot.channels.slack.people import SlackPeople
from bot.city import Base
from bot.errors import SendError
from bot.library import Library
from bot.mail import Block, Card, Part
from bot.store import open_database
from tests.fakes import Clock, DirectRunner
from tests.offices import ANNIKA, JARI
from tests.slack_desk import person_of, with_slack
from tests.slack_rules import Fields
from tests.slack_server import TOKEN, SlackServer, slack
from tests.slack_troubles import Fault, Trouble, refused


@pytest.fixture
def server() -> Iterator[SlackServer]:
    """The stand-in Slack."""
    with slack() as running:
        yield running


@dataclass(eq=False)
class _About(Fault):
    """Slack will not tell of one address."""

    email: str = ""

    def hits(self, method: str, fields: Fields) -> bool:
        """Whether it is asked about that one."""
        return method == "users.lookupByEmail" and fields.get("email") == self.email


@pytest.fixture
def city(server: SlackServer, base: Base) -> Base:
    """Two officials to be found by their e-mail; of the first in the register nothing is told."""
    both = [slug for slug in base.officials if slug in (ANNIKA, JARI)]
    for slug in both:
        person_of(server, base, slug)
    silent = base.officials[both[0]].email
    server.harm(_About(Trouble.REFUSED, error="access_denied", email=silent))
    return with_slack(base, annika_sundstrom=True, jari_koskela=True)


def test_who_cannot_be_told_of_comes_last_the_next_time(server: SlackServer, city: Base) -> None:
    store = open_database(None)

    async def rounds() -> list[int]:
        async with SlackApi(TOKEN, server.url) as api:
            people = SlackPeople(DirectRunner(store), api, Library(city), Clock())
            return [await people.link() for _ in range(3)]

    assert sum(asyncio.run(rounds())) == 1
    reached = [reach.official for reach in store.reaches("slack")]
    assert reached == [slug for slug in city.officials if slug in (ANNIKA, JARI)][1:]


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found"])
def test_a_room_that_lets_the_app_in_no_more_is_told_by_a_change_as_by_a_post(
    server: SlackServer, base: Base, code: str
) -> None:
    """Else it is tried each minute for ever, and the desk does not say so."""
    server.harm(refused(code, method="chat.update"), refused(code, method="chat.postMessage"))
    card = Card("AAA-AAA-AAA", 1, (Block(Part.HEAD, "AAA-AAA-AAA"),))

    async def tries() -> list[SendError]:
        async with SlackApi(TOKEN, server.url) as api:
            cards = SlackCards(SlackChannel(api, Library(base)))
            with pytest.raises(SendError) as changed:
                await cards.update("C1", "C1/1.1", card)
            with pytest.raises(SendError) as posted:
                await cards.post("C1", card)
            return [changed.value, posted.value]

    assert all(error.unreachable for error in asyncio.run(tries()))


@pytest.mark.parametrize("may_read", [True, False])
def test_a_chat_that_shows_no_card_is_told_from_one_that_may_not_be_read(
    server: SlackServer, base: Base, *, may_read: bool
) -> None:
    annika = person_of(server, base, ANNIKA)
    if not may_read:
        server.harm(refused("missing_scope", method="conversations.history"))

    async def looks() -> bool:
        async with SlackApi(TOKEN, server.url) as api:
            cards = SlackCards(SlackChannel(api, Library(base)))
            assert await cards.find(annika.id, Card("REVIEW-1", 1, ())) is None
            return cards.can_look

    assert asyncio.run(looks()) is may_read


def test_the_check_says_who_is_not_there_and_of_whom_nothing_is_told(
    server: SlackServer, city: Base
) -> None:
    said: list[str] = []

    async def problems() -> list[str]:
        async with SlackApi(TOKEN, server.url) as api:
            return await problems_of(api, city, said.append)

    [problem] = asyncio.run(problems())
    assert "does not tell" in problem
    assert any(city.officials[ANNIKA].name in line for line in said)


@pytest.mark.parametrize("url", ["", "https://hooks.example/commands/1", "http://hooks.slack.com/"])
def test_nobody_but_slack_is_answered_and_it_is_said_why(server: SlackServer, url: str) -> None:
    async def answers() -> None:
        async with SlackApi(TOKEN, server.url) as api:
            await api.respond(url, text="hei")

    with pytest.raises(SendError, match="not Slack's"):
        asyncio.run(answers())
