"""The resident's side of a case."""

import pytest

from bot.cases import Cases
from bot.errors import UnreadableError
from bot.model import Act, Address, Case, MessageKind, Question, State, Wish
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock

HOME = Address("web", "home")


def _ask(
    cases: Cases, store: SqliteStore, text: str, wish: Wish = Wish.ASK, about: str | None = None
) -> Case:
    question = Question(HOME, text, cases.now(), wish=wish, about=about)
    with store.transaction():
        return cases.receive(store, question)


def _approve(cases: Cases, store: SqliteStore, case: Case) -> Case:
    with store.transaction():
        return cases.approve(store, case.reference, version=case.version, by=case.owner)


def _kinds(store: SqliteStore, case: Case) -> list[MessageKind]:
    return [message.kind for message in store.thread(case.id)]


def test_a_safe_match_waits_for_approval_with_a_named_owner_and_a_deadline(
    cases: Cases, store: SqliteStore
) -> None:
    case = _ask(cases, store, "milloin meille tulee aura")
    assert case.state is State.AWAITING_APPROVAL
    assert case.owner in cases.base.officials
    assert case.deadline > MONDAY
    assert case.draft.answer == "ploughing-when"


def test_the_receipt_names_who_answers_and_by_when(cases: Cases, store: SqliteStore) -> None:
    """S1, L13."""
    case = _ask(cases, store, "milloin meille tulee aura")
    receipt = next(m for m in store.thread(case.id) if m.kind is MessageKind.RECEIPT)
    owner = cases.base.officials[case.owner]
    assert case.reference in receipt.text
    assert owner.name in receipt.text
    assert "tänään klo 13.00" in receipt.text


def test_what_cannot_be_matched_goes_to_a_named_official(cases: Cases, store: SqliteStore) -> None:
    case = _ask(cases, store, "paljonko siltoihin menee rahaa")
    assert case.state is State.HANDED_OVER
    assert case.draft.text == ""
    assert case.owner == cases.base.city.fallback_official


def test_a_formal_matter_always_goes_to_an_official_with_its_text_as_draft(
    cases: Cases, store: SqliteStore
) -> None:
    """L1: never only a draft."""
    case = _ask(cases, store, "kaaduin ja ranne murtui, kuka maksaa")
    assert case.state is State.HANDED_OVER
    assert case.draft.why == "formal"
    assert "vahingot" in case.draft.text


def test_another_bodys_matter_drafts_the_guidance_there(cases: Cases, store: SqliteStore) -> None:
    """Hallintolaki 8 §, L11."""
    case = _ask(cases, store, "moottoritien ramppi auki")
    assert case.state is State.AWAITING_APPROVAL
    assert case.draft.answer == "state-private-road"


def test_a_danger_sends_its_safety_text_at_once_and_is_urgent(
    cases: Cases, store: SqliteStore
) -> None:
    case = _ask(cases, store, "jäätä putoaa katolta ihmisten päälle")
    assert case.urgent
    assert case.state is State.HANDED_OVER
    assert case.owner == cases.base.city.on_call
    safety = next(m for m in store.thread(case.id) if m.kind is MessageKind.SAFETY)
    assert "112" in safety.text
    assert (case.deadline - MONDAY).total_seconds() == 30 * 60


def test_small_talk_is_answered_by_the_bot_itself(cases: Cases, store: SqliteStore) -> None:
    """B5: no official is called."""
    case = _ask(cases, store, "moi")
    assert case.state is State.ANSWERED
    assert _kinds(store, case) == [MessageKind.QUESTION, MessageKind.TALK]


def test_thanks_in_an_open_case_leave_the_draft_as_it_is(cases: Cases, store: SqliteStore) -> None:
    case = _ask(cases, store, "milloin meille tulee aura")
    after = _ask(cases, store, "kiitos")
    assert after == case
    assert _kinds(store, case)[-1] is MessageKind.TALK


def test_a_follow_up_joins_the_open_case_and_the_draft_is_made_again(
    cases: Cases, store: SqliteStore
) -> None:
    case = _ask(cases, store, "miksi täällä on näin")
    after = _ask(cases, store, "siis koska aura tulee")
    assert after.reference == case.reference
    assert after.version == case.version + 1
    assert after.state is State.AWAITING_APPROVAL
    assert after.draft.answer == "ploughing-when"


def test_the_promise_stands_when_the_resident_adds(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = _ask(cases, store, "milloin meille tulee aura")
    clock.move(hours=3)
    assert _ask(cases, store, "aura siis").deadline == case.deadline


@pytest.mark.parametrize(
    "words", ["haluan ihmisen", "Ihminen!", "ei botti kiitos", "puhua ihmisen kanssa, kiitos"]
)
def test_a_person_can_be_asked_for_in_so_many_words(
    cases: Cases, store: SqliteStore, words: str
) -> None:
    """306/2019 6 a § 5, L5."""
    case = _ask(cases, store, words)
    assert case.state is State.HANDED_OVER
    assert case.draft.why == "asked_human"


def test_a_person_can_be_asked_for_by_one_button_from_the_first_message_on(
    cases: Cases, store: SqliteStore
) -> None:
    case = _ask(cases, store, "", Wish.HUMAN)
    assert case.state is State.HANDED_OVER


def test_asking_for_a_person_takes_the_draft_away(cases: Cases, store: SqliteStore) -> None:
    _ask(cases, store, "milloin meille tulee aura")
    after = _ask(cases, store, "", Wish.HUMAN)
    assert after.state is State.HANDED_OVER
    assert store.events(after.id)[-1].act is Act.ASKED_HUMAN


def test_disagreement_goes_to_the_same_official_and_never_the_same_text_twice(
    cases: Cases, store: SqliteStore
) -> None:
    """H3, B2."""
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    after = _ask(cases, store, "", Wish.DISAGREE, case.reference)
    assert after.state is State.HANDED_OVER
    assert after.owner == case.owner
    assert after.helped is False
    assert "ploughing-when" not in [c.slug for c in after.draft.candidates]


def test_a_helped_answer_is_noted_once(cases: Cases, store: SqliteStore) -> None:
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    first = _ask(cases, store, "", Wish.HELPED, case.reference)
    second = _ask(cases, store, "", Wish.HELPED, case.reference)
    assert first.helped
    assert second.version == first.version


def test_more_words_in_a_reopened_case_do_not_draft_the_same_answer_again(
    cases: Cases, store: SqliteStore
) -> None:
    """B2."""
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    _ask(cases, store, "", Wish.DISAGREE, case.reference)
    after = _ask(cases, store, "aura ei ole käynyt")
    assert after.state is State.HANDED_OVER
    assert after.draft.text == ""


def test_the_resident_is_asked_again_whether_a_second_answer_helped(
    cases: Cases, store: SqliteStore
) -> None:
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    again = _ask(cases, store, "", Wish.DISAGREE, case.reference)
    with store.transaction():
        answered = cases.answer(
            store, again.reference, version=again.version, by=again.owner, text="Tänään."
        )
    assert answered.helped is None


def test_who_asked_for_a_person_keeps_one_when_they_add(cases: Cases, store: SqliteStore) -> None:
    _ask(cases, store, "", Wish.HUMAN)
    _ask(cases, store, "siis aura")
    after = _ask(cases, store, "ja aura taas")
    assert after.state is State.HANDED_OVER
    assert after.draft.why == "asked_human"


def test_a_danger_told_in_a_follow_up_makes_the_case_urgent(
    cases: Cases, store: SqliteStore
) -> None:
    case = _ask(cases, store, "aivan muu asia")
    after = _ask(cases, store, "nyt putoaa jäätä katolta")
    assert after.reference == case.reference
    assert after.urgent
    assert after.owner == cases.base.city.on_call
    assert "112" in next(m.text for m in store.thread(after.id) if m.kind is MessageKind.SAFETY)


def test_a_follow_up_moves_the_case_from_who_has_gone_away(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """L12."""
    case = _ask(cases, store, "milloin aura tulee Harjulaan")
    assert case.owner == "jari-koskela"
    clock.move(days=36)  # 29.12.: he is on holiday
    assert _ask(cases, store, "aura ei tullut").owner == "annika-sundstrom"


def test_words_after_an_answer_reopen_the_case(cases: Cases, store: SqliteStore) -> None:
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    after = _ask(cases, store, "ei tullut vieläkään")
    assert after.reference == case.reference
    assert after.state is State.HANDED_OVER


def test_a_new_matter_after_an_answer_is_a_new_case(cases: Cases, store: SqliteStore) -> None:
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    other = _ask(cases, store, "mistä saa hiekkaa")
    assert other.reference != case.reference
    assert other.draft.answer == "grit-free"


def test_what_is_added_by_the_button_stays_in_its_case(cases: Cases, store: SqliteStore) -> None:
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    after = _ask(cases, store, "mistä saa hiekkaa", Wish.ADD, case.reference)
    assert after.reference == case.reference


def test_another_residents_case_cannot_be_named(cases: Cases, store: SqliteStore) -> None:
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    stranger = Question(
        Address("web", "else"), "", MONDAY, wish=Wish.DISAGREE, about=case.reference
    )
    with pytest.raises(UnreadableError), store.transaction():
        cases.receive(store, stranger)


def test_the_reply_comes_in_the_language_of_the_question(cases: Cases, store: SqliteStore) -> None:
    """L19."""
    case = _ask(cases, store, "när kommer plogen till vår gata på morgonen")
    assert case.language == "sv"
    assert case.draft.text.startswith("Staden")


def test_a_short_message_keeps_the_conversations_language(cases: Cases, store: SqliteStore) -> None:
    _ask(cases, store, "när kommer plogen till vår gata på morgonen")
    assert _ask(cases, store, "plog?").language == "sv"


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
    case = _ask(cases, store, "milloin meille tulee aura")
    assert case.state is State.HANDED_OVER
    assert case.draft.why == "not_valid_now"


def test_the_sum_always_holds(cases: Cases, store: SqliteStore) -> None:
    for words in ("moi", "milloin aura", "mistä hiekkaa", "aivan muuta"):
        _ask(cases, store, words)
    sums = store.sums()
    assert sums.holds
    assert sums.received == sums.answered + sums.waiting


@pytest.mark.parametrize("wish", [Wish.ASK, Wish.ADD])
def test_a_danger_after_an_answer_is_an_urgent_case_of_its_own(
    cases: Cases, store: SqliteStore, wish: Wish
) -> None:
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    after = _ask(cases, store, "katolta putoaa lunta ihmisten päälle", wish, case.reference)
    assert after.urgent
    assert MessageKind.SAFETY in _kinds(store, after)


@pytest.mark.parametrize("words", ["kiitos", "moi"])
def test_an_answer_to_an_officials_question_is_never_taken_as_small_talk(
    cases: Cases, store: SqliteStore, words: str
) -> None:
    """S1: the official waits for it."""
    case = _ask(cases, store, "aivan muu asia")
    with store.transaction():
        cases.ask_back(
            store, case.reference, version=case.version, by=case.owner, text="Onko kiire?"
        )
    assert _ask(cases, store, words).state is State.HANDED_OVER


def test_an_urgent_case_stays_urgent_when_the_resident_has_answered_back(
    cases: Cases, store: SqliteStore
) -> None:
    case = _ask(cases, store, "jäätä putoaa katolta")
    with store.transaction():
        cases.ask_back(store, case.reference, version=1, by=case.owner, text="Missä?")
    after = _ask(cases, store, "Torikatu 3")
    assert (after.deadline - MONDAY).total_seconds() == 30 * 60


def test_small_talk_with_personal_data_is_told_of_too(cases: Cases, store: SqliteStore) -> None:
    """L24."""
    _ask(cases, store, "milloin meille tulee aura")
    question = Question(HOME, "kiitos ⟦phone⟧", MONDAY, removed=("phone",))
    with store.transaction():
        case = cases.receive(store, question)
    assert "puhelinnumero" in store.thread(case.id)[-1].text


def test_a_reopened_case_goes_on_in_the_language_just_written(
    cases: Cases, store: SqliteStore
) -> None:
    """L19."""
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    words = "Thank you but the machine has still not been here this morning"
    assert _ask(cases, store, words, Wish.ADD, case.reference).language == "en"


def test_an_answered_case_of_one_who_left_the_register_goes_to_the_fallback_official(
    cases: Cases, store: SqliteStore
) -> None:
    case = _approve(cases, store, _ask(cases, store, "milloin meille tulee aura"))
    store.db.execute("update cases set owner = 'gone'")
    after = _ask(cases, store, "", Wish.DISAGREE, case.reference)
    assert after.owner == cases.base.city.fallback_official


def test_words_an_official_has_kept_stay_when_the_resident_adds(
    cases: Cases, store: SqliteStore
) -> None:
    case = _ask(cases, store, "milloin meille tulee aura")
    with store.transaction():
        cases.edit(store, case.reference, version=1, by=case.owner, text="Kirjoitan tätä")
    after = _ask(cases, store, "siis koska aura tulee")
    assert (after.state, after.draft.text) == (State.AWAITING_APPROVAL, "Kirjoitan tätä")


def test_a_rejected_draft_does_not_come_back(cases: Cases, store: SqliteStore) -> None:
    case = _ask(cases, store, "milloin meille tulee aura")
    with store.transaction():
        cases.reject(store, case.reference, version=1, by=case.owner)
    after = _ask(cases, store, "siis koska aura tulee")
    assert (after.state, after.draft.text) == (State.HANDED_OVER, "")
