"""Officials' cards: where they are reached, and what is shown to them there."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.mail import Reach, Slip
from bot.model import ERASED, Address, State
from bot.store.rows import Row, Rows, listed, moment, stamp

_DECIDABLE = (State.AWAITING_APPROVAL, State.HANDED_OVER)
_ROOMS_REST = timedelta(minutes=10)
"""After this a room that took nothing is tried again: nobody links it anew, but somebody may have
let the program in."""
_CONCERNS = """case when reaches.official = ''
    then coalesce(cases.topic, '') in (select value from json_each(reaches.topics))
    else cases.owner = reaches.official end"""
_SLIPS = f"""
select reaches.*, cases.id as case_id, cases.reference, null as message, false as begun
from reaches join cases on {_CONCERNS}
where reaches.channel = :channel and reaches.ended is null
    and cases.state in (select value from json_each(:decidable))
    and not exists (select 1 from cards
        where cards.reach_id = reaches.id and cards.case_id = cases.id)
union all
select reaches.*, cases.id, cases.reference, nullif(cards.message, ''), cards.message = ''
from cards join reaches on reaches.id = cards.reach_id join cases on cases.id = cards.case_id
where reaches.channel = :channel
    and (cards.version <> cases.version or reaches.ended is not null or not ({_CONCERNS})
        or cards.notes <> (select count(*) from notes where notes.case_id = cards.case_id))
    and not (reaches.official = '' and reaches.ended is not null and reaches.why = 'blocked')
order by case_id limit :limit
"""  # noqa: S608 - no value in it


class CardRows(Rows):
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

    def slips(self, channel: str, limit: int) -> list[Slip]:
        """Cards that are missing or behind, the oldest case first."""
        rows = self._all(_SLIPS, channel=channel, decidable=listed(_DECIDABLE), limit=limit)
        return [
            Slip(to_reach(row), row["reference"], row["message"], bool(row["begun"]))
            for row in rows
        ]

    def begin_card(self, reach_id: int, case_id: int) -> None:
        """Note that a card is about to be posted; ``keep_card`` or ``drop_card`` ends it."""
        self._do(
            "insert into cards (reach_id, case_id, message, version)"
            " values (:reach_id, :case_id, '', 0)"
            " on conflict (reach_id, case_id) do update set message = '', version = 0",
            reach_id=reach_id,
            case_id=case_id,
        )

    def keep_card(
        self, reach_id: int, case_id: int, message: str, version: int, notes: int = 0
    ) -> None:
        """Note which version of a case a message shows, for its official to decide on, and how
        many notes it had; that it shows this case is known for good, until the case is erased.
        """
        self._do(
            "insert into cards (reach_id, case_id, message, version, notes)"
            " values (:reach_id, :case_id, :message, :version, :notes)"
            " on conflict (reach_id, case_id) do update set message = excluded.message,"
            " version = excluded.version, notes = excluded.notes",
            reach_id=reach_id,
            case_id=case_id,
            message=message,
            version=version,
            notes=notes,
        )
        self._do(
            "insert into posts (reach_id, case_id, message) select :reach_id, id, :message"
            " from cases where id = :case_id and place <> :erased"
            " on conflict (reach_id, message) do update set case_id = excluded.case_id",
            reach_id=reach_id,
            case_id=case_id,
            message=message,
            erased=ERASED,
        )

    def case_shown(self, channel: str, message: str) -> str | None:
        """The reference of the case that a message shows or has shown, also after the decision.

        None when it shows none, when its case was erased, and when messages of several cases have
        that name, each in its own chat: a channel asks by names that it gives once only.
        """
        rows = self._all(
            "select distinct cases.reference from posts"
            " join reaches on reaches.id = posts.reach_id join cases on cases.id = posts.case_id"
            " where posts.message = :message and reaches.channel = :channel",
            channel=channel,
            message=message,
        )
        return rows[0]["reference"] if len(rows) == 1 else None

    def drop_card(self, reach_id: int, case_id: int) -> None:
        """Forget a card: its message shows nothing that could be decided on any more."""
        self._do(
            "delete from cards where reach_id = :reach_id and case_id = :case_id",
            reach_id=reach_id,
            case_id=case_id,
        )

    def card(self, reach_id: int, case_id: int) -> tuple[str, int] | None:
        """The message that shows a case to be decided on, and which version of it."""
        row = self._one(
            "select message, version from cards"
            " where reach_id = :reach_id and case_id = :case_id and message <> ''",
            reach_id=reach_id,
            case_id=case_id,
        )
        return (row["message"], row["version"]) if row else None


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
