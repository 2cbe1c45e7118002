"""The one place that knows how the city's tiers are written, and what counts as a draft."""

from dataclasses import replace

from bot.city import Base, City
from bot.model import Ranking
from bot.routing import Decision

KEY = ("", "threshold")
"""Table and key of the tier for drafts in city.toml."""
_TEXT_PUT_FORWARD = frozenset({"matched", "two_matters", "formal", "danger", "talk"})
"""The reasons with which a text of the base is put forward, as ``cases.thinking`` does it."""


def draft_tier(city: City) -> float:
    """How sure matching must be before a reply is drafted, 0 to 1."""
    return city.threshold


def least(city: City) -> float:
    """The lowest the tier may be beside the others of city.toml."""
    return min(0.01, city.threshold)


def with_draft_tier(base: Base, tier: float) -> Base:
    """The same base with another tier for drafts."""
    return replace(base, city=replace(base.city, threshold=tier))


def surety(ranking: Ranking) -> float:
    """What the tier is compared with."""
    return ranking.precision


def drafts(decision: Decision, ranking: Ranking) -> tuple[str, ...]:
    """The slugs of the answers whose text is put forward: to the official as a draft or a
    formal text, or at once as small talk or safety text. Empty for a plain handover.
    """
    if decision.answer is None or decision.why not in _TEXT_PUT_FORWARD:
        return ()
    if decision.why == "two_matters":
        return tuple(matter.slug for matter in ranking.matters)
    return (decision.answer.slug,)
