"""One match explained: what was understood, what is near, which way it goes and why."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import calendar
from bot.city import Base
from bot.evaluation import tiers
from bot.evaluation.outcomes import Heard
from bot.evaluation.tables import Table, cut, percent
from bot.model import Candidate, Ranking
from bot.routing import Route
from bot.standing import who_gets


def lines(base: Base, made: Heard, at: datetime, nearest: Sequence[str] = ()) -> Iterator[str]:
    """What was made of a message, for a terminal: as it would go at that moment.

    ``nearest``: the first candidate's phrasings that are likest the message.
    """
    ranking, decision = made.said.ranking, made.decision(base, calendar.local(base.city, at).date())
    yield from _said(base, made)
    yield from _candidates(base, ranking).lines()
    yield from (f"  likest phrasing: {cut(text, 70)}" for text in nearest)
    if danger := made.said.danger:
        yield f"Words of danger ({danger.group}): {' '.join(danger.words)}"
    if ranking.matters:
        yield f"Two matters: {', '.join(matter.slug for matter in ranking.matters)}"
    yield (
        f"\nSurety {tiers.surety(ranking):.3f}, drafts from "
        f"{tiers.draft_tier(base.city):g}: {decision.route}, {decision.why}"
    )
    yield f"  {why_in_words(base, decision.why)}"
    if drafted := tiers.drafts(decision):
        yield f"Text put forward: {', '.join(drafted)}"
    owner = who_gets(base, decision.official, at, urgent=decision.route is Route.SAFETY)
    yield f"Official: {owner.name} ({owner.slug}), topic {decision.topic or '-'}"


def _said(base: Base, made: Heard) -> Iterator[str]:
    matched, place = made.said.ranking.language, made.said.place
    beside = "" if made.said.foreign or matched == made.recognised else f", matched in {matched}"
    yield f"Language: {made.recognised or 'none of the city'}{beside}"
    street = f"{place.street.name(matched)}, " if place.street else ""
    district = base.districts.get(place.district or "")
    where = district.name.get(matched, district.slug) if district else "-"
    yield f"Place: {street}{where}"
    if made.removed:
        yield f"Masked at the door: {', '.join(made.removed)}"


def _candidates(base: Base, ranking: Ranking) -> Table:
    rows = [_row(base, candidate, ranking.language) for candidate in ranking.candidates]
    title = "Candidates" if rows else "Candidates: none"
    heads = ("answer", "confidence", "kind", "through", "title and words")
    return Table(heads, rows, title, frozenset({0, 2, 3, 4}))


def _row(base: Base, candidate: Candidate, language: str) -> tuple[str, ...]:
    answer = base.answer(candidate.slug, language)
    said = f"{cut(answer.title, 40)}: {', '.join(candidate.why)}" if answer else ""
    return (
        candidate.slug,
        percent(candidate.confidence),
        answer.kind if answer else "",
        candidate.through or "",
        said,
    )


def why_in_words(base: Base, why: str) -> str:
    """The reason as the desk says it, in English where the city has English phrases."""
    language = "en" if "en" in base.phrases else base.city.languages[0]
    return base.say(language, f"why.{why}")
