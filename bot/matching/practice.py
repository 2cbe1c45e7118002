"""A base practises on itself, so that nobody need write examples for it. Pure.

Three kinds of made-up questions: a phrasing asked as if it were not in the base (its answer is
the right one); the same with its whole answer left out (a stranger of the same field: nothing is
right); and messages to quite other services (``background``: far strangers).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import TypeAlias, TypeVar

from bot.matching.calibration import STRANGERS, Example
from bot.matching.confidence import evidence
from bot.matching.index import Index, Without
from bot.matching.text import tokens

T = TypeVar("T")
WordsOf: TypeAlias = Callable[[str], list[str]]
_MOST_PHRASINGS = 120
_MOST_BACKGROUND = 100
_NEAR = 2 / 3
"""Of the strangers, so many ask something of the same field: a city is asked about the city."""
_ENOUGH = 100
"""A base with fewer phrasings than this practises with less weight."""


@cache
def background(language: str) -> tuple[str, ...]:
    """Messages that have nothing to do with a city, in ``language``; empty where none are known."""
    file = resources.files(__package__) / "background" / f"{language}.txt"
    return tuple(file.read_text(encoding="utf-8").split("\n")) if file.is_file() else ()


def practice(index: Index, words_of: WordsOf = tokens) -> list[Example]:
    """Made-up examples, their weights adding up to 1 for a base of a usual size.

    ``words_of`` takes a message apart as it is done for residents' messages.
    """
    known = _spread(list(index.phrasings()), _MOST_PHRASINGS)
    own = list(_own(index, known, words_of))
    near = list(_near(index, known[::2], words_of))
    far = list(_far(index, words_of))
    whole = min(1.0, len(own) / _ENOUGH) if own else 0.0
    shares = [(own, (1 - STRANGERS) * whole)]
    shares += [(near, STRANGERS * _NEAR * whole), (far, STRANGERS * (1 - _NEAR) * whole)]
    return [
        Example(odds, right, share / len(some))
        for some, share in shares
        for odds, right in some
        if share
    ]


def _own(
    index: Index, known: Iterable[tuple[int, int, str]], words_of: WordsOf
) -> Iterator[tuple[float, bool]]:
    for answer, phrasing, text in known:
        look = index.look(index.read(words_of(text)), Without(answer, phrasing))
        if look is not None:
            yield evidence(look), int(look.answers[0]) == answer


def _near(
    index: Index, known: Iterable[tuple[int, int, str]], words_of: WordsOf
) -> Iterator[tuple[float, bool]]:
    for answer, _, text in known:
        look = index.look(index.read(words_of(text)), Without(answer))
        if look is not None:
            yield evidence(look), False


def _far(index: Index, words_of: WordsOf) -> Iterator[tuple[float, bool]]:
    for text in _spread(background(index.language), _MOST_BACKGROUND):
        look = index.look(index.read(words_of(text)))
        if look is not None:
            yield evidence(look), False


def _spread(items: Sequence[T], most: int) -> Sequence[T]:
    """At most ``most`` of the items, evenly chosen."""
    step = -(-len(items) // most) if items else 1
    return items[::step]
