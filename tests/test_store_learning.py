"""The contract of ``bot.ports.Store``: proposed wordings and what decisions say of matches."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ConflictError
from bot.learning import Judged, Proposal, ProposalState
from bot.model import Act, Candidate, Case, Draft, Event, Known, State
from bot.ports import Store
from tests.fakes import MONDAY
from tests.stores import ENGINES, a_case, a_message, within

S = ProposalState
SHOWN = (Candidate("grit", 0.4, ("hiekka",)), Candidate("slip", 0.3))
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture(params=list(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    with within(request.param, tmp_path) as opened:
        yield opened


def _proposal(wording: str = "mistä saa hiekkaa", **changes: object) -> Proposal:
    proposal = Proposal("grit", "fi", wording, "maija", "AAA-AAA-AAA", MONDAY)
    return replace(proposal, **changes)  # type: ignore[arg-type]


def test_a_proposal_comes_back_as_it_was_kept(store: Store) -> None:
    kept = store.add_proposal(_proposal())
    assert kept.id > 0
    assert store.proposal(kept.id) == kept == replace(_proposal(), id=kept.id)
    assert store.proposal(kept.id + 1) is None


def test_proposals_are_listed_by_state_oldest_first(store: Store) -> None:
    states = (S.PROPOSED, S.ACCEPTED, S.PROPOSED, S.DECLINED, S.WRITTEN)
    for number, state in enumerate(states):
        store.add_proposal(_proposal(str(number), state=state))

    def listed(*wanted: ProposalState) -> list[str]:
        return [proposal.wording for proposal in store.proposals(wanted)]

    assert listed(S.PROPOSED) == ["0", "2"]
    assert listed(S.ACCEPTED, S.WRITTEN) == ["1", "4"]
    assert listed() == []
    assert len(store.proposals(tuple(S), limit=3)) == 3


def test_a_proposal_is_decided_once(store: Store) -> None:
    kept = store.add_proposal(_proposal())
    accepted = replace(kept, state=S.ACCEPTED, decided_by="pekka", decided_at=LATER)
    store.change_proposal(accepted, before=S.PROPOSED)
    with pytest.raises(ConflictError):
        store.change_proposal(replace(accepted, state=S.DECLINED), before=S.PROPOSED)
    assert store.proposal(kept.id) == accepted


def test_a_state_that_there_is_not_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)check"):
        store.add_proposal(_proposal(state="perhaps"))


def _life(store: Store, reference: str, why: str, *events: tuple[Act, str | None, str]) -> Case:
    """A case that came in with SHOWN, and what happened: act, answer and detail of each event."""
    answer = "grit" if why == "matched" else None
    draft = Draft("Hiekkaa saa varikolta.", answer, candidates=SHOWN, why=why)
    case = store.add_case(a_case(reference, draft=draft, state=State.ANSWERED))
    received = (Act.RECEIVED, answer, why)
    for act, slug, detail in (received, *events):
        by = "resident" if act in (Act.RECEIVED, Act.DISAGREED, Act.ADDED) else "maija"
        store.record(Event(case.id, MONDAY, act, by, 1, case.state, answer=slug, detail=detail))
    store.add_message(a_message(case.id, f"mistä hiekkaa {reference}"))
    store.add_message(a_message(case.id, "ja vielä"))
    return case


@pytest.mark.parametrize(
    ("why", "events", "sent"),
    [
        ("matched", [(Act.APPROVED, "grit", "")], ("grit",)),
        ("no_match", [(Act.ANOTHER, "slip", "slip"), (Act.APPROVED, "slip", "")], ("slip",)),
        ("no_match", [(Act.ANSWERED, None, "")], ()),
        ("asked_human", [(Act.ANSWERED, "grit", "")], ("grit",)),
        ("matched", [(Act.REJECTED, None, ""), (Act.ANSWERED, None, "")], ()),
    ],
)
def test_a_decision_judges_what_the_matcher_found(
    store: Store, why: str, events: list[tuple[Act, str | None, str]], sent: tuple[str, ...]
) -> None:
    _life(store, "A", why, *events)
    drafted = why == "matched"
    assert store.decisions(10) == [
        Judged("fi", "mistä hiekkaa A", SHOWN, drafted, sent, edited=False)
    ]


@pytest.mark.parametrize(
    "events",
    [
        [(Act.APPROVED, "grit", "edited")],
        [(Act.EDITED, "grit", ""), (Act.APPROVED, "grit", "")],
    ],
)
def test_an_answer_that_was_sent_with_changes_says_so(
    store: Store, events: list[tuple[Act, str | None, str]]
) -> None:
    _life(store, "A", "matched", *events)
    assert [(judged.sent, judged.edited) for judged in store.decisions(10)] == [(("grit",), True)]


@pytest.mark.parametrize(
    ("why", "events"),
    [
        ("matched", []),
        ("matched", [(Act.CLOSED, None, "spam")]),
        ("danger", [(Act.ANSWERED, None, "")]),
        ("foreign", [(Act.ANSWERED, "grit", "")]),
        ("asked_human", [(Act.ANSWERED, None, "")]),
        ("formal", [(Act.ANSWERED, None, "")]),
        ("matched", [(Act.APPROVED, "grit", ""), (Act.DISAGREED, "grit", "")]),
        ("talk", []),
    ],
)
def test_what_says_nothing_of_the_match_is_left_out(
    store: Store, why: str, events: list[tuple[Act, str | None, str]]
) -> None:
    _life(store, "A", why, *events)
    assert store.decisions(10) == []


def test_only_the_first_decision_of_a_case_is_of_its_first_question(store: Store) -> None:
    approved, answered = (Act.APPROVED, "grit", ""), (Act.ANSWERED, None, "")
    _life(store, "A", "matched", approved, (Act.ADDED, None, ""), answered)
    assert [judged.sent for judged in store.decisions(10)] == [("grit",)]


def test_the_newest_decisions_come_first_and_no_more_than_asked_for(store: Store) -> None:
    for reference in "ABC":
        _life(store, reference, "matched", (Act.APPROVED, "grit", ""))
    assert [judged.question[-1] for judged in store.decisions(2)] == ["C", "B"]


def test_a_draft_of_two_answers_judges_both(store: Store) -> None:
    case = _life(store, "A", "two_matters")
    also = (("slip", "v1"),)
    approved = Event(case.id, MONDAY, Act.APPROVED, "maija", 2, case.state, "grit", "v2", also=also)
    store.record(approved)
    (judged,) = store.decisions(10)
    assert (judged.drafted, judged.sent) == (True, ("grit", "slip"))
    assert judged.known == Known("fi", "mistä hiekkaa A", frozenset({"grit", "slip"}))
