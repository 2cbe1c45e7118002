"""The nouns of the words that officials are sent by the day and the week, frozen."""

from dataclasses import dataclass
from enum import StrEnum


class WordKind(StrEnum):
    """What a word to an official is about."""

    MORNING = "morning"  # what waits, on each working day
    WEEK = "week"  # how the week before was, on its first working day


class Judgement(StrEnum):
    """What a resident said last of an answer."""

    HELPED = "helped"
    NOT = "not"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to one case in a week. Holds nobody's words and nobody's name."""

    topic: str | None
    district: str | None
    language: str
    received: bool
    """Whether it came within the week."""
    answered: bool
    """Whether an answer went out within it, the program's own to small talk too."""
    waiting: bool
    """Whether it was open when the week ended, or is now in a week that has not."""
    judged: Judgement


@dataclass(frozen=True, slots=True)
class Unmet:
    """A question for which the base had no answer, masked; never somebody's private matter."""

    reference: str
    topic: str | None
    language: str
    text: str
