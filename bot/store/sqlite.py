"""The one data file: SQLite in WAL mode, every commit on the disk before anyone is answered."""

import os
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from bot.errors import AuraError, RefusedError, StoreError
from bot.store.absence_rows import AbsenceRows
from bot.store.card_rows import CardRows
from bot.store.case_rows import CaseRows
from bot.store.desk_rows import DeskRows
from bot.store.learning_rows import LearningRows
from bot.store.mail_rows import MailRows
from bot.store.promise_rows import PromiseRows
from bot.store.retention_rows import RetentionRows
from bot.store.review_rows import ReviewRows
from bot.store.schema import migrations
from bot.store.week_rows import WeekRows

_BUSY_MILLISECONDS = 10_000


class SqliteStore(
    CaseRows,
    MailRows,
    LearningRows,
    DeskRows,
    RetentionRows,
    CardRows,
    AbsenceRows,
    PromiseRows,
    WeekRows,
    ReviewRows,
):
    """``ports.Store`` on one SQLite connection. Stays on the thread that opened it."""

    @contextmanager
    def transaction(self) -> Iterator["SqliteStore"]:
        """All or nothing. ``begin immediate``: a deferred one fails under other processes.

        A refusal is committed, since it is part of the record, and then passed on.

        Raises:
            StoreError: the disk is full or the file locked; nothing was kept.
        """
        try:
            self.db.execute("begin immediate")
            yield self
            self.db.execute("commit")
            if self.has_erased:
                self._empty_log()
        except RefusedError:
            self.db.execute("commit")
            raise
        except sqlite3.OperationalError as error:
            raise StoreError(f"The data file takes nothing just now: {error}.") from error
        finally:
            if self.db.conn.in_transaction:  # some errors have ended it by themselves
                self.db.execute("rollback")

    def _empty_log(self) -> None:
        """Fold the write-ahead log into the file and empty it: it may hold what was erased.

        While another process reads, it is tried again after the next transaction.
        """
        self.db.execute("pragma busy_timeout = 0")
        busy, _, _ = self.db.execute("pragma wal_checkpoint(truncate)").fetchone()
        self.db.execute(f"pragma busy_timeout = {_BUSY_MILLISECONDS}")
        self.has_erased = bool(busy)

    def changes(self) -> int:
        """How many rows this connection has changed so far."""
        return int(self.db.conn.total_changes)

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        self.db.conn.close()


def open_database(path: Path | None, secret: str = "") -> SqliteStore:
    """Open (or make) the data file and bring its tables up to date; None: in memory.

    ``secret`` is the program's own; only with it are disguised addresses recognised (L25).

    Raises:
        AuraError: the file cannot be opened or was made by something else.
    """
    try:
        if path:
            path.touch(mode=0o600)  # residents' words are for the owner of the file only
            path.chmod(0o600)
            _clear_copies(path)
        connection = sqlite3.connect(
            path or ":memory:", isolation_level=None, timeout=_BUSY_MILLISECONDS / 1000
        )
        try:
            return _prepared(_durable(connection), secret)
        except BaseException:
            connection.close()
            raise
    except (sqlite3.DatabaseError, StoreError, OSError) as error:
        raise AuraError(
            f"The data file {path} cannot be used: {error}. Check the disk and the rights, or "
            "restore a backup made with `aura backup`."
        ) from error


def open_copy(source: Path, secret: str = "", *, room: float = 2.0) -> SqliteStore:
    """A private copy of the data file, to try on it what must not be done to the file; works while
    the desk serves, and nobody waits for it (readers hold up no writer of a write-ahead log).

    It has a name only while it is written, for the file's owner alone, and no journal on the disk
    afterwards: however this program ends then, nothing is left. Of one that was killed while it
    copied, whoever opens the file or copies it next takes the rest away. ``room``: how many times
    its own size it may come to with what is tried (measured: 1.4, by a first night that closes
    4,000 cases).

    Raises:
        AuraError: the file cannot be read, or the disk has too little room.
    """
    try:
        _clear_copies(source)
        with (
            closing(sqlite3.connect(source, isolation_level=None)) as original,
            _name_beside(source, original, room) as name,
        ):
            connection = sqlite3.connect(name, isolation_level=None)
            try:
                original.backup(connection)  # in one step: another's commit cannot begin it anew
                connection.execute("pragma journal_mode = memory")
                name.unlink()
                return _prepared(Database(connection), secret)
            except BaseException:
                connection.close()
                raise
    except (sqlite3.DatabaseError, OSError) as error:
        raise AuraError(
            f"The data file {source} cannot be copied: {error}. Nothing was changed. Check the "
            "disk and the rights."
        ) from error


@contextmanager
def _name_beside(source: Path, original: sqlite3.Connection, room: float) -> Iterator[Path]:
    """An empty file of its owner's only, gone when the block ends, with its journal."""
    _check_room(original, source, room)
    prefix = f"{_copy_prefix(source)}{os.getpid()}-"
    handle, made = tempfile.mkstemp(prefix=prefix, dir=source.parent)
    os.close(handle)
    name = Path(made)
    try:
        yield name
    finally:
        for each in (name, name.with_name(f"{name.name}-journal")):
            each.unlink(missing_ok=True)


def _copy_prefix(source: Path) -> str:
    """How the names of our copies begin: as nobody names a copy of their own."""
    return f".{source.name}.rehearsal-"


def _clear_copies(source: Path) -> None:
    """Take away what is left of copies whose program was killed while it copied; nothing else, and
    what cannot be taken away stays.
    """
    ours = re.compile(re.escape(_copy_prefix(source)) + r"([0-9]{1,10})-[a-z0-9_]{8}(-journal)?")
    for left in source.parent.iterdir():
        made = ours.fullmatch(left.name)
        if made and not left.is_symlink() and left.is_file() and not _is_running(int(made[1])):
            with suppress(OSError):
                left.unlink()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it is another user's, or no number of a process
        pass
    return True


def _check_room(original: sqlite3.Connection, source: Path, room: float) -> None:
    """Raises AuraError where the copy would fill the disk."""
    pages, size = (original.execute(f"pragma page_{of}").fetchone()[0] for of in ("count", "size"))
    needed, free = pages * size * room, shutil.disk_usage(source.parent).free
    if needed > free:
        raise AuraError(
            f"The disk of {source.parent} has not enough room for a copy of the data file: "
            f"{free / 1e6:.1f} MB are free, {needed / 1e6:.1f} MB are needed. Nothing was changed."
        )


def _durable(connection: sqlite3.Connection) -> Database:
    """The data file itself: every commit on the disk."""
    db = Database(connection)
    db.execute("pragma auto_vacuum = incremental")  # a new file can shrink, page by page
    _use_wal(db)
    db.execute("pragma synchronous = full")  # NORMAL loses commits in a power cut
    db.execute("pragma secure_delete = on")  # what is erased is overwritten (GDPR 17)
    return db


def _prepared(db: Database, secret: str) -> SqliteStore:
    db.execute("pragma foreign_keys = on")
    db.execute(f"pragma busy_timeout = {_BUSY_MILLISECONDS}")
    store = SqliteStore(db, secret)
    with store.transaction():
        migrations.apply(db)
    return store


def _use_wal(db: Database) -> None:
    """Turn the write-ahead log on.

    While another process does the same to a fresh file SQLite answers "locked" at once, without
    the busy timeout (it fears a deadlock), so it is asked again here.
    """
    for left in reversed(range(_BUSY_MILLISECONDS // 20)):
        try:
            db.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(0.02)
        else:
            return


def backup(source: Path, target: Path) -> int:
    """Write a whole, checked copy of the data file to ``target``; its size in bytes.

    Written beside the target first and renamed at the end, so that a half-made copy never
    stands under the name. Works while the desk is serving.
    """
    if not source.exists():
        raise AuraError(f"There is no data file {source} yet. Start `aura serve` once first.")
    if target.resolve() == source.resolve():
        raise AuraError(f"{target} is the data file itself. Name another file for the copy.")
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        _copy(source, part)
        part.replace(target)
    except (sqlite3.DatabaseError, OSError) as error:
        raise AuraError(f"The backup failed: {error}. Nothing was changed.") from error
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(source: Path, part: Path) -> None:
    """Copy the data file in one step and look through the copy; on the disk on return."""
    with closing(sqlite3.connect(source, isolation_level=None)) as connection:
        connection.execute("vacuum into ?", (str(part),))
    with closing(sqlite3.connect(part)) as copy:
        verdict = copy.execute("pragma integrity_check").fetchone()[0]
    if verdict != "ok":
        raise AuraError(f"The copy is damaged: {verdict}. The data file itself may be; look at it.")
    with part.open("rb") as written:
        os.fsync(written.fileno())
