"""Where officials are reached beside the desk: linked chats, rooms, the codes that link a chat."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.mail import Reach
from bot.model import Address
from bot.store.rows import Row, Rows, listed, moment, stamp

_ROOMS_REST = timedelta(minutes=10)
"""After this a room that took nothing is tried again: nobody links it anew, but somebody may have
let the program in."""


class ReachRows(Rows):
    """The part of the store that knows officials' chats."""

    def add_code(self, digest: str, official: str, channel: str, expires: datetime) -> None:
        """Keep a one-time code of an official by its digest; an earlier one is dead."""
        self._do(
            "delete from codes where official = :official and channel = :channel",
            official=official,
            channel=channel,
        )
        self._do(
            "insert into codes (digest, official, channel, expires)"
            " values (:digest, :official, :channel, :expires)",
            digest=digest,
            official=official,
            channel=channel,
            expires=stamp(expires),
        )

    def use_code(self, digest: str, channel: str, now: datetime) -> str | None:
        """The official a code belongs to, once; None if used, expired or unknown."""
        self._do("delete from codes where expires <= :now", now=stamp(now))
        row = self._one(
            "delete from codes where digest = :digest and channel = :channel returning official",
            digest=digest,
            channel=channel,
        )
        return row["official"] if row else None

    def add_reach(self, official: str, address: Address, at: datetime) -> None:
        """Reach the official at that address from now on, and nowhere else on that channel."""
        self.end_reach(official, address.channel, at, "moved")
        self._do(
            "insert into reaches (official, channel, place, since)"
            " values (:official, :channel, :place, :at)"
            " on conflict (channel, place) do update set official = excluded.official,"
            " since = excluded.since, ended = null, why = '', topics = '[]'",
            official=official,
            channel=address.channel,
            place=address.place,
            at=stamp(at),
        )

    def end_reach(self, official: str, channel: str, at: datetime, why: str) -> None:
        """Reach the official on that channel no more."""
        self._do(
            "update reaches set ended = :at, why = :why"
            " where official = :official and channel = :channel and ended is null",
            official=official,
            channel=channel,
            at=stamp(at),
            why=why,
        )

    def close_reach(self, reach_id: int, at: datetime, why: str) -> None:
        """Reach nobody there any more; an official's or a room's."""
        self._do(
            "update reaches set ended = :at, why = :why where id = :id and ended is null",
            id=reach_id,
            at=stamp(at),
            why=why,
        )

    def keep_rooms(self, channel: str, rooms: Mapping[str, Sequence[str]], at: datetime) -> None:
        """Make the rooms of a channel exactly these, each with its topics' slugs. One that is no
        longer there ends (``left``) and lives again when it is back. One that was blocked rests a
        while first; it need not be named again.
        """
        kept = {reach.place: reach for reach in self.reaches(channel) if reach.is_room}
        for place, room in kept.items():
            if place not in rooms and (room.ended is None or room.why != "left"):
                self._end_room(room.id, at)
        for place, topics in rooms.items():
            known = kept.get(place)
            if known and known.ended and known.why == "blocked" and at < known.ended + _ROOMS_REST:
                continue
            if known is None or known.ended or known.topics != tuple(topics):
                self._open_room(channel, place, topics, at)

    def _end_room(self, room_id: int, at: datetime) -> None:
        self._do(
            "update reaches set ended = :at, why = 'left' where id = :id", id=room_id, at=stamp(at)
        )

    def _open_room(self, channel: str, place: str, topics: Sequence[str], at: datetime) -> None:
        self._do(
            "insert into reaches (official, channel, place, since, topics)"
            " values ('', :channel, :place, :at, :topics)"
            " on conflict (channel, place) do update set official = '', topics = :topics,"
            " since = case when ended is null then since else :at end, ended = null, why = ''",
            channel=channel,
            place=place,
            at=stamp(at),
            topics=listed(topics),
        )

    def reaches(self, channel: str) -> list[Reach]:
        """Where officials are or were reached on a channel, oldest first."""
        rows = self._all(
            "select * from reaches where channel = :channel order by since, id", channel=channel
        )
        return [to_reach(row) for row in rows]


def to_reach(row: Row) -> Reach:
    """A row of ``reaches``."""
    return Reach(
        row["id"],
        row["official"],
        row["channel"],
        row["place"],
        moment(row["since"]),
        moment(row["ended"]) if row["ended"] else None,
        row["why"],
        tuple(json.loads(row["topics"])),
    )
