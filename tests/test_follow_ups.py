"""The resident's side of a case: what comes after the first message."""

from dataclasses import replace

import pytest

from bot.cases import Cases
from bot.channels.webview import look, view_of
from bot.city import Base
from bot.errors import UnreadableError
from bot.library import Library
from bot.matching import AnswerMatcher
from bot.model import Act, Address, MessageKind, Question, Reason, State, Wish
from bot.store import SqliteStore
from tests.conftest import RULES
from tests.fakes import MONDAY, Clock, ListeningMatcher, ScriptedMatcher
from tests.residents import HOME, approve, ask, kinds


def test_thanks_in_an_open_case_leave_the_draft_as_it_is(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "milloin meille tulee aura")
    after = ask(cases, store, "kiitos")
    assert after == case
    assert kinds(store, case)[-1] is MessageKind.TALK


def test_a_follow_up_joins_the_open_case_and_the_draft_is_made_again(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "miksi täällä on näin")
    after = ask(cases, store, "siis koska aura tulee")
    assert after.reference == case.reference
    assert after.version == case.version + 1
    assert after.state is State.AWAITING_APPROVAL
    assert after.draft.answer == "ploughing-when"


def test_the_promise_stands_when_the_resident_adds(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = ask(cases, store, "milloin meille tulee aura")
    clock.move(hours=3)
    assert ask(cases, store, "aura siis").deadline == case.deadline


def test_asking_for_a_person_takes_the_draft_away(cases: Cases, store: SqliteStore) -> None:
    ask(cases, store, "milloin meille tulee aura")
    after = ask(cases, store, "", Wish.HUMAN)
    assert after.state is State.HANDED_OVER
    assert store.events(after.id)[-1].act is Act.ASKED_HUMAN


def test_disagreement_goes_to_the_same_official_and_never_the_same_text_twice(
    cases: Cases, store: SqliteStore
) -> None:
    """H3, B2."""
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    after = ask(cases, store, "", Wish.DISAGREE, case.reference)
    assert after.state is State.HANDED_OVER
    assert after.owner == case.owner
    assert after.helped is False
    assert "ploughing-when" not in [c.slug for c in after.draft.candidates]


def test_a_helped_answer_is_noted_once(cases: Cases, store: SqliteStore) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    first = ask(cases, store, "", Wish.HELPED, case.reference)
    second = ask(cases, store, "", Wish.HELPED, case.reference)
    assert first.helped
    assert second.version == first.version


def test_more_words_in_a_reopened_case_do_not_draft_the_same_answer_again(
    cases: Cases, store: SqliteStore
) -> None:
    """B2."""
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    ask(cases, store, "", Wish.DISAGREE, case.reference)
    after = ask(cases, store, "aura ei ole käynyt")
    assert after.state is State.HANDED_OVER
    assert after.draft.text == ""


def test_the_resident_is_asked_again_whether_a_second_answer_helped(
    cases: Cases, store: SqliteStore
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    again = ask(cases, store, "", Wish.DISAGREE, case.reference)
    with store.transaction():
        answered = cases.answer(
            store, again.reference, version=again.version, by=again.owner, text="Tänään."
        )
    assert answered.helped is None


def test_who_asked_for_a_person_keeps_one_when_they_add(cases: Cases, store: SqliteStore) -> None:
    ask(cases, store, "", Wish.HUMAN)
    ask(cases, store, "siis aura")
    after = ask(cases, store, "ja aura taas")
    assert after.state is State.HANDED_OVER
    assert after.draft.why == "asked_human"


def test_a_follow_up_moves_the_case_from_who_has_gone_away(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """L12."""
    case = ask(cases, store, "milloin aura tulee Harjulaan")
    assert case.owner == "jari-koskela"
    clock.move(days=36)  # 29.12.: he is on holiday
    assert ask(cases, store, "aura ei tullut").owner == "annika-sundstrom"


def test_words_after_an_answer_reopen_the_case(cases: Cases, store: SqliteStore) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    after = ask(cases, store, "ei tullut vieläkään")
    assert after.reference == case.reference
    assert after.state is State.HANDED_OVER


def test_a_new_matter_after_an_answer_is_a_new_case(cases: Cases, store: SqliteStore) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    other = ask(cases, store, "mistä saa hiekkaa")
    assert other.reference != case.reference
    assert other.draft.answer == "grit-free"


def test_what_is_added_by_the_button_stays_in_its_case(cases: Cases, store: SqliteStore) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    after = ask(cases, store, "mistä saa hiekkaa", Wish.ADD, case.reference)
    assert after.reference == case.reference


def test_another_residents_case_cannot_be_named(cases: Cases, store: SqliteStore) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    stranger = Question(
        Address("web", "else"), "", MONDAY, wish=Wish.DISAGREE, about=case.reference
    )
    with pytest.raises(UnreadableError), store.transaction():
        cases.receive(store, stranger)


@pytest.mark.parametrize("words", ["kiitos", "moi"])
def test_an_answer_to_an_officials_question_is_never_taken_as_small_talk(
    cases: Cases, store: SqliteStore, words: str
) -> None:
    """S1: the official waits for it."""
    case = ask(cases, store, "aivan muu asia")
    with store.transaction():
        cases.ask_back(
            store, case.reference, version=case.version, by=case.owner, text="Onko kiire?"
        )
    assert ask(cases, store, words).state is State.HANDED_OVER


def test_small_talk_with_personal_data_is_told_of_too(cases: Cases, store: SqliteStore) -> None:
    """L24."""
    ask(cases, store, "milloin meille tulee aura")
    question = Question(HOME, "kiitos ⟦phone⟧", MONDAY, removed=("phone",))
    with store.transaction():
        case = cases.receive(store, question)
    assert "puhelinnumero" in store.thread(case.id)[-1].text


def test_a_reopened_case_goes_on_in_the_language_just_written(
    cases: Cases, store: SqliteStore
) -> None:
    """L19."""
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    words = "Thank you but the machine has still not been here this morning"
    assert ask(cases, store, words, Wish.ADD, case.reference).language == "en"


def test_an_answered_case_of_one_who_left_the_register_goes_to_the_fallback_official(
    cases: Cases, store: SqliteStore
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    store.db.execute("update cases set owner = 'gone'")
    after = ask(cases, store, "", Wish.DISAGREE, case.reference)
    assert after.owner == cases.base.city.fallback_official


def test_a_case_in_a_language_the_city_has_dropped_can_still_be_answered(
    cases: Cases, store: SqliteStore, base: Base, scripted: ScriptedMatcher
) -> None:
    """S1: it goes on in the city's first language."""
    case = ask(cases, store, "When will the plough come to our street?")
    assert case.language == "en"
    city = replace(base.city, service_languages=())
    phrases = {code: base.phrases[code] for code in city.languages}
    fewer = Cases(Library(replace(base, city=city, phrases=phrases), scripted), cases.now)
    said = approve(fewer, store, case)
    assert said.state is State.ANSWERED
    look_at = look(store, fewer.base, HOME)
    assert look_at[2] == "fi"
    assert view_of(fewer.base, "", look_at[0], look_at[1])["judged"] == said
    assert ask(fewer, store, "", Wish.DISAGREE, case.reference).state is State.HANDED_OVER
    assert "viimeistään" in store.thread(case.id)[-1].text


def test_a_buttons_words_and_unknown_languages_are_not_matched(
    base: Base, matcher: AnswerMatcher, store: SqliteStore, clock: Clock
) -> None:
    heard = ListeningMatcher(matcher, RULES, foreign=("снег",))
    cases = Cases(Library(base, heard), clock)
    ask(cases, store, "снег")
    ask(cases, store, "", Wish.HUMAN)
    ask(cases, store, "hiekka puuttuu")
    assert heard.questions[-1] == "hiekka puuttuu"


def test_that_a_closed_case_was_no_help_is_recorded_and_answered(
    cases: Cases, store: SqliteStore
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    with store.transaction():
        cases.close(
            store, case.reference, version=case.version, by=case.owner, reason=Reason.RESOLVED
        )
    after = ask(cases, store, "", Wish.DISAGREE, case.reference)
    event = store.events(after.id)[-1]
    assert (after.state, event.act) == (State.CLOSED, Act.REFUSED)
    assert event.detail.startswith("disagree")
    assert "Jos haluat lisätä jotain" in store.thread(after.id)[-1].text
