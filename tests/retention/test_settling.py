"""An answered case is closed when it has been quiet (L28)."""

import pytest

from bot.cases import Cases
from bot.model import BOT, Reason, State, Wish
from bot.retention import Rule
from bot.store import SqliteStore
from tests.fakes import Clock
from tests.residents import approve, ask, kinds
from tests.retention.nights import as_it_is


def settled(cases: Cases, store: SqliteStore) -> list[str]:
    with store.transaction():
        return [case.reference for case in cases.settle(store)]


def test_an_answered_case_is_closed_silently_after_its_quiet_period(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura"))
    said = kinds(store, case)
    clock.move(days=14, seconds=-1)
    assert settled(cases, store) == []
    clock.move(seconds=1)
    assert settled(cases, store) == [case.reference]
    after = as_it_is(store, case)
    assert (after.state, after.reason, after.decided_by) == (
        State.CLOSED,
        Reason.RESOLVED,
        case.owner,
    )
    assert store.events(case.id)[-1].by == BOT
    assert kinds(store, case) == said
    assert settled(cases, store) == []


def test_a_further_word_begins_the_quiet_period_again(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura"))
    clock.move(days=13)
    ask(cases, store, "", Wish.HELPED, case.reference)
    clock.move(days=13)
    assert settled(cases, store) == []
    clock.move(days=1)
    assert settled(cases, store) == [case.reference]


def test_who_waits_for_an_answer_is_never_closed_for_being_quiet(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    ask(cases, store, "milloin aura")
    clock.move(days=3000)
    assert settled(cases, store) == []


def test_after_the_quiet_period_a_message_is_a_new_case_and_an_old_button_says_so(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura"))
    clock.move(days=15)
    settled(cases, store)
    late = ask(cases, store, "", Wish.DISAGREE, case.reference)
    assert late.reference == case.reference
    assert store.thread(case.id)[-1].text == cases.base.say("fi", "bot.choice_late")
    assert ask(cases, store, "milloin aura").reference != case.reference


@pytest.mark.parametrize(
    ("text", "closing", "rule"),
    [
        ("moi", None, Rule.TALK),
        ("mitä tämä on", "withdrawn", Rule.TALK),
        ("kaaduin, kuka maksaa", "spam", Rule.TALK),
        ("milloin aura", "duplicate", Rule.ANSWERED),
        ("mitä tämä on", "answer", Rule.ANSWERED),
        ("katolta putoaa lunta", "withdrawn", Rule.ANSWERED),
        ("kaaduin, kuka maksaa", "answer", Rule.FORMAL),
        ("kaaduin, kuka maksaa", "withdrawn", Rule.FORMAL),
    ],
)
def test_each_matter_has_its_rule(
    cases: Cases, store: SqliteStore, text: str, closing: str | None, rule: Rule
) -> None:
    case = ask(cases, store, text)
    with store.transaction():
        if closing == "answer":
            case = cases.answer(
                store, case.reference, version=case.version, by=case.owner, text="Näin."
            )
        elif closing:
            case = cases.close(
                store, case.reference, version=case.version, by=case.owner, reason=closing
            )
    assert cases.rule_of(case, store.events(case.id)) is rule
