"""The data file: how it is opened, what a transaction keeps, the backup."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlite_utils import Database

from bot.errors import AuraError, ConflictError, StaleVersionError, StoreError
from bot.store import SqliteStore, open_copy, open_database
from bot.store.rows import to_row
from bot.store.schema import migrations
from bot.store.sqlite import backup
from tests.fakes import MONDAY
from tests.stores import FILE, HOME, a_case, a_message, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the data file is."""
    return tmp_path / FILE


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """The data file, open."""
    opened = open_database(path)
    yield opened
    opened.close()


def _count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608


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
    assert _count(path, "inbox") == 1


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


def _garbage(path: Path) -> None:
    path.write_bytes(b"This is no database, whatever its name says. " * 100)


def _cut_short(path: Path) -> None:
    with closing(open_database(path)) as store:
        store.add_case(a_case())
    path.write_bytes(path.read_bytes()[:5000])


def _another_programs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table inbox (mail text)")


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [_garbage, _cut_short, _another_programs, _folder])
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


def _write_until(path: Path, begun: Event, enough: Event) -> int:
    """Cases with one line each, a pair in one transaction; how many."""
    written = 0
    with closing(open_database(path)) as store:
        while not enough.is_set():
            with store.transaction():
                case = store.add_case(a_case(f"{written}"))
                store.add_message(a_message(case.id, "x" * 2000))
            written += 1
            if written == 20:
                begun.set()
    return written


def test_a_backup_made_while_the_desk_writes_is_whole(path: Path, tmp_path: Path) -> None:
    target, begun, enough = tmp_path / "copy", Event(), Event()
    with ThreadPoolExecutor(1) as hand:
        writing: Future[int] = hand.submit(_write_until, path, begun, enough)
        assert begun.wait(30)
        size = backup(path, target)
        enough.set()
    assert size == target.stat().st_size
    assert 20 <= _count(target, "cases") == _count(target, "messages") <= writing.result()


def test_a_backup_can_be_served_from_and_is_its_owners_only(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    case = store.add_case(a_case())
    backup(path, tmp_path / "copy")
    with closing(open_database(tmp_path / "copy")) as restored:
        assert restored.cases() == [case]
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_replaces_the_one_before(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    for reference in ("A", "B"):
        store.add_case(a_case(reference))
        backup(path, tmp_path / "copy")
    assert _count(tmp_path / "copy", "cases") == 2


def test_a_backup_of_no_data_file_is_refused_and_makes_none(path: Path, tmp_path: Path) -> None:
    with pytest.raises(AuraError, match="no data file"):
        backup(path, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_backup_leaves_the_earlier_one(path: Path, tmp_path: Path) -> None:
    _garbage(path)
    (tmp_path / "copy").write_text("the earlier one")
    with pytest.raises(AuraError, match="backup failed"):
        backup(path, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "the earlier one"
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize("target", ["no-such-folder/copy", "folder"])
def test_a_backup_that_cannot_be_written_says_so(
    store: SqliteStore, path: Path, tmp_path: Path, target: str
) -> None:
    (tmp_path / "folder").mkdir()
    store.add_case(a_case())
    with pytest.raises(AuraError, match="backup failed"):
        backup(path, tmp_path / target)
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_never_takes_the_data_files_place(store: SqliteStore, path: Path) -> None:
    """The desk would go on writing into a file that has no name any more."""
    store.add_case(a_case())
    with pytest.raises(AuraError, match="another"):
        backup(path, path.parent / "." / path.name)
    store.add_case(a_case("B"))
    assert _count(path, "cases") == 2


def test_a_copy_is_private_and_nameless_and_changes_nothing(path: Path, store: SqliteStore) -> None:
    """What is done to it is not done to the file; others write meanwhile."""
    store.take_in("fake", "1", {}, MONDAY)
    with closing(open_copy(path)) as copy:
        assert {each.name for each in path.parent.iterdir()} == {FILE, f"{FILE}-wal", f"{FILE}-shm"}
        with copy.transaction():
            copy.take_in("fake", "2", {}, MONDAY)
        with store.transaction():
            store.take_in("fake", "3", {}, MONDAY)
        assert [row[0] for row in rows(copy, "select external_id from inbox")] == ["1", "2"]
    assert [row[0] for row in rows(store, "select external_id from inbox")] == ["1", "3"]


def test_a_copy_left_by_one_that_was_killed_is_taken_away(path: Path, store: SqliteStore) -> None:
    store.take_in("fake", "1", {}, MONDAY)
    left = path.with_name(f"{FILE}.copy")
    left.write_text("half a copy", encoding="ascii")
    with closing(open_copy(path)) as copy:
        assert not left.exists()
        assert rows(copy, "select external_id from inbox") == [("1",)]


def test_a_file_that_cannot_be_copied_leaves_nothing(path: Path) -> None:
    path.write_text("no data file of ours, " * 500, encoding="ascii")
    with pytest.raises(AuraError, match="cannot be copied"):
        open_copy(path)
    assert [each.name for each in path.parent.iterdir()] == [FILE]


def test_a_copy_that_the_disk_has_no_room_for_is_not_begun(path: Path, store: SqliteStore) -> None:
    """A file that says of itself that it is larger than any disk here."""
    store.take_in("fake", "1", {}, MONDAY)
    with pytest.raises(AuraError, match=r"not enough room .* MB are free, .* MB are needed"):
        open_copy(path, room=1e15)
    assert not path.with_name(f"{FILE}.copy").exists()
