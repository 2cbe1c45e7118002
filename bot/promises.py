"""The nouns of what residents are promised, frozen. Imports nothing of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Ending(StrEnum):
    """How a promise ended."""

    KEPT = "kept"  # answered or closed by then
    MISSED = "missed"  # its time passed first
    MOVED = "moved"  # before its time: the resident was asked, or another time was told


@dataclass(frozen=True, slots=True)
class Promise:
    """By when a resident was told that an answer comes. A case that somebody owes a word has one
    that has not ended, and its time is the case's deadline.
    """

    case_id: int
    made_at: datetime
    due: datetime
    wait: int = 0
    """The waiting period it belongs to: the number of its first promise. A promise that is renewed
    because it was missed stays in the period; any other new one begins a period."""
    ended_at: datetime | None = None
    how: Ending | None = None
    id: int = 0
    """The store's own number; 0 before it is stored."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of some promises were kept; those that moved count nowhere."""

    topic: str | None
    language: str
    kept: int
    missed: int


def missed_since(promises: Sequence[Promise], now: datetime) -> datetime | None:
    """The first time that was told in the waiting period that goes on, if it has passed: a new
    time does not unmake it. None: nobody waits too long. ``promises``: all of a case, in order.
    """
    if not promises or promises[-1].ended_at:
        return None
    first = min(one.due for one in promises if one.wait == promises[-1].wait)
    return first if first < now else None
