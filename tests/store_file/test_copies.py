"""Backups, and private copies for a rehearsal: whole, their owner's only, never in the way."""

import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from bot.errors import AuraError
from bot.store import SqliteStore, open_copy, open_database
from bot.store.sqlite import backup
from tests.fakes import MONDAY
from tests.store_file.files import count, garbage
from tests.stores import FILE, a_case, a_message, rows


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
    assert 20 <= count(target, "cases") == count(target, "messages") <= writing.result()


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
    assert count(tmp_path / "copy", "cases") == 2


def test_a_backup_of_no_data_file_is_refused_and_makes_none(path: Path, tmp_path: Path) -> None:
    with pytest.raises(AuraError, match="no data file"):
        backup(path, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_backup_leaves_the_earlier_one(path: Path, tmp_path: Path) -> None:
    garbage(path)
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
    assert count(path, "cases") == 2


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
    left = [_copy_of(path, _gone(), more) for more in ("", "-journal")]
    for use in (open_copy, open_database):
        for each in left:
            each.write_text("half a copy", encoding="ascii")
        with closing(use(path)) as opened:
            assert not any(each.exists() for each in left)
            assert rows(opened, "select external_id from inbox") == [("1",)]


def _copy_of(path: Path, process: int, more: str = "") -> Path:
    """As a program of that number names its copy."""
    return path.with_name(f".{FILE}.rehearsal-{process}-abcdefg1{more}")


def test_nothing_but_our_own_copies_is_ever_taken_away(path: Path, store: SqliteStore) -> None:
    """A copy that an operator made before an upgrade may be the only way back."""
    store.take_in("fake", "1", {}, MONDAY)
    gone = _gone()
    theirs = [
        path.with_name(name)
        for name in (
            f"{FILE}.copy-2026-11-22",
            f"{FILE}.copy-{gone}",
            f"{FILE}.rehearsal-{gone}-abcdefg1",
            f".{FILE}.rehearsal-{gone}-abcdefg1.bak",
            f".{FILE}.rehearsal-{gone}",
            f".{FILE}.rehearsal-9999999999-abcdefg1",
        )
    ]
    for each in theirs:
        each.write_text("the only way back", encoding="ascii")
    _copy_of(path, gone, "-journal").mkdir()
    for use in (open_copy, open_database):
        use(path).close()
    assert all(each.exists() for each in theirs)
    assert _copy_of(path, gone, "-journal").is_dir()


def _gone() -> int:
    """The number of a program that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_the_copy_that_another_one_is_making_is_left_alone(path: Path, store: SqliteStore) -> None:
    """Two at once: each has a name of its own."""
    store.take_in("fake", "1", {}, MONDAY)
    at_work = _copy_of(path, os.getpid())
    at_work.write_text("half a copy", encoding="ascii")
    with closing(open_copy(path)) as one, closing(open_copy(path)) as other:
        assert rows(one, "select count(*) from inbox") == rows(other, "select count(*) from inbox")
    assert at_work.exists()


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
