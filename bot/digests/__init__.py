"""What officials are told by the day and the week: a morning word, the week in figures."""

from bot.digests.figures import Week, look_back, monday_of, week_span
from bot.digests.matters import Matter, matters
from bot.digests.morning import Morning, hears_weeks, morning
from bot.digests.telling import Digests

__all__ = [
    "Digests",
    "Matter",
    "Morning",
    "Week",
    "hears_weeks",
    "look_back",
    "matters",
    "monday_of",
    "morning",
    "week_span",
]
