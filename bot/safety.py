"""Words of danger in a message (knowledge/safety.toml): found even where matching finds nothing.

Pure. A missed danger is worse than a false one, so every language's list is searched: a
frightened person may write in any.
"""

from dataclasses import dataclass
from itertools import chain

from bot.city import Base
from bot.patterns import Said


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """Why a message is taken as a danger."""

    group: str
    """The heading in safety.toml."""
    answer: str
    """Slug of the danger answer whose text goes out at once."""
    words: tuple[str, ...]
    """The resident's own words that decided, in their order."""


def danger_in(base: Base, text: str, language: str) -> SafetyFinding | None:
    """The first group of ``base.safety`` with a word in ``text``; ``language`` is read first."""
    said = Said.of(text)
    for group in base.safety.values():
        harmless = tuple(chain.from_iterable(group.unless.values()))
        for tongue in sorted(group.words, key=lambda other: other != language):
            if words := said.find(group.words[tongue], harmless):
                return SafetyFinding(group.slug, group.answer, words)
    return None
