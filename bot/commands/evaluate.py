"""`aura evaluate`: how well the base is matched, in figures, tables and one page."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.city import Base
from bot.commands.questions import questions_of
from bot.errors import AuraError
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.outcomes import ask, judge
from bot.evaluation.report import page
from bot.evaluation.requirements import Requirement, requirements
from bot.matching import AnswerMatcher

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an evaluation is asked for."""

    day: date
    recognise: bool = False
    report: Path | None = None
    json: Path | None = None
    require: Sequence[str] = ()


def evaluate(file: Path, base: Base, wanted: Wanted, say: Say) -> int:
    """Measure, show and write. The exit status: 1 for mistakes in the file or what is not met.

    Raises SettingsError for a requirement that cannot be read.
    """
    required = requirements(wanted.require, base.city.languages)
    questions = questions_of(file, base, say)
    if questions is None:
        return 1
    asked = ask(base, AnswerMatcher(base), questions, recognise=wanted.recognise)
    evaluation = Evaluation(base, str(file), wanted.day, judge(base, asked, wanted.day))
    if wanted.report:
        _write(wanted.report, page(evaluation), say)
    if wanted.json:
        _write(wanted.json, json.dumps(evaluation.data(), ensure_ascii=False, indent=1), say)
    for line in evaluation.lines():
        say(line)
    return _told(required, evaluation, say)


def _write(path: Path, text: str, say: Say) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise AuraError(f"{path} cannot be written: {error.strerror}.") from error
    say(f"Wrote {path}.")


def _told(required: Sequence[Requirement], evaluation: Evaluation, say: Say) -> int:
    """Say what is not met, or that all is; the exit status."""
    failures = [failure for one in required if (failure := one.failure(evaluation.outcomes))]
    if required:
        say("")
    for failure in failures:
        say(f"Not met: {failure}")
    if required and not failures:
        say(f"All {len(required)} requirements are met.")
    return int(bool(failures))
