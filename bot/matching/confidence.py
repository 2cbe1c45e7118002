"""How sure matching may be that an answer is the right one. Pure.

Two steps. A logistic of what a look showed, the same for every base: its weights were fitted on
nine public sets of questions with strangers of the same and of other fields (tests/bench). Then
two numbers of the base's own, fitted on questions whose answer is known (``practice``): how much
surer or less sure this base makes, and by how much the differences count.
"""

from collections.abc import Sequence
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import Look

_WEIGHTS = {
    "covered": 1.754,  # the share of what the question tells that the answer holds
    "nearest": -4.418,  # likeness to the nearest phrasing, and its logarithm: together a bend
    "nearest_log": 1.972,
    "lead": 3.394,  # before the next answer
    "unknown": -1.159,  # the share of what the question tells that no answer holds
    "known": -0.584,  # the share of its runs of characters that the base knows
    "information": 0.319,
    "likeness": 4.112,  # measured by the likeness of the answer's own phrasings
    "phrasings": -0.399,  # how many answers of this base have: like one of many is easily said
}
"""Per unit of what ``features`` gives, in its order."""
_BIAS = 0.561
_LEAST = 1e-4
_TIE = 25.0
"""How fast a lead in blend makes the first of two near equals the likelier one: none is one half
each, a tenth twelve to one."""
_SECOND, _FURTHER = (0.9, -0.49), (0.79, -1.07)

FEATURES = tuple(_WEIGHTS)
"""The names of what is looked at, in the order of ``features``."""
_LINE = np.array(list(_WEIGHTS.values()))


def features(look: Look, at: int = 0) -> NDArray[np.float64]:
    """What speaks for and against candidate ``at``, those before it left out."""
    blend, nearest = look.blend[at:], max(float(look.nearest[at]), _LEAST)
    return np.array(
        [
            look.covered[at],
            nearest,
            log(nearest),
            blend[0] - (blend[1] if len(blend) > 1 else 0.0),
            look.unknown,
            look.known,
            log(1e-3 + look.information),
            look.likeness[at] / max(float(look.typical[at]), _LEAST),
            log(max(look.phrasings, 1.0)),
        ]
    )


def evidence(look: Look, at: int = 0) -> float:
    """How much speaks for candidate ``at``, as log odds, before the base's own numbers."""
    return float(_BIAS + _LINE @ features(look, at))


def runner_up(odds: float, at: int) -> float:
    """The log odds of candidate ``at`` (from 1) once those before it are known to be wrong.

    Then the question is likelier a stranger's; both lines were fitted on the same public sets.
    """
    slope, shift = _SECOND if at == 1 else _FURTHER
    return slope * odds + shift


def untied(look: Look, chances: Sequence[float]) -> list[float]:
    """The chances where the first is at most as far before the second as its lead allows.

    Two answers that are found alike share what they have together: the alphabet decides nothing.
    """
    if len(chances) < 2:
        return list(chances)
    both = chances[0] + chances[1]
    lead = float(look.blend[0] - look.blend[1])
    first = min(chances[0], both / (1 + exp(-_TIE * lead)))
    return [first, both - first, *chances[2:]]
