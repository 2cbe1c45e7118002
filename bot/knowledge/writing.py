"""Changes answers' files: one more phrasing, and every other sign of the file as it was."""

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answers import Answer, Kind
from bot.errors import AnswerChangedError, BrokenAnswerError, NotWritableError
from bot.knowledge.files import MOST_BYTES, Source
from bot.knowledge.rows import answer_from

_ASKED = re.compile(r'^[ \t]*(?:asked|"asked"|\'asked\')[ \t]*=[ \t]*(?=\[)', re.MULTILINE)
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}'  # strings of many lines
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''  # and of one
    r"|#[^\n]*|\[|\]|,",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Where the list's parts stand in the file's text."""

    opens: int
    """After its opening bracket."""
    closes: int
    """Before its closing bracket."""
    first: int | None
    """Where its first value begins; None in an empty list."""
    ends: int
    """After its last value, or after the opening bracket."""
    comma: int | None
    """After the comma behind its last value, if there is one."""


def add_wording(root: Path, answer: Answer, wording: str) -> Path:
    """Add ``wording`` to the ``asked`` of the answer's file in ``root``; the file.

    Written beside the file's folder and renamed over it, so that nobody reads half a file.

    Raises:
        NotWritableError: the file is another than the answer was read from, or its list is
            written in a way that cannot be kept; nothing was changed.
        AnswerChangedError: the file is gone.
    """
    return change(root, answer, lambda name, text: with_wording(name, text, wording))


def name_of(answer: Answer) -> str:
    """The path of the answer's file within the folder."""
    return f"answers/{answer.topic}/{answer.slug}.{answer.language}.md"


def change(root: Path, answer: Answer, changed: Callable[[str, str], str]) -> Path:
    """Put ``changed(name, text)`` in the place of the answer's file in ``root``; the file.

    Nothing was changed where it raises BrokenAnswerError, another NotWritableError, or
    AnswerChangedError: the file is gone.
    """
    name = name_of(answer)
    path = (root / name).resolve()
    try:
        after = changed(name, path.read_bytes().decode("utf-8"))
        if len(after.encode()) > MOST_BYTES:
            raise NotWritableError(f"{name} would be larger than {MOST_BYTES // 1024} kB.")
        _replace(path, after, root)
    except UnicodeDecodeError as error:
        raise BrokenAnswerError(f"{name} is not UTF-8. Save it as UTF-8 first.") from error
    except FileNotFoundError as error:
        raise AnswerChangedError(name) from error
    except OSError as error:
        raise NotWritableError(
            f"{name} cannot be written: {error.strerror}. Run the command as somebody who may."
        ) from error
    return path


def with_wording(name: str, text: str, wording: str) -> str:
    """The text of an answer's file with one more phrasing at the end of ``asked``.

    The result is read again: it is the same answer with exactly that phrasing more, or
    NotWritableError is raised. ``name`` is the path within the folder.
    """
    before = read_answer(name, text)
    front = text.find("\n+++", 3)
    places = (found.end() for found in _ASKED.finditer(text, 0, front))
    wanted = replace(before, asked=(*before.asked, wording))
    for place in places:  # more than one where a text of many lines looks like the key
        listed = _listed(text, place)
        after = _inserted(text, listed, _quoted(wording)) if listed else text
        with suppress(NotWritableError):
            if read_answer(name, after) == wanted:
                return after
    raise NotWritableError(f"{name}: add this phrasing to `asked` by hand: {wording}")


def read_answer(name: str, text: str) -> Answer:
    """The answer that the text of a file holds. Raises BrokenAnswerError if it has mistakes."""
    source = Source(name, text.removeprefix("\ufeff").replace("\r\n", "\n"))
    topic = name.split("/")[1]
    answer, mistakes = answer_from(source, {topic: Kind.ANSWER})
    if answer is None or mistakes:
        raise BrokenAnswerError(f"{name} has mistakes. Run `aura check` and mend them first.")
    return answer


def _quoted(wording: str) -> str:
    """The wording as a TOML string: JSON's escapes are TOML's, but for one sign."""
    return json.dumps(wording, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(text: str, opening: int) -> _Listed | None:
    """The list that opens at ``opening``; None if it holds more than plain strings."""
    opens = opening + 1
    first, ends, comma = None, opens, None
    for piece in _PIECE.finditer(text, opens):
        sign = piece[0]
        if sign == "]":
            return _Listed(opens, piece.start(), first, ends, comma)
        if sign == "[":
            return None
        if sign == ",":
            comma = piece.end()
        elif not sign.startswith("#"):
            first = piece.start() if first is None else first
            ends, comma = piece.end(), None
    return None


def _inserted(text: str, listed: _Listed, quoted: str) -> str:
    """The text with one more value: on a line of its own where the list has lines."""
    inside = text[listed.opens : listed.closes]
    if "\n" not in inside:
        after = listed.comma or listed.ends
        gap = ", " if listed.first is not None and not listed.comma else " " * bool(listed.comma)
        comma = "," if listed.comma else ""
        return f"{text[:after]}{gap}{quoted}{comma}{text[after:]}"
    newline = "\r\n" if "\r\n" in inside else "\n"
    line = f"{_indent(text, listed)}{quoted},"
    if listed.first is not None and not listed.comma:
        text = f"{text[: listed.ends]},{text[listed.ends :]}"
        listed = replace(listed, closes=listed.closes + 1, comma=listed.ends + 1)
    begins = text.rfind("\n", 0, listed.closes) + 1
    if text[begins : listed.closes].strip():  # the bracket shares its line with a value
        after = listed.comma or listed.ends
        return f"{text[:after]}{newline}{line}{text[after:]}"
    return f"{text[:begins]}{line}{newline}{text[begins:]}"


def _indent(text: str, listed: _Listed) -> str:
    """What stands before the first value on its line, if it is nothing but space."""
    if listed.first is None:
        return "  "
    before = text[text.rfind("\n", 0, listed.first) + 1 : listed.first]
    return before if not before.strip() else "  "


def _replace(path: Path, text: str, root: Path) -> None:
    """Put the text in the file's place with its rights, whole or not at all."""
    part = root / f".{path.name}.{secrets.token_hex(4)}"  # not in answers/: it is no answer
    try:
        with part.open("w", encoding="utf-8", newline="") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        shutil.copymode(path, part)
        with suppress(OSError):  # only root may give a file away
            owner = path.stat()
            os.chown(part, owner.st_uid, owner.st_gid)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
