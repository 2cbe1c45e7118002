"""What a night takes of cases whose time is over, and its proofs (L28)."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.caretaker import Caretaker
from bot.cases import Cases
from bot.city import Retention
from bot.library import Library
from bot.model import BOT, ERASED, Act, Address, Question, Wish
from bot.retention import Purge, Rule
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock
from tests.residents import approve, ask
from tests.retention.nights import CHAT, as_it_is, asked, by_rule, keep


def test_a_night_takes_words_and_address_and_leaves_the_figures(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    case = approve(cases, store, asked(cases, store, "milloin aura Koivukujalla"))
    clock.move(days=364)
    keep(caretaker)
    assert store.thread(case.id)
    clock.move(days=1)
    gone = keep(caretaker)
    assert by_rule(gone)[Rule.ANSWERED] == 1
    after = as_it_is(store, case)
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
    keep(caretaker)
    assert store.thread(case.id)
    base = cases.base
    city = replace(base.city, retention=Retention(formal_days=3650))
    cases.library = Library(replace(base, city=city), cases.matcher)
    assert Rule.FORMAL not in by_rule(keep(caretaker))
    clock.move(days=650)
    assert by_rule(keep(caretaker))[Rule.FORMAL] == 1
    assert store.thread(case.id) == []


def test_what_is_open_or_open_again_never_goes(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    waiting = ask(cases, store, "milloin aura")
    disputed = approve(cases, store, asked(cases, store, "milloin aura"))
    with store.transaction():
        wish = Question(CHAT, "", clock(), wish=Wish.DISAGREE, about=disputed.reference)
        cases.receive(store, wish)
    clock.move(days=3000)
    keep(caretaker)
    for case in (waiting, disputed):
        assert store.thread(case.id)
        assert as_it_is(store, case).place == case.place


def test_a_night_leaves_a_proof_without_words(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    asked(cases, store, "moi")
    clock.move(days=40)
    keep(caretaker)
    proof = next(purge for purge in store.purges() if purge.rule is Rule.TALK)
    assert proof == Purge(Rule.TALK, 1, MONDAY, MONDAY, clock())
    assert store.last_night() == clock()


def test_a_night_done_twice_takes_nothing_more(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    for text in ("moi", "milloin aura", "kaaduin, kuka maksaa"):
        asked(cases, store, text, Address("telegram", text))
    clock.move(days=400)
    keep(caretaker)
    before = list(store.db.conn.iterdump())
    clock.move(minutes=1)
    assert keep(caretaker) == []
    new = set(store.db.conn.iterdump()) - set(before)
    assert all("purges" in line for line in new)


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


def test_the_record_goes_only_with_its_proof_and_only_without_words(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    gone = approve(cases, store, asked(cases, store, "milloin aura"))
    kept = ask(cases, store, "kaaduin, kuka maksaa")
    with store.transaction():
        cases.answer(store, kept.reference, version=1, by=kept.owner, text="Tee vaatimus.")
    clock.move(days=366)
    keep(caretaker)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.db.execute("delete from events")
    clock.move(days=365)
    assert by_rule(keep(caretaker))[Rule.RECORD] >= 2
    assert [event.act for event in store.events(gone.id)] == [Act.CLOSED, Act.ANONYMISED]
    assert store.events(kept.id)[0].act is Act.RECEIVED
    assert store.sums().holds
