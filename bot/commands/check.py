"""`aura check`: every mistake of the answer base, with file, line and what to do."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.knowledge import plain, read, sample_folder


def report(
    folder: Path, today: date, say: Callable[[str], None], *, strict: bool, language: bool = False
) -> int:
    """Say every mistake; the exit status: 1 if the base cannot be served (or not strictly).

    ``language`` adds what could be said in plainer words, as warnings.
    """
    base, mistakes = read(folder, today)
    if language and base is not None:
        mistakes += plain.warnings(folder, base, sample_folder())
    for mistake in mistakes:
        say(f"{folder / mistake.file}:{str(mistake).split(':', 1)[1]}")
    serious = sum(mistake.serious for mistake in mistakes)
    warnings = len(mistakes) - serious
    if base is not None:
        city = base.city
        say(
            f"{city.name}: {len(base.answers)} answers in {', '.join(city.languages)}, "
            f"{len(base.topics)} topics, {len(base.officials)} officials, "
            f"{len(base.districts)} districts, {len(base.streets)} streets."
        )
    if serious or base is None:
        say(f"{serious} mistakes, {warnings} warnings. The base cannot be served.")
        return 1
    say(f"{warnings} warnings." if warnings else "All is well.")
    return int(strict and warnings > 0)
