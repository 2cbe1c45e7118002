"""What is not kept for ever (L28): the rules, how long each lets things stand, and the proofs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.city import Retention


class Rule(StrEnum):
    """Why something goes. The values stand in the proofs and never change."""

    TALK = "talk"  # small talk, and what matched nothing and was closed without an answer
    ANSWERED = "answered"  # a general matter that was answered or ended otherwise
    FORMAL = "formal"  # a formal matter: only by the city's own rule
    ADDRESS = "address"  # where a resident is reached, once nothing of theirs is going on (L25)
    ARRIVAL = "arrival"  # what came in and belongs to no case, or could not be read
    CONVERSATION = "conversation"  # the language of a conversation without cases
    PROPOSAL = "proposal"  # a wording that was declined, or stands in the answer's file by now
    REVIEW = "review"  # which official was asked about which answer, once it is decided
    REACH = "reach"  # a chat where no official is reached any more
    SIGN_IN = "sign_in"  # codes, links and sessions that open nothing any more
    ABSENCE = "absence"  # officials' days away that are over
    RECORD = "record"  # lines of the record, and digests of what came in
    NIGHT = "night"  # nothing by itself: a whole night's work has been done


OF_CASES = (Rule.TALK, Rule.ANSWERED, Rule.FORMAL)
"""Rules that take words and address of a case; the case itself stays as a figure."""
OF_ROWS = (
    Rule.ARRIVAL,
    Rule.CONVERSATION,
    Rule.PROPOSAL,
    Rule.REVIEW,
    Rule.REACH,
    Rule.SIGN_IN,
    Rule.ABSENCE,
    Rule.RECORD,
)
"""Rules that take whole rows, or all that is anybody's in them."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What went by one rule, in one night or in one step of it: no words, no references."""

    rule: Rule
    count: int
    oldest: datetime | None = None
    newest: datetime | None = None
    """The moments of the oldest and the newest of what went; None: nothing did."""
    at: datetime | None = None
    """When the night began."""

    def joined(self, other: "Purge") -> "Purge":
        """Both together, of the same rule."""
        moments = [
            at for at in (self.oldest, self.newest, other.oldest, other.newest) if at is not None
        ]
        return Purge(
            self.rule,
            self.count + other.count,
            min(moments, default=None),
            max(moments, default=None),
            self.at,
        )


def days_of(retention: Retention) -> Mapping[Rule, int | None]:
    """How many days each rule lets things stand; None: for good."""
    talk, record = retention.talk_days, retention.record_days
    return {
        Rule.TALK: talk,
        Rule.ANSWERED: retention.answer_days,
        Rule.FORMAL: retention.formal_days,
        Rule.ADDRESS: retention.quiet_days,
        Rule.ARRIVAL: talk,
        Rule.CONVERSATION: talk,
        Rule.PROPOSAL: retention.answer_days,
        Rule.REVIEW: talk,
        Rule.REACH: talk,
        Rule.SIGN_IN: 0,
        Rule.ABSENCE: record,
        Rule.RECORD: record,
    }


def limit_of(retention: Retention, rule: Rule, now: datetime) -> datetime | None:
    """What is from this moment or earlier goes by the rule; None: nothing does."""
    days = days_of(retention)[rule]
    return None if days is None else now - timedelta(days=days)
