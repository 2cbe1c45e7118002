"""Answers whose review is due: what officials say of them, and the cards that ask.

- ``verdicts``: found as seen, allowed, written and noted; the same from every surface
- ``drawing``: the card; pure
- ``choosing``: which answers an official is asked about with a morning word
- ``stages``: what has become of an answer since a card showed it
- ``telling``: posts the cards and keeps them in step; ``presses``: what their buttons do
"""

from bot.renewals.choosing import choose
from bot.renewals.drawing import REVIEW
from bot.renewals.presses import ReviewPresses, Tap
from bot.renewals.telling import ReviewCards
from bot.renewals.verdicts import Hand, ReviewAct, Verdicts

__all__ = [
    "REVIEW",
    "Hand",
    "ReviewAct",
    "ReviewCards",
    "ReviewPresses",
    "Tap",
    "Verdicts",
    "choose",
]
