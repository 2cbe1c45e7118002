"""A rehearsal takes what the night then takes; no word stays longer than its rule (L28)."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.caretaker import Caretaker
from bot.cases import Cases
from bot.city import Base
from bot.errors import AuraError, StoreError
from bot.library import Library
from bot.matching import AnswerMatcher
from bot.model import BOT, Act, Address, Question
from bot.retention import Purge, Rule
from bot.store import SqliteStore, open_copy, open_database
from tests.conftest import RULES
from tests.fakes import Clock, DirectRunner, ScriptedMatcher
from tests.retention.nights import asked, by_rule, keep
from tests.stores import SECRET


def test_a_rehearsal_knows_what_one_rule_makes_old_enough_for_another(
    cases: Cases, clock: Clock, tmp_path: Path
) -> None:
    """The words go, hence the language of the conversation and the lines of the record too."""
    path = tmp_path / "aura.sqlite3"
    with closing(open_database(path, SECRET)) as store:
        asked(cases, store, "moi")
        clock.move(days=800)
        planned = _rehearsed(cases, path)
        assert by_rule(planned)[Rule.TALK] == 1
        assert by_rule(planned)[Rule.CONVERSATION] == 1
        assert by_rule(planned)[Rule.RECORD] >= 1
        assert keep(Caretaker(DirectRunner(store), cases, clock)) == planned


def test_a_rehearsal_that_its_disk_fails_tells_nothing_rather_than_too_little(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """The night itself goes on with what else is due."""
    runner = DirectRunner(store)
    runner.failures = [StoreError("The disk is full.")]
    with pytest.raises(StoreError):
        keep(Caretaker(runner, cases, clock, rehearses=True))
    runner.failures = [StoreError("The disk is full.")]
    assert keep(Caretaker(runner, cases, clock)) == []


def _rehearsed(cases: Cases, path: Path) -> list[Purge]:
    """What a night would take, by a private copy of the file."""
    with closing(open_copy(path, SECRET)) as copy:
        return keep(Caretaker(DirectRunner(copy), cases, cases.now, rehearses=True))


_SIGNS = "abcdefghijklmnopqrstuvwxyzåäö"


_MARK = st.text(_SIGNS, min_size=8, max_size=12).map(lambda letters: f"qx{letters}xq")


_LIFE = st.tuples(
    st.sampled_from(["milloin aura", "hiekka", "moi", "jotain", "kaaduin", "katolta", "penkka"]),
    _MARK,
    st.sampled_from(["wait", "approve", "answer", "spam", "withdrawn", "note", "erase"]),
    st.integers(0, 3),
    st.integers(0, 300),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lives=st.lists(st.tuples(_LIFE, st.booleans()), min_size=1, max_size=6),
    later=st.integers(0, 800),
)
def test_a_rehearsal_takes_what_the_night_then_takes_and_leaves_the_file_as_it_is(
    base: Base,
    matcher: AnswerMatcher,
    tmp_path_factory: pytest.TempPathFactory,
    lives: list[tuple[tuple[str, str, str, int, int], bool]],
    later: int,
) -> None:
    """Rule by rule, how much and from when; nights may have been worked in between."""
    folder, clock = tmp_path_factory.mktemp("rehearsed"), Clock()
    path = folder / "aura.sqlite3"
    cases = Cases(Library(base, ScriptedMatcher(matcher, RULES)), clock)
    with closing(open_database(path, SECRET)) as store:
        caretaker = Caretaker(DirectRunner(store), cases, clock)
        for (text, mark, fate, place, days), is_night in lives:
            home = Address("telegram", f"chat{place}")
            with store.transaction():
                store.take_in("telegram", mark, {"place": home.place, "text": text}, clock())
            _lived(cases, store, home, f"{text} {mark}", fate)
            clock.move(days=days)
            if is_night:
                keep(caretaker)
        clock.move(days=later, seconds=1)  # each night has its own proofs
        before = list(store.db.conn.iterdump()), _bytes(folder)
        planned = _rehearsed(cases, path)
        assert (list(store.db.conn.iterdump()), _bytes(folder)) == before
        clock.move(seconds=1)
        gone = [replace(purge, at=clock()) for purge in planned]
        assert keep(caretaker) == gone


def _bytes(folder: Path) -> dict[str, bytes]:
    """The data file, its log, and whatever else is there; not SQLite's index of the log."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != "-shm"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(_LIFE, min_size=1, max_size=7))
def test_no_word_older_than_its_rule_stays_in_the_file(
    base: Base,
    matcher: AnswerMatcher,
    tmp_path_factory: pytest.TempPathFactory,
    lives: list[tuple[str, str, str, int, int]],
) -> None:
    """Neither in a table nor in the bytes of the file and of its log; what is younger, open or
    formal stays whole; the closing sum and the figures are the same.
    """
    folder, clock = tmp_path_factory.mktemp("kept"), Clock()
    cases = Cases(Library(base, ScriptedMatcher(matcher, RULES)), clock)
    with closing(open_database(folder / "aura.sqlite3", SECRET)) as store:
        caretaker = Caretaker(DirectRunner(store), cases, clock)
        for text, mark, fate, place, days in lives:
            _lived(cases, store, Address("telegram", f"chat{place}"), f"{text} {mark}", fate)
            clock.move(days=days)
        sums, figures = store.sums(), _figures(store)
        stays = _staying(cases, store)
        keep(caretaker)
        assert store.sums().holds
        assert store.sums().received == sums.received
        assert _figures(store) == figures
        words = b"\n".join(path.read_bytes() for path in folder.iterdir())
        for _, mark, *_ in lives:
            is_there = mark.encode() in words or json.dumps(mark)[1:-1].encode() in words
            assert is_there == (mark in stays)


def _lived(cases: Cases, store: SqliteStore, place: Address, text: str, fate: str) -> None:
    try:
        with store.transaction():
            case = cases.receive(store, Question(place, text, cases.now()))
            version, by = case.version, case.owner
            if fate == "answer":
                cases.answer(store, case.reference, version=version, by=by, text=text)
            elif fate == "approve":
                cases.approve(store, case.reference, version=version, by=by, text=text)
            elif fate in ("spam", "withdrawn"):
                cases.close(store, case.reference, version=version, by=by, reason=fate)
            elif fate == "note":
                cases.note(store, case.reference, by="maija-lehtonen", text=text)
            elif fate == "erase":
                cases.erase(store, place)
    except AuraError:
        return


def _figures(store: SqliteStore) -> list[tuple[object, ...]]:
    """What figures by topic and day are made of."""
    return [
        (case.reference, case.topic, case.district, case.language, case.received_at, case.helped,
         case.urgent, case.decided_by, case.draft.answer, case.draft.answer_version)
        for case in sorted(store.cases(limit=1000), key=lambda case: case.id)
    ]  # fmt: skip


def _staying(cases: Cases, store: SqliteStore) -> str:
    """The words of all that is young, open or formal, by a slow and obvious reading of L28."""
    kept = []
    for case in store.cases(limit=1000):
        events = store.events(case.id)
        acts = {event.act for event in events}
        last = max(event.at for event in events if event.by != BOT)
        formal = any(event.detail == "formal" for event in events) and case.reason != "spam"
        answered = bool(acts & {Act.APPROVED, Act.ANSWERED})
        chat = case.reason == "spam" or (
            not answered and not case.urgent and case.topic in (None, "talk")
        )
        days = 30 if chat else 365
        old = cases.now() - last >= timedelta(days=days)
        if case.state.is_open or formal or not old:
            kept += [line.text for line in store.thread(case.id)]
            kept += [note.text for note in store.notes(case.id)]
    return "\n".join(kept)
