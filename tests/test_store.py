"""The contract of ``bot.ports.Store``: the inbox, conversations, threads and the record.

Every engine of ``tests.stores.ENGINES`` runs through it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Act, Address, Message
from bot.ports import Store
from tests.fakes import MONDAY
from tests.stores import (
    ENGINES,
    HOME,
    a_case,
    a_message,
    an_event,
    rows,
    within,
)

WORK = Address("fake", "work")
HOUR = timedelta(hours=1)


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    with within(request.param, tmp_path) as opened:
        yield opened


def _arrive(store: Store, external_id: str, text: str = "Moi", channel: str = "fake") -> int:
    number = store.take_in(channel, external_id, {"text": text}, MONDAY)
    assert number is not None
    return number


def test_a_message_is_taken_in_once_only(store: Store) -> None:
    first = store.take_in("fake", "1", {"text": "Moi"}, MONDAY)
    again = store.take_in("fake", "1", {"text": "Muuta"}, MONDAY + HOUR)
    kept = store.unread(["fake", "web"], 10)
    assert first is not None
    assert again is None
    assert [arrival.payload for arrival in kept] == [{"text": "Moi"}]


def test_the_same_number_on_another_channel_is_another_message(store: Store) -> None:
    assert _arrive(store, "1") != _arrive(store, "1", channel="web")


def test_what_was_taken_in_comes_back_as_it_was(store: Store) -> None:
    payload = {"text": "Ääkkösiä ja \U0001f69c", "deep": [{"n": 2**70}, None, True]}
    number = store.take_in("fake", "1", payload, MONDAY)
    [kept] = store.unread(["fake", "web"], 1)
    assert (kept.id, kept.channel, kept.external_id) == (number, "fake", "1")
    assert (kept.payload, kept.at, kept.error) == (payload, MONDAY, None)


def test_half_a_sign_in_a_message_does_not_stop_it_from_being_kept(store: Store) -> None:
    """A sender whose message cannot be kept sends it for ever, and the next ones wait."""
    _arrive(store, "1", "\ud83d")
    assert store.unread(["fake", "web"], 1)[0].payload == {"text": "\ud83d"}


def test_the_oldest_unread_messages_come_first_and_no_more_than_asked_for(store: Store) -> None:
    numbers = [_arrive(store, str(n)) for n in (3, 1, 2)]
    assert [arrival.id for arrival in store.unread(["fake", "web"], 2)] == numbers[:2]


def test_a_read_message_leads_to_its_case_and_its_payload_is_forgotten(store: Store) -> None:
    case = store.add_case(a_case())
    store.read(_arrive(store, "1"), case.id)
    found = store.arrival("fake", "1")
    assert store.unread(["fake", "web"], 10) == []
    assert found is not None
    assert (found[0].payload, found[1]) == ({}, case.id)


def test_a_message_set_aside_keeps_its_payload_and_the_reason(store: Store) -> None:
    store.set_aside(_arrive(store, "1"), "No words.")
    [aside] = store.aside(10)
    assert (aside.payload, aside.error) == ({"text": "Moi"}, "No words.")
    assert store.unread(["fake", "web"], 10) == []


def test_a_message_that_became_a_case_is_not_set_aside_afterwards(store: Store) -> None:
    number = _arrive(store, "1")
    store.read(number, store.add_case(a_case()).id)
    store.set_aside(number, "Too late.")
    assert store.aside(10) == []


def test_an_unknown_message_is_not_found(store: Store) -> None:
    _arrive(store, "1")
    assert store.arrival("fake", "2") is None
    assert store.arrival("web", "1") is None


def test_a_conversation_keeps_the_language_it_was_last_given(store: Store) -> None:
    store.keep_language(HOME, "fi", MONDAY)
    store.keep_language(HOME, "sv", MONDAY + HOUR)
    assert store.language_of(HOME) == "sv"
    assert store.language_of(WORK) is None


def _talk(store: Store) -> tuple[list[Message], list[Message]]:
    """Two cases of one conversation and one of another, their lines written by turns."""
    first, second = store.add_case(a_case("A")), store.add_case(a_case("B"))
    other = store.add_case(a_case("C", place=WORK.place))
    lines = []
    for text, case in (("1", first), ("2", second), ("x", other), ("3", first)):
        line = store.add_message(a_message(case.id, text))
        lines += [line] if case is not other else []
    return lines, [line for line in lines if line.case_id == first.id]


def test_a_thread_has_its_cases_lines_in_order(store: Store) -> None:
    _, lines = _talk(store)
    assert store.thread(lines[0].case_id) == lines
    assert store.thread(999) == []


def test_a_conversation_has_the_lines_of_all_its_cases_in_order(store: Store) -> None:
    lines, _ = _talk(store)
    assert store.conversation(HOME) == lines
    assert store.conversation(Address("web", HOME.place)) == []


def test_a_line_of_no_case_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        store.add_message(a_message(999))


def test_the_record_has_a_cases_events_in_order(store: Store) -> None:
    case, other = store.add_case(a_case("A")), store.add_case(a_case("B"))
    kept = [an_event(case), replace(an_event(case, Act.EDITED), detail="x", answer="grit")]
    for event in (kept[0], an_event(other), kept[1]):
        store.record(event)
    assert store.events(case.id) == kept


@pytest.mark.parametrize(
    "attack",
    [
        "update events set by = 'nobody'",
        "delete from events",
        "insert or replace into events select * from events",
    ],
)
def test_the_database_itself_refuses_to_change_the_record(store: Store, attack: str) -> None:
    """L22: append-only, also for whoever passes the program by."""
    case = store.add_case(a_case())
    store.record(an_event(case))
    with pytest.raises(Exception, match="append-only"):
        rows(store, attack)
    assert store.events(case.id) == [an_event(case)]
