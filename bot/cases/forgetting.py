"""What forgetting a case means: the resident asks (GDPR 17), or its time is over (L28)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.answers import Kind
from bot.cases.steps import Steps
from bot.model import ERASED, Act, Candidate, Case, Draft, Event, Reason, State

ANSWERS = frozenset({Act.APPROVED, Act.ANSWERED})
"""What an official does when a resident gets an answer."""


class Forgetting(Steps):
    """What both ways of forgetting share."""

    def _is_formal(self, case: Case, events: Sequence[Event]) -> bool:
        """Whether it is a formal matter, by its topic, its answers or its record."""
        topic = self.base.topics.get(case.topic or "")
        answers = (self.base.answer(slug, case.language) for slug in case.draft.slugs)
        kinds = {answer.kind for answer in answers if answer} | {topic.kind if topic else None}
        return Kind.HUMAN in kinds or any(event.detail == "formal" for event in events)


def is_answered(events: Sequence[Event]) -> bool:
    """Whether an official has answered."""
    return any(event.act in ANSWERS for event in events)


def without_words(case: Case) -> dict[str, Any]:
    """The changes that leave of a closed case what figures are made of: topic, district, language,
    times, decision, which answer. The street goes: a small one is somebody's address (L26).
    """
    return {
        "state": State.CLOSED,
        "reason": case.reason or Reason.RESOLVED,
        "place": ERASED,
        "street": None,
        "draft": _wordless(case.draft),
    }


def _wordless(draft: Draft) -> Draft:
    """Which answer was drafted and how sure it was, without a word of anybody's."""
    candidates = tuple(Candidate(c.slug, c.confidence) for c in draft.candidates)
    return replace(draft, text="", candidates=candidates, asks=())
