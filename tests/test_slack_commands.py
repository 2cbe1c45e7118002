"""The slash command and the Home tab, for officials and for others, in three languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from tests.fakes import ScriptedMatcher
from tests.slack_people import Person
from tests.slack_town import Town, becomes, slack_town

QUESTION = "milloin aura tulee Koivukujalle"
NONSENSE = (
    *("", "?", "hölynpöly", "<!channel>", "*" * 3000, "\x00", "away", "poissa huomenissa"),
    *("poissa 31.2.", "poissa 1.1.1900", "etsi", "etsi \x00<@U1>", "find " + "ä" * 3900),
)

HOWS = ("/aura omat", "/aura poissa 24.12.", "/aura etsi", "%", "Mikään vastaus", "Viimeinen päivä")
"""Something of these tells what to do next."""


@pytest.fixture
def town(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    with slack_town(base, scripted, tmp_path) as running:
        yield running


def _told(person: Person, text: str) -> str:
    """What the command answers, seen by nobody else."""
    before = len(person.whispers())
    ack = person.commands("/aura", text)
    assert ack.ok, ack
    [said] = person.whispers()[before:]
    assert said.notifies == set()
    return said.text


@pytest.mark.parametrize(
    "words",
    [
        ("omat", "jono", "myöhässä", "työpöytä", "ohje"),
        ("mina", "kö", "försenade", "skrivbord", "hjälp"),
        ("mine", "queue", "overdue", "desk", "help"),
        ("OMAT", "Jono", "MYÖHÄSSÄ", "Työpöytä", "OHJE"),
    ],
)
def test_the_words_are_known_in_every_language(town: Town, words: tuple[str, ...]) -> None:
    mine, queue, overdue, desk, help_ = words
    with town.resident() as resident:
        resident.asks(QUESTION)
        town.annika.sees("milloin aura")
    assert _told(town.annika, mine).startswith("Sinua odottaa 1\n")
    assert QUESTION in _told(town.annika, queue)
    assert "Myöhässä 0" in _told(town.annika, overdue)
    assert "https://aura.example/desk" in _told(town.annika, desk)
    assert "/aura omat" in _told(town.annika, help_)
    assert "Sinua odottaa 0" in _told(town.jari, mine)


def test_each_language_names_the_same_commands(town: Town) -> None:
    """What help says in a language is understood."""
    base = town.base
    for language in base.city.languages:
        for word in ("mine", "queue", "overdue", "back", "desk", "help"):
            name = base.say(language, f"slack.word_{word}")
            assert "Komennot" not in _told(town.annika, name) or word == "help", name


def test_away_moves_open_cases_and_their_cards_to_the_deputy_at_once(town: Town) -> None:
    """And nobody else's; back again, new ones come to the official (L12)."""
    deputy = town.base.officials["annika-sundstrom"].deputy
    with town.resident() as resident:
        resident.asks(QUESTION)
        card = town.annika.sees("milloin aura tulee")
        told = _told(town.annika, "poissa 24.12.")
        assert "24.12." in told
        assert "Sijaiselle siirtyi asioita: 1" in told
        becomes(town.annika, card, "→")
        assert town.case.owner == deputy
        town.annika.presses(card, "card.approve")
        assert town.case.decided_by is None
    assert _told(town.annika, "takaisin")
    with town.resident() as resident:
        resident.asks("milloin aura tulee Pihlajatielle")
        town.annika.sees("aura tulee Pihlajatielle")


def test_answers_are_found_by_words(town: Town) -> None:
    told = _told(town.annika, "etsi milloin aurataan")
    assert "%" in told
    assert "versio" in told
    assert "Mikään vastaus" in _told(town.annika, "etsi moi")


def test_nonsense_gets_an_answer_that_says_how(town: Town) -> None:
    for text in NONSENSE:
        told = _told(town.annika, text)
        assert any(how in told for how in HOWS), (text, told)


def test_a_stranger_is_told_kindly_and_shown_nothing(town: Town) -> None:
    kalle = town.newcomer()
    with town.resident() as resident:
        resident.asks(QUESTION)
        town.annika.sees("milloin aura")
    for text in ("omat", "jono", "poissa 24.12.", "etsi aura", "ohje", "työpöytä", ""):
        told = _told(kalle, text)
        assert "lähetä kysymys minulle" in told
        assert "aura tulee" not in told
        assert "aura.example" not in told
    kalle.opens_home()
    home = kalle.home("Hei!")
    assert "aura tulee" not in home.text
    assert home.labels == []


def test_the_home_tab_shows_my_queue_by_deadline_and_my_topics(town: Town) -> None:
    town.annika.opens_home()
    town.annika.home("Sinua odottaa 0")
    references: list[str] = []
    for street in ("Koivukujalle", "Pihlajatielle"):
        with town.resident() as resident:
            resident.asks(f"milloin aura tulee {street}")
            town.annika.sees(street)
            references.append(town.case.reference)
    town.annika.opens_home()
    home = town.annika.home("Sinua odottaa 2")
    assert home.text.index(references[0]) < home.text.index(references[1])
    assert "Katujen talvihoito" in home.text
    assert ("https://aura.example/desk", "Avaa työpöydällä") in home.links
    assert town.annika.presses(home, "desk").ok
