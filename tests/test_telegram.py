"""Residents on Telegram, through the real program and a stand-in Bot API on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import Case, State
from bot.ports import Store
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
    given = {"telegram_token": TOKEN, "telegram_api": server.url}
    with served(base, tmp_path / "data", scripted, **given) as running:
        yield running


@pytest.fixture
def matti(server: TelegramServer) -> Chatter:
    """A resident."""
    return Chatter(server, 11)


def _cases(desk: Served) -> list[Case]:
    def all_of(store: Store) -> list[Case]:
        return store.cases(states=tuple(State), newest=True)

    cases: list[Case] = desk.run(all_of)
    return cases


def _approve(desk: Served, case: Case) -> None:
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=case.owner)


def test_a_question_gets_its_receipt_its_reply_and_a_closing_question(
    desk: Served, matti: Chatter
) -> None:
    matti.says("milloin Koivukuja aurataan")
    matti.hears("viestisi on perillä")
    [case] = _cases(desk)
    assert (case.place, case.state) == ("11", State.AWAITING_APPROVAL)
    _approve(desk, case)
    matti.hears("auraa")
    assert {"Tästä oli apua", "Tästä ei ollut apua", "Haluan lisätä"} & set(matti.buttons())
