"""Writes the outcome of a review into an answer's file: still true until another day, or retired.
Every other sign of the file stays as it is.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from bot.answers import Answer
from bot.errors import AnswerChangedError, NotWritableError
from bot.knowledge.writing import change, read_answer

_VALUE = r"(\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|\d[\d-]*)"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Review:
    """An official's yes to an answer as it stands (L2)."""

    by: str
    """Slug of who says so; never the author."""
    on: date
    again: date
    """The day by which it is looked at anew."""

    @property
    def values(self) -> dict[str, str]:
        """The keys of the front matter, each with its value as TOML."""
        return {
            "reviewed_by": f'"{self.by}"',
            "reviewed_on": self.on.isoformat(),
            "review_again": self.again.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Ending:
    """An official's word that an answer is true no more: from ``day`` on it is not used."""

    day: date

    @property
    def values(self) -> dict[str, str]:
        """The key of the front matter with its value as TOML."""
        return {"valid_until": (self.day - _DAY).isoformat()}


def write(root: Path, seen: Answer, decision: Review | Ending) -> Path:
    """Write the decision into the file of the answer that was seen; the file.

    Raises:
        AnswerChangedError: the file holds another text, review or last day than was seen, or is
            gone.
        BrokenAnswerError: it has mistakes.
        NotWritableError: it cannot be written, or its keys stand in a way that cannot be kept.
    """
    return change(root, seen, lambda name, text: decided(name, text, seen, decision))


def decided(name: str, text: str, seen: Answer, decision: Review | Ending) -> str:
    """The text of the answer's file with the decision in it. Raises as ``write``."""
    before = read_answer(name, text)
    if before.stand != seen.stand:
        raise AnswerChangedError
    return with_values(name, text, decision.values, _after(before, decision))


def _after(answer: Answer, decision: Review | Ending) -> Answer:
    if isinstance(decision, Ending):
        return replace(answer, valid_until=decision.day - _DAY)
    return replace(
        answer,
        reviewed_by=decision.by,
        reviewed_on=decision.on,
        review_again=decision.again,
    )


def lines(values: Mapping[str, str]) -> list[str]:
    """What somebody writes into the file by hand."""
    return [f"{key} = {value}" for key, value in values.items()]


def with_values(name: str, text: str, values: Mapping[str, str], wanted: Answer) -> str:
    """The text with each key's value replaced, or a line added where the key is missing.

    The result is read again: it is ``wanted`` and nothing else, or NotWritableError is raised.
    """
    front = text.find("\n+++", 3)
    for key, value in values.items():
        place = _place(text[: front + 1], key)
        if place is None:
            text = _with_line(text, f"{key} = {value}")
        else:
            text = f"{text[: place[0]]}{value}{text[place[1] :]}"
        front = text.find("\n+++", 3)
    with suppress(NotWritableError):
        if read_answer(name, text) == wanted:
            return text
    by_hand = ", ".join(lines(values))
    raise NotWritableError(f"{name}: write this by hand between its +++ lines: {by_hand}")


def _place(front: str, key: str) -> tuple[int, int] | None:
    """Where the key's value stands: the last such line, since texts of many lines come before."""
    pattern = rf"^[ \t]*(?:{key}|\"{key}\"|'{key}')[ \t]*=[ \t]*{_VALUE}"
    found = list(re.finditer(pattern, front, re.MULTILINE))
    return found[-1].span(1) if found else None


def _with_line(text: str, line: str) -> str:
    """The text with one more line after ``review_again``, which every answer has."""
    front = text.find("\n+++", 3)
    place = _place(text[: front + 1], "review_again")
    at = text.find("\n", place[1] if place else front)
    newline = "\r\n" if text[at - 1 : at] == "\r" else "\n"
    return f"{text[: at + 1]}{line}{newline}{text[at + 1 :]}"
