"""What the proofs of cards about answers share."""

from pathlib import Path

import pytest

from bot.mail import Card
from tests.offices import ANNIKA
from tests.review_cards.town import CHATS, ReviewTown, due_base


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One answer of Annika's is due today."""
    return due_base(tmp_path / "city")


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
