"""Officials who answer from a chat, through the real program and a stand-in Bot API."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.city import Base
from bot.model import STRANGER, Act, Case, State
from bot.ports import Store
from tests.fakes import ScriptedMatcher
from tests.offices import ANNIKA, JARI, with_telegram
from tests.served import FORM_TOKEN, Served, first, served
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer, telegram
from tests.telegram_world import BOT_NAME

CODE = re.compile(r"/link ([A-Z0-9-]{11})")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """The stand-in Bot API."""
    with telegram() as running:
        yield running


@pytest.fixture
def desk(
    server: TelegramServer, base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> Iterator[Served]:
    """The desk with a bot, and two officials who may use it."""
    given = {"telegram_token": TOKEN, "telegram_api": server.url}
    city = with_telegram(base, annika_sundstrom=True, jari_koskela=True)
    with served(city, tmp_path / "data", scripted, **given) as running:
        yield running


@pytest.fixture
def matti(server: TelegramServer) -> Chatter:
    """A resident."""
    return Chatter(server, 11)


@pytest.fixture
def annika(server: TelegramServer, desk: Served) -> Chatter:
    """An official whose chat is linked."""
    chat = Chatter(server, 21)
    _link(desk, chat, ANNIKA)
    return chat


def _link(desk: Served, chat: Chatter, slug: str, command: str = "/link") -> None:
    chat.says(f"{command} {_code(desk, slug)}")
    chat.hears("on nyt yhdistetty")


def _code(desk: Served, slug: str) -> str:
    with desk.official(slug) as official:
        token = first(FORM_TOKEN, official.get("/desk/telegram").text)
        page = official.post("/desk/telegram/code", data={"form_token": token})
    return first(CODE, page.text)


def _case(desk: Served) -> Case:
    def all_of(store: Store) -> list[Case]:
        return store.cases(states=tuple(State), newest=True)

    cases: list[Case] = desk.run(all_of)
    return cases[0]


def _card(chat: Chatter, words: str) -> dict[str, Any]:
    return chat.hears(words)


def _becomes(chat: Chatter, number: int, words: str) -> dict[str, Any]:
    """The message of that number once it shows those words."""

    def shown() -> dict[str, Any] | None:
        found = next(m for m in chat.heard if m["message_id"] == number)
        return found if words in found["text"] else None

    message = chat.server.wait(shown)
    assert message
    return message


def test_question_card_approval_reply(desk: Served, matti: Chatter, annika: Chatter) -> None:
    """Resident asks, the official in a tram approves, the resident hears (S4)."""
    matti.says("milloin aura tulee Koivukujalle, soita 040 765 4321")
    card = _card(annika, "milloin aura tulee")
    assert card["text"].startswith("\N{CLIPBOARD} ")
    assert "040 765" not in card["text"]
    assert "93 %" in card["text"]
    assert set(annika.buttons()) == {
        "Hyväksy ja lähetä",
        "Muu vastaus",
        "Siirrä toiselle",
        "Päätä ilman vastausta",
    }
    annika.presses("Hyväksy")
    matti.hears("Annika Sundström\nKunnossapitoinsinööri")
    shown = _becomes(annika, card["message_id"], "Hyväksyi ja lähetti")
    assert "reply_markup" not in shown
    assert "milloin aura" not in shown["text"]
    assert _case(desk).decided_by == ANNIKA


def test_an_answer_to_the_card_is_seen_first_and_then_sent(
    desk: Served, matti: Chatter, annika: Chatter
) -> None:
    matti.says("aivan muuta")
    matti.hears("viestisi on perillä")
    desk.run(_give, ANNIKA)
    card = _card(annika, "aivan muuta")
    annika.says("Käy kaupungintalolla tai soita 019 000 2001.", reply_to=card)
    _becomes(annika, card["message_id"], "Tekstisi on alla")
    below = annika.hears("019 000 2001", after=2)
    assert below["message_id"] != card["message_id"]
    assert _case(desk).state is State.HANDED_OVER
    annika.presses("Lähetä vastaus")
    matti.hears("Käy kaupungintalolla tai soita 019 000 2001.")
    assert _case(desk).state is State.ANSWERED


def _give(store: Store, owner: str) -> None:
    """Make the newest case that official's, as the desk's hand-over does."""
    case = store.cases(newest=True, limit=1)[0]
    if case.owner != owner:
        store.change_case(case.evolve(Act.REASSIGNED, case.changed_at, owner=owner))


def test_another_answer_by_its_menu(desk: Served, matti: Chatter, annika: Chatter) -> None:
    matti.says("hiekka Koivukujalle")
    matti.hears("viestisi on perillä")
    desk.run(_give, ANNIKA)
    card = _card(annika, "hiekka")
    annika.server.wait(lambda: "Muu vastaus" in annika.buttons())
    annika.presses("Muu vastaus")
    annika.server.wait(lambda: "Takaisin" in annika.buttons())
    annika.presses(next(label for label in annika.buttons() if label != "Takaisin"))
    _becomes(annika, card["message_id"], "Viranhaltija valitsi vastauksen")
    annika.server.wait(lambda: "Hyväksy ja lähetä" in annika.buttons())
    assert _case(desk).draft.answer == "slippery-street"


def test_a_decision_on_the_desk_updates_the_card_and_its_late_press_is_told(
    desk: Served, matti: Chatter, annika: Chatter
) -> None:
    matti.says("milloin aura tulee Koivukujalle")
    card = _card(annika, "milloin aura tulee")
    kept = annika.buttons()["Hyväksy ja lähetä"]
    case = _case(desk)
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=JARI)
    _becomes(annika, card["message_id"], "Jari Koskela: Hyväksyi ja lähetti")
    annika.presses("Hyväksy", kept)
    annika.hears("Jari Koskela on jo päättänyt asian")
    matti.hears("Jari Koskela")
    assert sum("Kunnossapito" in text for text in matti.texts[1:]) == 1


def test_somebody_elses_press_is_refused_and_recorded(
    desk: Served, server: TelegramServer, matti: Chatter, annika: Chatter
) -> None:
    """Callback data can be made up; the chat it comes from cannot."""
    matti.says("milloin aura tulee Koivukujalle")
    _card(annika, "milloin aura tulee")
    stranger = Chatter(server, 66)
    stranger.presses(
        "Hyväksy", annika.buttons()["Hyväksy ja lähetä"] | {"message": _fake(stranger)}
    )
    stranger.hears("vain viranhaltija")
    case = _case(desk)
    assert case.state is State.AWAITING_APPROVAL
    refusal = desk.run(lambda store: store.events(case.id))[-1]
    assert (refusal.act, refusal.by, refusal.detail) == (Act.REFUSED, STRANGER, "approve")


def _fake(chat: Chatter) -> dict[str, Any]:
    return {"message_id": 1, "chat": chat.chat, "date": 1, "from": {"id": 1, "is_bot": True}}


def test_a_dead_code_links_nothing_and_a_start_with_other_words_is_a_welcome(
    desk: Served, server: TelegramServer
) -> None:
    anna = Chatter(server, 31)
    anna.says("/link AAA-AAA-AAA")
    anna.hears("Koodia ei ole")
    anna.says("/start verkkosivulta")
    anna.hears("vastauspalvelu")
    code = _code(desk, ANNIKA)
    _code(desk, ANNIKA)
    anna.says(f"/start {code}")
    anna.hears("Koodia ei ole", after=2)


def test_the_deep_link_of_the_desk_links_too(desk: Served, server: TelegramServer) -> None:
    _link(desk, Chatter(server, 21), ANNIKA, "/start")


def test_a_group_is_not_linked(desk: Served, server: TelegramServer) -> None:
    group = Chatter(server, 21, group=-100)
    group.says(f"/link@{BOT_NAME} {_code(desk, ANNIKA)}")
    group.hears("kahdenkeskinen")
    assert desk.run(lambda store: store.reaches("telegram")) == []


def test_the_desk_says_how_it_stands(
    desk: Served, server: TelegramServer, annika: Chatter, matti: Chatter
) -> None:
    with desk.official(ANNIKA) as official:
        assert "Yhdistetty tänään" in official.get("/desk/telegram").text
        assert 'href="/desk/telegram"' in official.get("/desk").text
        annika.blocks()
        matti.says("milloin aura tulee Koivukujalle")
        matti.hears("viestisi on perillä")
        annika.server.wait(
            lambda: server.made("sendMessage", chat=21, done=False)[-1].status == 403
        )
        page = _eventually(official, "botti on estetty")
        assert 'class="note bad"' in page
        assert "botti on estetty" in official.get("/desk/telegram").text
    with desk.official("liisa-hagman") as other:
        assert 'href="/desk/telegram"' not in other.get("/desk").text
        assert "telegram = true" in other.get("/desk/telegram").text


def _eventually(official: Any, words: str) -> str:
    """The queue page once it says so; asked again until then."""
    for _ in range(100):
        page = str(official.get("/desk").text)
        if words in page:
            return page
    raise AssertionError(f"{words!r} is not on the desk")


def test_the_link_is_undone_from_the_desk_and_the_chat_is_emptied(
    desk: Served, annika: Chatter, matti: Chatter
) -> None:
    matti.says("milloin aura tulee Koivukujalle")
    card = _card(annika, "milloin aura tulee")
    with desk.official(ANNIKA) as official:
        token = first(FORM_TOKEN, official.get("/desk/telegram").text)
        page = official.post("/desk/telegram/unlink", data={"form_token": token}).text
    assert "Katkaisit yhteyden" in page
    shown = _becomes(annika, card["message_id"], "ei ole enää yhdistetty")
    assert "Koivukuja" not in shown["text"]


def test_commands_shown_to_residents_do_not_speak_of_linking(
    desk: Served, server: TelegramServer
) -> None:
    anna = Chatter(server, 31)
    anna.says("/help")
    anna.hears("/ihminen")
    assert "/link" not in "".join(anna.texts)
    assert desk.url
    shown = [c["command"] for commands in server.world.commands.values() for c in commands]
    assert "human" in shown
    assert "link" not in shown


def test_without_a_bot_the_desk_says_so(
    base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> None:
    city = with_telegram(base, annika_sundstrom=True)
    with served(city, tmp_path, scripted) as desk, desk.official(ANNIKA) as official:
        assert "ei ole otettu käyttöön" in official.get("/desk/telegram").text
        assert "/desk/telegram" not in official.get("/desk").text
