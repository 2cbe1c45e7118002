"""The files of a knowledge folder: read within limits, their keys found again by line."""

import csv
import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bot.errors import Mistake

MOST_BYTES = 256 * 1024
MOST_FILES = 20_000
_AT_LINE = re.compile(r"line (\d+)")
_HEADING = re.compile(r'^[ \t]*\[+[ \t]*([\w."-]+)', re.MULTILINE)


Stand = frozenset[tuple[str, int, int]]
"""How a folder stands: path, size in bytes and time of change of each of its files."""


def stand_of(root: Path) -> Stand:
    """How ``root`` stands now, without reading a file; cheap enough for every few seconds."""
    in_answers = (
        Path(folder, name) for folder, _, names in os.walk(root / "answers") for name in names
    )
    found = chain(in_answers, root.glob("*.toml"), root.glob("*.csv"))
    mine = (path for path in found if not _is_an_editors(path.name))
    return frozenset(map(_mark_of, islice(mine, MOST_FILES + 10)))


def _mark_of(path: Path) -> tuple[str, int, int]:
    try:
        seen = path.stat()
    except OSError:  # gone again, or a link to nowhere
        return str(path), -1, -1
    return str(path), seen.st_size, seen.st_mtime_ns


def _is_an_editors(name: str) -> bool:
    """Whether a file is an editor's or the system's own, such as ``.pothole.fi.md.swp``."""
    return name.startswith(".") or name.endswith("~")


def values_in(line: str) -> list[str]:
    """One CSV line's values; a line that is not CSV is one odd value."""
    try:
        return [value.strip() for value in next(csv.reader([line]), [])]
    except csv.Error:
        return [line]


class Source:
    """One file's text, or the front matter of one."""

    def __init__(self, name: str, text: str, first_line: int = 1) -> None:
        """``name`` is the path within the folder, with forward slashes."""
        self.name = name
        self.text = text
        self._first = first_line

    def line_of(self, key: str, table: str = "") -> int:
        """The line of ``key`` in ``[table]`` (or of the table itself, or 1): for mistakes."""
        at, table_line = "", 0
        for number, line in enumerate(self._lines(), self._first):
            if heading := re.match(r"\s*\[+([^\]]+)\]+", line):
                at = heading[1].strip()
                if at in {table, f"{table}.{key}"}:
                    table_line = number
            if at == table and re.match(rf'\s*"?{re.escape(key)}"?\s*[.=]', line):
                return number
        if table and not table_line:  # written on one line: table = { key = ... }
            within, _, name = table.rpartition(".")
            return self.line_of(name, within)
        return table_line or self._first

    def line_with(self, words: str) -> int:
        """The first line that holds ``words``, or the first line."""
        for number, line in enumerate(self._lines(), self._first):
            if words in line:
                return number
        return self._first

    def line_of_row(self, values: Sequence[str]) -> int:
        """The line of a CSV row with these values, or the first line."""
        for number, line in enumerate(self._lines(), self._first):
            if values_in(line) == list(values):
                return number
        return self._first

    def headings(self, within: str = "") -> frozenset[str]:
        """The names of the tables, also of those that are unfit, so that one mistake stays one.

        ``within``: of the tables in that one, such as ``library`` of ``[units.library]``.
        """
        names = [heading.replace('"', "").strip() for heading in _HEADING.findall(self.text)]
        if within:
            names = [name[len(within) + 1 :] for name in names if name.startswith(f"{within}.")]
        return frozenset(name.split(".")[0] for name in names)

    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def toml(self) -> tuple[dict[str, Any], list[Mistake]]:
        """The text as TOML, or an empty table and the mistake."""
        try:
            return tomllib.loads(self.text), []
        except tomllib.TOMLDecodeError as error:
            found = _AT_LINE.search(str(error))
            last = len(self.text.rstrip().split("\n"))  # "at end of document"
            line = (int(found[1]) if found else last) + self._first - 1
            reason = str(error).split(" (at")[0]
            return {}, [Mistake(self.name, line, f"not TOML: {reason}", self._hint(line))]

    def _hint(self, line: int) -> str:
        """What to do about a line that is not TOML: the likeliest slips of a first try."""
        lines = self.text.split("\n")
        text = lines[min(line - self._first, len(lines) - 1)]
        if set(text) & set("“”„»«"):
            return 'Mend this line: write straight quotes, "like this".'
        if re.search(r"=\s*\d{1,2}\.\d{1,2}\.\d{4}", text):
            return "Mend this line: write a date as 2026-10-12."
        return "Mend this line."


class Folder:
    """A knowledge folder: what may be read of it."""

    def __init__(self, root: Path) -> None:
        """``root`` need not exist; what is missing is a mistake when it is asked for."""
        self.root = root
        self.mistakes: list[Mistake] = []

    def source(self, name: str) -> Source | None:
        """A file that must be there; a mistake and None if it is not, or is unfit."""
        path = self.root / name
        if not path.is_file():
            self.mistakes.append(
                Mistake(name, 1, "the file is missing", "`aura init` writes one to begin with.")
            )
            return None
        return self._read(path)

    def answers(self) -> Iterator[Source]:
        """The answer files, in order."""
        everything = (self.root / "answers").rglob("*")
        found = sorted(path for path in everything if not _is_an_editors(path.name))
        if len(found) > MOST_FILES:
            self.mistakes.append(
                Mistake(
                    "answers", 1, f"more than {MOST_FILES} files", "Divide the base, or clean it."
                )
            )
            return
        for path in found:
            if path.is_dir() and not path.is_symlink():
                continue
            if source := self._read(path):
                yield source

    def _read(self, path: Path) -> Source | None:
        name = path.relative_to(self.root).as_posix()
        wrong = self._unfit(path)
        if wrong:
            self.mistakes.append(Mistake(name, 1, *wrong))
            return None
        try:
            return Source(name, path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))
        except UnicodeDecodeError:
            self.mistakes.append(Mistake(name, 1, "not UTF-8", "Save the file as UTF-8."))
        except OSError as error:
            self.mistakes.append(Mistake(name, 1, f"cannot be read: {error}", "Check its rights."))
        return None

    def _unfit(self, path: Path) -> tuple[str, str] | None:
        """What is wrong with the file, and what to do; None if it may be read (ASVS 5.3.2)."""
        if not path.resolve().is_relative_to(self.root.resolve()):
            return "a link out of the folder", "Copy the file here instead of linking it."
        if not path.is_file():
            return "not a file", "Remove it."
        if path.stat().st_size > MOST_BYTES:
            return f"larger than {MOST_BYTES // 1024} kB", "Divide it, or cut it."
        return None
