"""One evaluation: its lines, and all that a terminal, a page or a machine shows of it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.city import Base
from bot.evaluation import metrics, tables, tiers
from bot.evaluation.figures import answerable, judged, measure
from bot.evaluation.groups import Confusion, Groups, confusions, groups
from bot.evaluation.metrics import Bin, Point
from bot.evaluation.outcomes import Outcome

_SHOWN_CONFUSIONS = 12


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Labelled questions and what came of them on one day with the base's tiers."""

    base: Base
    file: str
    day: date
    outcomes: Sequence[Outcome]

    def groups(self) -> Groups:
        """The lines by language, topic, kind and tag."""
        return groups(self.base, self.outcomes)

    def confusions(self) -> list[Confusion]:
        """The worst first."""
        return confusions(self.outcomes)

    def reliability(self) -> list[Bin]:
        """Calibration in ten bins."""
        return metrics.reliability(judged(self.outcomes))

    def curve(self) -> list[Point]:
        """Precision and coverage at each threshold of confidence."""
        return metrics.curve(judged(self.outcomes), len(answerable(self.outcomes)))

    def headline(self) -> str:
        """What was measured, in two lines."""
        known = len(answerable(self.outcomes))
        return (
            f"{self.base.city.name}: {len(self.outcomes)} questions of {self.file}, "
            f"{len(self.outcomes) - known} without an answer.\n"
            f"Drafts from {tiers.draft_tier(self.base.city):g}; as on {self.day}."
        )

    def lines(self) -> Iterator[str]:
        """The whole evaluation for a terminal."""
        yield self.headline()
        yield ""
        yield from tables.overview(self.outcomes).lines()
        yield from tables.way_table(self.outcomes).lines()
        for by, named in self.groups().items():
            if named:
                yield from tables.group_table(by, named).lines()
        yield from tables.reliability_table(self.reliability()).lines()
        if found := self.confusions():
            yield from tables.confusion_table(found, _SHOWN_CONFUSIONS).lines()

    def data(self) -> dict[str, Any]:
        """All of it for a machine: plain values, ready for JSON."""
        return {
            "city": self.base.city.name,
            "file": self.file,
            "day": self.day.isoformat(),
            "draft_tier": tiers.draft_tier(self.base.city),
            "figures": _values(self.outcomes),
            "groups": {
                by: {name: _values(lines) for name, lines in named.items()}
                for by, named in self.groups().items()
            },
            "reliability": [asdict(one) for one in self.reliability()],
            "curve": [{**asdict(one), "precision": one.precision} for one in self.curve()],
            "confusions": [asdict(one) for one in self.confusions()],
            "questions": [_line(outcome) for outcome in self.outcomes],
        }


def _values(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {name: asdict(value) for name, value in measure(outcomes).items()}


def _line(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.question.name,
        "language": outcome.question.language,
        "recognised": outcome.asked.made.recognised,
        "answer": outcome.question.answer,
        "given": outcome.given,
        "rank": outcome.rank,
        "confidence": outcome.confidence,
        "precision": outcome.asked.ranking.precision,
        "route": outcome.route,
        "why": outcome.why,
        "drafted": list(outcome.drafted),
    }
