"""Asks the matcher and routing each labelled question, exactly as the desk would."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot import privacy, routing
from bot.answers import Kind, Labelled
from bot.city import Base
from bot.evaluation import tiers
from bot.evaluation.fair import fair
from bot.model import Ranking
from bot.places import Place
from bot.ports import Matcher
from bot.routing import Decision, Route
from bot.safety import SafetyFinding, danger_in


@dataclass(frozen=True, slots=True)
class Understood:
    """What matching makes of one message; no tier of the city has a say in it."""

    removed: tuple[str, ...]
    """Kinds of personal data masked at the door."""
    recognised: str | None
    """The language recognised; None when it is clearly none of the city's."""
    ranking: Ranking
    place: Place
    wants_human: bool
    foreign: bool = False
    """Whether it was left unmatched because it is in none of the city's languages."""
    danger: SafetyFinding | None = None
    """The words of danger in it, whatever matching finds."""

    def decision(self, base: Base, day: date) -> Decision:
        """Which way it would go on ``day`` with the base's tiers."""
        return routing.decide(
            base,
            self.ranking,
            self.place,
            day,
            wants_human=self.wants_human,
            foreign=self.foreign,
            danger=self.danger.answer if self.danger else None,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """One labelled question and what matching makes of it."""

    question: Labelled
    made: Understood

    @property
    def ranking(self) -> Ranking:
        """The candidates, best first."""
        return self.made.ranking


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, what came of it, and whether that was right."""

    asked: Asked
    route: Route
    why: str
    """A key of the phrases' ``[why]``."""
    drafted: tuple[str, ...]
    """Slugs of the answers put forward; empty for a handover."""
    choices: tuple[str, ...] = ()
    """Slugs of the two answers the resident is asked about, if so."""
    topic: str | None = None
    """The topic of the right answer; None for a stranger."""
    kind: Kind | None = None
    """The kind of the right answer; None for a stranger."""

    @property
    def question(self) -> Labelled:
        """The labelled question."""
        return self.asked.question

    @property
    def is_stranger(self) -> bool:
        """Whether nothing in the base fits it."""
        return self.question.answer is None

    @property
    def given(self) -> str | None:
        """The slug ranked first."""
        best = self.asked.ranking.best
        return best.slug if best else None

    @property
    def confidence(self) -> float:
        """The calibrated chance of the answer ranked first; 0 when there is none."""
        best = self.asked.ranking.best
        return best.confidence if best else 0.0

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first acceptable answer; None if it is not ranked."""
        for place, candidate in enumerate(self.asked.ranking.candidates, 1):
            if candidate.slug in self.question.accepted:
                return place
        return None

    @property
    def is_right(self) -> bool:
        """Whether an acceptable answer is ranked first; never for a stranger."""
        return self.rank == 1

    @property
    def drafts_right(self) -> bool:
        """Whether it was drafted, and from acceptable answers only (of two matters, both)."""
        return bool(self.drafted) and self.question.accepted.issuperset(self.drafted)

    @property
    def drafts_wrong(self) -> bool:
        """Whether a wrong text was put forward."""
        return bool(self.drafted) and not self.drafts_right


def understand(base: Base, matcher: Matcher, text: str, language: str | None) -> Understood:
    """What the desk would make of a first message: masked, recognised and matched.

    The same steps as in ``cases.thinking``. It is matched in ``language``, or else in the
    recognised one, as if written on a page in the city's first language.
    """
    masked = privacy.mask(text)
    plain = privacy.without_marks(masked.text)
    recognised = matcher.language_of(plain, base.city.languages[0])
    used = language or recognised
    spare = "en" if "en" in base.city.languages else base.city.languages[0]
    return Understood(
        removed=masked.removed,
        recognised=recognised,
        ranking=matcher.match(plain, used) if used else Ranking(spare),
        place=matcher.place(plain),
        wants_human=routing.asks_for_human(base, plain, used or spare),
        foreign=used is None,
        danger=danger_in(base, plain, used or spare),
    )


def ask(
    base: Base, matcher: Matcher, questions: Iterable[Labelled], *, recognise: bool = False
) -> list[Asked]:
    """Match each question in its labelled language, or with ``recognise`` in the recognised one.

    A question that is one of the base's own is asked of a matcher that has not learnt from it.
    """
    fitting = fair(base, matcher)
    return [
        Asked(one, understand(base, fitting(one), one.text, None if recognise else one.language))
        for one in questions
    ]


def judge(base: Base, asked: Iterable[Asked], day: date) -> list[Outcome]:
    """What would come of each question on ``day`` with the base's tiers."""
    return [_outcome(base, one, day) for one in asked]


def _outcome(base: Base, asked: Asked, day: date) -> Outcome:
    decision = asked.made.decision(base, day)
    slug = asked.question.answer
    right = base.answer(slug, asked.question.language) if slug else None
    return Outcome(
        asked=asked,
        route=decision.route,
        why=decision.why,
        drafted=tiers.drafts(decision),
        choices=tiers.choices(decision),
        topic=right.topic if right else None,
        kind=right.kind if right else None,
    )
