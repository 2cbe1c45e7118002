"""An answer as matching sees it: which texts lead to it, and how much each of them counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answers import Answer, Kind
from bot.city import Base
from bot.matching.text import tokens


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer's texts in one language, not yet cut into words."""

    slug: str
    asked: tuple[str, ...]
    """Its title and the ways residents ask for it."""
    words: tuple[str, ...] = ()
    body: str = ""
    topic: str = ""
    """The title of its topic."""
    is_talk: bool = False
    """Small talk, whose words count for nothing beside a matter (S2)."""


def entries_of(base: Base, language: str) -> Iterator[Entry]:
    """The answers that exist in ``language``, by slug."""
    for answer in base.every_answer():
        if answer.language == language:
            yield entry_of(base, answer)


def entry_of(base: Base, answer: Answer) -> Entry:
    """The texts of one answer, phrasings in an order that no file's order changes."""
    topic = base.topics.get(answer.topic)
    return Entry(
        answer.slug,
        _unlike((answer.title, *sorted(set(answer.asked)))),
        answer.words,
        answer.body,
        topic.title.get(answer.language, "") if topic else "",
        answer.kind is Kind.TALK,
    )


def _unlike(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts without those that differ from an earlier one in capitals and marks only."""
    return tuple({tuple(tokens(text)): text for text in reversed([*texts])}.values())[::-1]
