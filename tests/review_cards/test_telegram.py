"""Cards about answers in the real program, on Telegram."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.ports import Store
from bot.reviews import ReviewCard, Stage
from tests.fakes import Clock, ScriptedMatcher
from tests.offices import ANNIKA
from tests.review_cards.serving import decides_on_the_desk, telegram_desk
from tests.review_cards.town import MAIJA, TITLE, WHEN, awkward, file_of, rewritten
from tests.served import Served
from tests.slack_desk import eventually
from tests.telegram_people import Chatter
from tests.telegram_rules import Fields
from tests.telegram_server import TelegramServer, telegram
from tests.telegram_troubles import Fault, Trouble


@pytest.fixture
def bot() -> Iterator[TelegramServer]:
    """The stand-in Bot API."""
    with telegram() as running:
        yield running


@pytest.fixture
def annika(bot: TelegramServer) -> Chatter:
    """An official's private chat."""
    return Chatter(bot, 21)


@pytest.fixture
def desk(
    bot: TelegramServer,
    annika: Chatter,
    folder: Path,
    scripted: ScriptedMatcher,
    tmp_path: Path,
) -> Iterator[Served]:
    """The program on a Monday morning, with two officials on Telegram."""
    del annika  # her chat is there before the program starts
    Chatter(bot, 22)
    with telegram_desk(bot, folder, tmp_path, scripted) as running:
        yield running


def _becomes(chat: Chatter, card: dict[str, Any], words: str) -> dict[str, Any]:
    """The card's message once it shows those words."""

    def shown() -> dict[str, Any] | None:
        found = next(m for m in chat.heard if m["message_id"] == card["message_id"])
        return found if words in found["text"] else None

    message = chat.server.wait(shown)
    assert message
    return message


def test_on_telegram_one_tap_writes_the_review(desk: Served, folder: Path, annika: Chatter) -> None:
    card = annika.hears(TITLE)
    assert card["text"].startswith("\N{OPEN BOOK} ")
    assert "Vastauksia tarkistettavana: 1" in annika.texts[0]  # the word comes first
    assert list(annika.buttons()) == ["Yhä totta", "Poista käytöstä"]
    [*_, [link]] = card["reply_markup"]["inline_keyboard"]
    assert link == {
        "text": "Muuta",
        "url": f"https://aura.example/desk/reviews#{WHEN}.fi",
    }
    annika.presses("Yhä totta")
    shown = _becomes(annika, card, "Annika Sundström totesi tänään klo 09.00: yhä totta")
    assert "reply_markup" not in shown
    assert f'reviewed_by = "{ANNIKA}"' in file_of(folder).read_text("utf-8")
    with desk.official(ANNIKA) as official:
        assert TITLE not in official.get("/desk/reviews").text


def test_on_telegram_out_of_use_takes_a_second_tap(
    desk: Served, folder: Path, annika: Chatter
) -> None:
    del desk
    card = annika.hears(TITLE)
    first = annika.buttons()
    annika.presses("Poista käytöstä")
    _becomes(annika, card, "Poistetaanko vastaus käytöstä?")
    assert "valid_until" not in file_of(folder).read_text("utf-8")
    annika.presses("Kyllä, poista käytöstä")
    _becomes(annika, card, "Annika Sundström poisti vastauksen käytöstä")
    assert "valid_until = 2026-11-22" in file_of(folder).read_text("utf-8")
    annika.presses("", first["Yhä totta"])
    annika.hears("Painalluksesi ei muuttanut mitään.")
    assert f'reviewed_by = "{MAIJA}"' in file_of(folder).read_text("utf-8")


def test_on_telegram_the_card_follows_the_desk_and_tells_the_late(
    desk: Served, folder: Path, annika: Chatter
) -> None:
    card = annika.hears(TITLE)
    before = annika.buttons()["Yhä totta"]
    decides_on_the_desk(desk)
    shown = _becomes(annika, card, "Maija Lehtonen totesi")
    assert "reply_markup" not in shown
    annika.presses("", before)
    annika.hears("Painalluksesi ei muuttanut mitään.")
    assert f'reviewed_by = "{MAIJA}"' in file_of(folder).read_text("utf-8")


def test_on_telegram_strangers_and_the_author_are_refused(
    desk: Served, bot: TelegramServer, folder: Path, annika: Chatter
) -> None:
    del desk
    annika.hears(TITLE)
    before = file_of(folder).read_bytes()
    stranger, jari = Chatter(bot, 99), Chatter(bot, 22)
    button = annika.buttons()["Yhä totta"]
    for chat, said in ((stranger, "vain viranhaltija"), (jari, "Katso se uudelleen")):
        message = {**button["message"], "chat": chat.chat}
        chat.presses("", button | {"message": message})
        chat.hears(said)
    assert file_of(folder).read_bytes() == before


def test_on_telegram_words_under_the_card_become_no_question(desk: Served, annika: Chatter) -> None:
    card = annika.hears(TITLE)
    annika.says("Ei tämä enää pidä paikkaansa, katso 019-200-123", reply_to=card)
    annika.hears("Sanat tässä eivät muuta vastausta")
    assert desk.run(lambda store: store.cases()) == []


def test_on_telegram_what_cannot_be_written_is_said_with_its_lines(
    desk: Served, folder: Path, annika: Chatter
) -> None:
    del desk
    card = annika.hears(TITLE)
    awkward(folder)
    annika.presses("Yhä totta")
    told = annika.hears("ei voi kirjoittaa")
    assert 'reviewed_by = "annika-sundstrom"\nreviewed_on = 2026-11-23' in told["text"]
    assert _becomes(annika, card, TITLE)["reply_markup"]


class _Hasty(Clock):
    """Goes on by ten seconds at each look: a chat that has to wait does not wait long."""

    def __call__(self) -> datetime:
        self.move(seconds=10)
        return super().__call__()


@dataclass(eq=False)
class _OfCards(Fault):
    """Only what shows a card, not the word before it."""

    def hits(self, method: str, fields: Fields) -> bool:
        return TITLE in str(fields.get("text")) and super().hits(method, fields)


def test_on_telegram_a_card_whose_post_got_no_answer_is_done_with_a_press(
    bot: TelegramServer, annika: Chatter, folder: Path, scripted: ScriptedMatcher, tmp_path: Path
) -> None:
    Chatter(bot, 22)
    bot.harm(_OfCards(Trouble.CUT_AFTER, method="sendMessage", chat=21, times=1))
    with telegram_desk(bot, folder, tmp_path, scripted, now=_Hasty()):
        card = annika.hears(TITLE)
        annika.presses("Yhä totta")
        shown = _becomes(annika, card, "Annika Sundström totesi")
        assert "reply_markup" not in shown


def test_without_any_chat_a_card_ends_all_the_same(
    bot: TelegramServer, annika: Chatter, folder: Path, scripted: ScriptedMatcher, tmp_path: Path
) -> None:
    """L28: what has ended goes with time."""
    Chatter(bot, 22)
    with telegram_desk(bot, folder, tmp_path, scripted):
        annika.hears(TITLE)
    rewritten(file_of(folder), "review_again = .*", "review_again = 2027-11-01")
    with telegram_desk(bot, folder, tmp_path, scripted, telegram_token=None) as desk:
        eventually(lambda: [c.stage for c in desk.run(_cards)] == [Stage.REVIEWED])


def _cards(store: Store) -> list[ReviewCard]:
    return store.review_cards_of(ANNIKA)


def test_after_a_restart_the_card_is_not_shown_again_and_its_buttons_hold(
    bot: TelegramServer,
    annika: Chatter,
    folder: Path,
    scripted: ScriptedMatcher,
    tmp_path: Path,
) -> None:
    Chatter(bot, 22)
    for _ in range(2):
        with telegram_desk(bot, folder, tmp_path, scripted):
            card = annika.hears(TITLE)
    clock = Clock()
    clock.move(hours=2)
    with telegram_desk(bot, folder, tmp_path, scripted, now=clock):
        annika.presses("Yhä totta")
        _becomes(annika, card, "tänään klo 11.00: yhä totta")
    assert sum(TITLE in text for text in annika.texts) == 1
