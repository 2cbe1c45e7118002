"""Judged questions made by hand, for figures that are worked out by hand."""

from collections.abc import Sequence

from bot.answers import Kind, Labelled
from bot.evaluation.outcomes import Asked, Heard, Outcome
from bot.model import Candidate, Ranking
from bot.places import Place
from bot.routing import Route
from bot.understanding import Understood


def line(
    answer: str | None,
    found: Sequence[tuple[str, float]] = (),
    *,
    drafted: Sequence[str] = (),
    also: Sequence[str] = (),
    text: str = "a question",
    language: str = "fi",
    recognised: str = "fi",
    tags: Sequence[str] = (),
    words: Sequence[str] = (),
    topic: str | None = None,
    kind: Kind | None = None,
    route: Route | None = None,
    choices: Sequence[str] = (),
    why: str = "matched",
) -> Outcome:
    """One judged question: ``found`` are slugs with confidences, best first."""
    candidates = tuple(Candidate(slug, sure, tuple(words)) for slug, sure in found)
    sure = candidates[0].confidence if candidates else 0.0
    ranking = Ranking(language, candidates, sure)
    return Outcome(
        asked=Asked(
            Labelled(text, language, answer, tuple(also), tuple(tags)),
            Heard((), recognised, Understood(ranking, Place())),
        ),
        route=route or (Route.DRAFT if drafted else Route.HANDOVER),
        why=why if drafted else "no_match",
        drafted=tuple(drafted),
        choices=tuple(choices),
        topic=topic,
        kind=kind,
    )
