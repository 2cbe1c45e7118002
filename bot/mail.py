"""The nouns of what comes in and what goes out, frozen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.model import Message


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
