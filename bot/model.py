"""The nouns of a case's life, frozen. Of ours it imports errors, ``states.py``, and the nouns
of a thread and of matching (``lines.py``, ``ranking.py``); those of the city's own base (answers,
officials ...) are in ``city.py``.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from bot.errors import NotAllowedError
from bot.lines import Also, File, Message, MessageKind, Note, slugs_of
from bot.ranking import Candidate, Known, Ranking
from bot.states import OPEN, Act, Reason, State, may_become

__all__ = [
    "BOT",
    "ERASED",
    "NEITHER",
    "OPEN",
    "RESIDENT",
    "STRANGER",
    "Act",
    "Address",
    "Also",
    "Candidate",
    "Case",
    "Draft",
    "Event",
    "File",
    "Known",
    "Message",
    "MessageKind",
    "Note",
    "Question",
    "Ranking",
    "Reason",
    "State",
    "Sum",
    "Wish",
    "may_become",
    "new_reference",
    "slugs_of",
]

BOT = "bot"
"""Who acts when the program itself does: the author of receipts, talk and safety texts."""

MOST_SIGNS = 2000
"""The longest message that is taken as a question."""

RESIDENT = "resident"
"""Who acts when the resident does."""

STRANGER = "stranger"
"""Who acts when it is nobody we know: somebody who pressed a button that was not theirs."""

ERASED = "erased"
"""The place of a case whose resident's address has been erased: nobody is reached there."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where someone is reached: a channel and a place in it (for the web: a conversation)."""

    channel: str
    place: str

    @property
    def person(self) -> str:
        """Of a place that several share, ``room/person``, who is meant; else empty."""
        return self.place.partition("/")[2]


class Wish(StrEnum):
    """What a resident's message is for, when a button said it; ``ASK`` for plain words."""

    ASK = "ask"
    ADD = "add"
    HUMAN = "human"
    HELPED = "helped"
    DISAGREE = "disagree"
    CHOOSE = "choose"


NEITHER = "neither"
"""The choice that is none of the answers asked about."""


@dataclass(frozen=True, slots=True)
class Question:
    """What came in, as it came, masked (L24); never changed."""

    address: Address
    text: str
    at: datetime
    language: str | None = None
    """The language the resident chose by a switch, if any; otherwise it is recognised."""
    wish: Wish = Wish.ASK
    about: str | None = None
    """The reference of the case a button belongs to."""
    version: int | None = None
    """The case's version that the button was drawn from."""
    choice: str | None = None
    """With ``CHOOSE``: the slug of the answer that is meant, or ``NEITHER``."""
    foreign: bool = False
    """Whether the words are in none of the city's languages; ``language`` is then ours."""
    removed: tuple[str, ...] = ()
    """Kinds of personal data masked at the door, e.g. ``("phone",)``."""
    number: str | None = None
    """The channel's own number of the message, by which an edit names it."""
    edits: bool = False
    """Whether this is the new wording of the message of that number."""
    answers: str | None = None
    """The number of the earlier message of the conversation that this one answers, if it says."""
    files: tuple[File, ...] = ()
    spot: tuple[float, float] | None = None
    """A place on the map: latitude and longitude, degrees (WGS 84)."""
    parts: "tuple[Question, ...]" = ()
    """The messages in a row that it was made of, if there were several."""

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing at all."""
        return not (self.text or self.files or self.spot)


@dataclass(frozen=True, slots=True)
class Draft:
    """The proposed reply of one case, made from one answer version; or findings without a text."""

    text: str
    answer: str | None = None
    """The answer's slug."""
    answer_version: str | None = None
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    why: str = "no_match"
    """Why the case went where it went: a key of the phrases' ``[why]``."""
    also: Also = ()
    """The second answer of a message with two matters in it."""
    asks: tuple[str, ...] = ()
    """The slugs the resident is asked to choose from, while nobody has said anything more; after
    neither of them, those that were refused."""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs of all answers the text was made from."""
        return slugs_of(self.answer, self.also)


@dataclass(frozen=True, slots=True)
class Case:
    """One question's life until closed. While open it has exactly one owner and one deadline."""

    reference: str
    channel: str
    place: str
    language: str
    state: State
    owner: str
    deadline: datetime
    received_at: datetime
    changed_at: datetime
    draft: Draft
    version: int = 1
    owned_since: datetime | None = None
    """Since when the owner has it; None: from its beginning."""
    topic: str | None = None
    district: str | None = None
    street: str | None = None
    urgent: bool = False
    reason: Reason | None = None
    decided_by: str | None = None
    """Who decided last: an official's slug, or ``bot`` for talk."""
    helped: bool | None = None
    sensitive: bool = False
    """Whether it is somebody's private matter: its words are shown on the desk only (L27)."""
    id: int = 0
    """The store's own number; 0 before the case is stored."""

    @property
    def address(self) -> Address:
        """Where the resident is reached."""
        return Address(self.channel, self.place)

    @property
    def is_erased(self) -> bool:
        """Whether the resident has had the address, and mostly all words, taken away."""
        return self.place == ERASED

    @property
    def awaits_choice(self) -> bool:
        """Whether the resident was asked by the program which of two answers is meant."""
        is_asking = self.draft.why not in ("silent", "neither")
        return self.state is State.AWAITING_RESIDENT and bool(self.draft.asks) and is_asking

    @property
    def takes_choice(self) -> bool:
        """Whether a choice is still good: also a late one, while nobody has decided since."""
        is_late = self.state is State.HANDED_OVER and self.draft.why == "silent"
        return self.awaits_choice or (is_late and bool(self.draft.asks))

    @property
    def is_asked_back(self) -> bool:
        """Whether an official has asked the resident something: nothing is promised meanwhile."""
        return self.state is State.AWAITING_RESIDENT and not self.awaits_choice

    @property
    def is_promised(self) -> bool:
        """Whether the resident was told that an answer comes by the deadline."""
        return self.state.is_open and not self.is_asked_back

    def evolve(self, act: Act, at: datetime, **changes: Any) -> Self:
        """The case after ``act``: version one higher. Raises NotAllowedError by the table."""
        state = changes.get("state", self.state)
        if state not in may_become(self.state, act):
            raise NotAllowedError(
                f"A case that is {self.state.replace('_', ' ')} cannot be "
                f"{act.replace('_', ' ')}. Look at the case again."
            )
        since = at if changes.get("owner", self.owner) != self.owner else self.owned_since
        version = self.version + 1
        return replace(self, **changes, version=version, changed_at=at, owned_since=since)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the append-only record. Holds no words of the resident, so it need not be
    erased with them (L22, L28).
    """

    case_id: int
    at: datetime
    act: Act
    by: str
    version: int
    state: State
    answer: str | None = None
    answer_version: str | None = None
    detail: str = ""
    also: Also = ()


@dataclass(frozen=True, slots=True)
class Sum:
    """The closing sum: received = answered + waiting + closed (design, promise 2)."""

    received: int
    answered: int
    waiting: int
    closed: int
    unread: int = 0
    """Messages accepted but not yet worked on; they are not cases yet."""
    aside: int = 0
    """Messages that could not be read and wait for a person."""

    @property
    def holds(self) -> bool:
        """Whether nothing is lost."""
        return self.received == self.answered + self.waiting + self.closed


_LETTERS = "ACDEFHJKLMNPRTUVWXY34679"  # none that are mixed up when read aloud or on a phone


def new_reference() -> str:
    """A random reference such as ``K4T-9XA-H7M``: 24 letters to the 9th, about 41 bits."""
    parts = ("".join(secrets.choice(_LETTERS) for _ in range(3)) for _ in range(3))
    return "-".join(parts)
