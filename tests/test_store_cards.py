"""The contract of ``bot.ports.Store``: officials' chats, codes, and the cards shown there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.mail import Reach
from bot.model import ERASED, Act, Address, Case, Note, State
from bot.ports import Store
from tests.fakes import MONDAY
from tests.stores import ENGINES, a_case, changed, within

CHAT, OTHER = Address("telegram", "11"), Address("telegram", "12")
LATER = MONDAY + timedelta(minutes=15)


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    with within(request.param, tmp_path) as opened:
        yield opened


def _reach(store: Store, official: str = "maija", chat: Address = CHAT) -> Reach:
    store.add_reach(official, chat, MONDAY)
    return next(r for r in store.reaches(chat.channel) if r.place == chat.place)


def _behind(store: Store) -> list[tuple[str, str, str | None]]:
    return [(s.reach.place, s.reference, s.message) for s in store.slips("telegram", 100)]


def test_a_code_is_used_once_in_its_time_on_its_channel(store: Store) -> None:
    store.add_code("digest", "maija", "telegram", LATER)
    assert store.use_code("digest", "slack", MONDAY) is None
    assert store.use_code("other", "telegram", MONDAY) is None
    assert store.use_code("digest", "telegram", MONDAY) == "maija"
    assert store.use_code("digest", "telegram", MONDAY) is None
    store.add_code("digest", "maija", "telegram", LATER)
    assert store.use_code("digest", "telegram", LATER) is None


def test_a_new_code_is_the_end_of_an_earlier_one(store: Store) -> None:
    store.add_code("first", "maija", "telegram", LATER)
    store.add_code("others", "pekka", "telegram", LATER)
    store.add_code("second", "maija", "telegram", LATER)
    found = [store.use_code(code, "telegram", MONDAY) for code in ("first", "second", "others")]
    assert found == [None, "maija", "pekka"]


def test_an_official_is_reached_in_one_chat_of_a_channel(store: Store) -> None:
    first, second = _reach(store), _reach(store, chat=OTHER)
    found = {reach.place: reach for reach in store.reaches("telegram")}
    assert found[OTHER.place] == second
    assert found[CHAT.place] == replace(first, ended=MONDAY, why="moved")
    assert store.reaches("slack") == []


def test_a_chat_belongs_to_who_linked_it_last(store: Store) -> None:
    _reach(store, "maija")
    assert _reach(store, "pekka").official == "pekka"
    assert [reach.official for reach in store.reaches("telegram")] == ["pekka"]


def test_an_ended_reach_says_when_and_why_and_can_begin_again(store: Store) -> None:
    _reach(store)
    store.end_reach("maija", "telegram", LATER, "blocked")
    store.end_reach("maija", "telegram", LATER, "unlinked")
    [reach] = store.reaches("telegram")
    assert (reach.ended, reach.why) == (LATER, "blocked")
    assert _reach(store).ended is None


def test_cases_that_wait_for_the_official_are_missing_until_shown(store: Store) -> None:
    reach = _reach(store)
    waits = store.add_case(a_case("AAA-AAA-AAA"))
    store.add_case(a_case("BBB-BBB-BBB", owner="pekka"))
    store.add_case(a_case("CCC-CCC-CCC", state=State.AWAITING_RESIDENT))
    store.add_case(a_case("DDD-DDD-DDD", state=State.ANSWERED))
    store.add_case(a_case("EEE-EEE-EEE", state=State.HANDED_OVER))
    assert _behind(store) == [("11", "AAA-AAA-AAA", None), ("11", "EEE-EEE-EEE", None)]
    store.keep_card(reach.id, waits.id, "7", waits.version)
    assert _behind(store) == [("11", "EEE-EEE-EEE", None)]
    assert store.card(reach.id, waits.id) == ("7", 1)
    assert len(store.slips("telegram", 0)) == 0


def test_a_card_is_behind_when_its_case_has_moved_on(store: Store) -> None:
    reach, case = _reach(store), store.add_case(a_case())
    store.keep_card(reach.id, case.id, "7", case.version)
    store.change_case(moved := changed(case, "Toinen teksti."))
    assert _behind(store) == [("11", case.reference, "7")]
    store.keep_card(reach.id, case.id, "8", moved.version)
    assert _behind(store) == []
    assert store.card(reach.id, case.id) == ("8", 2)


def test_a_card_of_somebody_elses_case_is_behind_in_the_first_chat_and_missing_in_the_other(
    store: Store,
) -> None:
    mine, theirs = _reach(store), _reach(store, "pekka", OTHER)
    case = store.add_case(a_case())
    store.keep_card(mine.id, case.id, "7", case.version)
    store.change_case(case.evolve(Act.REASSIGNED, MONDAY, owner="pekka"))
    assert _behind(store) == [("12", case.reference, None), ("11", case.reference, "7")]
    store.drop_card(mine.id, case.id)
    store.keep_card(theirs.id, case.id, "1", 2)
    assert _behind(store) == []
    assert store.card(mine.id, case.id) is None


def test_cards_of_an_ended_reach_are_behind_and_no_new_ones_are_missing(store: Store) -> None:
    reach, case = _reach(store), store.add_case(a_case())
    store.add_case(a_case("BBB-BBB-BBB"))
    store.keep_card(reach.id, case.id, "7", case.version)
    store.end_reach("maija", "telegram", LATER, "unlinked")
    assert _behind(store) == [("11", case.reference, "7")]
    store.drop_card(reach.id, case.id)
    assert _behind(store) == []


def test_another_channels_reach_has_its_own_cards(store: Store) -> None:
    _reach(store, chat=Address("slack", "D1"))
    case: Case = store.add_case(a_case())
    assert _behind(store) == []
    assert [slip.reference for slip in store.slips("slack", 9)] == [case.reference]


ROOM, SECOND = "C0000000A", "C0000000B"


def _in_rooms(store: Store) -> list[tuple[str, str, str | None]]:
    return [(s.reach.place, s.reference, s.message) for s in store.slips("slack", 100)]


def _room(store: Store, place: str = ROOM) -> Reach:
    return next(reach for reach in store.reaches("slack") if reach.place == place)


def test_a_room_sees_the_open_cases_of_its_topics_whoever_owns_them(store: Store) -> None:
    store.keep_rooms("slack", {ROOM: ["streets", "snow"], SECOND: ["parks"]}, MONDAY)
    store.add_case(a_case("AAA-AAA-AAA", topic="snow"))
    store.add_case(a_case("BBB-BBB-BBB", topic="parks", owner="pekka"))
    store.add_case(a_case("CCC-CCC-CCC", topic="snow", state=State.ANSWERED))
    store.add_case(a_case("DDD-DDD-DDD"))
    store.add_case(a_case("EEE-EEE-EEE", topic="streets", state=State.HANDED_OVER))
    assert _in_rooms(store) == [
        (ROOM, "AAA-AAA-AAA", None),
        (SECOND, "BBB-BBB-BBB", None),
        (ROOM, "EEE-EEE-EEE", None),
    ]
    assert _behind(store) == []


def test_the_card_in_a_room_is_behind_when_the_case_or_the_rooms_topics_change(
    store: Store,
) -> None:
    store.keep_rooms("slack", {ROOM: ["snow"]}, MONDAY)
    case = store.add_case(a_case(topic="snow"))
    store.keep_card(_room(store).id, case.id, "7", case.version)
    assert _in_rooms(store) == []
    store.change_case(moved := case.evolve(Act.REASSIGNED, MONDAY, owner="pekka"))
    assert _in_rooms(store) == [(ROOM, case.reference, "7")]
    store.keep_card(_room(store).id, case.id, "7", moved.version)
    store.keep_rooms("slack", {ROOM: ["parks"]}, MONDAY)
    assert _in_rooms(store) == [(ROOM, case.reference, "7")]


def test_a_room_that_is_gone_ends_and_lives_again_when_it_is_back(store: Store) -> None:
    official = _reach(store, chat=Address("slack", "U1"))
    store.keep_rooms("slack", {ROOM: ["snow"]}, MONDAY)
    first = _room(store)
    assert (first.is_room, official.is_room, first.topics) == (True, False, ("snow",))
    store.keep_rooms("slack", {SECOND: ["snow"]}, LATER)
    assert (_room(store).ended, _room(store).why) == (LATER, "left")
    assert _room(store, "U1") == official
    store.keep_rooms("slack", {ROOM: ["parks"]}, LATER)
    assert _room(store) == replace(first, since=LATER, topics=("parks",))
    assert store.reaches("telegram") == []


def test_rooms_that_stay_are_not_written_again(store: Store) -> None:
    store.keep_rooms("slack", {ROOM: ["snow"]}, MONDAY)
    before = store.reaches("slack")
    store.keep_rooms("slack", {ROOM: ["snow"]}, LATER)
    assert store.reaches("slack") == before


def test_a_room_that_takes_nothing_rests_and_its_cards_go_on_afterwards(store: Store) -> None:
    store.keep_rooms("slack", {ROOM: ["snow"]}, MONDAY)
    case = store.add_case(a_case(topic="snow"))
    store.keep_card(_room(store).id, case.id, "7", case.version)
    store.close_reach(_room(store).id, MONDAY, "blocked")
    store.change_case(changed(case, "Toinen teksti."))
    store.keep_rooms("slack", {ROOM: ["snow"]}, MONDAY + timedelta(minutes=9))
    assert _in_rooms(store) == []
    store.keep_rooms("slack", {ROOM: ["snow"]}, MONDAY + timedelta(minutes=10))
    assert _in_rooms(store) == [(ROOM, case.reference, "7")]


def test_a_message_is_known_to_be_of_its_case_also_after_the_decision(store: Store) -> None:
    store.keep_rooms("slack", {ROOM: ["snow"]}, MONDAY)
    room, case = _room(store), store.add_case(a_case(topic="snow"))
    store.keep_card(room.id, case.id, "C1:7", case.version)
    store.keep_card(room.id, case.id, "C1:8", case.version)
    store.drop_card(room.id, case.id)
    assert store.case_shown("slack", "C1:7") == store.case_shown("slack", "C1:8") == case.reference
    assert store.case_shown("slack", "C1:9") is None
    assert store.case_shown("telegram", "C1:7") is None


def test_a_name_that_two_chats_have_given_is_nobodys(store: Store) -> None:
    """Telegram counts its messages in each chat."""
    mine, theirs = _reach(store), _reach(store, "pekka", OTHER)
    for reach, reference in ((mine, "AAA-AAA-AAA"), (theirs, "BBB-BBB-BBB")):
        store.keep_card(reach.id, store.add_case(a_case(reference)).id, "7", 1)
    assert store.case_shown("telegram", "7") is None


def test_a_card_that_is_noted_after_the_erasing_leaves_no_lasting_link(store: Store) -> None:
    """The board had drawn it before; it is emptied and forgotten next."""
    reach, case = _reach(store), store.add_case(a_case())
    store.change_case(case.evolve(Act.CLOSED, MONDAY, state=State.CLOSED, place=ERASED))
    store.keep_card(reach.id, case.id, "7", case.version)
    assert _behind(store) == [("11", case.reference, "7")]
    assert store.case_shown("telegram", "7") is None


def test_a_card_that_has_begun_is_no_card_yet_and_says_so(store: Store) -> None:
    reach, case = _reach(store), store.add_case(a_case())
    store.begin_card(reach.id, case.id)
    [slip] = store.slips("telegram", 9)
    assert (slip.begun, slip.message) == (True, None)
    assert store.card(reach.id, case.id) is None
    store.keep_card(reach.id, case.id, "7", case.version)
    assert store.slips("telegram", 9) == []
    store.begin_card(reach.id, case.id)
    assert [slip.begun for slip in store.slips("telegram", 9)] == [True]
    store.drop_card(reach.id, case.id)
    assert [slip.begun for slip in store.slips("telegram", 9)] == [False]


def test_a_card_that_had_begun_is_ended_when_nobody_waits_for_it_any_more(store: Store) -> None:
    reach, case = _reach(store), store.add_case(a_case())
    store.begin_card(reach.id, case.id)
    store.change_case(case.evolve(Act.CLOSED, MONDAY, state=State.CLOSED))
    assert [(slip.begun, slip.message) for slip in store.slips("telegram", 9)] == [(True, None)]


def test_a_card_is_behind_when_an_official_has_noted_something(store: Store) -> None:
    reach, case = _reach(store), store.add_case(a_case())
    store.keep_card(reach.id, case.id, "7", case.version)
    kept = store.add_note(Note(case.id, MONDAY, "pekka", "Soitin urakoitsijalle."))
    assert store.notes(case.id) == [kept]
    assert store.notes(case.id + 1) == []
    assert _behind(store) == [("11", case.reference, "7")]
    store.keep_card(reach.id, case.id, "7", case.version, notes=1)
    assert _behind(store) == []
