"""Questions that deserve an answer in the base: what it had none for, the similar ones together.

Two questions are similar when they share enough of their rarer runs of three letters. That finds
what people ask in nearly the same words; the same matter in quite other words stays apart, under
its topic.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from bot.city import Base
from bot.matching.text import trigrams
from bot.weeks import Unmet

MOST_QUESTIONS = 500
"""So many of a week are looked at, the newest."""
_SIMILAR = 0.45
"""The cosine from which two questions are taken for one matter. Of the sample base's labelled
questions and some of its phrasings, all written to be unlike each other, the pairs put together
were of one answer in 15 of 17 (fi), 8 of 11 (sv) and 6 of 16 (en)."""

_Runs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Matter:
    """Similar questions of one topic and language, newest first."""

    topic: str | None
    language: str
    questions: tuple[Unmet, ...]


def matters(base: Base, unmet: Sequence[Unmet]) -> list[Matter]:
    """The questions in groups, by topic in the order of topics.toml, the largest first.

    Questions of a topic that is somebody's private matter by its nature are left out (L27).
    """
    weigh = {language: _weigher(base, unmet, language) for language in {u.language for u in unmet}}
    groups: list[list[tuple[Unmet, _Runs]]] = []
    for one in unmet:
        topic = base.topics.get(one.topic or "")
        if topic and topic.sensitive:
            continue
        runs = weigh[one.language](one.text)
        near = (group for group in groups if _belongs(one, runs, group[0]))
        if group := next(near, None):
            group.append((one, runs))
        else:
            groups.append([(one, runs)])
    found = [Matter(g[0][0].topic, g[0][0].language, tuple(one for one, _ in g)) for g in groups]
    order = {topic: place for place, topic in enumerate(base.topics)}
    return sorted(found, key=lambda m: (order.get(m.topic or "", len(order)), -len(m.questions)))


def _belongs(one: Unmet, runs: _Runs, first: tuple[Unmet, _Runs]) -> bool:
    """Whether a question is similar to the first one of a group."""
    other, others = first
    if (one.topic, one.language) != (other.topic, other.language):
        return False
    return sum(weight * others.get(run, 0.0) for run, weight in runs.items()) >= _SIMILAR


def _weigher(base: Base, unmet: Sequence[Unmet], language: str) -> Callable[[str], _Runs]:
    """What makes a text's runs out of it: the fewer texts hold one, the heavier; of length 1."""
    known = (
        text
        for versions in base.answers.values()
        if language in versions
        for text in versions[language].asked
    )
    asked = (one.text for one in unmet if one.language == language)
    texts = [*known, *asked]
    total, held = len(texts), _counted(texts)

    def weighed(text: str) -> _Runs:
        runs = {run: log((total + 1) / (held[run] + 0.5)) for run in set(trigrams(text))}
        length = sqrt(sum(weight * weight for weight in runs.values())) or 1.0
        return {run: weight / length for run, weight in runs.items()}

    return weighed


def _counted(texts: Iterable[str]) -> Counter[str]:
    """How many texts hold each run."""
    held: Counter[str] = Counter()
    for text in texts:
        held.update(set(trigrams(text)))
    return held
