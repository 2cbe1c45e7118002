"""Two answers are nearly equal: the resident is asked once which is meant (B1)."""

import pytest

from bot.cases import Cases
from bot.model import NEITHER, Act, MessageKind, State, Wish
from bot.store import SqliteStore
from tests.residents import ASKED, ONE, OTHER, approve, ask, kinds
from tests.residents import choose as _choose
from tests.residents import last_text as _last


def test_the_resident_is_asked_while_the_case_has_an_owner_and_a_deadline(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, ASKED)
    assert case.state is State.AWAITING_RESIDENT
    assert case.awaits_choice
    assert case.draft.asks == (ONE, OTHER)
    assert case.draft.text == ""
    assert case.owner in cases.base.officials
    assert case.deadline > cases.now()


@pytest.mark.parametrize(
    ("words", "when", "neither"),
    [
        (ASKED, "huomenna klo 09.00", "En kumpaakaan"),
        ("vad gör man åt vallen här hos oss i staden", "i morgon kl. 09.00", "Ingetdera"),
        ("what can I do about the ridge on our road", "tomorrow at 09:00", "Neither"),
    ],
)
def test_the_question_back_names_the_official_the_time_and_both_titles(
    cases: Cases, store: SqliteStore, words: str, when: str, neither: str
) -> None:
    """S1, L13, L19: it is the receipt too."""
    case = ask(cases, store, words)
    assert kinds(store, case) == [MessageKind.QUESTION, MessageKind.CHOICE]
    text, answers = _last(store, case), cases.base.answers
    assert case.reference in text
    assert cases.base.officials[case.owner].name in text
    assert when in text
    assert f"1. {answers[ONE][case.language].title}\n2. " in text
    assert f"{answers[OTHER][case.language].title}\n3. {neither}" in text


def test_the_answer_chosen_becomes_the_draft_and_waits_for_a_yes(
    cases: Cases, store: SqliteStore
) -> None:
    asked = ask(cases, store, ASKED)
    case = _choose(cases, store, asked, OTHER)
    assert case.state is State.AWAITING_APPROVAL
    assert (case.draft.answer, case.draft.why) == (OTHER, "chosen")
    assert case.draft.text.startswith(cases.base.answers[OTHER]["fi"].body[:40])
    assert (case.owner, case.deadline) == (asked.owner, asked.deadline)
    event = store.events(case.id)[-1]
    assert (event.act, event.by, event.answer, event.detail) == (
        Act.CHOSE,
        "resident",
        OTHER,
        OTHER,
    )


def test_the_thread_shows_what_was_chosen_and_a_receipt(cases: Cases, store: SqliteStore) -> None:
    case = _choose(cases, store, ask(cases, store, ASKED), ONE)
    words, receipt = store.thread(case.id)[-2:]
    title = cases.base.answers[ONE]["fi"].title
    assert (words.author, words.text) == ("resident", title)
    assert receipt.kind is MessageKind.RECEIPT
    assert "tarkistaa vastauksen" in receipt.text


def test_what_was_chosen_is_sent_by_one_approval(cases: Cases, store: SqliteStore) -> None:
    case = approve(cases, store, _choose(cases, store, ask(cases, store, ASKED), ONE))
    assert case.state is State.ANSWERED
    assert store.thread(case.id)[-1].answer == ONE


def test_neither_goes_to_the_official_with_what_else_it_may_be(
    cases: Cases, store: SqliteStore
) -> None:
    asked = ask(cases, store, ASKED)
    case = _choose(cases, store, asked, NEITHER)
    assert case.state is State.HANDED_OVER
    assert case.draft.why == "neither"
    assert [c.slug for c in case.draft.candidates] == ["snow-to-street"]
    assert (case.owner, case.deadline) == (asked.owner, asked.deadline)
    assert "lukee kysymyksesi" in _last(store, case)


@pytest.mark.parametrize(
    ("typed", "state", "why"),
    [
        ("1", State.AWAITING_APPROVAL, "chosen"),
        ("2.", State.AWAITING_APPROVAL, "chosen"),
        ("2!", State.AWAITING_APPROVAL, "chosen"),
        ("(1)", State.AWAITING_APPROVAL, "chosen"),
        (" 3) ", State.HANDED_OVER, "neither"),
    ],
)
def test_a_number_typed_is_the_button_of_that_number(
    cases: Cases, store: SqliteStore, typed: str, state: State, why: str
) -> None:
    """For channels without buttons, and for who types it where there are some."""
    ask(cases, store, ASKED)
    case = ask(cases, store, typed)
    assert (case.state, case.draft.why) == (state, why)


def test_a_number_in_a_case_that_asks_nothing_is_plain_words(
    cases: Cases, store: SqliteStore
) -> None:
    ask(cases, store, "aivan muu asia")
    assert store.thread(ask(cases, store, "2").id)[-2].text == "2"


def test_words_instead_make_the_draft_again_from_the_whole_thread(
    cases: Cases, store: SqliteStore
) -> None:
    asked = ask(cases, store, ASKED)
    case = ask(cases, store, "siis koska aura tulee")
    assert (case.reference, case.state) == (asked.reference, State.AWAITING_APPROVAL)
    assert (case.draft.answer, case.draft.asks) == ("ploughing-when", ())
    assert case.deadline == asked.deadline, "the promise of the receipt stands"


def test_nobody_is_asked_twice_in_a_case(cases: Cases, store: SqliteStore) -> None:
    """B1: the same thread again is in doubt, and an official sees the findings."""
    ask(cases, store, ASKED)
    case = ask(cases, store, "se penkka tossa edessä")
    assert (case.state, case.draft.why) == (State.HANDED_OVER, "doubt")
    assert [c.slug for c in case.draft.candidates[:2]] == [ONE, OTHER]
    assert kinds(store, case).count(MessageKind.CHOICE) == 1


def test_a_follow_up_to_an_open_case_is_never_asked_back(cases: Cases, store: SqliteStore) -> None:
    ask(cases, store, "aivan muu asia")
    assert ask(cases, store, "siis tämä penkka").draft.why == "doubt"


def test_thanks_do_not_answer_the_question(cases: Cases, store: SqliteStore) -> None:
    asked = ask(cases, store, ASKED)
    assert ask(cases, store, "kiitos") == asked


def test_a_person_is_one_press_away_while_it_is_asked(cases: Cases, store: SqliteStore) -> None:
    """L5."""
    ask(cases, store, ASKED)
    case = ask(cases, store, "", Wish.HUMAN)
    assert (case.state, case.draft.why) == (State.HANDED_OVER, "asked_human")


def test_what_was_refused_does_not_come_first_again(cases: Cases, store: SqliteStore) -> None:
    _choose(cases, store, ask(cases, store, ASKED), NEITHER)
    for words in ("se penkka on siis portin edessä", "iso penkka"):
        case = ask(cases, store, words)
        found = [c.slug for c in case.draft.candidates]
        assert (case.state, case.draft.why) == (State.HANDED_OVER, "neither")
        assert found == ["snow-to-street", ONE, OTHER]
    assert ask(cases, store, "aura on se asia").draft.answer == "ploughing-when"


def test_what_the_resident_chose_stays_when_they_add_something_vague(
    cases: Cases, store: SqliteStore
) -> None:
    _choose(cases, store, ask(cases, store, ASKED), ONE)
    after = ask(cases, store, "se on siis meidän portin edessä")
    assert (after.state, after.draft.answer) == (State.AWAITING_APPROVAL, ONE)
    assert ask(cases, store, "aura on se asia").draft.answer == "ploughing-when"
