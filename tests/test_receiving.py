"""The resident's side of a case: the first message."""

import pytest

from bot.cases import Cases
from bot.errors import UnreadableError
from bot.model import MessageKind, Question, State, Wish
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock
from tests.residents import HOME, ask, kinds


def test_a_safe_match_waits_for_approval_with_a_named_owner_and_a_deadline(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "milloin meille tulee aura")
    assert case.state is State.AWAITING_APPROVAL
    assert case.owner in cases.base.officials
    assert case.deadline > MONDAY
    assert case.draft.answer == "ploughing-when"


def test_the_receipt_names_who_answers_and_by_when(cases: Cases, store: SqliteStore) -> None:
    """S1, L13."""
    case = ask(cases, store, "milloin meille tulee aura")
    receipt = next(m for m in store.thread(case.id) if m.kind is MessageKind.RECEIPT)
    owner = cases.base.officials[case.owner]
    assert case.reference in receipt.text
    assert owner.name in receipt.text
    assert "tänään klo 13.00" in receipt.text


def test_what_cannot_be_matched_goes_to_a_named_official(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "paljonko siltoihin menee rahaa")
    assert case.state is State.HANDED_OVER
    assert case.draft.text == ""
    assert case.owner == cases.base.city.fallback_official


def test_a_formal_matter_always_goes_to_an_official_with_its_text_as_draft(
    cases: Cases, store: SqliteStore
) -> None:
    """L1: never only a draft."""
    case = ask(cases, store, "kaaduin ja ranne murtui, kuka maksaa")
    assert case.state is State.HANDED_OVER
    assert case.draft.why == "formal"
    assert "vahingot" in case.draft.text


def test_another_bodys_matter_drafts_the_guidance_there(cases: Cases, store: SqliteStore) -> None:
    """Hallintolaki 8 §, L11."""
    case = ask(cases, store, "moottoritien ramppi auki")
    assert case.state is State.AWAITING_APPROVAL
    assert case.draft.answer == "state-private-road"


def test_a_danger_sends_its_safety_text_at_once_and_is_urgent(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "jäätä putoaa katolta ihmisten päälle")
    assert case.urgent
    assert case.state is State.HANDED_OVER
    assert case.owner == cases.base.city.on_call
    safety = next(m for m in store.thread(case.id) if m.kind is MessageKind.SAFETY)
    assert "112" in safety.text
    assert (case.deadline - MONDAY).total_seconds() == 30 * 60


def test_small_talk_is_answered_by_the_bot_itself(cases: Cases, store: SqliteStore) -> None:
    """B5: no official is called."""
    case = ask(cases, store, "moi")
    assert case.state is State.ANSWERED
    assert kinds(store, case) == [MessageKind.QUESTION, MessageKind.TALK]


@pytest.mark.parametrize(
    "words", ["haluan ihmisen", "Ihminen!", "ei botti kiitos", "puhua ihmisen kanssa, kiitos"]
)
def test_a_person_can_be_asked_for_in_so_many_words(
    cases: Cases, store: SqliteStore, words: str
) -> None:
    """306/2019 6 a § 5, L5."""
    case = ask(cases, store, words)
    assert case.state is State.HANDED_OVER
    assert case.draft.why == "asked_human"


def test_a_person_can_be_asked_for_by_one_button_from_the_first_message_on(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "", Wish.HUMAN)
    assert case.state is State.HANDED_OVER


def test_the_reply_comes_in_the_language_of_the_question(cases: Cases, store: SqliteStore) -> None:
    """L19."""
    case = ask(cases, store, "när kommer plogen till vår gata på morgonen")
    assert case.language == "sv"
    assert case.draft.text.startswith("Staden")


def test_a_short_message_keeps_the_conversations_language(cases: Cases, store: SqliteStore) -> None:
    ask(cases, store, "när kommer plogen till vår gata på morgonen")
    assert ask(cases, store, "plog?").language == "sv"


def test_the_resident_is_told_what_was_removed(cases: Cases, store: SqliteStore) -> None:
    """L24."""
    question = Question(HOME, "aura, soita ⟦phone⟧", MONDAY, removed=("phone",))
    with store.transaction():
        case = cases.receive(store, question)
    assert "puhelinnumero" in store.thread(case.id)[-1].text


@pytest.mark.parametrize("text", ["", "a" * 2001])
def test_an_empty_or_too_long_message_is_not_taken(
    cases: Cases, store: SqliteStore, text: str
) -> None:
    with pytest.raises(UnreadableError), store.transaction():
        cases.receive(store, Question(HOME, text, MONDAY))


def test_out_of_season_an_answer_is_not_drafted(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """B8."""
    clock.move(days=220)
    case = ask(cases, store, "milloin meille tulee aura")
    assert case.state is State.HANDED_OVER
    assert case.draft.why == "not_valid_now"


def test_the_sum_always_holds(cases: Cases, store: SqliteStore) -> None:
    for words in ("moi", "milloin aura", "mistä hiekkaa", "aivan muuta"):
        ask(cases, store, words)
    sums = store.sums()
    assert sums.holds
    assert sums.received == sums.answered + sums.waiting
