"""The nouns of learning from decisions, frozen: a wording proposed, and a match judged."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model import Candidate, Known

MOST_WORDING_SIGNS = 200
"""The longest wording: it is what somebody asks in a breath, not a letter."""

TERMINAL = "terminal"
"""Who decides when `aura knowledge` does: whoever may run the program on its machine."""


class ProposalState(StrEnum):
    """How far a proposed wording has come."""

    PROPOSED = "proposed"  # waits for a yes
    ACCEPTED = "accepted"  # used by the matcher, not yet in the answer's file
    DECLINED = "declined"
    WRITTEN = "written"  # stands in the answer's file


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wording by which an answer shall be found; an official's, from a resident's question."""

    slug: str
    language: str
    wording: str
    """One line, masked, at most MOST_WORDING_SIGNS long."""
    official: str
    """The slug of the official who proposed it."""
    reference: str
    """Of the case it came from."""
    at: datetime
    state: ProposalState = ProposalState.PROPOSED
    decided_by: str | None = None
    """An official's slug, or ``terminal``."""
    decided_at: datetime | None = None
    id: int = 0
    """The store's own number; 0 before it is stored."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What an official made of a match: a label that nobody had to write."""

    language: str
    question: str
    """The case's first question, masked."""
    candidates: tuple[Candidate, ...]
    """What the matcher found for it then, best first."""
    drafted: bool
    """Whether a reply was drafted from the first candidate."""
    sent: tuple[str, ...]
    """The slugs of the answers that were sent; none for the official's own words."""
    edited: bool
    """Whether its text was changed before it went out."""

    @property
    def known(self) -> Known:
        """The same as calibration takes it."""
        return Known(self.language, self.question, frozenset(self.sent))
