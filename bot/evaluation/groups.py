"""The lines by language, topic, kind and tag, and what is taken for what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.city import Base
from bot.evaluation.outcomes import Outcome

NO_ANSWER = "(no answer)"
"""The group of strangers."""
NO_DRAFT = "(no draft)"
"""Where a stranger rightly goes."""
_EXAMPLES, _WORDS = 3, 5

Groups = dict[str, dict[str, list[Outcome]]]


def groups(base: Base, outcomes: Sequence[Outcome]) -> Groups:
    """``language``, ``topic``, ``kind`` (of the right answer) and ``tag``, each to its lines."""
    found: Groups = {"language": {}, "topic": {}, "kind": {}, "tag": {}}
    for outcome in outcomes:
        names = {
            "language": [outcome.question.language],
            "topic": [outcome.topic or NO_ANSWER],
            "kind": [str(outcome.kind or NO_ANSWER)],
            "tag": dict.fromkeys(outcome.question.tags),
        }
        for by, listed in names.items():
            for name in listed:
                found[by].setdefault(name, []).append(outcome)
    order = {language: place for place, language in enumerate(base.city.languages)}
    return {
        by: {name: named[name] for name in sorted(named, key=lambda n: (order.get(n, 99), n))}
        for by, named in found.items()
    }


@dataclass(frozen=True, slots=True)
class Confusion:
    """One answer taken for another."""

    right: str | None
    """The right answer's slug; None for strangers."""
    given: str | None
    """The slug ranked first instead; None when nothing was."""
    count: int
    drafted: int
    """How many of them were put forward as a text."""
    words: tuple[tuple[str, int], ...]
    """The words that decided for the wrong one, most frequent first, with how often."""
    examples: tuple[str, ...]


def confusions(outcomes: Sequence[Outcome]) -> list[Confusion]:
    """Wrong pairs, the most frequent first; a stranger counts when it was drafted."""
    pairs: dict[tuple[str | None, str | None], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.drafts_wrong if outcome.is_stranger else not outcome.is_right:
            pairs.setdefault((outcome.question.answer, outcome.given), []).append(outcome)
    found = [_confusion(pair, wrong) for pair, wrong in pairs.items()]
    return sorted(found, key=lambda c: (-c.count, -c.drafted, c.right or "", c.given or ""))


def _confusion(pair: tuple[str | None, str | None], wrong: Sequence[Outcome]) -> Confusion:
    texts = sorted(outcome.question.text for outcome in wrong)
    return Confusion(
        right=pair[0],
        given=pair[1],
        count=len(wrong),
        drafted=sum(bool(outcome.drafted) for outcome in wrong),
        words=frequent(deciding_words(outcome) for outcome in wrong),
        examples=tuple(texts[:_EXAMPLES]),
    )


def deciding_words(outcome: Outcome) -> tuple[str, ...]:
    """The resident's words that put the first answer first."""
    best = outcome.asked.ranking.best
    return best.why if best else ()


def frequent(said: Iterable[Sequence[str]]) -> tuple[tuple[str, int], ...]:
    """The most frequent words and how many lists hold each; ties by the alphabet."""
    counts = Counter(word for words in said for word in dict.fromkeys(words))
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_WORDS])


def topic_pairs(base: Base, outcomes: Sequence[Outcome]) -> dict[tuple[str, str], int]:
    """Right topic and given topic to how many lines.

    An answerable line is given the topic of the answer ranked first; a stranger that of what
    was drafted, or ``NO_DRAFT`` as it should be.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        given = outcome.given
        if outcome.is_stranger:
            given = outcome.drafted[0] if outcome.drafted else None
        answer = base.answer(given, outcome.question.language) if given else None
        counts[outcome.topic or NO_ANSWER, answer.topic if answer else NO_DRAFT] += 1
    return dict(counts)
