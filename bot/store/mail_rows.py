"""The inbox and the outbox."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.mail import Arrival, Delivery, DeliveryState, Quiet
from bot.model import Address, Message
from bot.store.rows import Row, Rows, forgotten, listed, moment, stamp, to_draft, to_message


class MailRows(Rows):
    """The part of the store that holds what comes in and what goes out."""

    def take_in(
        self, channel: str, external_id: str, payload: Mapping[str, Any], at: datetime
    ) -> int | None:
        """Keep a (masked) message; its number, or None when it was there already."""
        row = self._one(
            "insert into inbox (channel, external_id, payload, place, waits, at)"
            " select :channel, :external_id, :payload, :place, :waits, :at where not exists"
            "  (select 1 from inbox where channel = :channel and external_id = :forgotten)"
            " on conflict do nothing returning id",
            channel=channel,
            external_id=external_id,
            forgotten=forgotten(external_id),
            payload=json.dumps(payload),  # ASCII, so that half a sign is kept too
            place=str(payload.get("place")).encode(errors="replace").decode(),
            waits=int(bool(payload.get("waits"))),
            at=stamp(at),
        )
        return row["id"] if row else None

    def arrival(self, channel: str, external_id: str) -> tuple[Arrival, int | None] | None:
        """A kept message and the number of the case it went to, if it has been worked on."""
        row = self._one(
            "select * from inbox where channel = :channel and external_id = :external_id",
            channel=channel,
            external_id=external_id,
        )
        return (to_arrival(row), row["case_id"]) if row else None

    def unread(
        self, channels: Sequence[str], limit: int, quiet: Quiet | None = None
    ) -> list[Arrival]:
        """The oldest messages of those channels not yet worked on, and that are to be now; without
        ``quiet`` all.
        """
        rows = self._all(
            "select * from inbox i where state = 'unread'"
            " and channel in (select value from json_each(:channels))"
            " and (waits = 0 or :since is null or"
            " (select max(at) <= :since or min(at) <= :longest from inbox o"
            "  where o.state = 'unread' and o.waits = 1"
            "  and o.channel = i.channel and o.place = i.place))"
            " order by id limit :limit",
            channels=listed(channels),
            since=stamp(quiet.since) if quiet else None,
            longest=stamp(quiet.longest) if quiet else None,
            limit=limit,
        )
        return [to_arrival(row) for row in rows]

    def together(self, arrival: Arrival) -> list[Arrival]:
        """The messages not yet worked on that one place has sent in a row, with this one."""
        rows = self._all(
            "select * from inbox where state = 'unread' and waits = 1 and channel = :channel"
            " and place = (select place from inbox where id = :id) order by id",
            channel=arrival.channel,
            id=arrival.id,
        )
        return [to_arrival(row) for row in rows] or [arrival]

    def aside(self, limit: int) -> list[Arrival]:
        """Messages set aside, oldest first."""
        rows = self._all(
            "select * from inbox where state = 'aside' order by id limit :limit", limit=limit
        )
        return [to_arrival(row) for row in rows]

    def read(self, arrival_id: int, case_id: int | None) -> None:
        """Mark a message as worked on and forget its payload: the case's thread has it. One that
        has gone to no case is nobody's any more.
        """
        self._do(
            "update inbox set state = 'read', case_id = :case_id, payload = '{}',"
            " place = case when :case_id is null then null else place end where id = :id",
            id=arrival_id,
            case_id=case_id,
        )

    def set_aside(self, arrival_id: int, error: str) -> None:
        """Mark a message as unreadable; a person looks at it. One with a case stays read."""
        self._do(
            "update inbox set state = 'aside', error = :error where id = :id and state <> 'read'",
            id=arrival_id,
            error=error,
        )

    def queue(self, case_id: int, address: Address, message: Message, at: datetime) -> None:
        """Put a message on its way to an address."""
        row = {
            "case_id": case_id,
            "message_id": message.id,
            "channel": address.channel,
            "place": address.place,
            "due_at": stamp(at),
            "queued_at": stamp(at),
            "version": self._all("select version from cases where id = :id", id=case_id)[0][
                "version"
            ],
        }
        self._add("outbox", row)

    def claim(
        self, channels: Sequence[str], now: datetime, lease_until: datetime, limit: int
    ) -> list[Delivery]:
        """Lease what is due on those channels, the earliest of each address only.

        A lease that has run out is claimed again and marked uncertain: its sender died
        between sending and saying so.
        """
        rows = self._all(
            "update outbox set tries = tries + 1, lease_until = :lease_until,"
            " uncertain = case when state = 'sending' then 1 else uncertain end,"
            " state = 'sending'"
            " where id in (select o.id from outbox o"
            "  where o.state in ('queued', 'sending')"
            "  and o.channel in (select value from json_each(:channels))"
            "  and case o.state when 'queued' then o.due_at else o.lease_until end <= :now"
            "  and not exists (select 1 from outbox e where e.channel = o.channel"
            "   and e.place = o.place and e.id < o.id and e.state in ('queued', 'sending'))"
            "  order by o.id limit :limit)"
            " returning id",
            channels=listed(channels),
            now=stamp(now),
            lease_until=stamp(lease_until),
            limit=limit,
        )
        return [self._delivery(row["id"]) for row in rows]

    def _delivery(self, delivery_id: int) -> Delivery:
        row = self._all(
            "select outbox.*, cases.reference from outbox join cases on cases.id = case_id"
            " where outbox.id = :id",
            id=delivery_id,
        )[0]
        message = self._all("select * from messages where id = :id", id=row["message_id"])[0]
        drawn = self._one(
            "select draft from drafts where case_id = :case_id and version = :version",
            case_id=row["case_id"],
            version=row["version"],
        )
        heard = self._one(
            "select number from messages where case_id = :case_id and id <= :id"
            " and number is not null order by id desc limit 1",
            case_id=row["case_id"],
            id=row["message_id"],
        )
        return Delivery(
            id=delivery_id,
            reference=row["reference"],
            channel=row["channel"],
            place=row["place"],
            message=to_message(message),
            state=DeliveryState(row["state"]),
            tries=row["tries"],
            uncertain=bool(row["uncertain"]),
            version=row["version"],
            asks=to_draft(drawn["draft"]).asks if drawn else (),
            replies_to=heard["number"] if heard else None,
        )

    def end_leases(self, channels: Sequence[str], now: datetime) -> None:
        """End every lease on those channels: who held them is gone."""
        self._do(
            "update outbox set lease_until = :now where state = 'sending'"
            " and channel in (select value from json_each(:channels))",
            now=stamp(now),
            channels=listed(channels),
        )

    def sent(self, delivery_id: int, at: datetime) -> None:
        """Mark a delivery as gone out."""
        self._do(
            "update outbox set state = 'sent', sent_at = :at, lease_until = null, error = null"
            " where id = :id",
            id=delivery_id,
            at=stamp(at),
        )

    def retry(self, delivery_id: int, due_at: datetime, error: str, *, uncertain: bool) -> None:
        """Try a delivery again later; one that is done stays done."""
        self._do(
            "update outbox set state = 'queued', due_at = :due_at, lease_until = null,"
            " error = :error, uncertain = max(uncertain, :uncertain)"
            " where id = :id and state = 'sending'",
            id=delivery_id,
            due_at=stamp(due_at),
            error=error,
            uncertain=int(uncertain),
        )

    def postpone(self, delivery_id: int, due_at: datetime, error: str) -> None:
        """Send a delivery later; what was claimed was not tried, and does not count as a try."""
        self._do(
            "update outbox set state = 'queued', due_at = :due_at, lease_until = null,"
            " error = :error, tries = tries - 1 where id = :id and state = 'sending'",
            id=delivery_id,
            due_at=stamp(due_at),
            error=error,
        )

    def failed(self, delivery_id: int, error: str) -> None:
        """Mark a delivery as one that never will go out, unless it has."""
        self._do(
            "update outbox set state = 'failed', lease_until = null, error = :error"
            " where id = :id and state <> 'sent'",
            id=delivery_id,
            error=error,
        )

    def failures(self, case_id: int) -> list[str]:
        """The errors of a case's failed deliveries, oldest first."""
        rows = self._all(
            "select error from outbox where case_id = :case_id and state = 'failed' order by id",
            case_id=case_id,
        )
        return [row["error"] or "" for row in rows]

    def perhaps_twice(self, case_id: int) -> int:
        """How many of a case's deliveries may have gone out more than once."""
        asked = "select count(*) as n from outbox where case_id = :id and uncertain and tries > 1"
        return int(self._all(asked, id=case_id)[0]["n"])

    def oldest_undelivered(self, channels: Sequence[str]) -> datetime | None:
        """Since when the oldest delivery on those channels has waited."""
        row = self._one(
            "select min(queued_at) as at from outbox where state in ('queued', 'sending')"
            " and channel in (select value from json_each(:channels))",
            channels=listed(channels),
        )
        return moment(row["at"]) if row and row["at"] else None


def to_arrival(row: Row) -> Arrival:
    """A row of ``inbox``."""
    return Arrival(
        row["id"],
        row["channel"],
        row["external_id"],
        json.loads(row["payload"]),
        moment(row["at"]),
        row["error"],
    )
