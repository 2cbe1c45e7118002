"""Data files, seen and harmed past the store."""

import sqlite3
from contextlib import closing
from pathlib import Path


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608


def garbage(path: Path) -> None:
    path.write_bytes(b"This is no database, whatever its name says. " * 100)
