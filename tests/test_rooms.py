"""Rooms: several officials see the open cases of their topics, and who owns each."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.city import Base
from bot.mail import Part
from bot.model import Case
from tests.fakes import ScriptedMatcher
from tests.offices import ANNIKA, JARI, ROOM, Office, with_room
from tests.residents import HOME, approve

SNOW = "winter-streets"


@pytest.fixture
def office(base: Base, scripted: ScriptedMatcher) -> Iterator[Office]:
    """An office with a room for winter streets, and Annika's own chat."""
    made = Office(with_room(base, SNOW), scripted)
    made.links()
    yield made
    made.store.close()


def _card(office: Office) -> dict[Part, str]:
    [(place, _)] = office.slack.shown
    assert place == ROOM
    [card] = office.slack.shown.values()
    return {block.part: block.text for block in card.blocks}


def _takes_up(office: Office, base: Base) -> None:
    """The base changes while the program runs."""
    library = office.library
    library.swap(replace(library.base, topics=base.topics), library.matcher)


def test_the_card_stands_in_the_owners_chat_and_in_the_topics_room(office: Office) -> None:
    case = office.asked()
    assert case.topic == SNOW
    assert office.works() == 2
    assert office.channel.posts == office.slack.posts == [case.reference]
    assert _card(office)[Part.FACTS].startswith("Vastuussa: Annika Sundström · ")
    assert "Vastuussa" not in office.channel.texts
    assert office.works() == 0


def test_a_case_that_is_handed_over_stays_in_the_room_with_its_new_owner(office: Office) -> None:
    case = office.asked()
    office.works()
    with office.store.transaction():
        office.cases.hand_over(
            office.store, case.reference, version=case.version, by=ANNIKA, to=JARI
        )
    office.works()
    assert office.slack.posts == [case.reference]
    assert _card(office)[Part.FACTS].startswith("Vastuussa: Jari Koskela · ")
    [own] = office.channel.shown.values()
    assert not own.live


def test_the_room_sees_who_decided_on_whichever_surface(office: Office) -> None:
    case = office.asked()
    office.works()
    approve(office.cases, office.store, case)
    office.works()
    assert "Annika Sundström: Hyväksyi ja lähetti" in _card(office)[Part.NOTE]
    assert "milloin aura" not in office.slack.texts
    assert office.works() == 0


def test_a_press_in_a_room_is_nobodys_until_it_is_known_who_pressed(office: Office) -> None:
    case = office.asked()
    office.works()
    address = replace(HOME, channel="slack", place=ROOM)
    assert "Mitään ei tapahtunut" in office.presses(case, "approve", address).said
    assert office.now(case) == case


def test_a_topic_that_leaves_its_room_takes_its_cards_along(office: Office, base: Base) -> None:
    office.asked("milloin aura Koivukujalla")
    office.works()
    _takes_up(office, with_room(base))
    office.works()
    assert "Koivukuj" not in office.slack.texts
    assert "ei ole enää yhdistetty" in office.slack.texts
    assert office.works() == 0
    _takes_up(office, with_room(base, "parks", SNOW))
    office.works()
    assert len(office.slack.posts) == 2


def test_a_room_with_other_topics_keeps_the_cards_that_are_still_its_own(
    office: Office, base: Base
) -> None:
    case: Case = office.asked()
    office.works()
    _takes_up(office, with_room(base, "parks"))
    office.works()
    assert [card.live for card in office.slack.shown.values()] == [False]
    assert office.slack.posts == [case.reference]


def test_a_room_that_does_not_let_the_program_in_holds_up_nobody(office: Office) -> None:
    office.slack.blocked = {ROOM}
    case = office.asked()
    assert office.works() == 1
    assert office.works() == 0
    office.slack.blocked = set()
    assert office.works() == 0
    office.clock.move(minutes=10)
    assert office.works() == 1
    assert office.slack.posts == [case.reference]


def test_a_room_that_is_gone_for_good_is_tried_once(office: Office, base: Base) -> None:
    office.asked()
    office.works()
    office.slack.blocked = {ROOM}
    _takes_up(office, with_room(base))
    office.works()
    assert office.store.slips("slack", 9) == []


@pytest.mark.parametrize(
    ("allowed", "place", "may"),
    [
        (False, "U0123ABCD", False),
        ("", "", False),
        (True, "U0123ABCD", True),
        ("U0123ABCD", "U0123ABCD", True),
        ("U0123ABCD", "U0123ABCE", False),
    ],
)
def test_the_register_says_which_slack_account_is_an_officials(
    base: Base, place: str, *, allowed: bool | str, may: bool
) -> None:
    official = replace(base.officials[ANNIKA], slack=allowed, telegram=False)
    assert official.may_be_at("slack", place) is may
    assert not official.may_be_at("telegram", place)
    assert not official.may_be_at("web", place)


def test_a_chat_that_the_register_no_longer_names_is_left(office: Office) -> None:
    """The number of the account has changed in officials.toml."""
    base = office.library.base
    annika = replace(base.officials[ANNIKA], telegram=4711)
    changed = replace(base, officials={**base.officials, ANNIKA: annika})
    office.library.swap(changed, office.library.matcher)
    office.works()
    assert [reach.why for reach in office.store.reaches("telegram")] == ["left"]
