"""The real program with the stand-in as its Slack, and who is there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2

from bot.city import Base
from bot.ports import Matcher
from tests.served import NONCE, Served, erase, first, served
from tests.slack_people import Person
from tests.slack_server import APP_TOKEN, TOKEN, SlackServer


def with_slack(base: Base, rooms: dict[str, str] | None = None, **allowed: bool | str) -> Base:
    """The base with those officials in Slack (underscores for dashes), and nobody else; ``rooms``
    by topic.
    """
    given = {slug.replace("_", "-"): value for slug, value in allowed.items()}
    officials = {
        slug: replace(official, slack=given.get(slug, False))
        for slug, official in base.officials.items()
    }
    topics = {
        slug: replace(topic, slack=(rooms or {}).get(slug, ""))
        for slug, topic in base.topics.items()
    }
    return replace(base, officials=officials, topics=topics)


@contextmanager
def slack_desk(
    server: SlackServer, base: Base, folder: Path, matcher: Matcher, **given: Any
) -> Iterator[Served]:
    """The desk with a Slack app in Socket Mode."""
    ours: dict[str, Any] = {
        "slack_token": TOKEN,
        "slack_app_token": APP_TOKEN,
        "slack_api": server.url,
        "public_url": "https://aura.example",
    }
    with served(base, folder / "data", matcher, **(ours | given)) as running:
        yield running


def eventually(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Ask again and again until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)


class WebResident:
    """A resident on the web chat, without JavaScript."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client
        self._place = ""

    def asks(self, text: str) -> None:
        """Write into the chat."""
        nonce = first(NONCE, self._client.get(self._place or "/").text)
        form = {"text": text, "nonce": nonce, "language": "fi"}
        page = self._client.post(self._place or "/ask", data=form)
        assert page.status_code == 200, page.text
        self._place = page.url.path

    def erases(self) -> None:
        """Have the conversation deleted."""
        assert erase(self._client, self._place).status_code == 200

    def sees(self, words: str, seconds: float = 60.0) -> str:
        """The page once it holds those words."""
        eventually(lambda: words in self.page, seconds)
        return self.page

    @property
    def page(self) -> str:
        """The page as it stands."""
        return self._client.get(self._place).text


def person_of(server: SlackServer, base: Base, slug: str) -> Person:
    """An official's own account."""
    official = base.officials[slug]
    return Person(server, official.name, official.email)
