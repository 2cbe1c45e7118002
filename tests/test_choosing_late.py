"""The question back is not answered at once: silence, and a choice too late, twice or amiss."""

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
from bot.model import Act, Address, Case, Question, State
from bot.settings import Settings
from bot.store import SqliteStore
from tests.fakes import Clock, ScriptedMatcher
from tests.residents import ASKED, ONE, OTHER, ask
from tests.residents import choose as _choose
from tests.residents import last_text as _last


def _silence(cases: Cases, store: SqliteStore) -> list[str]:
    with store.transaction():
        return cases.silence(store)


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
