"""What matching makes of a question: ranked answers, each with a confidence. See ``model.py``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer a question may be looking for."""

    slug: str
    confidence: float
    """The chance that this answer is right, 0 to 1."""
    why: tuple[str, ...] = ()
    """The resident's words that decided, weightiest first."""
    through: str | None = None
    """The language whose phrasings led here, when it is not the question's own."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What matching makes of a question: candidates, best first."""

    language: str
    candidates: tuple[Candidate, ...] = ()
    precision: float = 0.0
    """Of all drafts made where matching is at least this sure, the share that is right, 0 to 1,
    as far as calibration can tell; the tiers of city.toml are set by it."""
    matters: tuple[Candidate, ...] = ()
    """The answers of a message with several matters in it, in its order; else empty."""

    @property
    def best(self) -> Candidate | None:
        """The first candidate, or None when nothing in the base is near."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class Known:
    """A question whose right answers a person has told; calibration learns from it."""

    language: str
    question: str
    right: frozenset[str]
    """Slugs; empty when no answer of the base fits."""
