"""The contract of ``bot.ports.Store``: what is known of a resident, and forgetting it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.learning import Proposal, ProposalState
from bot.mail import Nudge
from bot.model import ERASED, Act, Address, Case, File, Note, State
from bot.ports import Store
from bot.promises import Promise
from bot.states import Level
from tests.fakes import MONDAY
from tests.stores import ENGINES, HOME, a_case, a_message, an_event, put, rows, within

AWAY = Address("fake", "away")


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    with within(request.param, tmp_path) as opened:
        yield opened


def _life(store: Store, reference: str, address: Address) -> Case:
    """A case with a row in every table that speaks of its resident."""
    number = store.take_in(address.channel, f"{reference} 1", {"place": address.place}, MONDAY)
    assert number
    store.keep_language(address, "sv", MONDAY)
    case = a_case(reference, channel=address.channel, place=address.place)
    case = store.add_case(case)
    store.record(an_event(case))
    promise = store.add_promise(Promise(case.id, MONDAY, case.deadline))
    store.add_nudge(Nudge(reference, promise.wait, Level.HALF, "maija", MONDAY))
    line = put(store, case, "Milloin?", address)
    store.add_reach("maija", Address("telegram", address.place), MONDAY)
    reach = next(r for r in store.reaches("telegram") if r.place == address.place)
    store.keep_card(reach.id, case.id, "7", case.version)
    store.add_note(Note(case.id, MONDAY, "maija", "Soitin urakoitsijalle."))
    store.add_file(line, File(address.channel, "AgACx", "image/jpeg", 900))
    store.read(number, case.id)
    store.take_in(address.channel, f"{reference} 2", {"place": address.place}, MONDAY)
    proposal = Proposal("grit", "fi", f"hiekkaa {reference}", "maija", reference, MONDAY)
    store.add_proposal(proposal)
    return case


def test_cases_of_a_conversation_come_oldest_first(store: Store) -> None:
    store.add_case(a_case("AAA-AAA-AAA"))
    store.add_case(a_case("BBB-BBB-BBB", place=AWAY.place))
    store.add_case(a_case("CCC-CCC-CCC", state=State.CLOSED))
    found = [case.reference for case in store.cases_of(HOME)]
    assert found == ["AAA-AAA-AAA", "CCC-CCC-CCC"]
    assert store.cases_of(Address("other", HOME.place)) == []


def test_everything_is_told_and_nothing_of_others(store: Store) -> None:
    mine, other = _life(store, "AAA-AAA-AAA", HOME), _life(store, "BBB-BBB-BBB", AWAY)
    kept = store.everything(HOME)
    counts = {table: len(found) for table, found in kept.items()}
    assert counts == {
        "conversations": 1,
        "cases": 1,
        "messages": 1,
        "files": 1,
        "drafts": 1,
        "events": 1,
        "promises": 1,
        "nudges": 1,
        "cards": 1,
        "posts": 1,
        "outbox": 1,
        "inbox": 2,
        "proposals": 1,
    }
    assert kept["cases"][0]["reference"] == mine.reference
    assert kept["cases"][0]["draft"]["text"] == mine.draft.text
    assert other.reference not in str(kept)
    assert "urakoitsijalle" not in str(kept)


def test_every_table_that_speaks_of_a_case_is_told(store: Store) -> None:
    """A new table joins ``everything``, or this test says so; notes are officials' own (L22)."""
    tables = [name for (name,) in rows(store, "select name from sqlite_master where type='table'")]
    speaking = {
        table
        for table in tables
        for column in rows(store, f"pragma table_info({table})")
        if column[1] in ("case_id", "message_id", "place", "reference")
    }
    of_officials = {"reaches", "notes"}
    assert speaking - of_officials == set(store.everything(HOME))


@pytest.mark.parametrize(
    "payload",
    [
        {"place": "home"},
        {"place": "home", "text": "hei"},
        {"message": {"chat": {"id": "home"}, "text": "hei"}},
        {"callback_query": {"message": {"chat": {"id": "home"}}}},
        {"kind": "malformed", "place": "", "text": {"channel": "home", "user": "U1"}},
    ],
)
def test_what_came_in_and_waits_is_found_by_its_place(
    store: Store, payload: dict[str, object]
) -> None:
    store.take_in(HOME.channel, "1", payload, MONDAY)
    store.take_in(HOME.channel, "2", {"text": "home", "message": {"id": "home"}}, MONDAY)
    store.take_in("other", "3", payload, MONDAY)
    assert [row["external_id"] for row in store.everything(HOME)["inbox"]] == ["1"]


@pytest.mark.parametrize(
    "event",
    [
        {"channel": "C1", "user": "U1", "text": "hei"},
        {"channel": "C1", "message": {"user": "U1"}, "previous_message": {}},
        {"message": {"chat": {"id": "C1"}, "from": {"id": "U1"}}},
    ],
)
def test_what_could_not_be_read_is_its_writers_in_a_room_too(
    store: Store, event: dict[str, object]
) -> None:
    """Told, and deleted; nobody's who is only named in it, and nobody's in another room (L29)."""
    number = store.take_in("fake", "1", {"kind": "malformed", "place": "", "text": event}, MONDAY)
    named = {"channel": "C1", "user": "U2", "root": {"user": "U1"}, "text": "U1"}
    other = store.take_in("fake", "2", {"kind": "malformed", "place": "", "text": named}, MONDAY)
    assert number
    assert other
    room = Address("fake", "C1/U1")
    assert [arrival.id for arrival in store.waiting(room)] == [number]
    for each in (number, other):
        store.set_aside(each, "malformed")
    assert store.places_of("fake", "U1") == [room]
    assert store.set_aside_from(room) == 1
    assert store.set_aside_from(Address("fake", "C2/U1")) == 0
    assert [row["id"] for row in store.everything(room)["inbox"]] == [number]
    store.forget_address(room)
    assert store.places_of("fake", "U1") == []
    assert [arrival.id for arrival in store.aside(10)] == [other]


def test_a_number_is_a_place_too(store: Store) -> None:
    """Telegram's chats are numbers; a place is always text."""
    store.take_in("telegram", "1", {"message": {"chat": {"id": -100_4711}}}, MONDAY)
    assert len(store.everything(Address("telegram", "-1004711"))["inbox"]) == 1
    assert store.everything(Address("telegram", "4711"))["inbox"] == []


def test_forgotten_words_leave_the_case_and_its_record(store: Store) -> None:
    mine, other = _life(store, "AAA-AAA-AAA", HOME), _life(store, "BBB-BBB-BBB", AWAY)
    store.forget_words(mine)
    assert store.notes(mine.id) == []
    kept = store.everything(HOME)
    gone = ("messages", "files", "drafts", "outbox", "posts", "proposals")
    assert [len(kept[table]) for table in gone] == [0] * len(gone)
    assert [len(kept[table]) for table in ("cases", "events", "cards")] == [1, 1, 1]
    assert all(len(found) for found in store.everything(AWAY).values())
    assert store.thread(other.id)
    assert store.notes(other.id)


def test_accepted_wordings_belong_to_the_base_and_stay(store: Store) -> None:
    case = store.add_case(a_case())
    for state in ProposalState:
        store.add_proposal(
            Proposal("grit", "fi", state, "maija", case.reference, MONDAY, state=state)
        )
    store.forget_words(case)
    left = {proposal.state for proposal in store.proposals(tuple(ProposalState))}
    assert left == {ProposalState.ACCEPTED, ProposalState.WRITTEN}


def test_a_forgotten_way_leaves_the_words(store: Store) -> None:
    mine = _life(store, "AAA-AAA-AAA", HOME)
    store.forget_way(mine)
    kept = store.everything(HOME)
    assert kept["outbox"] == kept["posts"] == []
    assert len(kept["messages"]) == 1
    assert len(store.notes(mine.id)) == 1
    assert "AAA-AAA-AAA 1" not in [row["external_id"] for row in kept["inbox"]]


def test_a_forgotten_address_is_nowhere(store: Store) -> None:
    mine = _life(store, "AAA-AAA-AAA", HOME)
    store.forget_words(mine)
    store.change_case(
        replace(mine, state=State.ANSWERED).evolve(
            Act.ERASED, MONDAY, state=State.CLOSED, place=ERASED
        )
    )
    for arrival in store.waiting(HOME):
        store.read(arrival.id, None)
    store.forget_address(HOME)
    assert not any(store.everything(HOME).values())
    assert store.language_of(HOME) is None


def test_what_nobody_has_read_yet_is_not_forgotten(store: Store) -> None:
    """Nor what the same person asks of the program itself meanwhile, on a branch of the channel."""
    for number, channel in enumerate([HOME.channel, f"{HOME.channel}.talk", AWAY.channel, "other"]):
        place = AWAY.place if number == 2 else HOME.place
        store.take_in(channel, str(number), {"place": place, "text": "tulipalo"}, MONDAY)
    store.take_in(HOME.channel, "aside", {"place": HOME.place}, MONDAY)
    [mine, aside] = store.waiting(HOME)
    store.set_aside(aside.id, "unreadable")
    store.forget_address(HOME)
    [left] = store.waiting(HOME)
    assert left == mine
    assert left.payload["text"] == "tulipalo"
    kept = [row["external_id"] for row in store.everything(HOME)["inbox"]]
    assert kept == ["0", "1"]


def test_what_went_to_no_case_does_not_say_whose_it_was(store: Store) -> None:
    """L25: a command is answered, and nothing of it is needed but its number."""
    number = store.take_in(f"{HOME.channel}.talk", "1", {"place": HOME.place}, MONDAY)
    assert number
    store.read(number, None)
    assert store.everything(HOME)["inbox"] == []
    assert store.take_in(f"{HOME.channel}.talk", "1", {"place": HOME.place}, MONDAY) is None


def test_a_forgotten_message_is_still_not_taken_twice(store: Store) -> None:
    """An update that is delivered again after the erasing makes no new case."""
    mine = _life(store, "AAA-AAA-AAA", HOME)
    for arrival in store.waiting(HOME):
        store.read(arrival.id, mine.id)
    for _ in range(2):
        store.forget_words(mine)
        store.forget_address(HOME)
        for number in ("AAA-AAA-AAA 1", "AAA-AAA-AAA 2"):
            assert store.take_in(HOME.channel, number, {"place": HOME.place}, MONDAY) is None
    assert store.take_in(HOME.channel, "new", {"place": HOME.place}, MONDAY)


def test_decisions_say_nothing_of_a_case_that_was_erased(store: Store) -> None:
    case = store.add_case(a_case())
    store.record(an_event(case))
    store.add_message(a_message(case.id))
    store.record(an_event(case, Act.APPROVED))
    assert len(store.decisions(10)) == 1
    store.forget_words(case)
    assert store.decisions(10) == []


def test_a_person_in_rooms_is_found_in_all_of_them_and_nobody_else(store: Store) -> None:
    """Who is there, in whatever table, and where nothing is going on any more (L25)."""
    rooms = [Address("fake", place) for place in ("C1/U1", "C2/U1", "C3/U1", "C4/U1", "C5/U1")]
    others = [Address("fake", place) for place in ("U1", "C1/U2", "C1/XU1", "U1/C1", "C1/U1/C9")]
    others.append(Address("other", "C1/U1"))
    for number, address in enumerate([rooms[0], *others]):
        _life(store, f"AAA-AAA-AA{number}", address)
    for number, room in enumerate(rooms[1:3]):
        store.add_case(a_case(f"BBB-BBB-BB{number}", channel=room.channel, place=room.place))
    store.keep_language(rooms[3], "fi", MONDAY)
    store.take_in("fake", "waits", {"place": rooms[4].place}, MONDAY)
    store.take_in("fake", "malformed", {"place": ""}, MONDAY)
    assert set(store.places_of("fake", "U1")) == set(rooms)
    for address in rooms[1:3]:
        store.disguise(address)
    found = store.places_of("fake", "U1")
    assert len(found) == len(rooms)
    assert {each.place for each in found} & {each.place for each in rooms[1:3]} == set()
    references = [case.reference for each in found for case in store.cases_of(each)]
    assert sorted(references) == ["AAA-AAA-AA0", "BBB-BBB-BB0", "BBB-BBB-BB1"]


def test_a_place_that_is_kept_as_itself_and_as_a_digest_is_one(store: Store) -> None:
    """Or its cases were told, and counted, twice."""
    room = Address("fake", "C1/U1")
    store.add_case(a_case(channel=room.channel, place=room.place))
    store.disguise(room)
    store.add_case(a_case("BBB-BBB-BBB", channel=room.channel, place=room.place))
    assert store.places_of("fake", "U1") == [room]
    assert len(store.cases_of(room)) == 2
