"""How one language's spoken forms are told: a list of words, and rules for the endings. Pure."""

import re
from dataclasses import dataclass, field
from typing import Final

MOST_STEPS: Final = 12
"""Rules that one word may go through; enough for its clitics, an ending and a word of the list."""
_HARMONY = re.compile("[aouäöy](?=[^aouäöy]*$)")


def listed(text: str) -> dict[str, str]:
    """Spoken form to written form, from lines such as ``minä: mä mää mie``."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        written, _, spoken = line.partition(":")
        found.update(dict.fromkeys(spoken.split(), written.strip()))
    return found


@dataclass(frozen=True, slots=True)
class Rule:
    """An ending, how it is written, and the words that end so without being spoken forms."""

    ending: re.Pattern[str]
    written: str
    """A replacement; ``A`` in it is a or ä, as the vowels before it ask (Finnish harmony)."""
    least: int = 4
    """Letters that the word must have."""
    but: re.Pattern[str] | None = None
    last: str = ""
    """The letters that a word must end in one of, to be quick; none: any."""

    def apply(self, word: str) -> str:
        """The word rewritten; the same word where the rule does not fit."""
        if len(word) < self.least or (self.last and word[-1] not in self.last):
            return word
        if not self.ending.search(word) or (self.but and self.but.search(word)):
            return word
        changed = self.ending.sub(self.written, word, count=1)
        return _in_harmony(changed) if "A" in changed else changed


def _in_harmony(word: str) -> str:
    start, _, end = word.partition("A")
    last = _HARMONY.search(start)
    return start + ("a" if last and last[0] in "aou" else "ä") + end


def rule(ending: str, written: str, least: int = 4, but: str = "", last: str = "") -> Rule:
    """A rule from patterns; ``but`` holds endings that it leaves alone."""
    kept = re.compile(f"(?:{but})$") if but else None
    return Rule(re.compile(ending), written, least, kept, last)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The spoken forms of one language."""

    words: dict[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    """Safe for any word: they change no word that is written so."""
    guesses: tuple[Rule, ...] = ()
    """Only for words that nobody knows, likeliest first: their results must be looked up."""

    def written(self, word: str) -> str:
        """The written form: list and rules in turn until nothing changes."""
        for _ in range(MOST_STEPS):
            changed = self._step(word)
            if changed == word:
                break
            word = changed
        return word

    def _step(self, word: str) -> str:
        if word in self.words:
            return self.words[word]
        for each in self.rules:
            changed = each.apply(word)
            if changed != word:
                return changed
        return word

    def guessed(self, word: str) -> tuple[str, ...]:
        """What an unknown word may stand for, likeliest first, each once."""
        found = (each.apply(word) for each in self.guesses)
        return tuple(dict.fromkeys(guess for guess in found if guess != word))
