"""Where nothing is going on any more, a chat is known by a digest only (L25)."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.caretaker import Caretaker
from bot.cases import Cases, Fate
from bot.model import Address, MessageKind, Question, Wish
from bot.retention import Rule
from bot.store import SqliteStore, open_database
from tests.fakes import Clock, DirectRunner
from tests.residents import approve
from tests.retention.nights import CHAT, asked, by_rule, keep
from tests.stores import SECRET


def _chat_is_in(store: SqliteStore) -> bool:
    return CHAT.place in "\n".join(store.db.conn.iterdump())


def test_when_nothing_is_going_on_the_chat_is_known_by_a_digest_only(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    """L25; whoever has the file alone cannot tell which chat it was."""
    with store.transaction():
        store.take_in("telegram", "77", {"place": CHAT.place, "text": "x"}, clock())
    case = approve(cases, store, asked(cases, store, "när plogas vår gata"))
    with store.transaction():
        number = store.unread(("telegram",), 5)[0].id
        store.read(number, case.id)
        for delivery in store.claim(("telegram",), clock(), clock() + timedelta(minutes=1), 9):
            store.sent(delivery.id, clock())
        for delivery in store.claim(("telegram",), clock(), clock() + timedelta(minutes=1), 9):
            store.sent(delivery.id, clock())
    clock.move(days=13)
    keep(caretaker)
    assert _chat_is_in(store)
    clock.move(days=1)
    assert by_rule(keep(caretaker))[Rule.ADDRESS] == 1
    assert not _chat_is_in(store)
    assert store.take_in("telegram", "77", {"place": CHAT.place}, clock()) is None


def test_who_comes_back_is_recognised(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    case = approve(cases, store, asked(cases, store, "när plogas vår gata"))
    _rest(store, clock, caretaker)
    assert store.language_of(CHAT) == "sv"
    latest = store.latest_case(CHAT)
    assert latest
    assert (latest.reference, latest.address) == (case.reference, CHAT)
    assert [line.text for line in store.conversation(CHAT)]
    new = asked(cases, store, "plog?")
    assert (new.language, new.address) == ("sv", CHAT)
    assert len(store.cases_of(CHAT)) == 2
    assert store.cases_of(Address("slack", CHAT.place)) == []


def test_a_late_button_is_answered_where_it_was_pressed(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    case = approve(cases, store, asked(cases, store, "milloin aura"))
    _rest(store, clock, caretaker)
    with store.transaction():
        cases.receive(store, Question(CHAT, "", clock(), wish=Wish.HELPED, about=case.reference))
        (told,) = store.claim(("telegram",), clock(), clock() + timedelta(minutes=1), 9)
    assert (told.place, told.message.kind) == (CHAT.place, MessageKind.NOTICE)


def test_the_chat_itself_still_finds_and_deletes_everything(
    cases: Cases, store: SqliteStore, clock: Clock, caretaker: Caretaker
) -> None:
    """GDPR 15 and 17: by the id and by its digest."""
    old = approve(cases, store, asked(cases, store, "milloin aura"))
    _rest(store, clock, caretaker)
    new = asked(cases, store, "milloin aura")
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
        approve(cases, store, asked(cases, store, "milloin aura"))
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
    keep(caretaker)
    assert not _chat_is_in(store)
