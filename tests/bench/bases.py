"""Answer bases as plain entries, and one of 10,000 phrasings made out of another."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NotRequired, Protocol, TypedDict

_BACKGROUND = Path(__file__).parents[2] / "bot" / "matching" / "background"


class Entry(TypedDict):
    """One answer of a base in one language, the way the scorer hands it over."""

    id: str
    question: str
    answer: NotRequired[str]
    variants: NotRequired[list[str]]
    lang: NotRequired[str]


class Ranks(Protocol):
    """What every matcher measured here can do."""

    def rank(self, text: str, k: int) -> list[tuple[str, float]]:
        """At most ``k`` pairs of an entry's id and a confidence, best first."""


def phrasings(entry: Entry) -> list[str]:
    """All ways in which the entry is asked, its title first; empty when only an answer is known."""
    return [text for text in (entry["question"], *entry.get("variants", [])) if text.strip()]


def far_lines(language: str) -> list[str]:
    """Questions that belong to no base measured here: the matcher's own background file."""
    lines = (_BACKGROUND / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip()]


def many_phrasings(sample: Sequence[Entry], answers: int = 400, each: int = 25) -> list[Entry]:
    """A deterministic base of ``answers`` x ``each`` phrasings, 10,000 unless told.

    No city has so many yet, so they are made out of the sample's. Each made answer takes a sample
    answer as its pattern and gets four compound words of its own, glued from two long words of
    the base ("hiekoitusvuokra"), so that the vocabulary grows with the base as in life and
    answers of one pattern can be told apart. Each phrasing is one of the pattern's, with its
    longest word replaced by a compound, and some words of another answer's phrasing after it,
    so that no two are equal and n-grams and common words have the crowds they have in life.
    """
    texts = [text for entry in sample for text in phrasings(entry)]
    long = sorted({w for text in texts for w in text.casefold().split() if _is_long(w)})
    return [_made(sample[n % len(sample)], n, each, texts, long) for n in range(answers)]


def _is_long(word: str) -> bool:
    return word.isalpha() and 6 <= len(word) <= 11


def _made(
    pattern: Entry, number: int, each: int, texts: Sequence[str], long: Sequence[str]
) -> Entry:
    chance = random.Random(number)  # noqa: S311 - repeatable, not secret
    own = [chance.choice(long)[:6] + chance.choice(long) for _ in range(4)]
    known = phrasings(pattern)
    made = [_phrasing(known[n % len(known)], own, texts, chance) for n in range(each)]
    return {
        "id": f"{pattern['id']}-{number}",
        "question": made[0],
        "variants": made[1:],
        "answer": pattern.get("answer", ""),
        "lang": pattern.get("lang", "fi"),
    }


def _phrasing(known: str, own: Sequence[str], texts: Sequence[str], chance: random.Random) -> str:
    words = known.split()
    words[words.index(max(words, key=len))] = chance.choice(own)
    return " ".join((*words, *_some(chance.choice(texts).split(), chance)))


def _some(words: list[str], chance: random.Random) -> Iterable[str]:
    start = chance.randrange(len(words))
    return words[start : start + chance.randint(1, 3)]
