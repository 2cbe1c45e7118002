"""The contract of ``bot.ports.Store``: cases and their sums."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ConflictError
from bot.model import Address, Candidate, Case, Draft, Reason, State, Sum
from bot.ports import Store
from tests.fakes import MONDAY
from tests.stores import ENGINES, HOME, a_case, a_message, an_event, changed, rows, within

WORK = Address("fake", "work")
HOUR = timedelta(hours=1)


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    with within(request.param, tmp_path) as opened:
        yield opened


def _references(found: list[Case]) -> list[str]:
    return [case.reference for case in found]


def test_a_case_comes_back_as_it_was_kept(store: Store) -> None:
    draft = Draft("Teksti", "grit", "v1", 0.91, (Candidate("grit", 0.91, ("hiekka",)),), "matched")
    case = store.add_case(
        a_case(
            state=State.CLOSED,
            draft=draft,
            topic="winter",
            district="keskusta",
            street="Aurakatu",
            urgent=True,
            reason=Reason.WITHDRAWN,
            decided_by="maija",
            helped=False,
        )
    )
    assert case.id > 0
    assert store.case(case.reference) == case


def test_an_unknown_reference_gives_no_case(store: Store) -> None:
    assert store.case("AAA-AAA-AAA") is None


def test_a_reference_is_never_given_twice(store: Store) -> None:
    store.add_case(a_case())
    with pytest.raises(Exception, match=r"(?i)unique"):
        store.add_case(a_case())


def test_a_case_changed_from_its_version_is_kept(store: Store) -> None:
    after = changed(store.add_case(a_case()), "Uusi")
    store.change_case(after)
    assert store.case(after.reference) == after


@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_case_changed_from_another_version_is_a_conflict(store: Store, version: int) -> None:
    """Version 2 is kept, so that only version 3 may follow it."""
    first = store.add_case(a_case())
    second = changed(first, "Toinen")
    store.change_case(second)
    with pytest.raises(ConflictError):
        store.change_case(replace(second, draft=Draft("Myöhässä"), version=version))
    assert store.case(first.reference) == second
    assert rows(store, "select count(*) from drafts") == [(2,)]


def test_a_case_that_was_never_kept_cannot_be_changed(store: Store) -> None:
    with pytest.raises(ConflictError):
        store.change_case(changed(a_case(id=7), "Tyhjästä"))


def test_the_draft_of_every_version_is_kept(store: Store) -> None:
    """What an official saw when deciding can be shown later (L22)."""
    case = store.add_case(a_case(draft=Draft("Yksi")))
    for text in ("Kaksi", "Kolme"):
        case = changed(case, text)
        store.change_case(case)
    kept = rows(store, "select version, draft from drafts order by version")
    assert [version for version, _ in kept] == [1, 2, 3]
    texts = [json.loads(draft)["text"] for _, draft in kept]
    assert texts == ["Yksi", "Kaksi", "Kolme"]


def test_the_newest_case_of_a_conversation_is_found(store: Store) -> None:
    store.add_case(a_case("AAA-AAA-AA1"))
    newest = store.add_case(a_case("AAA-AAA-AA2", received_at=MONDAY - HOUR))
    store.add_case(a_case("AAA-AAA-AA3", place=WORK.place))
    assert store.latest_case(HOME) == newest
    assert store.latest_case(Address("web", HOME.place)) is None


def test_urgent_cases_come_first_and_then_those_waiting_longest(store: Store) -> None:
    for reference, urgent, hours in (
        ("C", False, 2),
        ("A", True, 3),
        ("D", False, 1),
        ("B", True, 0),
    ):
        at = MONDAY + hours * HOUR
        store.add_case(a_case(reference, urgent=urgent, received_at=at))
    assert _references(store.cases()) == ["B", "A", "D", "C"]


def test_cases_received_at_the_same_moment_keep_their_order(store: Store) -> None:
    for reference in ("Z", "M", "A"):
        store.add_case(a_case(reference))
    assert _references(store.cases()) == ["Z", "M", "A"]


def test_the_newest_cases_are_those_changed_last(store: Store) -> None:
    for reference, hours in (("A", 1), ("B", 3), ("C", 2)):
        store.add_case(a_case(reference, changed_at=MONDAY + hours * HOUR, urgent=hours == 1))
    assert _references(store.cases(newest=True, limit=2)) == ["B", "C"]


def test_cases_are_picked_by_state_and_owner(store: Store) -> None:
    for reference, state, owner in (
        ("A", State.HANDED_OVER, "maija"),
        ("B", State.HANDED_OVER, "pekka"),
        ("C", State.ANSWERED, "maija"),
        ("D", State.CLOSED, "maija"),
    ):
        store.add_case(a_case(reference, state=state, owner=owner))
    states = (State.HANDED_OVER, State.ANSWERED)
    assert _references(store.cases(states=states, owner="maija")) == ["A", "C"]
    assert _references(store.cases(owner="maija")) == ["A", "C", "D"]
    assert _references(store.cases(states=(State.CLOSED,))) == ["D"]


def test_open_cases_of_nobody_in_the_register_are_found(store: Store) -> None:
    """The invariant: an open case has an owner who is there."""
    for reference, state, owner in (
        ("A", State.HANDED_OVER, "gone"),
        ("B", State.AWAITING_RESIDENT, ""),
        ("C", State.AWAITING_APPROVAL, "maija"),
        ("D", State.ANSWERED, "gone"),
    ):
        store.add_case(a_case(reference, state=state, owner=owner))
    assert _references(store.ownerless(("maija", "pekka"))) == ["A", "B"]
    assert _references(store.ownerless(())) == ["A", "B", "C"]


def test_the_store_refuses_a_case_without_a_deadline(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)not null"):
        store.add_case(a_case(deadline=None))


def test_the_sums_of_an_empty_store_are_nothing_and_hold(store: Store) -> None:
    assert store.sums() == Sum(0, 0, 0, 0)
    assert store.sums().holds


def test_the_sums_count_every_case_and_every_waiting_message(store: Store) -> None:
    for number, state in enumerate([*State, State.CLOSED]):
        store.add_case(a_case(str(number), state=state))
    numbers = [store.take_in("fake", str(n), {}, MONDAY) or 0 for n in range(3)]
    store.set_aside(numbers[1], "No words.")
    store.read(numbers[2], None)
    assert store.sums() == Sum(received=6, answered=1, waiting=3, closed=2, unread=1, aside=1)
    assert store.sums().holds


def test_two_answers_of_one_text_come_back_as_they_were_kept(store: Store) -> None:
    also = (("grit-free", "0123456789ab"),)
    case = store.add_case(a_case(draft=Draft("Molemmat.", "ploughing-when", "ba98", also=also)))
    message = replace(a_message(case.id), answer="ploughing-when", answer_version="ba98", also=also)
    store.add_message(message)
    store.record(replace(an_event(case), also=also))
    kept = store.case(case.reference)
    assert kept is not None
    assert kept.draft.also == also
    assert store.thread(case.id)[0].slugs == ("ploughing-when", "grit-free")
    assert store.events(case.id)[0].also == also
