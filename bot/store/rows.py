"""Nouns to rows and back."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.learning import Proposal
from bot.model import Address, Case, Draft, Event, File, Message, Note

_CASE = TypeAdapter(Case)
_DRAFT = TypeAdapter(Draft)
_MESSAGE = TypeAdapter(Message)
_EVENT = TypeAdapter(Event)
_PROPOSAL = TypeAdapter(Proposal)

Row = dict[str, Any]


def stamp(at: datetime) -> str:
    """A moment as kept: UTC, of one width, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """A kept moment."""
    return datetime.fromisoformat(text)


def draft_json(draft: Draft) -> str:
    """A draft as kept."""
    return _DRAFT.dump_json(draft).decode()


def to_row(noun: Case | Message | Note | Event | File | Proposal) -> Row:
    """The noun's fields as columns; the store gives the number."""
    row = {f.name: getattr(noun, f.name) for f in fields(noun) if f.name != "id"}
    for key, value in row.items():
        if isinstance(value, datetime):
            row[key] = stamp(value)
        elif isinstance(value, Draft):
            row[key] = draft_json(value)
        elif isinstance(value, tuple):
            row[key] = json.dumps(value)
    return row


def to_case(row: Mapping[str, Any]) -> Case:
    """A row of ``cases``."""
    return _CASE.validate_python({**row, "draft": json.loads(row["draft"])})


def to_message(row: Mapping[str, Any]) -> Message:
    """A row of ``messages``."""
    return _MESSAGE.validate_python({**row, "also": json.loads(row["also"])})


def to_note(row: Mapping[str, Any]) -> Note:
    """A row of ``notes``."""
    return Note(**{**row, "at": moment(row["at"])})


def to_file(row: Mapping[str, Any]) -> File:
    """A row of ``files``."""
    return File(row["channel"], row["reference"], row["kind"], row["size"], row["id"])


def to_event(row: Mapping[str, Any]) -> Event:
    """A row of ``events``."""
    kept = {key: row[key] for key in row if key != "id"}
    return _EVENT.validate_python({**kept, "also": json.loads(row["also"])})


def to_proposal(row: Mapping[str, Any]) -> Proposal:
    """A row of ``proposals``."""
    return _PROPOSAL.validate_python(dict(row))


def to_draft(text: str) -> Draft:
    """A kept draft."""
    return _DRAFT.validate_json(text)


DISGUISE = "hash:"
"""What the place of a case begins with whose resident's address has been replaced by a digest."""


class Rows:
    """Statements on one open database; the SQL itself is the same for every engine."""

    def __init__(self, db: Database, secret: str = "") -> None:
        """``secret`` keys the digests that stand for addresses; without one none is recognised."""
        self.db = db
        self._secret = secret.encode()

    def _disguised(self, address: Address) -> str:
        """The digest that stands for an address when nothing is going on there (L25): who has the
        file alone cannot try out which address it was.
        """
        if not self._secret:
            return address.place
        digest = self._digest("place", address.channel, address.place)
        person = self._disguised_person(address.channel, address.person)
        return f"{DISGUISE}{digest}{person}"

    def _disguised_person(self, channel: str, person: str) -> str:
        """What ends the digest of a person's place in a room: by it all that is theirs is found in
        whatever rooms, when they ask for it (L29).
        """
        return f"/{self._digest('person', channel, person)}" if person else ""

    def _digest(self, *of: str) -> str:
        return hmac.digest(self._secret, ":".join(of).encode(), "sha256").hex()[:40]

    def _at(self, address: Address) -> dict[str, str]:
        """Parameters for ``OF_ADDRESS``, and its room and person apart."""
        return {
            "channel": address.channel,
            "place": address.place,
            "room": address.place.removesuffix(f"/{address.person}"),
            "person": address.person,
            "digest": self._disguised(address),
        }

    def _all(self, sql: str, **values: Any) -> list[Row]:
        return list(self.db.query(sql, values))

    def _one(self, sql: str, **values: Any) -> Row | None:
        return next(iter(self._all(sql, **values)), None)

    def _do(self, sql: str, **values: Any) -> int:
        """Run a statement; how many rows it changed."""
        return int(self.db.execute(sql, values).rowcount)

    def _add(self, table: str, row: Row) -> int:
        """Add a row; its number."""
        columns, marks = ", ".join(row), ", ".join(f":{column}" for column in row)
        sql = f"insert into {table} ({columns}) values ({marks}) returning id"  # noqa: S608
        return int(self._all(sql, **row)[0]["id"])


OF_ADDRESS = "channel = :channel and place in (:place, :digest)"
"""What is of an address, be it kept or disguised."""


def listed(values: Iterable[str]) -> str:
    """Several values as one JSON parameter, for ``in (select value from json_each(:x))``."""
    return json.dumps([str(value) for value in values])


def forgotten(external_id: str) -> str:
    """What is kept of the number of an erased message, so that it is still taken only once."""
    return f"erased:{hashlib.sha256(external_id.encode()).hexdigest()}"
