"""What the proofs of residents on Telegram share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from tests.fakes import ScriptedMatcher
from tests.served import Served, served
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer, telegram


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """The stand-in Bot API."""
    with telegram() as running:
        yield running


@pytest.fixture
def desk(
    server: TelegramServer, base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> Iterator[Served]:
    """The desk with a bot."""
    given = {"telegram_token": TOKEN, "telegram_api": server.url, "telegram_quiet": 0.6}
    with served(base, tmp_path / "data", scripted, **given) as running:
        yield running


@pytest.fixture
def matti(server: TelegramServer) -> Chatter:
    """A resident."""
    return Chatter(server, 11)
