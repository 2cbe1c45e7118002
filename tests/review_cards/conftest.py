"""What the proofs of cards about answers share."""

from pathlib import Path

import pytest

from bot.mail import Card
from tests.offices import ANNIKA, JARI
from tests.review_cards.town import CHATS, ReviewTown, due_base, rewritten


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One answer of Annika's is due; she and Jari may be in Slack too."""
    city = due_base(tmp_path / "city")
    for slug in (ANNIKA, JARI):
        rewritten(city / "officials.toml", rf"\[{slug}\]\n", r"\g<0>slack = true\n")
    return city


@pytest.fixture
def town(folder: Path) -> ReviewTown:
    """The town on a Monday at the opening."""
    return ReviewTown(folder)


@pytest.fixture
def card(town: ReviewTown) -> Card:
    """The card that Annika is shown."""
    [(place, card)] = town.looks()
    assert place == CHATS[ANNIKA]
    return card
