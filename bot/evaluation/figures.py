"""The figures of an evaluation, each with its name, its meaning and how it is measured.

Lines with ``answer: null`` are strangers: nothing in the base fits them, a handover is right.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.answers import Kind
from bot.evaluation import metrics
from bot.evaluation.metrics import Value, share
from bot.evaluation.outcomes import Outcome
from bot.routing import Route

Outcomes = Sequence[Outcome]


def answerable(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The lines that have a right answer."""
    return [outcome for outcome in outcomes if not outcome.is_stranger]


def strangers(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The lines that have none."""
    return [outcome for outcome in outcomes if outcome.is_stranger]


def judged(outcomes: Iterable[Outcome]) -> list[tuple[float, bool]]:
    """Each line's confidence and whether its first answer is right."""
    return [(outcome.confidence, outcome.is_right) for outcome in outcomes]


def _top(outcomes: Outcomes, most: int) -> Value:
    known = answerable(outcomes)
    found = sum(outcome.rank is not None and outcome.rank <= most for outcome in known)
    return share(found, len(known))


def top1(outcomes: Outcomes) -> Value:
    """Answerable lines whose first answer is right (``answer`` or one of ``also``)."""
    return _top(outcomes, 1)


def top3(outcomes: Outcomes) -> Value:
    """Answerable lines with a right answer among the first three, as the official sees them."""
    return _top(outcomes, 3)


def mrr(outcomes: Outcomes) -> Value:
    """Mean over answerable lines of 1 / the place of the first right answer, 0 if not ranked."""
    known = answerable(outcomes)
    total = sum(1 / outcome.rank for outcome in known if outcome.rank)
    return Value(total / len(known) if known else None, len(known))


def auroc(outcomes: Outcomes) -> Value:
    """Chance that a right first answer is surer than any other (wrong, or to a stranger)."""
    right = [o.confidence for o in outcomes if o.is_right]
    rest = [o.confidence for o in outcomes if not o.is_right]
    return Value(metrics.auroc(right, rest), len(outcomes))


def auroc_scope(outcomes: Outcomes) -> Value:
    """Chance that an answerable line is surer than a stranger, right or not."""
    inside = [o.confidence for o in answerable(outcomes)]
    return Value(metrics.auroc(inside, [o.confidence for o in strangers(outcomes)]), len(outcomes))


def _coverage(outcomes: Outcomes, precision: float) -> Value:
    known = len(answerable(outcomes))
    points = metrics.curve(judged(outcomes), known)
    return Value(metrics.coverage_at(points, precision) if known else None, known)


def cov95(outcomes: Outcomes) -> Value:
    """Answerable lines drafted right at the best threshold where 95 % of all drafts are right."""
    return _coverage(outcomes, 0.95)


def cov98(outcomes: Outcomes) -> Value:
    """The same where 98 % of all drafts are right."""
    return _coverage(outcomes, 0.98)


def ece(outcomes: Outcomes) -> Value:
    """How far confidence is from the share that is right: mean gap over ten bins, all lines."""
    bins = metrics.reliability(judged(outcomes))
    return Value(metrics.calibration_error(bins), len(outcomes))


def drafted_right(outcomes: Outcomes) -> Value:
    """Answerable lines whose right text is put forward at the city's tiers."""
    known = answerable(outcomes)
    return share(sum(outcome.drafts_right for outcome in known), len(known))


def wrong_drafts(outcomes: Outcomes) -> Value:
    """Strangers for which a text is put forward at the city's tiers."""
    unknown = strangers(outcomes)
    return share(sum(outcome.drafts_wrong for outcome in unknown), len(unknown))


def wrong_of_drafted(outcomes: Outcomes) -> Value:
    """Texts put forward at the city's tiers that are wrong, strangers' among them."""
    put = [outcome for outcome in outcomes if outcome.drafted]
    return share(sum(outcome.drafts_wrong for outcome in put), len(put))


def language(outcomes: Outcomes) -> Value:
    """Lines whose language is recognised, as first messages on a page in the first language."""
    known = sum(outcome.asked.made.recognised == outcome.question.language for outcome in outcomes)
    return share(known, len(outcomes))


def asked_right(outcomes: Outcomes) -> Value:
    """Questions back to the resident that offer a right answer."""
    asked = [outcome for outcome in outcomes if outcome.choices]
    right = sum(bool(o.question.accepted.intersection(o.choices)) for o in asked)
    return share(right, len(asked))


def danger_found(outcomes: Outcomes) -> Value:
    """Dangers that got the safety text: a missed one is worse than a false one."""
    dangers = [outcome for outcome in outcomes if outcome.kind is Kind.DANGER]
    return share(sum(outcome.route is Route.SAFETY for outcome in dangers), len(dangers))


def danger_false(outcomes: Outcomes) -> Value:
    """Other lines that got a safety text."""
    others = [outcome for outcome in outcomes if outcome.kind is not Kind.DANGER]
    return share(sum(outcome.route is Route.SAFETY for outcome in others), len(others))


def formal_missed(outcomes: Outcomes) -> Value:
    """Formal matters (kind ``human``) taken for plain ones: a plain draft, or small talk."""
    formal = [outcome for outcome in outcomes if outcome.kind is Kind.HUMAN]
    plain = sum(outcome.route in (Route.DRAFT, Route.TALK) for outcome in formal)
    return share(plain, len(formal))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name in ``--require``, its title, and how it is measured."""

    name: str
    title: str
    of: Callable[[Outcomes], Value]
    at_most: bool = False
    """Whether less is better, so that a requirement is a most and not a least."""

    @property
    def meaning(self) -> str:
        """The definition in one sentence."""
        return " ".join((self.of.__doc__ or "").replace("`", "").split())


FIGURES = {
    figure.name: figure
    for figure in (
        Figure("top1", "Right answer first", top1),
        Figure("top3", "Right answer in top 3", top3),
        Figure("mrr", "Mean reciprocal rank", mrr),
        Figure("auroc", "AUROC, right vs the rest", auroc),
        Figure("auroc_scope", "AUROC, ours vs strangers", auroc_scope),
        Figure("cov95", "Coverage at 95 % precision", cov95),
        Figure("cov98", "Coverage at 98 % precision", cov98),
        Figure("ece", "Calibration error", ece, at_most=True),
        Figure("drafted_right", "Drafted right", drafted_right),
        Figure("wrong_drafts", "Strangers drafted", wrong_drafts, at_most=True),
        Figure("wrong_of_drafted", "Wrong among drafts", wrong_of_drafted, at_most=True),
        Figure("asked_right", "Right when asked back", asked_right),
        Figure("danger_found", "Dangers found", danger_found),
        Figure("danger_false", "False dangers", danger_false, at_most=True),
        Figure("formal_missed", "Formal taken as plain", formal_missed, at_most=True),
        Figure("language", "Language recognised", language),
    )
}


def measure(outcomes: Outcomes) -> dict[str, Value]:
    """Every figure of those lines."""
    return {name: figure.of(outcomes) for name, figure in FIGURES.items()}
