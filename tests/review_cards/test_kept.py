"""How long cards about answers are kept."""

from pathlib import Path

from bot.cases import Cases
from bot.mail import Card
from bot.model import Address
from bot.retention import Rule
from bot.reviews import Stage
from tests.offices import ANNIKA
from tests.review_cards.town import (
    CHATS,
    KEEP,
    OPENING,
    ReviewTown,
    file_of,
    rewritten,
)


def test_a_decided_card_goes_with_time_and_an_open_one_stays(town: ReviewTown, card: Card) -> None:
    days = town.library.base.city.retention.talk_days
    town.clock.move(days=days + 1)
    town.presses(card, KEEP)
    town.looks()
    cases = Cases(town.library, town.clock)
    town.clock.move(days=days - 1)
    assert _gone(town, cases) == 0
    town.clock.move(days=1)
    assert _gone(town, cases) == 1
    assert town.store.review_card(card.version) is None


def test_a_card_of_a_channel_that_is_gone_ends_and_goes_with_its_chat(
    town: ReviewTown, folder: Path, card: Card
) -> None:
    """L28."""
    town.channels = {}
    rewritten(file_of(folder), "review_again = .*", "review_again = 2027-11-01")
    town.reads()
    assert town.shows() == []
    ended = town.store.review_card(card.version)
    assert ended
    assert ended.stage is Stage.REVIEWED
    with town.store.transaction():
        town.store.end_reach(ANNIKA, "telegram", OPENING, "unlinked")
    cases = Cases(town.library, town.clock)
    town.clock.move(days=town.library.base.city.retention.talk_days)
    assert _gone(town, cases) == 1
    with town.store.transaction():
        assert cases.purge(town.store, Rule.REACH, town.clock()) == 1


def test_a_card_that_was_never_posted_is_forgotten_without_its_channel(town: ReviewTown) -> None:
    town.tells()
    town.channels = {}
    assert len(town.store.review_cards()) == 1
    town.clock.move(days=1)
    assert town.shows() == []
    assert town.store.review_cards() == []


def _gone(town: ReviewTown, cases: Cases) -> int:
    with town.store.transaction():
        return cases.purge(town.store, Rule.REVIEW, town.clock())


def test_a_chat_stays_known_as_long_as_its_cards(town: ReviewTown, card: Card) -> None:
    with town.store.transaction():
        town.store.end_reach(ANNIKA, "telegram", OPENING, "unlinked")
    town.shown(card)
    kept = town.store.review_card(card.version)
    assert kept
    assert kept.stage is Stage.OVER
    cases = Cases(town.library, town.clock)
    town.clock.move(days=town.library.base.city.retention.talk_days)
    with town.store.transaction():
        assert cases.purge(town.store, Rule.REACH, town.clock()) == 0
        assert cases.purge(town.store, Rule.REVIEW, town.clock()) == 1
        assert cases.purge(town.store, Rule.REACH, town.clock()) == 1
    assert Address("telegram", CHATS[ANNIKA]).place not in {
        reach.place for reach in town.store.reaches("telegram")
    }
