"""What may happen to a case: the table of the design, whole."""

from datetime import timedelta

import pytest

from bot.errors import NotAllowedError
from bot.model import Act, Case, Draft, State, may_become, new_reference
from tests.fakes import MONDAY

S = State


def _case(state: State) -> Case:
    return Case(
        reference=new_reference(),
        channel="web",
        place="home",
        language="fi",
        state=state,
        owner="maija-lehtonen",
        deadline=MONDAY,
        received_at=MONDAY,
        changed_at=MONDAY,
        draft=Draft("Hei"),
    )


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        (None, Act.RECEIVED, {S.AWAITING_APPROVAL, S.HANDED_OVER, S.AWAITING_RESIDENT, S.ANSWERED}),
        (S.AWAITING_RESIDENT, Act.ADDED, {S.AWAITING_APPROVAL, S.HANDED_OVER}),
        (S.AWAITING_RESIDENT, Act.CHOSE, {S.AWAITING_APPROVAL, S.HANDED_OVER}),
        (S.AWAITING_RESIDENT, Act.SILENT, {S.HANDED_OVER}),
        (S.AWAITING_RESIDENT, Act.ANOTHER, {S.AWAITING_APPROVAL}),
        (S.HANDED_OVER, Act.CHOSE, {S.AWAITING_APPROVAL, S.HANDED_OVER}),
        (S.AWAITING_APPROVAL, Act.SILENT, set()),
        (S.AWAITING_APPROVAL, Act.APPROVED, {S.ANSWERED}),
        (S.AWAITING_APPROVAL, Act.EDITED, {S.AWAITING_APPROVAL}),
        (S.AWAITING_APPROVAL, Act.REASSIGNED, {S.AWAITING_APPROVAL}),
        (S.HANDED_OVER, Act.REASSIGNED, {S.HANDED_OVER}),
        (S.AWAITING_APPROVAL, Act.REJECTED, {S.HANDED_OVER}),
        (S.HANDED_OVER, Act.ANSWERED, {S.ANSWERED}),
        (S.ANSWERED, Act.DISAGREED, {S.HANDED_OVER}),
        (S.ANSWERED, Act.ADDED, {S.HANDED_OVER}),
        (S.ANSWERED, Act.CLOSED, {S.CLOSED}),
        (S.HANDED_OVER, Act.CLOSED, {S.CLOSED}),
        (S.HANDED_OVER, Act.APPROVED, set()),
        (S.ANSWERED, Act.APPROVED, set()),
        (S.CLOSED, Act.ADDED, set()),
        (S.CLOSED, Act.CLOSED, set()),
    ],
)
def test_the_table_of_states_is_the_designs(
    before: State | None, act: Act, after: set[State]
) -> None:
    assert may_become(before, act) == after


@pytest.mark.parametrize("act", [Act.REFUSED, Act.UNDELIVERED, Act.THANKED])
@pytest.mark.parametrize("state", list(State))
def test_what_is_only_recorded_changes_no_case(state: State, act: Act) -> None:
    with pytest.raises(NotAllowedError):
        _case(state).evolve(act, MONDAY, state=state)


def test_a_change_makes_a_new_case_one_version_higher() -> None:
    before = _case(S.AWAITING_APPROVAL)
    later = MONDAY + timedelta(hours=1)
    after = before.evolve(Act.APPROVED, later, state=S.ANSWERED)
    assert (before.version, after.version) == (1, 2)
    assert after.changed_at == later
    assert before.state is S.AWAITING_APPROVAL


def test_references_are_random_and_readable() -> None:
    made = {new_reference() for _ in range(1000)}
    assert len(made) == 1000
    assert not set("".join(made)) & set("0OI1BS58GQZ")
