"""Cards about answers in officials' own chats: the real program on two stand-ins."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge import load
from bot.model import Address
from bot.renewals import ReviewAct
from bot.settings import Settings
from bot.store import open_database
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.offices import ANNIKA, JARI
from tests.review_cards.town import MAIJA, TITLE, WHEN, due_base, file_of, rewritten
from tests.served import Served, served
from tests.slack_desk import eventually, person_of, slack_desk
from tests.slack_people import Person
from tests.slack_seen import Seen
from tests.slack_server import SlackServer, slack
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer, telegram
from tests.towns import TODAY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One answer of Annika's is due; she and Jari may be in Slack too."""
    city = due_base(tmp_path / "city")
    for slug in (ANNIKA, JARI):
        rewritten(city / "officials.toml", rf"\[{slug}\]\n", r"\g<0>slack = true\n")
    return city


def _linked(data: Path, **chats: Address) -> None:
    """Officials' chats as they were linked before the program starts (underscores for dashes)."""
    data.mkdir()
    store = open_database(Settings(data=data).data_file)
    with store.transaction():
        for slug, address in chats.items():
            store.add_reach(slug.replace("_", "-"), address, MONDAY - timedelta(days=9))
    store.close()


def _decides_on_the_desk(desk: Served, act: ReviewAct = ReviewAct.KEEP) -> None:
    """As a press on the desk's page does."""
    answer = desk.aura.base.answers[WHEN]["fi"]
    assert desk.wait(desk.aura.verdicts.decide(act, answer, MAIJA)) is None


# Telegram.


@pytest.fixture
def bot() -> Iterator[TelegramServer]:
    """The stand-in Bot API."""
    with telegram() as running:
        yield running


@contextmanager
def _telegram_desk(
    bot: TelegramServer, folder: Path, tmp_path: Path, matcher: ScriptedMatcher, **given: Any
) -> Iterator[Served]:
    if not (tmp_path / "data").exists():
        places = {"annika_sundstrom": "21", "jari_koskela": "22"}
        chats = {slug: Address("telegram", place) for slug, place in places.items()}
        _linked(tmp_path / "data", **chats)
    ours = {"telegram_token": TOKEN, "telegram_api": bot.url, "knowledge": folder}
    base = load(folder, TODAY)
    ours |= {"now": Clock(), "public_url": "https://aura.example"} | given
    with served(base, tmp_path / "data", matcher, **ours) as running:
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
    with _telegram_desk(bot, folder, tmp_path, scripted) as running:
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
    _decides_on_the_desk(desk)
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
    for chat, said in ((stranger, "vain viranhaltija"), (jari, "Kirjoitit tämän itse")):
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
    file_of(folder).unlink()
    annika.presses("Yhä totta")
    told = annika.hears("ei voi kirjoittaa")
    assert 'reviewed_by = "annika-sundstrom"\nreviewed_on = 2026-11-23' in told["text"]
    assert _becomes(annika, card, TITLE)["reply_markup"]


def test_after_a_restart_the_card_is_not_shown_again_and_its_buttons_hold(
    bot: TelegramServer,
    annika: Chatter,
    folder: Path,
    scripted: ScriptedMatcher,
    tmp_path: Path,
) -> None:
    Chatter(bot, 22)
    for _ in range(2):
        with _telegram_desk(bot, folder, tmp_path, scripted):
            card = annika.hears(TITLE)
    clock = Clock()
    clock.move(hours=2)
    with _telegram_desk(bot, folder, tmp_path, scripted, now=clock):
        annika.presses("Yhä totta")
        _becomes(annika, card, "tänään klo 11.00: yhä totta")
    assert sum(TITLE in text for text in annika.texts) == 1


# Slack.


@pytest.fixture
def workspace() -> Iterator[SlackServer]:
    """The stand-in Slack."""
    with slack() as running:
        yield running


@pytest.fixture
def in_slack(
    workspace: SlackServer, folder: Path, scripted: ScriptedMatcher, tmp_path: Path
) -> Iterator[tuple[Served, Callable[[str], Person]]]:
    """The program on a Monday morning, with two officials in Slack."""
    base = load(folder, TODAY)
    people = {slug: person_of(workspace, base, slug) for slug in (ANNIKA, JARI)}
    chats = {slug.replace("-", "_"): Address("slack", who.id) for slug, who in people.items()}
    _linked(tmp_path / "data", **chats)
    given = {"knowledge": folder, "now": Clock()}
    with slack_desk(workspace, base, tmp_path, scripted, **given) as running:
        yield running, people.__getitem__


def _turns(person: Person, card: Seen, words: str) -> Seen:
    """The card's message once it shows those words."""

    def shown() -> Seen | None:
        found = next(m for m in person.messages(card.channel) if m.ts == card.ts)
        return found if words in found.text else None

    seen = person.server.wait(shown, 15)
    assert seen
    return seen


def test_in_slack_one_tap_writes_the_review_and_the_late_hear_who(
    in_slack: tuple[Served, Callable[[str], Person]], folder: Path
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut: Maija Lehtonen")
    assert TITLE in card.text
    assert card.labels == ["Yhä totta", "Poista käytöstä", "Muuta"]
    assert annika.presses(card, "card.review.keep").ok
    assert f'reviewed_by = "{ANNIKA}"' in file_of(folder).read_text("utf-8")
    shown = _turns(annika, card, "Annika Sundström totesi tänään klo 09.00: yhä totta")
    assert shown.labels == []
    before = file_of(folder).read_bytes()
    assert annika.presses(card, "card.review.retire").ok
    annika.sees("Painalluksesi ei muuttanut mitään.")
    assert "Painalluksesi" in annika.whispers()[-1].text
    assert file_of(folder).read_bytes() == before


def test_in_slack_out_of_use_takes_a_second_tap(
    in_slack: tuple[Served, Callable[[str], Person]], folder: Path
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    annika.presses(card, "card.review.retire")
    asked = _turns(annika, card, "Poistetaanko vastaus käytöstä?")
    assert "valid_until" not in file_of(folder).read_text("utf-8")
    annika.presses(asked, "card.review.back")
    again = _turns(annika, card, "Viimeksi tarkistanut")
    annika.presses(again, "card.review.retire")
    sure = _turns(annika, card, "Poistetaanko vastaus käytöstä?")
    annika.presses(sure, "card.review.retire_yes")
    _turns(annika, card, "Annika Sundström poisti vastauksen käytöstä")
    assert "valid_until = 2026-11-22" in file_of(folder).read_text("utf-8")


def test_in_slack_strangers_and_the_author_change_nothing(
    in_slack: tuple[Served, Callable[[str], Person]], workspace: SlackServer, folder: Path
) -> None:
    """Nobody can be whispered to in a chat that is another's: there it is silence."""
    person = in_slack[1]
    card = person(ANNIKA).sees("Viimeksi tarkistanut")
    before = file_of(folder).read_bytes()
    for who in (Person(workspace, "Kalle", "kalle@aurala.example"), person(JARI)):
        for act in ("keep", "retire"):
            assert who.presses(card, f"card.review.{act}").ok
    assert file_of(folder).read_bytes() == before


def test_in_slack_the_card_follows_the_desk_and_tells_the_late(
    in_slack: tuple[Served, Callable[[str], Person]],
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    _decides_on_the_desk(in_slack[0])
    assert _turns(annika, card, "Maija Lehtonen totesi").labels == []
    annika.presses(card, "card.review.keep")
    eventually(lambda: any("Maija Lehtonen totesi" in w.text for w in annika.whispers()))


def test_in_slack_what_cannot_be_written_is_whispered_with_its_lines(
    in_slack: tuple[Served, Callable[[str], Person]], folder: Path
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    file_of(folder).unlink()
    annika.presses(card, "card.review.keep")
    eventually(lambda: any("reviewed_on = 2026-11-23" in w.text for w in annika.whispers()))


def test_a_file_edited_by_hand_reaches_the_card(
    in_slack: tuple[Served, Callable[[str], Person]], folder: Path
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    rewritten(file_of(folder), "review_again = .*", "review_again = 2027-11-01")
    shown = _turns(annika, card, "Tarkistus on merkitty tiedostoon: Maija Lehtonen")
    assert "1.11.2027" in shown.text
    assert shown.labels == []
