"""Officials who answer in Slack, through the real program and a stand-in Slack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import STRANGER, Act, Case, Event, Note, State
from bot.ports import Store
from tests.fakes import ScriptedMatcher
from tests.offices import ANNIKA, JARI
from tests.served import Served
from tests.slack_desk import WebResident, eventually, person_of, slack_desk, with_slack
from tests.slack_people import Person
from tests.slack_seen import Seen
from tests.slack_server import SlackServer, slack


@pytest.fixture
def server() -> Iterator[SlackServer]:
    """The stand-in Slack."""
    with slack() as running:
        yield running


@pytest.fixture
def annika(server: SlackServer, base: Base) -> Person:
    """An official found by her e-mail."""
    return person_of(server, base, ANNIKA)


@pytest.fixture
def jari(server: SlackServer, base: Base) -> Person:
    """Another one."""
    return person_of(server, base, JARI)


@pytest.fixture
def city(base: Base, annika: Person, jari: Person) -> Base:
    """The city with two officials in Slack: one by her e-mail, one by his account's id."""
    del annika
    return with_slack(base, annika_sundstrom=True, jari_koskela=jari.id)


@pytest.fixture
def desk(
    server: SlackServer, city: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> Iterator[Served]:
    """The desk with a Slack app, and two officials who are there."""
    with slack_desk(server, city, tmp_path, scripted) as running:
        yield running


@pytest.fixture
def resident(desk: Served) -> Iterator[WebResident]:
    """A resident on the web chat."""
    with desk.client() as client:
        yield WebResident(client)


QUESTION = "milloin aura tulee Koivukujalle"


def _card(resident: WebResident, official: Person) -> Seen:
    """The resident asks; the card that the official sees."""
    resident.asks(QUESTION)
    return official.sees("milloin aura tulee")


def _case(desk: Served) -> Case:
    def all_of(store: Store) -> list[Case]:
        return store.cases(states=tuple(State), newest=True)

    cases: list[Case] = desk.run(all_of)
    return cases[0]


def _events(desk: Served) -> list[Event]:
    number = _case(desk).id

    def all_of(store: Store) -> list[Event]:
        return store.events(number)

    events: list[Event] = desk.run(all_of)
    return events


def _notes(desk: Served) -> list[Note]:
    number = _case(desk).id

    def all_of(store: Store) -> list[Note]:
        return store.notes(number)

    notes: list[Note] = desk.run(all_of)
    return notes


def _becomes(person: Person, card: Seen, words: str) -> Seen:
    """The card's message once it shows those words."""

    def shown() -> Seen | None:
        found = next(m for m in person.messages(card.channel) if m.ts == card.ts)
        return found if words in found.text else None

    seen = person.server.wait(shown, 15)
    assert seen
    return seen


def test_question_card_approval_reply(desk: Served, resident: WebResident, annika: Person) -> None:
    """The whole path: web chat, one tap in Slack, the resident's page, who and when (S4)."""
    resident.asks("milloin aura tulee Koivukujalle, soita 040 765 4321")
    card = annika.sees("milloin aura tulee")
    assert "040 765" not in card.text
    assert "93 %" in card.text
    assert card.labels == [
        "Hyväksy ja lähetä",
        "Muokkaa",
        "Muu vastaus",
        "Vastaa itse",
        "Siirrä toiselle",
        "Kysy asukkaalta",
        "Päätä ilman vastausta",
        "Avaa työpöydällä",
    ]
    assert annika.presses(card, "card.approve").ok
    assert "Annika Sundström" in resident.sees("Kunnossapitoinsinööri")
    shown = _becomes(annika, card, "Annika Sundström: Hyväksyi ja lähetti")
    assert "milloin aura" not in shown.text
    assert shown.labels == []
    assert _case(desk).decided_by == ANNIKA


def test_a_second_official_hears_in_private_who_decided(
    desk: Served, resident: WebResident, annika: Person, jari: Person
) -> None:
    card = _card(resident, annika)
    assert jari.presses(card, "card.approve").ok
    _becomes(annika, card, "Jari Koskela: Hyväksyi ja lähetti")
    assert annika.presses(card, "card.approve").ok
    told = annika.sees("Jari Koskela on jo", seconds=5)
    assert annika.whispers()[-1].text == told.text
    events = _events(desk)
    assert [event.by for event in events if event.act is Act.REFUSED] == [ANNIKA]


def test_the_desk_decided_first_and_the_card_follows(
    desk: Served, resident: WebResident, annika: Person
) -> None:
    card = _card(resident, annika)
    case = _case(desk)
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=JARI)
    _becomes(annika, card, "Jari Koskela: Hyväksyi ja lähetti")
    annika.presses(card, "card.approve")
    annika.sees("Jari Koskela on jo")


def test_a_stranger_is_refused_and_recorded(
    desk: Served, server: SlackServer, resident: WebResident, annika: Person
) -> None:
    card = _card(resident, annika)
    stranger = Person(server, "Kalle", "kalle@aurala.example")
    for act in ("card.approve", "card.edit", "card.over"):
        assert stranger.presses(card, act).ok
    case = _case(desk)
    assert case.state is State.AWAITING_APPROVAL
    refused = [e.by for e in _events(desk) if e.act is Act.REFUSED]
    assert refused == [STRANGER] * 3
    assert not stranger.has_modal()


def test_an_edit_shows_its_length_and_how_it_goes_out(
    desk: Served, resident: WebResident, annika: Person
) -> None:
    card = _card(resident, annika)
    annika.presses(card, "card.edit")
    form = annika.modal()
    assert "Annika Sundström\nKunnossapitoinsinööri" in form.text
    assert "enintään 3000" in form.text
    assert annika.submits(form, {"text": "Aura tulee **tänään**."}).ok
    assert not annika.has_modal()
    resident.sees("Aura tulee <strong>tänään</strong>")
    _becomes(annika, card, "(muokattuna)")
    assert _case(desk).state is State.ANSWERED


def test_a_form_sent_too_late_keeps_the_words_and_says_why(
    desk: Served, resident: WebResident, annika: Person
) -> None:
    card = _card(resident, annika)
    annika.presses(card, "card.own")
    form = annika.modal()
    case = _case(desk)
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=JARI)
    ack = annika.submits(form, {"text": "Aura tulee huomenna."})
    assert "Jari Koskela on jo" in ack.payload["errors"]["text"]
    assert annika.has_modal()
    assert "Aura tulee huomenna" not in resident.page


def test_a_case_is_handed_over_to_who_is_found_by_words(
    resident: WebResident, annika: Person, jari: Person
) -> None:
    card = _card(resident, annika)
    annika.presses(card, "card.over")
    form = annika.modal()
    assert len(annika.searches(form, "choice", "")) > 5
    found = annika.searches(form, "choice", "kunnossapitomestari")
    assert [option["text"]["text"] for option in found] == ["Jari Koskela, Kunnossapitomestari"]
    annika.submits(form, {"choice": found[0]})
    jari.sees("milloin aura tulee")
    _becomes(annika, card, "→ Jari Koskela")


def test_another_answer_is_found_by_words_and_stands_on_the_card_first(
    resident: WebResident, annika: Person
) -> None:
    card = _card(resident, annika)
    annika.presses(card, "card.other")
    form = annika.modal()
    found = annika.searches(form, "choice", "hiekoitushiekka")
    assert found
    annika.submits(form, {"choice": found[0]})
    shown = _becomes(annika, card, found[0]["text"]["text"])
    assert "Hyväksy ja lähetä" in shown.labels


def test_the_resident_is_asked_back(resident: WebResident, annika: Person) -> None:
    card = _card(resident, annika)
    annika.presses(card, "card.ask")
    annika.submits(annika.modal(), {"text": "Millä kadulla?"})
    resident.sees("Millä kadulla?")
    _becomes(annika, card, "Kysyi asukkaalta")
    resident.asks("Koivukujalla")
    annika.sees("Koivukujalla")


def test_a_case_is_closed_with_a_reason(
    desk: Served, resident: WebResident, annika: Person
) -> None:
    card = _card(resident, annika)
    annika.presses(card, "card.shut")
    form = annika.modal()
    options = form.element("choice")["options"]
    [ours] = [each for each in options if each["value"] == "close.not_ours"]
    annika.submits(form, {"choice": ours})
    _becomes(annika, card, "Ei kaupungin asia")
    assert _case(desk).state is State.CLOSED


def test_a_word_under_the_card_is_a_note_that_no_resident_sees(
    desk: Served, resident: WebResident, annika: Person
) -> None:
    card = _card(resident, annika)
    annika.says("Soitin urakoitsijalle, tulee klo 15", thread=card.ts)
    shown = _becomes(annika, card, "Soitin urakoitsijalle")
    annika.presses(shown, "card.approve")
    resident.sees("Annika Sundström")
    assert "urakoitsijalle" not in resident.page
    annika.says("Kiitos vielä", thread=card.ts)
    eventually(lambda: len(_notes(desk)) == 2)
    assert _notes(desk)[0].text == "Soitin urakoitsijalle, tulee klo 15"
    assert _notes(desk)[1].official == ANNIKA


def test_twenty_taps_at_once_and_one_wins(
    desk: Served, resident: WebResident, annika: Person, jari: Person
) -> None:
    card = _card(resident, annika)
    taps = [who.begins_to_press(card, "card.approve") for who in (annika, jari) * 10]
    annika.server.wait(lambda: all(tap.is_over for tap in taps), 20)
    assert all(tap.acks[-1].ok for tap in taps)
    resident.sees("Kunnossapito")
    events = _events(desk)
    acts = [event.act for event in events]
    assert acts.count(Act.APPROVED) == 1
    assert acts.count(Act.REFUSED) == 19
