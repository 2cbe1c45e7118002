"""What Slack is not told, or no more: erased cases and sensitive ones (L27)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from tests.fakes import ScriptedMatcher
from tests.offices import ANNIKA
from tests.slack_town import Town, becomes, slack_town

QUESTION = "milloin aura tulee Koivukujalle"


@pytest.fixture
def town(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    with slack_town(base, scripted, tmp_path) as running:
        yield running


def test_under_the_card_of_an_erased_case_no_word_becomes_a_question(town: Town) -> None:
    annika = town.annika
    with town.resident() as resident:
        resident.asks(QUESTION)
        card = annika.sees("milloin aura tulee")
        annika.presses(card, "card.own")
        form = annika.modal()
        resident.erases()
    becomes(annika, card, "Asukas poisti tietonsa")
    ack = annika.submits(form, {"text": "Aura tulee huomenna."})
    assert ack.payload["errors"]["text"].startswith("Asukas on jo päättänyt asian")
    annika.says("Soitin asukkaalle, hän asuu Koivukujalla", thread=card.ts)
    annika.sees("sanaasi tallennettu")
    assert len(town.cases) == 1
    assert town.notes() == []


def test_a_sensitive_matter_is_only_announced_in_the_notification_too(town: Town) -> None:
    """L27: who reads it on a locked phone knows where to look, and nothing else."""
    with town.resident() as resident:
        resident.asks(QUESTION)
        town.annika.sees("milloin aura tulee")
    town.decides(town.desk.aura.cases.mark, by=ANNIKA, sensitive=True)
    card = town.annika.sees("Yksi arkaluonteinen")
    announced = "Yksi arkaluonteinen kysymys odottaa. Avaa se työpöydällä."
    assert card.in_list == f"{town.case.reference} · {announced}"
