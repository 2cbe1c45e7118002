"""A topic's room in Slack: its cards stand there and with the owner, and follow each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import STRANGER, Act, State
from tests.fakes import ScriptedMatcher
from tests.slack_town import Town, becomes, slack_town

QUESTION = "milloin aura tulee Koivukujalle"
SENSITIVE = "rkaluonteinen"


@pytest.fixture
def town(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    with slack_town(base, scripted, tmp_path, topics=("winter-streets",)) as running:
        yield running


def test_a_card_stands_in_the_room_and_with_its_owner_and_both_follow(town: Town) -> None:
    """A tap of another official in the room works; a stranger's is refused and recorded."""
    with town.resident() as resident:
        resident.asks(QUESTION)
        own = town.annika.sees("milloin aura tulee")
        shared = town.jari.sees("milloin aura tulee", channel=town.room)
        kalle = town.newcomer()
        assert kalle.presses(shared, "card.approve").ok
        kalle.sees(town.base.say("fi", "card.stranger")[:30], channel=town.room)
        assert [event.by for event in town.events(Act.REFUSED)] == [STRANGER]
        assert town.jari.presses(shared, "card.approve").ok
        for person, card in ((town.annika, own), (town.jari, shared)):
            shown = becomes(person, card, "Jari Koskela: Hyväksyi")
            assert shown.labels == []
        resident.sees("Kunnossapito")


def test_the_desk_decides_and_both_cards_follow(town: Town) -> None:
    with town.resident() as resident:
        resident.asks(QUESTION)
        own = town.annika.sees("milloin aura tulee")
        shared = town.jari.sees("milloin aura tulee", channel=town.room)
        town.decides(town.desk.aura.cases.close, by="jari-koskela", reason="spam")
        for person, card in ((town.annika, own), (town.jari, shared)):
            becomes(person, card, "Jari Koskela: Päätti")


def test_a_word_under_the_rooms_card_is_a_note_of_officials_alone(town: Town) -> None:
    with town.resident() as resident:
        resident.asks(QUESTION)
        shared = town.jari.sees("milloin aura tulee", channel=town.room)
        kalle = town.newcomer()
        kalle.says("minä hoidan", channel=town.room, thread=shared.ts)
        kalle.sees("rekisteriinsä", channel=town.room)
        town.jari.says("urakoitsija tulee klo 15", channel=town.room, thread=shared.ts)
        becomes(town.jari, shared, "urakoitsija tulee")
        assert town.notes() == ["urakoitsija tulee klo 15"]
        assert len(town.cases) == 1
        assert "urakoitsija" not in resident.page


def test_of_a_sensitive_case_no_word_stands_anywhere_in_slack(town: Town) -> None:
    """Only that there is one, and the way to it on the desk (L27)."""
    with town.resident() as resident:
        resident.asks(QUESTION)
        own = town.annika.sees("milloin aura tulee")
        shared = town.jari.sees("milloin aura tulee", channel=town.room)
        case = town.case
        town.desk.run(town.desk.aura.cases.mark, case.reference,
                      version=case.version, by="annika-sundstrom", sensitive=True)  # fmt: skip
        for person, card in ((town.annika, own), (town.jari, shared)):
            shown = becomes(person, card, SENSITIVE)
            assert "Koivukuja" not in shown.text
            assert "Koivukuja" not in shown.in_list
            assert shown.links == [(f"https://aura.example/desk/case/{case.reference}",
                                    "Avaa työpöydällä")]  # fmt: skip
        assert town.annika.presses(own, "card.approve").ok
        assert town.case.state is State.AWAITING_APPROVAL
        assert "Koivukuja" not in town.annika.commands("/aura", "omat").payload["text"]
