"""The nouns of what comes in and what goes out, frozen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.model import Message
from bot.states import Level


class DeliveryState(StrEnum):
    """How far one text to one address has come."""

    QUEUED = "queued"
    SENDING = "sending"  # leased to a sender; if the lease runs out the outcome is unknown
    SENT = "sent"
    FAILED = "failed"  # never will go; shown to a person


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one address, on its way out."""

    id: int
    reference: str
    """The reference of the case it belongs to."""
    channel: str
    place: str
    message: Message
    state: DeliveryState
    tries: int
    uncertain: bool
    """Whether an earlier try may have gone out already."""
    version: int = 0
    """The case's version when the text was queued: what its buttons carry."""
    asks: tuple[str, ...] = ()
    """With a choice: the slugs of the answers that are asked about."""
    replies_to: str | None = None
    """The channel's number of the resident's message that this answers."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an official is reached beside the desk: a chat linked with a one-time code. Or a room
    of several officials, which sees the cases of its topics whoever owns them.
    """

    id: int
    official: str
    """The official's slug; empty for a room."""
    channel: str
    place: str
    since: datetime
    ended: datetime | None = None
    why: str = ""
    """Why it ended: a key of the phrases' ``[card]``."""
    topics: tuple[str, ...] = ()
    """Of a room: the slugs of the topics whose cases are shown there."""

    @property
    def is_room(self) -> bool:
        """Whether it is nobody's own."""
        return not self.official


@dataclass(frozen=True, slots=True)
class Slip:
    """A card that does not show how its case stands: it is missing or behind."""

    reach: Reach
    reference: str
    message: str | None = None
    """The channel's own name of the message that shows the card; None when there is none."""
    begun: bool = False
    """Whether a post of it had begun and nobody knows how it ended."""
    above: str | None = None
    """An earlier message that is to say that the case stands below."""
    nudge: int | None = None
    """The number of the reminder that it was posted for, or is just being posted for."""
    beside: int | None = None
    """The waiting period in which it stands here although the case is another official's."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """One reminder to one official about one case, at one level, once in a waiting period."""

    reference: str
    """The reference of the case it is about."""
    wait: int
    """The waiting period (``Promise.wait``)."""
    level: Level
    official: str
    at: datetime
    shown: datetime | None = None
    """When it was shown in a chat, or was covered by a graver one of the same moment; None for one
    that only the desk has shown so far."""
    id: int = 0


class Part(StrEnum):
    """What a part of a card is; a channel draws each in its own way."""

    HEAD = "head"
    REVIEW = "review"  # heads a card that asks whether an answer is still true
    REMINDER = "reminder"  # for how long the case has waited: why it is posted anew
    FACTS = "facts"
    STREET = "street"  # apart from the facts: it may tell who asks (L26)
    RESIDENT = "resident"  # the resident's words
    CITY = "city"  # what was sent to the resident
    INTERNAL = "internal"  # an official's note for other officials: their words as they are
    DRAFT = "draft"  # what an approval sends
    NOTE = "note"
    REPLY = "reply"  # a hint, where an answer to the card is the official's own text
    THREAD = "thread"  # a hint, where words under the card are an internal note


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a card: a few words that head it, and its text (Markdown; masked)."""

    part: Part
    text: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be decided on a card."""

    label: str
    act: str
    """A ``CardAct``, some with a mark after a full stop, e.g. ``use.1f3a90bc``."""


Rows = tuple[tuple[Button, ...], ...]
"""Buttons in rows."""


@dataclass(frozen=True, slots=True)
class Card:
    """An official's view of a case on another channel than the desk: a view of the store, never
    the truth.
    """

    reference: str
    version: int
    blocks: tuple[Block, ...]
    live: bool = False
    """Whether its official can decide on it now."""
    buttons: Rows = ()
    desk: str = ""
    """The address of the case on the desk."""
    desk_label: str = ""
    notes: int = 0
    """How many internal notes the case had when the card was drawn."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """When messages that wait for their like are worked on: several quick ones are one question."""

    since: datetime
    """Whoever has written nothing after this has ended."""
    longest: datetime
    """Whoever began before this has waited long enough, quiet or not."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One row of the inbox: what came in (masked), before it is read."""

    id: int
    channel: str
    external_id: str
    payload: dict[str, Any]
    at: datetime
    error: str | None = None
