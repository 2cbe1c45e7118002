"""Reminders through the real program and stand-in chats: one tap in the reminder itself."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import Address, Case, State
from bot.ports import Store
from tests.fakes import Clock, RunningClock, ScriptedMatcher
from tests.offices import ANNIKA, with_telegram
from tests.served import Served, served
from tests.slack_desk import WebResident, person_of, slack_desk, with_slack
from tests.slack_server import SlackServer, slack
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer, telegram

DEPUTY = "mikael-backstrom"
"""Annika's."""
QUESTION = "milloin aura tulee Koivukujalle"
HALF = "Puolet luvatusta ajasta on kulunut."
DUE = "Luvattu aika on tullut, eikä asukas ole saanut vastausta."


@pytest.fixture
def clock() -> Clock:
    """The program's clock: Monday at 9.00 at first."""
    return RunningClock()


@pytest.fixture
def slack_server() -> Iterator[SlackServer]:
    """The stand-in Slack."""
    with slack() as running:
        yield running


@pytest.fixture
def telegram_server() -> Iterator[TelegramServer]:
    """The stand-in Bot API."""
    with telegram() as running:
        yield running


def _case(desk: Served) -> Case:
    def newest(store: Store) -> Case:
        return store.cases(states=tuple(State), newest=True)[0]

    case: Case = desk.run(newest)
    return case


def _reach(store: Store, official: str, address: Address, at: datetime) -> None:
    store.add_reach(official, address, at)


def _later(desk: Served, clock: Clock, *, hours: float) -> None:
    """Time passes, and the clock's turn comes."""
    clock.move(hours=hours)
    desk.run(desk.aura.cases.tick, _case(desk).reference)


def test_in_slack_the_owner_approves_in_the_reminder_at_half_time(
    slack_server: SlackServer, base: Base, scripted: ScriptedMatcher, tmp_path: Path, clock: Clock
) -> None:
    annika = person_of(slack_server, base, ANNIKA)
    city = with_slack(base, annika_sundstrom=True)
    with slack_desk(slack_server, city, tmp_path, scripted, now=clock) as desk:
        with desk.client() as client:
            resident = WebResident(client)
            resident.asks(QUESTION)
            first = annika.sees("milloin aura tulee")
            _later(desk, clock, hours=2.25)
            reminder = annika.sees(HALF)
            assert reminder.ts != first.ts
            annika.sees("Muistutus tästä asiasta on alla")
            assert "Hyväksy ja lähetä" in reminder.labels
            assert annika.presses(reminder, "card.approve").ok
            resident.sees("Annika Sundström")
            annika.sees("Annika Sundström: Hyväksyi ja lähetti")
        cards = annika.messages(first.channel)
        assert [message.labels for message in cards] == [[], []]
    assert len(cards) == 2


def test_in_telegram_the_deputy_approves_in_the_reminder_at_the_deadline(
    telegram_server: TelegramServer,
    base: Base,
    scripted: ScriptedMatcher,
    tmp_path: Path,
    clock: Clock,
) -> None:
    """The owner has seen the card and did nothing; the deputy had none until then."""
    city = with_telegram(base, annika_sundstrom=True, mikael_backstrom=True)
    given = {"telegram_token": TOKEN, "telegram_api": telegram_server.url, "telegram_quiet": 0.2}
    annika, mikael = Chatter(telegram_server, 21), Chatter(telegram_server, 22)
    matti = Chatter(telegram_server, 11)
    with served(city, tmp_path / "data", scripted, now=clock, **given) as desk:
        for official, chat in ((ANNIKA, 21), (DEPUTY, 22)):
            address = Address("telegram", str(chat))
            desk.run(_reach, official, address, clock())
        matti.says(QUESTION)
        annika.hears("milloin aura tulee")
        assert _case(desk).owner == ANNIKA
        _later(desk, clock, hours=4.25)
        reminder = mikael.hears(DUE)
        assert "Vastuussa: Annika Sundström" in reminder["text"]
        annika.hears(DUE)
        mikael.presses("Hyväksy")
        matti.hears("Mikael Backström")
        mikael.hears("Mikael Backström: Hyväksyi ja lähetti")
        annika.hears("Mikael Backström: Hyväksyi ja lähetti")
        left = [m for chat in (annika, mikael) for m in chat.heard if "reply_markup" in m]
    assert left == []
    assert DUE not in "".join(annika.texts + mikael.texts)
