"""Where a case is, and what may happen to it. Imports nothing of ours; see ``model.py``."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where a case is. Due, overdue and the like are computed, never stored."""

    AWAITING_APPROVAL = "awaiting_approval"  # a draft waits for an official's yes
    HANDED_OVER = "handed_over"  # a named official writes the answer
    AWAITING_RESIDENT = "awaiting_resident"  # asked back; the resident's turn
    ANSWERED = "answered"  # the reply is out; the resident may still disagree
    CLOSED = "closed"  # ended, with a reason

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes somebody a word."""
        return self in OPEN


OPEN = frozenset({State.AWAITING_APPROVAL, State.HANDED_OVER, State.AWAITING_RESIDENT})


class Reason(StrEnum):
    """Why a case was closed."""

    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    SPAM = "spam"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    UNREACHABLE = "unreachable"


class Level(StrEnum):
    """How far the reminding of a case has come: who hears of it. In order."""

    HALF = "half"  # half of the time has passed: the owner
    DUE = "due"  # the promised time is there: the owner and the deputy
    HEAD = "head"  # and long past: the head of the owner's unit
    QUALITY = "quality"  # and longer: the person responsible for quality

    @property
    def rank(self) -> int:
        """Higher is graver."""
        return tuple(Level).index(self)


class Act(StrEnum):
    """What happens to a case; each one is an event in its record."""

    RECEIVED = "received"
    ADDED = "added"
    ASKED_HUMAN = "asked_human"
    HELPED = "helped"
    DISAGREED = "disagreed"
    THANKED = "thanked"  # small talk: recorded, changes nothing
    CHOSE = "chose"  # asked which of two answers is meant, the resident said
    SILENT = "silent"  # asked the same, the resident said nothing for long enough
    APPROVED = "approved"
    EDITED = "edited"
    ANOTHER = "another"
    REJECTED = "rejected"
    ANSWERED = "answered"
    REASSIGNED = "reassigned"
    ASKED_BACK = "asked_back"
    CLOSED = "closed"
    RENEWED = "renewed"  # the promised time has passed and the resident was told a new one
    REPAIRED = "repaired"  # an owner or a deadline was missing and has been given
    REFUSED = "refused"  # a second or late decision: recorded, changes nothing
    PROPOSED = "proposed"  # a wording was proposed for an answer: recorded, changes nothing
    NOTED = "noted"  # an official's word for other officials: recorded, changes nothing
    UNDELIVERED = "undelivered"  # a text could not be delivered; an answered case is open again
    SENSITIVE = "sensitive"  # found to be somebody's private matter, by the program or an official
    ORDINARY = "ordinary"  # an official said that it is none
    ANONYMISED = "anonymised"  # its time was over: words and address have gone (L28)
    ERASED = "erased"  # the resident had words and address taken away (GDPR 17): the proof of it


_S = State
_DECIDABLE = frozenset({_S.AWAITING_APPROVAL, _S.HANDED_OVER})
_AFTER: dict[Act, Mapping[Any, frozenset[State]]] = {
    Act.RECEIVED: {
        None: frozenset({_S.AWAITING_APPROVAL, _S.HANDED_OVER, _S.AWAITING_RESIDENT, _S.ANSWERED})
    },
    Act.ADDED: dict.fromkeys(OPEN, _DECIDABLE) | {_S.ANSWERED: frozenset({_S.HANDED_OVER})},
    Act.ASKED_HUMAN: dict.fromkeys([*OPEN, _S.ANSWERED], frozenset({_S.HANDED_OVER})),
    Act.CHOSE: dict.fromkeys((_S.AWAITING_RESIDENT, _S.HANDED_OVER), _DECIDABLE),
    Act.SILENT: {_S.AWAITING_RESIDENT: frozenset({_S.HANDED_OVER})},
    Act.HELPED: {_S.ANSWERED: frozenset({_S.ANSWERED})},
    Act.DISAGREED: {_S.ANSWERED: frozenset({_S.HANDED_OVER})},
    Act.UNDELIVERED: {_S.ANSWERED: frozenset({_S.HANDED_OVER})},
    Act.APPROVED: {_S.AWAITING_APPROVAL: frozenset({_S.ANSWERED})},
    Act.EDITED: {state: frozenset({state}) for state in _DECIDABLE},
    Act.ANOTHER: dict.fromkeys(OPEN, frozenset({_S.AWAITING_APPROVAL})),
    Act.REJECTED: {_S.AWAITING_APPROVAL: frozenset({_S.HANDED_OVER})},
    Act.ANSWERED: dict.fromkeys(OPEN, frozenset({_S.ANSWERED})),
    Act.REASSIGNED: {state: frozenset({state}) for state in OPEN},
    Act.ASKED_BACK: dict.fromkeys(_DECIDABLE, frozenset({_S.AWAITING_RESIDENT})),
    Act.CLOSED: dict.fromkeys([*OPEN, _S.ANSWERED], frozenset({_S.CLOSED})),
    Act.RENEWED: {state: frozenset({state}) for state in OPEN},
    Act.REPAIRED: {state: frozenset({state}) for state in OPEN},
    Act.SENSITIVE: {state: frozenset({state}) for state in State},
    Act.ORDINARY: {state: frozenset({state}) for state in State},
    Act.ANONYMISED: dict.fromkeys((_S.ANSWERED, _S.CLOSED), frozenset({_S.CLOSED})),
    Act.ERASED: dict.fromkeys((_S.ANSWERED, _S.CLOSED), frozenset({_S.CLOSED})),
}


def may_become(before: State | None, act: Act) -> frozenset[State]:
    """The states a case may be in after ``act``; empty where the act is not allowed."""
    return _AFTER.get(act, {}).get(before, frozenset())
