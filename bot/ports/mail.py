"""What is kept of everything that comes in and goes out: inbox, outbox, officials' cards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.mail import Arrival, Delivery, Quiet, Reach, Slip
from bot.model import Address, Message


class MailStore(Protocol):
    """Messages on their way, either way."""

    # The inbox: what has arrived, each message once.
    def take_in(
        self, channel: str, external_id: str, payload: Mapping[str, Any], at: datetime
    ) -> int | None:
        """Keep a (masked) message; its number, or None when it was there already."""
        ...

    def arrival(self, channel: str, external_id: str) -> tuple[Arrival, int | None] | None:
        """A kept message and the number of the case it went to, if it has been worked on."""
        ...

    def unread(
        self, channels: Sequence[str], limit: int, quiet: Quiet | None = None
    ) -> list[Arrival]:
        """The oldest messages not yet worked on: with ``quiet`` only those whose time it is."""
        ...

    def waiting(self, address: Address) -> list[Arrival]:
        """The messages from an address not yet worked on, oldest first."""
        ...

    def together(self, arrival: Arrival) -> list[Arrival]:
        """The messages not yet worked on that one place has sent in a row, with this one."""
        ...

    def read(self, arrival_id: int, case_id: int | None) -> None:
        """Mark a message as worked on and forget its payload: the case's thread has it."""
        ...

    def set_aside(self, arrival_id: int, error: str) -> None:
        """Mark a message as unreadable; a person looks at it."""
        ...

    def aside(self, limit: int) -> list[Arrival]:
        """Messages set aside, oldest first."""
        ...

    # The outbox.
    def queue(self, case_id: int, address: Address, message: Message, at: datetime) -> None:
        """Put a message on its way to an address."""
        ...

    def claim(
        self, channels: Sequence[str], now: datetime, lease_until: datetime, limit: int
    ) -> list[Delivery]:
        """Lease what is due on those channels, the earliest of each address only."""
        ...

    def end_leases(self, channels: Sequence[str], now: datetime) -> None:
        """End every lease on those channels: who held them is gone."""
        ...

    def sent(self, delivery_id: int, at: datetime) -> None:
        """Mark a delivery as gone out."""
        ...

    def retry(self, delivery_id: int, due_at: datetime, error: str, *, uncertain: bool) -> None:
        """Try a delivery again later."""
        ...

    def postpone(self, delivery_id: int, due_at: datetime, error: str) -> None:
        """Send a delivery later; what was claimed was not tried, and does not count as a try."""
        ...

    def failed(self, delivery_id: int, error: str) -> None:
        """Mark a delivery as one that never will go out."""
        ...

    def failures(self, case_id: int) -> list[str]:
        """The errors of a case's failed deliveries, oldest first."""
        ...

    def perhaps_twice(self, case_id: int) -> int:
        """How many of a case's deliveries may have gone out more than once."""
        ...

    def oldest_undelivered(self, channels: Sequence[str]) -> datetime | None:
        """Since when the oldest delivery on those channels has waited."""
        ...

    # Officials' cards.
    def add_code(self, digest: str, official: str, channel: str, expires: datetime) -> None:
        """Keep a one-time code of an official by its digest; an earlier one is dead."""
        ...

    def use_code(self, digest: str, channel: str, now: datetime) -> str | None:
        """The official a code belongs to, once; None if used, expired or unknown."""
        ...

    def add_reach(self, official: str, address: Address, at: datetime) -> None:
        """Reach the official at that address from now on, and nowhere else on that channel."""
        ...

    def end_reach(self, official: str, channel: str, at: datetime, why: str) -> None:
        """Reach the official on that channel no more."""
        ...

    def close_reach(self, reach_id: int, at: datetime, why: str) -> None:
        """Reach nobody there any more; an official's or a room's."""
        ...

    def keep_rooms(self, channel: str, rooms: Mapping[str, Sequence[str]], at: datetime) -> None:
        """Make the rooms of a channel exactly these, each with its topics' slugs. One that is no
        longer there ends (``left``) and lives again when it is back. One that was blocked rests a
        while first; it need not be named again.
        """
        ...

    def reaches(self, channel: str) -> list[Reach]:
        """Where officials are or were reached on a channel, oldest first; rooms too."""
        ...

    def slips(self, channel: str, limit: int) -> list[Slip]:
        """Cards that are missing or behind, at most ``limit`` of each reach, urgent cases first and
        then the oldest: of cases that wait for the official of a reach, or for anybody in a room
        of their topic; and of those shown there in another version, before a note, where they do
        not belong any more, in two messages, or at a reach that has ended.
        """
        ...

    def slip(self, reach: Reach, reference: str) -> Slip:
        """What is noted of a case's card at a reach, behind or not."""
        ...

    def begin_card(
        self, reach_id: int, case_id: int, *, nudge: int | None = None, beside: int | None = None
    ) -> None:
        """Note that a card is about to be posted, perhaps for a reminder; ``keep_card``,
        ``forget_post`` or ``drop_card`` ends it. What shows the case until then is the message
        above.
        """
        ...

    def forget_post(self, reach_id: int, case_id: int) -> None:
        """A post that had begun never went out: the message above is the card again, if any."""
        ...

    def renew_card(self, reach_id: int, case_id: int) -> None:
        """Post a card anew: its message shows nothing that could be decided on any more."""
        ...

    def clear_above(self, reach_id: int, case_id: int) -> None:
        """The message above a card tells that the case stands below, or is gone."""
        ...

    def keep_card(
        self,
        reach_id: int,
        case_id: int,
        message: str,
        version: int,
        notes: int = 0,
        *,
        nudge: int | None = None,
        beside: int | None = None,
    ) -> None:
        """Note which version of a case a message shows to be decided on, how many notes it had,
        for which reminder it was posted, and in which waiting period it stands beside the owner;
        that it shows this case is known for good, until the case is erased.
        """
        ...

    def case_shown(self, channel: str, message: str) -> str | None:
        """The reference of the case that a message shows or has shown, also after the decision.

        None when it shows none, when its case was erased, and when messages of several cases have
        that name, each in its own chat: a channel asks by names that it gives once only.
        """
        ...

    def is_taken(self, nudge_id: int, reach_id: int) -> bool:
        """Whether a chat has shown a reminder, or another than that one is just showing it."""
        ...

    def drop_card(self, reach_id: int, case_id: int) -> None:
        """Forget a card: its message shows nothing that could be decided on any more."""
        ...

    def card(self, reach_id: int, case_id: int) -> tuple[str, int] | None:
        """The message that shows a case to be decided on, and which version of it."""
        ...
