"""What another tier for drafts would change: each one of two decimals, asked of routing itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.city import Base
from bot.evaluation import tiers
from bot.evaluation.figures import drafted_right, wrong_drafts, wrong_of_drafted
from bot.evaluation.metrics import Value
from bot.evaluation.outcomes import Asked, Outcome, judge
from bot.evaluation.tables import Table, between, cut, percent
from bot.routing import Route

GRID = tuple(number / 100 for number in range(1, 100))
"""The tiers that are tried: two decimals are what a person writes into city.toml."""
_EXAMPLES, _ENOUGH_DRAFTS = 3, 30


@dataclass(frozen=True, slots=True)
class Tier:
    """One value of the tier for drafts and what would come of it."""

    tier: float
    drafts: int
    precision: Value
    """Right texts among those put forward."""
    coverage: Value
    """Answerable lines whose right text is put forward."""
    strangers: Value
    """Strangers for which a text is put forward."""


@dataclass(frozen=True, slots=True)
class Change:
    """Lines that would be put forward as a text and were not, or the other way round."""

    drafted: tuple[Outcome, ...]
    """As they would be."""
    handed_over: tuple[Outcome, ...]
    """As they are now."""


def _judged(base: Base, asked: Sequence[Asked], day: date, tier: float) -> list[Outcome]:
    """What that tier would draft. Safety texts and small talk go by rules of their own, so that
    here they are no drafts.
    """
    outcomes = judge(tiers.with_draft_tier(base, tier), asked, day)
    own_rules = (Route.SAFETY, Route.TALK)
    return [replace(o, drafted=()) if o.route in own_rules else o for o in outcomes]


def tier_at(base: Base, asked: Sequence[Asked], day: date, tier: float) -> Tier:
    """What would come of those questions with that tier."""
    outcomes = _judged(base, asked, day, tier)
    wrong = wrong_of_drafted(outcomes)
    return Tier(
        tier=tier,
        drafts=wrong.of,
        precision=_rest_of(wrong),
        coverage=drafted_right(outcomes),
        strangers=wrong_drafts(outcomes),
    )


def _rest_of(wrong: Value) -> Value:
    if wrong.value is None or wrong.low is None or wrong.high is None:
        return wrong
    return Value(1 - wrong.value, wrong.of, 1 - wrong.high, 1 - wrong.low)


def tried(base: Base, asked: Sequence[Asked], day: date) -> list[Tier]:
    """Every tier of the grid that the city's others leave room for, the lowest first."""
    least = tiers.least(base.city)
    return [tier_at(base, asked, day, tier) for tier in GRID if tier >= least]


def lowest(found: Sequence[Tier], precision: float) -> Tier | None:
    """The lowest tier whose measured precision is at least this; None if none reaches it."""
    fit = (t for t in found if t.precision.value is not None and t.precision.value >= precision)
    return next(fit, None)


def change(base: Base, asked: Sequence[Asked], day: date, tier: float) -> Change:
    """What would move between handover and draft if the base had that tier instead of its own."""
    now = _judged(base, asked, day, tiers.draft_tier(base.city))
    then = _judged(base, asked, day, tier)
    pairs = list(zip(now, then, strict=True))
    return Change(
        drafted=tuple(new for old, new in pairs if new.drafted and not old.drafted),
        handed_over=tuple(old for old, new in pairs if old.drafted and not new.drafted),
    )


def table(now: Tier, picked: Sequence[tuple[float, Tier | None]]) -> Table:
    """The present tier and the recommended ones beside each other."""
    rows = [_row("now", now)]
    for wanted, tier in picked:
        name = f"{100 * wanted:g} %"
        rows.append(_row(name, tier) if tier else (name, "none", "", "", "", "", "", ""))
    heads = ("wanted", "tier", "drafts", "right", "95 %", "coverage", "95 %", "strangers drafted")
    return Table(heads, rows)


def _row(name: str, tier: Tier) -> tuple[str, ...]:
    return (
        name,
        f"{tier.tier:g}",
        str(tier.drafts),
        percent(tier.precision.value),
        between(tier.precision),
        percent(tier.coverage.value),
        between(tier.coverage),
        f"{percent(tier.strangers.value)} ({between(tier.strangers)})",
    )


def advice(wanted: float, tier: Tier | None, moved: Change | None) -> Iterator[str]:
    """The recommendation for one wanted precision: in words, with doubts, and what it changes."""
    yield ""
    if tier is None or moved is None:
        yield f"{100 * wanted:g} %: no tier reaches it on these questions."
        return
    yield f"{100 * wanted:g} %: draft from {tier.tier:g}. {_doubt(wanted, tier)}"
    if not moved.drafted and not moved.handed_over:
        yield "  Nothing changes."
    yield from _moves("drafted that are handed over now", moved.drafted)
    yield from _moves("handed over that are drafted now", moved.handed_over)


def _doubt(wanted: float, tier: Tier) -> str:
    low = tier.precision.low or 0.0
    if low >= wanted:
        return f"Even the lower bound, {percent(low)}, reaches it."
    few = "The file is too small to tell: with" if tier.drafts < _ENOUGH_DRAFTS else "With"
    return f"{few} {tier.drafts} drafts the true precision may be as low as {percent(low)}."


def _moves(what: str, moved: Sequence[Outcome]) -> Iterator[str]:
    if not moved:
        return
    right = sum(outcome.drafts_right for outcome in moved)
    yield f"  {len(moved)} would be {what}; {right} of these drafts are right, e.g."
    for outcome in _mixed(moved):
        mark = "right" if outcome.drafts_right else "wrong"
        yield f"    {mark}: {', '.join(outcome.drafted)}: {cut(outcome.question.text, 60)}"


def _mixed(moved: Sequence[Outcome]) -> list[Outcome]:
    """A few examples, the wrong ones first."""
    return sorted(moved, key=lambda o: (o.drafts_right, o.question.text))[:_EXAMPLES]


def with_number(text: str, key: tuple[str, str], value: float) -> str | None:
    """A TOML text with the number at ``(table, key)`` changed and nothing else; None if the
    text has no such line.
    """
    table_name, at, lines = key[0], "", text.split("\n")
    for number, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith("["):
            at = bare.partition("]")[0].strip("[ ]")
        before, equals, after = line.partition("=")
        if at == table_name and equals and before.strip() == key[1]:
            lines[number] = f"{before}={_renumbered(after, value)}"
            return "\n".join(lines)
    return None


def _renumbered(after: str, value: float) -> str:
    """What stands after ``=`` with another number; spaces and the comment stay."""
    number, mark, comment = after.partition("#")
    lead = number[: len(number) - len(number.lstrip())]
    tail = number[len(number.rstrip()) :]
    return f"{lead}{value:g}{tail}{mark}{comment}"
