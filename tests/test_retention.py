"""The end of a case's life: closed when quiet, without words when its time is over (L25, L28)."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.caretaker import Caretaker
from bot.cases import Cases, Fate
from bot.city import Base, Retention
from bot.errors import AuraError, StoreError
from bot.library import Library
from bot.matching import AnswerMatcher
from bot.model import BOT, ERASED, Act, Address, Case, MessageKind, Question, Reason, State, Wish
from bot.retention import Purge, Rule
from bot.store import SqliteStore, open_copy, open_database
from tests.conftest import RULES
from tests.fakes import MONDAY, Clock, DirectRunner, ScriptedMatcher
from tests.residents import approve, ask, kinds
from tests.stores import SECRET

CHAT = Address("telegram", "4711080522")


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    """A store that knows the program's secret."""
    opened = open_database(None, SECRET)
    yield opened
    opened.close()


@pytest.fixture
def caretaker(runner: DirectRunner, cases: Cases, clock: Clock) -> Caretaker:
    """Who lets go."""
    return Caretaker(runner, cases, clock)


def _now(store: SqliteStore, case: Case) -> Case:
    found = store.case(case.reference)
    assert found
    return found


def _keep(caretaker: Caretaker) -> list[Purge]:
    return asyncio.run(caretaker.keep())


def _by_rule(purges: list[Purge]) -> dict[Rule, int]:
    return {purge.rule: purge.count for purge in purges if purge.count}


def _asked(cases: Cases, store: SqliteStore, text: str, address: Address = CHAT) -> Case:
    with store.transaction():
        return cases.receive(store, Question(address, text, cases.now()))


def _settled(cases: Cases, store: SqliteStore) -> list[str]:
    with store.transaction():
        return [case.reference for case in cases.settle(store)]


def test_an_answered_case_is_closed_silently_after_its_quiet_period(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura"))
    said = kinds(store, case)
    clock.move(days=14, seconds=-1)
    assert _settled(cases, store) == []
    clock.move(seconds=1)
    assert _settled(cases, store) == [case.reference]
    after = _now(store, case)
    assert (after.state, after.reason, after.decided_by) == (
        State.CLOSED,
        Reason.RESOLVED,
        case.owner,
    )
    assert store.events(case.id)[-1].by == BOT
    assert kinds(store, case) == said
    assert _settled(cases, store) == []


def test_a_further_word_begins_the_quiet_period_again(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura"))
    clock.move(days=13)
    ask(cases, store, "", Wish.HELPED, case.reference)
    clock.move(days=13)
    assert _settled(cases, store) == []
    clock.move(days=1)
    assert _settled(cases, store) == [case.reference]


def test_who_waits_for_an_answer_is_never_closed_for_being_quiet(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    ask(cases, store, "milloin aura")
    clock.move(days=3000)
    assert _settled(cases, store) == []


def test_after_the_quiet_period_a_message_is_a_new_case_and_an_old_button_says_so(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura"))
    clock.move(days=15)
    _settled(cases, store)
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


def test_a_night_takes_words_and_address_and_leaves_the_figures(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    case = approve(cases, store, _asked(cases, store, "milloin aura Koivukujalla"))
    clock.move(days=364)
    _keep(caretaker)
    assert store.thread(case.id)
    clock.move(days=1)
    gone = _keep(caretaker)
    assert _by_rule(gone)[Rule.ANSWERED] == 1
    after = _now(store, case)
    assert after.place == ERASED
    assert after.street is None
    assert (after.topic, after.district, after.language) == (
        case.topic,
        case.district,
        case.language,
    )
    assert (after.received_at, after.decided_by, after.helped) == (
        case.received_at,
        case.owner,
        None,
    )
    assert (after.draft.answer, after.draft.answer_version, after.draft.text) == (
        case.draft.answer,
        case.draft.answer_version,
        "",
    )
    assert store.thread(case.id) == []
    last = store.events(case.id)[-1]
    assert (last.act, last.by, last.detail) == (Act.ANONYMISED, BOT, "answered")
    assert store.sums().holds


def test_formal_matters_stay_until_the_city_gives_its_own_rule(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    """L28: by the city's own plan (tiedonohjaussuunnitelma)."""
    case = ask(cases, store, "kaaduin, kuka maksaa")
    with store.transaction():
        cases.answer(store, case.reference, version=1, by=case.owner, text="Tee vaatimus.")
    clock.move(days=3000)
    _keep(caretaker)
    assert store.thread(case.id)
    base = cases.base
    city = replace(base.city, retention=Retention(formal_days=3650))
    cases.library = Library(replace(base, city=city), cases.matcher)
    assert Rule.FORMAL not in _by_rule(_keep(caretaker))
    clock.move(days=650)
    assert _by_rule(_keep(caretaker))[Rule.FORMAL] == 1
    assert store.thread(case.id) == []


def test_what_is_open_or_open_again_never_goes(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    waiting = ask(cases, store, "milloin aura")
    disputed = approve(cases, store, _asked(cases, store, "milloin aura"))
    with store.transaction():
        wish = Question(CHAT, "", clock(), wish=Wish.DISAGREE, about=disputed.reference)
        cases.receive(store, wish)
    clock.move(days=3000)
    _keep(caretaker)
    for case in (waiting, disputed):
        assert store.thread(case.id)
        assert _now(store, case).place == case.place


def test_a_night_leaves_a_proof_without_words(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    _asked(cases, store, "moi")
    clock.move(days=40)
    _keep(caretaker)
    proof = next(purge for purge in store.purges() if purge.rule is Rule.TALK)
    assert proof == Purge(Rule.TALK, 1, MONDAY, MONDAY, clock())
    assert store.last_night() == clock()


def test_a_night_done_twice_takes_nothing_more(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    for text in ("moi", "milloin aura", "kaaduin, kuka maksaa"):
        _asked(cases, store, text, Address("telegram", text))
    clock.move(days=400)
    _keep(caretaker)
    before = list(store.db.conn.iterdump())
    clock.move(minutes=1)
    assert _keep(caretaker) == []
    new = set(store.db.conn.iterdump()) - set(before)
    assert all("purges" in line for line in new)


def test_a_rehearsal_knows_what_one_rule_makes_old_enough_for_another(
    cases: Cases, clock: Clock, tmp_path: Path
) -> None:
    """The words go, hence the language of the conversation and the lines of the record too."""
    path = tmp_path / "aura.sqlite3"
    with closing(open_database(path, SECRET)) as store:
        _asked(cases, store, "moi")
        clock.move(days=800)
        planned = _rehearsed(cases, path)
        assert _by_rule(planned)[Rule.TALK] == 1
        assert _by_rule(planned)[Rule.CONVERSATION] == 1
        assert _by_rule(planned)[Rule.RECORD] >= 1
        assert _keep(Caretaker(DirectRunner(store), cases, clock)) == planned


def test_a_rehearsal_that_its_disk_fails_tells_nothing_rather_than_too_little(
    cases: Cases, store: SqliteStore, clock: Clock
) -> None:
    """The night itself goes on with what else is due."""
    runner = DirectRunner(store)
    runner.failures = [StoreError("The disk is full.")]
    with pytest.raises(StoreError):
        _keep(Caretaker(runner, cases, clock, rehearses=True))
    runner.failures = [StoreError("The disk is full.")]
    assert _keep(Caretaker(runner, cases, clock)) == []


def _rehearsed(cases: Cases, path: Path) -> list[Purge]:
    """What a night would take, by a private copy of the file."""
    with closing(open_copy(path, SECRET)) as copy:
        return _keep(Caretaker(DirectRunner(copy), cases, cases.now, rehearses=True))


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("2026-11-23T00:10", "2026-11-23T12:00", False),
        ("2026-11-22T23:50", "2026-11-23T12:00", True),
        ("2026-11-20T00:10", "2026-11-23T12:00", True),
        ("2026-11-23T00:10", "2026-11-23T23:59", False),
        ("2026-11-23T00:10", "2026-11-24T00:00", True),
        ("2026-11-23T00:10", "2026-10-01T00:00", False),
        ("2027-03-27T00:05", "2027-03-28T00:05", True),
        ("2027-03-28T00:05", "2027-03-28T22:00", False),
        ("2026-10-24T23:05", "2026-10-25T01:30", False),
    ],
)
def test_a_night_is_worked_once_and_one_that_was_missed_is_made_up_for(
    store: SqliteStore, clock: Clock, caretaker: Caretaker, last: str, now: str, *, due: bool
) -> None:
    """At two on the city's clock (UTC+2, in summer +3), also in the nights of clock changes."""
    with store.transaction():
        store.prove(Purge(Rule.NIGHT, 0), datetime.fromisoformat(last).replace(tzinfo=UTC))
    clock.at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    asyncio.run(caretaker.work())
    assert (store.last_night() == clock.at) is due


def _chat_is_in(store: SqliteStore) -> bool:
    return CHAT.place in "\n".join(store.db.conn.iterdump())


def test_when_nothing_is_going_on_the_chat_is_known_by_a_digest_only(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    """L25; whoever has the file alone cannot tell which chat it was."""
    with store.transaction():
        store.take_in("telegram", "77", {"place": CHAT.place, "text": "x"}, clock())
    case = approve(cases, store, _asked(cases, store, "när plogas vår gata"))
    with store.transaction():
        number = store.unread(("telegram",), 5)[0].id
        store.read(number, case.id)
        for delivery in store.claim(("telegram",), clock(), clock() + timedelta(minutes=1), 9):
            store.sent(delivery.id, clock())
        for delivery in store.claim(("telegram",), clock(), clock() + timedelta(minutes=1), 9):
            store.sent(delivery.id, clock())
    clock.move(days=13)
    _keep(caretaker)
    assert _chat_is_in(store)
    clock.move(days=1)
    assert _by_rule(_keep(caretaker))[Rule.ADDRESS] == 1
    assert not _chat_is_in(store)
    assert store.take_in("telegram", "77", {"place": CHAT.place}, clock()) is None


def test_who_comes_back_is_recognised(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    case = approve(cases, store, _asked(cases, store, "när plogas vår gata"))
    _rest(store, clock, caretaker)
    assert store.language_of(CHAT) == "sv"
    latest = store.latest_case(CHAT)
    assert latest
    assert (latest.reference, latest.address) == (case.reference, CHAT)
    assert [line.text for line in store.conversation(CHAT)]
    new = _asked(cases, store, "plog?")
    assert (new.language, new.address) == ("sv", CHAT)
    assert len(store.cases_of(CHAT)) == 2
    assert store.cases_of(Address("slack", CHAT.place)) == []


def test_a_late_button_is_answered_where_it_was_pressed(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    case = approve(cases, store, _asked(cases, store, "milloin aura"))
    _rest(store, clock, caretaker)
    with store.transaction():
        cases.receive(store, Question(CHAT, "", clock(), wish=Wish.HELPED, about=case.reference))
        (told,) = store.claim(("telegram",), clock(), clock() + timedelta(minutes=1), 9)
    assert (told.place, told.message.kind) == (CHAT.place, MessageKind.NOTICE)


def test_the_chat_itself_still_finds_and_deletes_everything(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    """GDPR 15 and 17: by the id and by its digest."""
    old = approve(cases, store, _asked(cases, store, "milloin aura"))
    _rest(store, clock, caretaker)
    new = _asked(cases, store, "milloin aura")
    data = cases.my_data(store, CHAT)
    assert [row["reference"] for row in data["cases"]] == [old.reference, new.reference]
    assert {row["case_id"] for row in data["messages"]} == {old.id, new.id}
    assert len(data["conversations"]) == 1
    with store.transaction():
        done = cases.erase(store, CHAT)
    assert set(done.fates.values()) == {Fate.ERASED}
    assert not any(store.everything(CHAT).values())
    assert not _chat_is_in(store)


def test_another_secret_recognises_nobody_and_is_noticed(
    cases: Cases, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "aura.sqlite3"
    with closing(open_database(path, SECRET)) as store:
        assert store.take_key()
        approve(cases, store, _asked(cases, store, "milloin aura"))
        _rest(store, clock, Caretaker(DirectRunner(store), cases, clock))
    with closing(open_database(path, SECRET[::-1])) as store:
        assert not store.has_key()
        assert store.cases_of(CHAT) == []
        assert not store.take_key()
        assert store.has_key()


def _rest(store: SqliteStore, clock: Clock, caretaker: Caretaker) -> None:
    """Everything is said, and two weeks go by."""
    until = clock() + timedelta(minutes=1)
    with store.transaction():
        while found := store.claim(("telegram",), clock(), until, 9):
            for delivery in found:
                store.sent(delivery.id, clock())
    clock.move(days=14)
    _keep(caretaker)
    assert not _chat_is_in(store)


def test_the_record_goes_only_with_its_proof_and_only_without_words(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    gone = approve(cases, store, _asked(cases, store, "milloin aura"))
    kept = ask(cases, store, "kaaduin, kuka maksaa")
    with store.transaction():
        cases.answer(store, kept.reference, version=1, by=kept.owner, text="Tee vaatimus.")
    clock.move(days=366)
    _keep(caretaker)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.db.execute("delete from events")
    clock.move(days=365)
    assert _by_rule(_keep(caretaker))[Rule.RECORD] >= 2
    assert [event.act for event in store.events(gone.id)] == [Act.CLOSED, Act.ANONYMISED]
    assert store.events(kept.id)[0].act is Act.RECEIVED
    assert store.sums().holds


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
                _keep(caretaker)
        clock.move(days=later, seconds=1)  # each night has its own proofs
        before = list(store.db.conn.iterdump()), _bytes(folder)
        planned = _rehearsed(cases, path)
        assert (list(store.db.conn.iterdump()), _bytes(folder)) == before
        clock.move(seconds=1)
        gone = [replace(purge, at=clock()) for purge in planned]
        assert _keep(caretaker) == gone


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
        _keep(caretaker)
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
