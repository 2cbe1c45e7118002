"""The data file: how it is opened and migrated, and what a transaction keeps."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import AuraError, ConflictError, StaleVersionError, StoreError
from bot.store import SqliteStore, open_database
from bot.store.rows import to_row
from bot.store.schema import migrations
from tests.fakes import MONDAY
from tests.store_file.files import count, garbage
from tests.stores import HOME, a_case, a_message, rows


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_the_file_is_opened_so_that_a_commit_survives_a_power_cut(
    store: SqliteStore, pragma: str, value: object
) -> None:
    """With synchronous 2, which is FULL; NORMAL loses commits."""
    assert rows(store, f"pragma {pragma}") == [(value,)]


def test_migrations_run_once_and_the_data_stays(path: Path) -> None:
    for _ in range(2):
        with closing(open_database(path)) as opened:
            opened.take_in("fake", "1", {}, a_case().received_at)
            done = rows(opened, "select name, applied_at from _sqlite_migrations order by id")
    assert len({name for name, _ in done}) == len(done) > 0
    assert count(path, "inbox") == 1


def test_a_reopened_file_applies_nothing_again(store: SqliteStore, path: Path) -> None:
    asked = "select name, applied_at from _sqlite_migrations order by id"
    before = rows(store, asked)
    with closing(open_database(path)) as again:
        assert rows(again, asked) == before


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    marks = ", ".join(f":{column}" for column in row)
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", row)  # noqa: S608


def _early_case() -> dict[str, object]:
    """A case without what later versions know of it."""
    row = to_row(a_case())
    for later in ("sensitive", "owned_since"):
        del row[later]
    return row


def test_a_data_file_of_the_first_version_is_read_as_it_was(path: Path) -> None:
    """Before two answers could be named, and before a draft could ask."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.apply(Database(connection), stop_before="m002_also")
        draft = json.dumps({"text": "Tänään.", "answer": "grit-free", "why": "matched"})
        case = {**_early_case(), "draft": draft}
        message = {**to_row(replace(a_message(1), answer="grit-free")), "id": 1}
        for later in ("also", "number", "replaces"):
            del message[later]
        _insert(connection, "cases", case)
        _insert(connection, "messages", message)
    with closing(open_database(path)) as opened:
        kept = opened.case(a_case().reference)
        assert kept is not None
        assert (kept.draft.slugs, kept.draft.asks) == (("grit-free",), ())
        assert opened.to_look_at(kept.received_at, 9) == [kept], "the clock takes care of it"
        assert opened.thread(1)[0].slugs == ("grit-free",)


def test_cards_of_an_earlier_file_are_known_by_their_messages(path: Path) -> None:
    """Before messages had a lasting link to their case, and before rooms."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.apply(Database(connection), stop_before="m006_rooms")
        _insert(connection, "cases", _early_case())
        reach = {"official": "maija", "channel": "telegram", "place": "11", "since": "2026-11-23"}
        _insert(connection, "reaches", reach)
        card = {"reach_id": 1, "case_id": 1, "message": "7", "version": 1}
        _insert(connection, "cards", card)
    with closing(open_database(path)) as opened:
        assert opened.case_shown("telegram", "7") == a_case().reference
        assert opened.card(1, 1) == ("7", 1)
        [kept] = opened.reaches("telegram")
        assert (kept.official, kept.topics) == ("maija", ())


def _cut_short(path: Path) -> None:
    with closing(open_database(path)) as store:
        store.add_case(a_case())
    path.write_bytes(path.read_bytes()[:5000])


def _another_programs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table inbox (mail text)")


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [garbage, _cut_short, _another_programs, _folder])
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(
    path: Path, make: Callable[[Path], None]
) -> None:
    make(path)
    with pytest.raises(AuraError, match=r"aura\.sqlite3 cannot be used.*restore a backup"):
        open_database(path)


def test_another_programs_file_is_left_as_it_was(path: Path) -> None:
    _another_programs(path)
    with pytest.raises(AuraError):
        open_database(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("inbox",)]


def _whole(store: SqliteStore, use: Callable[[SqliteStore], object]) -> None:
    with store.transaction():
        use(store)


def _add_and_raise(store: SqliteStore, error: BaseException) -> None:
    store.add_case(a_case())
    raise error


@pytest.mark.parametrize("error", [ValueError(), ConflictError(), KeyboardInterrupt()])
def test_an_error_keeps_nothing_of_a_transaction(store: SqliteStore, error: BaseException) -> None:
    with pytest.raises(type(error)):
        _whole(store, lambda within: _add_and_raise(within, error))
    assert store.cases() == []


def test_a_refusal_keeps_its_record_and_is_passed_on(store: SqliteStore) -> None:
    """S4: refusals are part of the record."""
    with pytest.raises(StaleVersionError):
        _whole(store, lambda within: _add_and_raise(within, StaleVersionError()))
    assert len(store.cases()) == 1


def _fail_at_commit(store: SqliteStore) -> None:
    store.db.execute("pragma defer_foreign_keys = on")
    store.add_message(a_message(999))


def test_a_commit_that_fails_keeps_nothing_and_the_next_transaction_works(
    store: SqliteStore,
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        _whole(store, _fail_at_commit)
    _whole(store, lambda within: within.add_case(a_case()))
    assert len(store.cases()) == 1


def _roll_back_at_once(store: SqliteStore) -> None:
    store.add_case(a_case())
    store.keep_language(HOME, "fi", MONDAY)
    store.db.execute("insert or rollback into conversations select * from conversations")


def test_an_error_that_ended_the_transaction_by_itself_is_the_one_that_is_told(
    store: SqliteStore,
) -> None:
    """SQLite rolls back on its own when the disk fails; a second rollback would hide why."""
    with pytest.raises(sqlite3.IntegrityError, match="conversations"):
        _whole(store, _roll_back_at_once)
    assert store.cases() == []


def test_a_full_disk_loses_nothing_that_was_kept(store: SqliteStore) -> None:
    case = store.add_case(a_case())
    store.db.execute(f"pragma max_page_count = {rows(store, 'pragma page_count')[0][0]}")
    with pytest.raises(StoreError, match="full"), store.transaction():
        store.add_message(a_message(case.id, "x" * 100_000))
    store.db.execute("pragma max_page_count = 1000000")
    with store.transaction():
        kept = store.add_message(a_message(case.id))
    assert store.thread(case.id) == [kept]
