"""Residents' rights: all that is kept about an address, and its removal (GDPR 15 and 17)."""

import json
from typing import Any

from bot.mail import Arrival
from bot.model import Address, Case
from bot.store.mail_rows import to_arrival
from bot.store.rows import DISGUISE, Rows, forgotten
from bot.store.rows import OF_ADDRESS as _OF_ADDRESS

_CASES = f"(select id from cases where {_OF_ADDRESS})"  # noqa: S608 - no value in it
_ROOM = "(leaf.key = 'id' and leaf.path like '%.chat' or leaf.key = 'channel')"
_WRITER = """exists (select 1 from json_tree(inbox.payload) who
    where cast(who.atom as text) = :person
    and (who.key = 'user' and who.path in ('$.text', '$.text.message') or who.key = 'id'
        and who.path like '$.text.%.from' and who.path not like '$.text.%.%.from'))"""
"""Who wrote what could not be read; not who else is named in it."""
_ARRIVED = f"""(channel = :channel or channel like :channel || '.%') and (place in (:place, :digest)
    or state <> 'read' and (:person = '' or {_WRITER})
    and exists (select 1 from json_tree(inbox.payload) leaf
        where {_ROOM} and cast(leaf.atom as text) = :room))"""  # noqa: S608 - names of our own
"""What came in, on the channel or a branch of it. What could not be read is kept as it came, and
has no place but the chat's number (Telegram) or the chat (Slack) somewhere in it, and in a room the
person's."""
_UNREAD_ROOMS = (
    "select cast(leaf.atom as text) || :plain from inbox, json_tree(inbox.payload) leaf"  # noqa: S608
    " where inbox.channel = :channel and state <> 'read' and leaf.atom is not null"
    f" and {_ROOM} and {_WRITER}"
)
_ROOMS = " union ".join(
    [
        f"select place from {table} where channel = :channel"  # noqa: S608 - names of our own
        " and (substr(place, -length(:plain)) = :plain"
        " or :digest <> '' and substr(place, -length(:digest)) = :digest)"
        for table in ("cases", "conversations", "outbox", "inbox")
    ]
    + [_UNREAD_ROOMS]
)
_TABLES = {
    "conversations": _OF_ADDRESS,
    "cases": _OF_ADDRESS,
    "messages": f"case_id in {_CASES}",
    "files": f"message_id in (select id from messages where case_id in {_CASES})",  # noqa: S608
    "drafts": f"case_id in {_CASES}",
    "events": f"case_id in {_CASES}",
    "promises": f"case_id in {_CASES}",
    "nudges": f"case_id in {_CASES}",
    "cards": f"case_id in {_CASES}",
    "posts": f"case_id in {_CASES}",
    "outbox": f"case_id in {_CASES} or {_OF_ADDRESS}",
    "inbox": f"case_id in {_CASES} or {_ARRIVED}",
    "proposals": f"reference in (select reference from cases where {_OF_ADDRESS})",  # noqa: S608
}
"""Where each table speaks of a resident. A new table that does joins here and below.

But for ``notes``: what officials say to each other for their work is mostly no document of the
authority's (621/1999 5 §, L22) and may speak of others, so the program hands it to nobody by
itself; who asks the city for it is answered by a person. It is erased with the words all the same.
"""
_JSON = frozenset({"draft", "payload", "also"})


class RightsRows(Rows):
    """The part of the store that tells and forgets what it knows of a resident."""

    has_erased = False
    """Whether something was erased that the write-ahead log may still hold."""

    def places_of(self, channel: str, person: str) -> list[Address]:
        """Where a person has been heard in rooms of the channel; the place is a digest where
        nothing is going on any more. What could not be read may give ``chat/person`` too.
        """
        rows = self._all(
            _ROOMS,
            channel=channel,
            person=person,
            plain=f"/{person}",
            digest=self._disguised_person(channel, person),
        )
        found = [Address(channel, row["place"]) for row in rows]
        known = {self._disguised(each) for each in found}  # by the place itself, if it is kept too
        return [
            each for each in found if not (each.place.startswith(DISGUISE) and each.place in known)
        ]

    def everything(self, address: Address) -> dict[str, list[dict[str, Any]]]:
        """Every row kept about an address, by table; JSON-able."""
        return {
            table: [
                {key: json.loads(row[key]) if key in _JSON else row[key] for key in row}
                for row in self._all(
                    f"select * from {table} where {where} order by 1",  # noqa: S608 - names of our own
                    **self._at(address),
                )
            ]
            for table, where in _TABLES.items()
        }

    def waiting(self, address: Address) -> list[Arrival]:
        """The messages from an address not yet worked on, oldest first."""
        rows = self._all(
            f"select * from inbox where {_ARRIVED} and state = 'unread'"  # noqa: S608
            " and channel = :channel order by id",
            **self._at(address),
        )
        return [to_arrival(row) for row in rows]

    def forget_words(self, case: Case) -> None:
        """Remove a case's thread, notes, drafts, deliveries and the wordings proposed from it."""
        self.forget_way(case)
        self._do(
            "delete from files where message_id in (select id from messages where case_id = :id)",
            id=case.id,
        )
        for table in ("messages", "notes", "drafts"):
            self._do(f"delete from {table} where case_id = :id", id=case.id)  # noqa: S608
        self._do(
            "delete from proposals where reference = :reference"
            " and state in ('proposed', 'declined')",
            reference=case.reference,
        )

    def forget_way(self, case: Case) -> None:
        """Remove a case's deliveries and which messages have shown it; what came in for it is
        known only by a digest. The cards that still show it stay known until they are emptied.
        """
        for table in ("outbox", "posts"):
            self._do(f"delete from {table} where case_id = :id", id=case.id)  # noqa: S608
        self._forget_arrivals("case_id = :id", id=case.id)

    def set_aside_from(self, address: Address) -> int:
        """How many messages from there could not be read and wait for a person."""
        row = self._all(
            f"select count(*) as n from inbox where {_ARRIVED} and state = 'aside'",  # noqa: S608
            **self._at(address),
        )[0]
        return int(row["n"])

    def forget_address(self, address: Address) -> None:
        """Remove the conversation and what has come in from there and belongs to no case; but what
        nobody has read yet stays.
        """
        place = self._at(address)
        self._do(f"delete from conversations where {_OF_ADDRESS}", **place)  # noqa: S608
        self._forget_arrivals(f"{_ARRIVED} and state <> 'unread'", **place)

    def _forget_arrivals(self, where: str, **values: Any) -> None:
        """The rows stay, so that no message is taken twice; nothing in them is anybody's."""
        self.has_erased = True
        for row in self._all(f"select id, external_id from inbox where {where}", **values):  # noqa: S608
            if not row["external_id"].startswith("erased:"):
                self._do(
                    "update inbox set external_id = :digest, payload = '{}', state = 'read',"
                    " place = null, waits = 0, error = null where id = :id",
                    digest=forgotten(row["external_id"]),
                    id=row["id"],
                )
