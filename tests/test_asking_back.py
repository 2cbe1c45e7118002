"""Two answers are nearly equal: the resident is asked once which is meant (B1)."""

import asyncio
from pathlib import Path

import pytest

from bot.app import Aura
from bot.cases import Cases
from bot.channels.console import ConsoleChannel
from bot.channels.payload import payload_of
from bot.city import Base
from bot.errors import StaleVersionError, UnreadableError
from bot.mail import Delivery
from bot.model import NEITHER, Act, Address, Case, MessageKind, Question, State, Wish
from bot.settings import Settings
from bot.store import SqliteStore
from tests.fakes import Clock, ScriptedMatcher
from tests.residents import HOME, approve, ask, kinds

ONE, OTHER = "plough-ridge", "snow-piles"
ASKED = "mitä tälle penkka asialle tehdään"


def _choose(
    cases: Cases, store: SqliteStore, case: Case, choice: str, place: Address = HOME
) -> Case:
    """The press of a button drawn from ``case``."""
    question = Question(
        place,
        "",
        cases.now(),
        wish=Wish.CHOOSE,
        about=case.reference,
        version=case.version,
        choice=choice,
    )
    with store.transaction():
        return cases.receive(store, question)


def _silence(cases: Cases, store: SqliteStore) -> list[str]:
    with store.transaction():
        return cases.silence(store)


def _last(store: SqliteStore, case: Case) -> str:
    return store.thread(case.id)[-1].text


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


def test_silence_hands_the_case_over_with_findings_after_the_citys_hours(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """Clock hours: residents do not keep office hours."""
    asked = ask(cases, store, ASKED)
    clock.move(hours=1, minutes=59)
    assert _silence(cases, store) == []
    clock.move(minutes=1)
    assert _silence(cases, store) == [asked.reference]
    case = store.case(asked.reference)
    assert case is not None
    assert (case.state, case.draft.why) == (State.HANDED_OVER, "silent")
    assert [c.slug for c in case.draft.candidates[:2]] == [ONE, OTHER]
    assert (case.owner, case.deadline) == (asked.owner, asked.deadline)
    assert store.events(case.id)[-1].by == "bot"


def test_looking_for_silence_again_changes_nothing_more(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = ask(cases, store, ASKED)
    clock.move(hours=3)
    _silence(cases, store)
    before = len(store.events(case.id))
    assert _silence(cases, store) == []
    assert len(store.events(case.id)) == before


def test_silence_is_handed_to_who_stands_in(cases: Cases, store: SqliteStore, clock: Clock) -> None:
    """L12."""
    clock.move(days=25, hours=2)  # Friday 18.12. at eleven; helena-niemi leaves on Monday
    case = ask(cases, store, ASKED)
    with store.transaction():
        now = cases.hand_over(store, case.reference, version=1, by=case.owner, to="helena-niemi")
    assert now.owner == "helena-niemi"
    clock.move(days=3)
    _silence(cases, store)
    after = store.case(case.reference)
    assert after is not None
    assert after.owner == cases.base.officials["helena-niemi"].deputy


def test_an_officials_own_question_waits_without_end(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """The official asked it, and decides what becomes of it."""
    case = ask(cases, store, "aivan muu asia")
    with store.transaction():
        cases.ask_back(store, case.reference, version=1, by=case.owner, text="Mikä katu?")
    clock.move(days=2)
    assert _silence(cases, store) == []


def test_the_official_may_use_a_finding_or_answer_before_the_resident_has_chosen(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, ASKED)
    with store.transaction():
        used = cases.use_another(store, case.reference, version=1, by=case.owner, slug=ONE)
    assert (used.state, used.draft.answer) == (State.AWAITING_APPROVAL, ONE)
    other = Address("web", "other")
    with store.transaction():
        asked = cases.receive(store, Question(other, ASKED, cases.now()))
        said = cases.answer(store, asked.reference, version=1, by=asked.owner, text="Näin.")
    assert said.state is State.ANSWERED


def test_a_choice_made_twice_changes_nothing_twice(cases: Cases, store: SqliteStore) -> None:
    asked = ask(cases, store, ASKED)
    first = _choose(cases, store, asked, ONE)
    again = _choose(cases, store, asked, OTHER)
    assert again == first
    assert store.events(first.id)[-1].act is Act.REFUSED
    assert "valintasi ei muuttanut mitään" in _last(store, first)


@pytest.mark.parametrize("typed", [False, True])
def test_a_choice_after_silence_is_good_while_nobody_has_decided(
    cases: Cases, store: SqliteStore, clock: Clock, *, typed: bool
) -> None:
    asked = ask(cases, store, ASKED)
    clock.move(hours=3)
    _silence(cases, store)
    case = ask(cases, store, "1!") if typed else _choose(cases, store, asked, ONE)
    assert (case.state, case.draft.answer) == (State.AWAITING_APPROVAL, ONE)
    assert "tarkistaa vastauksen" in _last(store, case)


def test_a_choice_after_an_official_took_the_other_is_kept_for_the_official(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    asked = ask(cases, store, ASKED)
    clock.move(hours=3)
    _silence(cases, store)
    silent = store.case(asked.reference)
    assert silent
    with store.transaction():
        cases.use_another(
            store, asked.reference, version=silent.version, by=silent.owner, slug=OTHER
        )
    case = _choose(cases, store, asked, ONE)
    assert (case.draft.answer, case.draft.why) == (OTHER, "picked")
    assert "valintasi ei muuttanut mitään" in _last(store, case)
    assert store.thread(case.id)[-2].text == cases.base.answers[ONE]["fi"].title


def test_a_question_of_an_official_after_silence_is_not_answered_by_the_old_buttons(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    asked = ask(cases, store, ASKED)
    clock.move(hours=3)
    _silence(cases, store)
    with store.transaction():
        back = cases.ask_back(
            store, asked.reference, version=2, by=asked.owner, text="Montako kinosta?"
        )
    assert not back.awaits_choice
    assert ask(cases, store, "2").draft.answer is None


def test_what_was_refused_does_not_come_first_again(cases: Cases, store: SqliteStore) -> None:
    _choose(cases, store, ask(cases, store, ASKED), NEITHER)
    for words in ("se penkka on siis portin edessä", "iso penkka"):
        case = ask(cases, store, words)
        found = [c.slug for c in case.draft.candidates]
        assert (case.state, case.draft.why) == (State.HANDED_OVER, "neither")
        assert found == ["snow-to-street", ONE, OTHER]
    assert ask(cases, store, "aura on se asia").draft.answer == "ploughing-when"


def test_another_owner_does_not_make_the_residents_button_stale(
    cases: Cases, store: SqliteStore
) -> None:
    asked = ask(cases, store, ASKED)
    with store.transaction():
        cases.hand_over(store, asked.reference, version=1, by=asked.owner, to="johanna-vuori")
    case = _choose(cases, store, asked, ONE)
    assert (case.state, case.owner) == (State.AWAITING_APPROVAL, "johanna-vuori")


def test_a_choice_kills_the_officials_buttons_on_the_version_before(
    cases: Cases, store: SqliteStore
) -> None:
    """S4: both at the same moment, one is told to look again."""
    asked = ask(cases, store, ASKED)
    _choose(cases, store, asked, ONE)
    with pytest.raises(StaleVersionError), store.transaction():
        cases.use_another(store, asked.reference, version=1, by=asked.owner, slug=OTHER)


@pytest.mark.parametrize("choice", ["ploughing-when", "no-such-answer", ""])
def test_what_was_not_asked_about_cannot_be_chosen(
    cases: Cases, store: SqliteStore, choice: str
) -> None:
    asked = ask(cases, store, ASKED)
    with pytest.raises(UnreadableError, match="not asked about"):
        _choose(cases, store, asked, choice)
    assert store.case(asked.reference) == asked


def test_anothers_case_cannot_be_chosen_in(cases: Cases, store: SqliteStore) -> None:
    asked = ask(cases, store, ASKED)
    stranger = Address("web", "stranger")
    with store.transaction():
        cases.receive(store, Question(stranger, ASKED, cases.now()))
    with pytest.raises(UnreadableError, match="no case of this conversation"):
        _choose(cases, store, asked, ONE, stranger)


def test_an_answer_that_went_out_of_season_meanwhile_is_not_drafted(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """L2, B8."""
    asked = ask(cases, store, ASKED)
    clock.move(days=220)
    case = _choose(cases, store, asked, ONE)
    assert (case.state, case.draft.why) == (State.HANDED_OVER, "not_valid_now")


def test_what_the_resident_chose_stays_when_they_add_something_vague(
    cases: Cases, store: SqliteStore
) -> None:
    _choose(cases, store, ask(cases, store, ASKED), ONE)
    after = ask(cases, store, "se on siis meidän portin edessä")
    assert (after.state, after.draft.answer) == (State.AWAITING_APPROVAL, ONE)
    assert ask(cases, store, "aura on se asia").draft.answer == "ploughing-when"


def test_the_program_looks_for_silence_by_itself(
    base: Base, scripted: ScriptedMatcher, clock: Clock, tmp_path: Path
) -> None:
    """With the real store; what is handed over then is in the record."""
    heard: list[Delivery] = []
    channel = ConsoleChannel(heard.append)
    aura = Aura(
        Settings(data=tmp_path),
        base,
        now=clock,
        channels={channel.name: channel},
        matcher=scripted,
    )

    async def an_evening() -> Case:
        async with aura.opened():
            await aura.inbox.accept(channel.name, "1", payload_of("home", ASKED))
            await aura.inbox.work()
            await aura.outbox.send_due()
            clock.move(hours=2)
            await aura.clockwork.silence()
            return await aura.store.run(lambda store: store.cases()[0])

    assert asyncio.run(an_evening()).draft.why == "silent"
    assert ["3. En kumpaakaan" in delivery.message.text for delivery in heard] == [True]
