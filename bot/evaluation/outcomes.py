"""Asks the matcher and routing each labelled question, exactly as the desk would."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot import privacy
from bot.answers import Kind, Labelled
from bot.city import Base
from bot.evaluation import tiers
from bot.evaluation.fair import fair
from bot.model import Ranking
from bot.ports import Matcher
from bot.routing import Decision, Route
from bot.understanding import Understood, recognised, understand


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as the desk would have it: masked, recognised and understood."""

    removed: tuple[str, ...]
    """Kinds of personal data masked at the door."""
    recognised: str | None
    """The language recognised; None when it is clearly none of the city's."""
    said: Understood

    def decision(self, base: Base, day: date) -> Decision:
        """Which way it would go on ``day`` with the base's tiers."""
        danger = self.said.danger
        return self.said.decision(base, day, danger.answer if danger else None)


@dataclass(frozen=True, slots=True)
class Asked:
    """One labelled question and what matching makes of it."""

    question: Labelled
    made: Heard

    @property
    def ranking(self) -> Ranking:
        """The candidates, best first."""
        return self.made.said.ranking


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


def hear(base: Base, matcher: Matcher, text: str, language: str | None) -> Heard:
    """What the desk would make of a first message. It is matched in ``language``, or else in the
    recognised one, as if written on a page in the city's first language.
    """
    masked = privacy.mask(text)
    spoken = recognised(matcher, masked.text, base.city.languages[0])
    said = understand(base, matcher, masked.text, language or spoken)
    return Heard(masked.removed, spoken, said)


def ask(
    base: Base, matcher: Matcher, questions: Iterable[Labelled], *, recognise: bool = False
) -> list[Asked]:
    """Match each question in its labelled language, or with ``recognise`` in the recognised one.

    A question that is one of the base's own is asked of a matcher that has not learnt from it.
    """
    fitting = fair(base, matcher)
    return [
        Asked(one, hear(base, fitting(one), one.text, None if recognise else one.language))
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
