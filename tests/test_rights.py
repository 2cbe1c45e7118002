"""Residents' rights: how my matters stand, what is kept of me, and erasing it (L29)."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cases import Cases, Fate
from bot.city import Base
from bot.errors import AuraError
from bot.library import Library
from bot.matching import AnswerMatcher
from bot.model import ERASED, RESIDENT, Act, Address, Question, Reason, State, Wish
from bot.store import SqliteStore, open_database
from tests.conftest import RULES
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.residents import HOME, approve, as_it_is, ask, erase

AWAY = Address("web", "away")


def test_my_open_cases_say_who_has_them_and_by_when(cases: Cases, store: SqliteStore) -> None:
    """434/2003 23 §: a question on how a matter goes is answered."""
    assert cases.standing(store, HOME, "fi") == "Sinulla ei ole täällä avoimia asioita."
    case = ask(cases, store, "milloin aura")
    said = cases.standing(store, HOME, "fi")
    assert [each.reference for each in cases.open_cases(store, HOME)] == [case.reference]
    assert case.reference in said
    assert cases.base.official(case.owner).name in said
    assert "viimeistään tänään klo" in said
    approve(cases, store, case)
    assert cases.open_cases(store, HOME) == []


def test_a_case_that_waits_for_me_says_so(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "tämä penkka")
    assert case.state is State.AWAITING_RESIDENT
    assert "waits for your answer" in cases.standing(store, HOME, "en")


def test_my_data_holds_all_but_the_texts_nobody_has_approved(
    cases: Cases, store: SqliteStore
) -> None:
    """GDPR 15; a draft goes to nobody before an official's yes (S4)."""
    case = ask(cases, store, "milloin aura")
    data = cases.my_data(store, HOME)
    assert json.loads(json.dumps(data)) == data
    assert next(row["text"] for row in data["messages"]) == "milloin aura"
    assert data["cases"][0]["draft"]["answer"] == case.draft.answer
    assert case.draft.text[:40] not in json.dumps(data, ensure_ascii=False)
    approve(cases, store, case)
    later = json.dumps(cases.my_data(store, HOME)["messages"], ensure_ascii=False)
    assert case.draft.text[:40] in later


def test_erasing_is_told_before_it_is_done(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "milloin aura")
    before = cases.erasure(store, HOME)
    said = cases.erasure_said(before, "fi", done=False)
    assert before.withdrawn == (case.reference,)
    assert f"enää vastata: {case.reference}" in said
    assert as_it_is(store, case) == case


def test_an_open_case_is_withdrawn_and_the_official_sees_it(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "milloin aura Koivukujalla")
    assert erase(cases, store) == {case.reference: Fate.ERASED}
    after = as_it_is(store, case)
    assert (after.state, after.reason) == (State.CLOSED, Reason.WITHDRAWN)
    assert after.is_erased
    assert after.street is None
    assert after.draft.text == ""
    assert [c.slug for c in after.draft.candidates] == [c.slug for c in case.draft.candidates]
    assert all(c.why == () for c in after.draft.candidates)
    assert store.thread(case.id) == []
    assert store.claim(["web"], MONDAY, MONDAY, 10) == []


def test_the_proof_of_an_erasing_stands_in_the_record(cases: Cases, store: SqliteStore) -> None:
    """L28: the purge leaves a proof."""
    case = ask(cases, store, "milloin aura")
    erase(cases, store)
    closed, erased = store.events(case.id)[-2:]
    assert (closed.act, closed.by) == (Act.CLOSED, RESIDENT)
    assert (erased.act, erased.by, erased.at) == (Act.ERASED, RESIDENT, MONDAY)
    assert store.sums().holds


def test_a_button_pressed_on_an_erased_case_is_refused(cases: Cases, store: SqliteStore) -> None:
    """The official's page may be older than the erasing."""
    case = ask(cases, store, "milloin aura")
    erase(cases, store)
    with pytest.raises(AuraError, match="already decided"), store.transaction():
        cases.approve(store, case.reference, version=case.version, by=case.owner)
    assert store.thread(case.id) == []


def test_an_answered_case_is_erased_and_counts_as_resolved(
    cases: Cases, store: SqliteStore
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura"))
    assert erase(cases, store) == {case.reference: Fate.ERASED}
    after = as_it_is(store, case)
    assert (after.state, after.reason) == (State.CLOSED, Reason.RESOLVED)
    sent = [event.answer for event in store.events(case.id) if event.act is Act.APPROVED]
    assert sent == ["ploughing-when"]


def test_advice_in_a_formal_matter_is_kept_without_the_address(
    cases: Cases, store: SqliteStore
) -> None:
    """GDPR 17(3)(b), L22: the record of what an official said in it; the reason is told."""
    case = ask(cases, store, "kaaduin, kuka maksaa")
    with store.transaction():
        case = cases.answer(
            store, case.reference, version=case.version, by=case.owner, text="Tee vaatimus."
        )
    assert erase(cases, store) == {case.reference: Fate.RECORD}
    after = as_it_is(store, case)
    assert after.place == ERASED
    assert next(m.text for m in store.thread(case.id)) == "kaaduin, kuka maksaa"
    assert store.conversation(HOME) == []
    assert store.events(case.id)[-1].act is Act.ERASED
    said = cases.erasure_said(cases.erasure(store, HOME), "fi", done=False)
    assert said == "Täällä ei ole sinusta mitään poistettavaa."


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_why_something_is_kept_is_said(cases: Cases, store: SqliteStore, language: str) -> None:
    case = ask(cases, store, "kaaduin, kuka maksaa")
    with store.transaction():
        cases.answer(store, case.reference, version=1, by=case.owner, text="Tee vaatimus.")
    said = cases.erasure_said(cases.erasure(store, HOME), language, done=True)
    assert case.reference in said
    assert re.search(r"17(\(3\)\(b\)|\.3 b| artiklan 3 kohdan b)", said)


def test_a_formal_matter_nobody_has_answered_is_withdrawn(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "kaaduin, kuka maksaa")
    assert erase(cases, store) == {case.reference: Fate.ERASED}
    assert as_it_is(store, case).reason is Reason.WITHDRAWN


def test_erasing_again_does_nothing_more(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "milloin aura")
    erase(cases, store)
    before = store.changes(), store.events(case.id)
    assert erase(cases, store) == {}
    assert (store.changes(), store.events(case.id)) == before


def test_others_keep_theirs(cases: Cases, store: SqliteStore) -> None:
    ask(cases, store, "milloin aura")
    with store.transaction():
        other = cases.receive(store, Question(AWAY, "milloin aura", MONDAY))
    thread = store.thread(other.id)
    erase(cases, store)
    assert as_it_is(store, other) == other
    assert store.thread(other.id) == thread


def test_who_was_erased_may_ask_again(cases: Cases, store: SqliteStore) -> None:
    old = ask(cases, store, "milloin aura")
    erase(cases, store)
    new = ask(cases, store, "milloin aura")
    assert new.reference != old.reference
    assert {case.reference for case in cases.open_cases(store, HOME)} == {new.reference}


_SIGNS = "abcdefghijklmnopqrstuvwxyzåäö"
_MARK = st.text(_SIGNS, min_size=8, max_size=12).map(lambda letters: f"qx{letters}xq")
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["ask", "add", "human", "approve", "answer", "ask_back", "propose", "note"]
        ),
        st.sampled_from(["milloin aura", "hiekka", "liukas", "", "moi"]),
        _MARK,
        st.integers(1, 120),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_after_erasing_no_word_of_the_resident_is_anywhere_in_the_file(
    base: Base,
    matcher: AnswerMatcher,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, str, str, int]],
) -> None:
    """Neither in a table nor in the bytes of the file and of its log (GDPR 17)."""
    folder = tmp_path_factory.mktemp("erased")
    cases = Cases(Library(base, ScriptedMatcher(matcher, RULES)), Clock())
    place = Address("web", "qxplaceofthisresidentxq")
    with closing(open_database(folder / "aura.sqlite3")) as store:
        for step, words, mark, count in steps:
            try:
                with store.transaction():
                    _live(cases, store, step, place, f"{words} {' '.join([mark] * count)}")
            except AuraError:
                continue
        with store.transaction():
            cases.erase(store, place)
        marks = {place.place, *(mark for _, _, mark, _ in steps)}
        assert _found(folder, marks) == set()
        assert _found_in_tables(folder / "aura.sqlite3", marks) == set()
        assert store.sums().holds


def _live(cases: Cases, store: SqliteStore, step: str, place: Address, text: str) -> None:
    """One step of a life; what the official writes quotes the resident."""
    case = store.latest_case(place)
    if step in ("ask", "add", "human"):
        number = f"{place.place}:{store.changes()}"
        arrival = store.take_in("web", number, {"place": place.place, "text": text}, MONDAY)
        wish = {"ask": Wish.ASK, "add": Wish.ADD, "human": Wish.HUMAN}[step]
        case = cases.receive(store, Question(place, text[:2000], MONDAY, wish=wish))
        if arrival and store.changes() % 2:
            store.read(arrival, case.id)
        elif arrival:  # it lies there for somebody to look at
            store.set_aside(arrival, "unreadable")
    elif case and step == "note":
        cases.note(store, case.reference, by="maija-lehtonen", text=text[:2000])
    elif case and step == "propose":
        cases.propose_wording(store, case.reference, by="maija-lehtonen", text=text[:200])
    elif case:
        use = {"approve": cases.approve, "answer": cases.answer, "ask_back": cases.ask_back}[step]
        use(store, case.reference, version=case.version, by=case.owner, text=text)


def _found(folder: Path, marks: set[str]) -> set[tuple[str, str]]:
    """Marks in the bytes of the data file, of its log and of its index, in UTF-8 or escaped."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {
        (name, mark)
        for name, held in files.items()
        for mark in marks
        if mark.encode() in held or json.dumps(mark)[1:-1].encode() in held
    }


def _found_in_tables(path: Path, marks: set[str]) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        dump = "\n".join(connection.iterdump())
    return {mark for mark in marks if mark in dump or json.dumps(mark)[1:-1] in dump}
