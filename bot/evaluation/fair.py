"""Measuring fairly: who has learnt from a question is not asked it.

Calibration learns from the base's own labelled questions. When the same questions measure it,
each is asked of a matcher that has learnt from the others only (five-fold cross-validation).
"""

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from bot.answers import Labelled
from bot.city import Base
from bot.model import Known
from bot.ports import Matcher

FOLDS = 5


@runtime_checkable
class Teachable(Protocol):
    """A matcher whose calibration learns from known questions."""

    def taught(self, known: Iterable[Known]) -> Matcher:
        """The same matcher calibrated on these questions alone."""
        ...


def fair(base: Base, matcher: Matcher) -> Callable[[Labelled], Matcher]:
    """A function from a question to the matcher that it may be asked of."""
    if not base.questions or not isinstance(matcher, Teachable):
        return lambda _question: matcher
    folds = {one.text: at % FOLDS for at, one in enumerate(base.questions)}
    taught = [
        matcher.taught(
            Known(one.language, one.text, one.accepted)
            for one in base.questions
            if folds[one.text] != fold
        )
        for fold in range(FOLDS)
    ]

    def fitting(question: Labelled) -> Matcher:
        fold = folds.get(question.text)
        return matcher if fold is None else taught[fold]

    return fitting
