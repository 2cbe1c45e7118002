"""Cards whose post may have gone out: looked up before anything is posted again."""

from collections.abc import Iterator

import pytest

from bot.board import Board
from bot.city import Base
from bot.errors import SendError
from tests.fakes import ScriptedMatcher, refused
from tests.offices import ANNIKA, CHAT, JARI, Office
from tests.residents import approve


@pytest.fixture
def office(base: Base, scripted: ScriptedMatcher) -> Iterator[Office]:
    """An office whose Annika has linked her chat."""
    made = Office(base, scripted)
    made.links()
    yield made
    made.store.close()


def _begins_anew(office: Office) -> None:
    """The program is killed and started again: what it had in mind is gone."""
    channels = {channel.name: channel for channel in (office.channel, office.slack)}
    office.board = Board(office.runner, channels, office.library, office.clock)


def _crashes_after_the_post(office: Office) -> None:
    """What the board reads and notes works until the post is out: slips of two channels' first
    one, the card, that it begins; then the note of the end fails.
    """
    office.runner.failures = [None, None, None, None, MemoryError("killed")]
    office.works()
    assert office.runner.failures == []
    _begins_anew(office)


def test_a_crash_between_post_and_note_posts_nothing_twice(office: Office) -> None:
    case = office.asked()
    _crashes_after_the_post(office)
    assert office.channel.posts == [case.reference]
    assert office.works() == 1
    assert office.channel.posts == [case.reference]
    assert office.store.card(1, case.id) == ("1", case.version)
    assert office.works() == 0


def test_a_crash_before_the_post_leaves_nothing_out(office: Office) -> None:
    case = office.asked()
    with office.store.transaction():
        office.store.begin_card(1, case.id)
    assert office.works() == 1
    assert office.channel.searches == 1
    assert office.live == [case.reference]


def test_a_found_card_is_brought_up_to_the_case(office: Office) -> None:
    """Jari has edited while the program was down."""
    case = office.asked()
    _crashes_after_the_post(office)
    with office.store.transaction():
        office.cases.edit(office.store, case.reference, version=case.version, by=JARI, text="Uusi.")
    office.works()
    assert office.channel.posts == [case.reference]
    assert "Uusi." in office.channel.texts


def test_a_found_card_of_a_decided_case_says_who_decided(office: Office) -> None:
    case = office.asked()
    _crashes_after_the_post(office)
    approve(office.cases, office.store, case)
    office.works()
    assert office.live == []
    assert "Hyväksyi ja lähetti" in office.channel.texts
    assert office.store.card(1, case.id) is None
    assert office.store.case_shown("telegram", "1") == case.reference
    assert office.works() == 0


def test_what_never_stood_there_and_is_decided_is_not_posted(office: Office) -> None:
    case = office.asked()
    with office.store.transaction():
        office.store.begin_card(1, case.id)
    approve(office.cases, office.store, case)
    office.works()
    assert office.channel.posts == []
    assert office.store.slips("telegram", 9) == []


def test_an_answer_that_was_lost_is_looked_up(office: Office) -> None:
    case = office.asked()
    office.channel.lost = [refused(uncertain=True)]
    assert office.works() == 0
    office.clock.move(minutes=1)
    assert office.works() == 1
    assert office.channel.posts == [case.reference]


def test_while_it_cannot_be_looked_up_nothing_is_posted(office: Office) -> None:
    case = office.asked()
    office.channel.lost = [refused(uncertain=True)]
    office.works()
    for _ in range(3):
        office.clock.move(minutes=1)
        office.channel.failures = [SendError("No network.")]
        assert office.works() == 0
    office.clock.move(minutes=1)
    assert office.works() == 1
    assert office.channel.posts == [case.reference]


@pytest.mark.parametrize("error", [refused(), SendError("429", again_in=1)])
def test_what_was_refused_is_not_looked_up(office: Office, error: SendError) -> None:
    case = office.asked()
    office.channel.failures = [error]
    office.works()
    assert office.store.slips("telegram", 9)[0].begun is False
    office.clock.move(minutes=1)
    assert office.works() == 1
    assert office.channel.searches == 0
    assert office.channel.posts == [case.reference]


def test_where_the_channel_cannot_tell_a_card_may_come_twice_but_never_not_at_all(
    office: Office,
) -> None:
    """Telegram: a bot cannot read its chats."""
    office.channel.can_look = False
    case = office.asked()
    office.channel.lost = [refused(uncertain=True)]
    office.works()
    office.clock.move(minutes=1)
    assert office.works() == 1
    assert office.channel.posts == [case.reference] * 2


def test_an_earlier_card_of_the_case_is_not_taken_for_the_new_one(office: Office) -> None:
    """The official's own text: the old message says that the card is below."""
    case = office.asked()
    office.works()
    pressed = office.presses(case, "text", text="Aura tulee tänään.", message="1")
    assert pressed.card is not None
    office.channel.shown[CHAT.place, "1"] = pressed.card
    with office.store.transaction():
        office.store.begin_card(1, case.id)
    office.works()
    assert office.channel.posts == [case.reference] * 2
    assert office.store.card(1, case.id) == ("2", office.now(case).version)
    assert office.now(case).owner == ANNIKA
