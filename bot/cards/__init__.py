"""Cards: how officials see a case on any channel beside the desk, and what they can do there. Pure.

- ``reading``: for whom, where and when
- ``drawing``: the card itself
- ``buttons``: what can be done on it; ``forms``: what that opens where there are forms
"""

from bot.cards.buttons import (
    MOST_DRAFT,
    WRITTEN,
    CardAct,
    mark,
    marked,
    menu,
    others_of,
    own,
)
from bot.cards.drawing import cut, draw, ended, in_words, reminding, replaced
from bot.cards.reading import DECIDABLE, Reading, is_live

__all__ = [
    "DECIDABLE",
    "MOST_DRAFT",
    "WRITTEN",
    "CardAct",
    "Reading",
    "cut",
    "draw",
    "ended",
    "in_words",
    "is_live",
    "mark",
    "marked",
    "menu",
    "others_of",
    "own",
    "reminding",
    "replaced",
]
