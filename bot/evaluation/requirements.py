"""``--require top1=0.75``: what an evaluation must reach for the command to end well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.errors import SettingsError
from bot.evaluation.figures import FIGURES, Figure
from bot.evaluation.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Requirement:
    """One figure, over all lines or one language's, and the least (or most) it may be."""

    figure: Figure
    bound: float
    language: str | None = None

    def failure(self, outcomes: Sequence[Outcome]) -> str | None:
        """One sentence when it is not met, else None."""
        lines = [o for o in outcomes if self.language in (None, o.question.language)]
        measured = self.figure.of(lines)
        name = f"{self.language}.{self.figure.name}" if self.language else self.figure.name
        most = "most" if self.figure.at_most else "least"
        wanted = f"required: at {most} {self.bound:g}"
        if measured.value is None:
            return f"{name} cannot be told: the file has no such lines ({wanted})."
        gap = measured.value - self.bound
        is_met = gap <= 0 if self.figure.at_most else gap >= 0
        said = f"{name} is {measured.value:.4f} of {measured.of} lines ({wanted})."
        return None if is_met else said


def requirements(said: Iterable[str], languages: Sequence[str]) -> list[Requirement]:
    """``top1=0.75``, ``fi.top1=0.7`` ... read. Raises SettingsError naming what there is."""
    return [_requirement(one, languages) for one in said]


def _requirement(said: str, languages: Sequence[str]) -> Requirement:
    name, _, number = said.partition("=")
    language, dot, rest = name.strip().rpartition(".")
    figure = FIGURES.get(rest)
    if figure is None:
        raise SettingsError(
            f"--require {said}: there is no figure '{rest}'. Choose among {', '.join(FIGURES)}."
        )
    if dot and language not in languages:
        raise SettingsError(
            f"--require {said}: the city does not serve '{language}'. "
            f"Choose among {', '.join(languages)}."
        )
    return Requirement(figure, _bound(said, number), language or None)


def _bound(said: str, number: str) -> float:
    try:
        bound = float(number)
    except ValueError:
        bound = -1.0
    if not 0 <= bound <= 1:
        raise SettingsError(f"--require {said}: write a number from 0 to 1, as in top1=0.75.")
    return bound
