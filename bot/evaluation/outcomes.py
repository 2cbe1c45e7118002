"""Asks the matcher and routing each labelled question, exactly as the desk would."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot import privacy, routing
from bot.city import Base, Kind, Place
from bot.evaluation import tiers
from bot.evaluation.questions import Labelled
from bot.model import Ranking
from bot.ports import Matcher
from bot.routing import Route


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and what matching makes of it; no tier of the city has a say in it."""

    question: Labelled
    recognised: str
    """The language recognised, as for a first message on a page in the city's first language."""
    ranking: Ranking
    place: Place
    wants_human: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, what came of it, and whether that was right."""

    asked: Asked
    route: Route
    why: str
    """A key of the phrases' ``[why]``."""
    drafted: tuple[str, ...]
    """Slugs of the answers put forward; empty for a handover."""
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


def ask(
    base: Base, matcher: Matcher, questions: Iterable[Labelled], *, recognise: bool = False
) -> list[Asked]:
    """Match each question in its labelled language, or with ``recognise`` in the recognised one."""
    return [_ask(base, matcher, question, recognise=recognise) for question in questions]


def _ask(base: Base, matcher: Matcher, question: Labelled, *, recognise: bool) -> Asked:
    text = privacy.without_marks(privacy.mask(question.text).text)
    recognised = matcher.language_of(text, base.city.languages[0])
    language = recognised if recognise else question.language
    is_served = language in base.city.languages
    return Asked(
        question=question,
        recognised=recognised,
        ranking=matcher.match(text, language) if is_served else Ranking(language),
        place=matcher.place(text),
        wants_human=routing.asks_for_human(base, text, language),
    )


def judge(base: Base, asked: Iterable[Asked], day: date) -> list[Outcome]:
    """What would come of each question on ``day`` with the base's tiers."""
    return [_outcome(base, one, day) for one in asked]


def _outcome(base: Base, asked: Asked, day: date) -> Outcome:
    decision = routing.decide(
        base, asked.ranking, asked.place, day, wants_human=asked.wants_human
    )
    slug = asked.question.answer
    right = base.answer(slug, asked.question.language) if slug else None
    return Outcome(
        asked=asked,
        route=decision.route,
        why=decision.why,
        drafted=tiers.drafts(decision, asked.ranking),
        topic=right.topic if right else None,
        kind=right.kind if right else None,
    )
