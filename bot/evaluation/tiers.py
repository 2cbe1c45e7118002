"""The one place that knows how the city's tiers are written, and what counts as a draft."""

from dataclasses import replace

from bot.cases.thinking import WITH_TEXT
from bot.city import Base, City
from bot.model import Ranking
from bot.routing import Decision, Route

KEY = ("tiers", "draft")
"""Table and key of the tier for drafts in city.toml."""


def draft_tier(city: City) -> float:
    """How sure matching must be before a reply is drafted, 0 to 1."""
    return city.tiers.draft


def least(city: City) -> float:
    """The lowest the tier may be beside the others of city.toml."""
    return city.tiers.doubt


def with_draft_tier(base: Base, tier: float) -> Base:
    """The same base with another tier for drafts."""
    tiers = replace(base.city.tiers, draft=tier)
    return replace(base, city=replace(base.city, tiers=tiers))


def surety(ranking: Ranking) -> float:
    """What the tier is compared with."""
    return ranking.precision


def drafts(decision: Decision) -> tuple[str, ...]:
    """The slugs of the answers whose text is put forward: to the official as a draft or a
    formal text, or at once as small talk or safety text. Empty for a plain handover and for a
    question back.
    """
    if decision.why not in WITH_TEXT:
        return ()
    return tuple(answer.slug for answer in decision.answers)


def choices(decision: Decision) -> tuple[str, ...]:
    """The slugs of the two answers the resident is asked about; empty otherwise."""
    if decision.route is not Route.ASK:
        return ()
    return tuple(answer.slug for answer in decision.answers)
