"""The nouns of the reviewed answer base, frozen. Imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256

STREET_PLACEHOLDERS = frozenset(
    {"street", "street_class", "street_district", "street_contractor", "street_pavement"}
)
ANSWER_PLACEHOLDERS = STREET_PLACEHOLDERS | {"city", "phone", "email"}
"""What an answer's body may hold between braces (README of the knowledge folder)."""


class Kind(StrEnum):
    """What the program may do with a match."""

    ANSWER = "answer"  # draft a reply from it
    HUMAN = "human"  # a formal matter: always an official, the formal text as draft (L1)
    ELSEWHERE = "elsewhere"  # another body's task: guide there (hallintolaki 8 §, L11)
    DANGER = "danger"  # the safety text at once, and an official as urgent
    TALK = "talk"  # small talk: the bot answers by itself (B5)


@dataclass(frozen=True, slots=True)
class Answer:
    """One reviewed text, in one language, with a content version."""

    slug: str
    topic: str
    language: str
    title: str
    body: str
    """Markdown; may hold placeholders."""
    kind: Kind
    version: str
    """The first 12 hexadecimal digits of the SHA-256 of title and body."""
    asked: tuple[str, ...]
    words: tuple[str, ...]
    author: str
    reviewed_by: str
    reviewed_on: date
    review_again: date
    source: str
    owner: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    months: frozenset[int] = frozenset()

    @property
    def stand(self) -> str:
        """What a reviewer has seen, in 12 hexadecimal digits: another text, review or last day is
        another stand.
        """
        seen = (self.version, self.reviewed_by, self.reviewed_on, self.review_again)
        return sha256(f"{seen} {self.valid_until}".encode()).hexdigest()[:12]

    def may_be_sent(self, day: date) -> bool:
        """Whether the answer is reviewed, valid and in season on ``day`` (L2, B8)."""
        return (
            day <= self.review_again
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
            and (not self.months or day.month in self.months)
        )


@dataclass(frozen=True, slots=True)
class SafetyGroup:
    """Words of danger of one sort, and what is said at once: a table of safety.toml."""

    slug: str
    answer: str
    """Slug of a danger answer."""
    words: Mapping[str, tuple[str, ...]]
    """Language to patterns (README of the knowledge folder)."""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language to patterns of harmless neighbours."""
    sensitive: bool = False
    """Whether such a danger is somebody's private matter too (L27)."""


@dataclass(frozen=True, slots=True)
class SensitiveGroup:
    """Words of private matters of one sort (L27): a table of sensitive.toml."""

    slug: str
    words: Mapping[str, tuple[str, ...]]
    """Language to patterns, as in safety.toml."""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language to patterns of harmless neighbours."""
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language to patterns that count only with somebody's name beside them."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A resident's question and what would be right: a line of questions.jsonl."""

    text: str
    language: str
    answer: str | None
    """The right answer's slug; None when nothing in the base fits (a stranger)."""
    also: tuple[str, ...] = ()
    """Other answers an official would accept."""
    tags: tuple[str, ...] = ()
    """What makes the line hard."""
    name: str = ""
    """Its ``id``, or ``line 7``."""

    @property
    def accepted(self) -> frozenset[str]:
        """Every answer that is right; empty for a stranger."""
        return frozenset((self.answer, *self.also)) if self.answer else frozenset()
