"""The resident's side of a case: the first message."""

from dataclasses import replace

import pytest

from bot.cases import Cases
from bot.errors import NotSendableError, UnreadableError
from bot.model import Act, MessageKind, Question, State, Wish
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock
from tests.residents import HOME, approve, ask, kinds


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


@pytest.mark.parametrize("text", ["", "a" * 4097])
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


def test_in_doubt_the_official_gets_findings_and_no_draft(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "katu on ihan liukas")
    assert (case.state, case.draft.why, case.draft.text) == (State.HANDED_OVER, "doubt", "")
    assert case.draft.candidates[0].slug == "slippery-street"
    assert case.topic == "winter-streets"


def test_two_matters_in_a_message_are_answered_in_one_draft_each_under_its_title(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "milloin aurataan sekä mistä saa soraa")
    answers = [cases.base.answers[slug]["fi"] for slug in ("ploughing-when", "grit-free")]
    assert (case.state, case.draft.why) == (State.AWAITING_APPROVAL, "two_matters")
    assert case.draft.slugs == ("ploughing-when", "grit-free")
    titles = [case.draft.text.index(f"**{answer.title}**") for answer in answers]
    assert titles == sorted(titles)
    assert answers[1].body.split("\n\n")[0] in case.draft.text


def test_the_record_and_the_reply_tell_both_answers_with_their_versions(
    cases: Cases, store: SqliteStore
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aurataan sekä mistä saa soraa"))
    grit = cases.base.answers["grit-free"]["fi"]
    event, reply = store.events(case.id)[-1], store.thread(case.id)[-1]
    assert event.act is Act.APPROVED
    assert (event.answer, event.also) == ("ploughing-when", ((grit.slug, grit.version),))
    assert (reply.answer, reply.also) == (event.answer, event.also)


def test_of_two_matters_neither_text_is_drafted_again(cases: Cases, store: SqliteStore) -> None:
    """B2."""
    case = approve(cases, store, ask(cases, store, "milloin aurataan sekä mistä saa soraa"))
    after = ask(cases, store, "mistä hiekka")
    assert after.reference == case.reference
    assert (after.state, after.draft.text) == (State.HANDED_OVER, "")
    assert "grit-free" not in [c.slug for c in after.draft.candidates]


def test_a_draft_of_two_matters_is_not_sent_when_either_has_expired(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """L2."""
    case = ask(cases, store, "milloin aurataan sekä mistä saa soraa")
    second = cases.base.answers["grit-free"]["fi"]
    expired = replace(second, review_again=MONDAY.date())
    answers = {**cases.base.answers, "grit-free": {"fi": expired}}
    cases.library.swap(replace(cases.base, answers=answers), cases.matcher)
    clock.move(days=1)
    with pytest.raises(NotSendableError):
        approve(cases, store, case)


def test_two_matters_of_which_one_is_formal_go_to_an_official_with_both_as_findings(
    cases: Cases, store: SqliteStore
) -> None:
    """L1: nothing of it is drafted, and the resident hears of the registry."""
    case = ask(cases, store, "penkan poisto ynnä korvaus")
    assert (case.state, case.draft.why, case.draft.text) == (State.HANDED_OVER, "not_both", "")
    assert [c.slug for c in case.draft.candidates] == ["plough-ridge", "slip-claim"]
    assert "kirjaamoon" in store.thread(case.id)[-1].text


def test_two_matters_of_which_one_is_out_of_season_go_to_an_official(
    cases: Cases, store: SqliteStore
) -> None:
    assert ask(cases, store, "aura ja lisäksi harjaus").draft.why == "not_both"


def test_what_was_found_through_another_language_is_drafted_in_the_residents_own(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "när plogas gatan där vi bor på vintern")
    assert (case.state, case.language) == (State.AWAITING_APPROVAL, "sv")
    assert case.draft.text.startswith("Staden")
    assert case.draft.candidates[0].through == "fi"


FOREIGN = "Когда уберут снег на нашей улице?"


def test_a_language_that_is_not_ours_goes_to_the_fallback_official_with_a_word_in_english(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, FOREIGN)
    assert (case.state, case.draft.why) == (State.HANDED_OVER, "foreign")
    assert case.owner == cases.base.city.fallback_official
    question, receipt = store.thread(case.id)
    assert (question.text, question.language) == (FOREIGN, "und")
    assert (receipt.kind, receipt.language) == (MessageKind.RECEIPT, "en")
    assert "Finnish, Swedish, English" in receipt.text
    assert cases.base.officials[case.owner].name in receipt.text


def test_a_city_that_does_not_serve_english_says_it_in_its_first_language(
    cases: Cases, store: SqliteStore
) -> None:
    city = replace(cases.base.city, service_languages=())
    cases.library.swap(replace(cases.base, city=city), cases.matcher)
    receipt = store.thread(ask(cases, store, FOREIGN).id)[-1]
    assert receipt.language == "fi"
    assert "suomi, ruotsi." in receipt.text


def test_foreign_words_leave_the_conversations_language_as_it_was(
    cases: Cases, store: SqliteStore
) -> None:
    first = ask(cases, store, "när kommer plogen till vår gata på morgonen")
    after = ask(cases, store, FOREIGN)
    assert store.language_of(HOME) == "sv"
    assert (after.reference, after.language) == (first.reference, "sv")
    assert (after.state, after.draft.why) == (State.HANDED_OVER, "foreign")
    assert after.draft.candidates == first.draft.candidates
    assert store.thread(after.id)[-1].language == "en"


def test_foreign_words_after_an_answer_reopen_the_case(cases: Cases, store: SqliteStore) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    after = ask(cases, store, FOREIGN)
    assert (after.reference, after.state) == (case.reference, State.HANDED_OVER)
    assert (after.language, store.thread(after.id)[-1].language) == ("fi", "en")


@pytest.mark.parametrize(("words", "wish"), [("haluan ihmisen", Wish.ASK), ("", Wish.HUMAN)])
def test_who_asks_for_a_person_first_gets_the_phone_number(
    cases: Cases, store: SqliteStore, words: str, wish: Wish
) -> None:
    """L5."""
    case = ask(cases, store, words, wish)
    assert case.draft.why == "asked_human"
    said = store.thread(case.id)[-1].text
    assert cases.base.city.phone in said
    assert case.reference in said
