"""Cases, their threads and their record."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import ConflictError
from bot.model import OPEN, Address, Case, Event, File, Message, Note, State, Sum
from bot.store.rows import (
    OF_ADDRESS,
    Row,
    Rows,
    draft_json,
    listed,
    stamp,
    to_case,
    to_event,
    to_file,
    to_message,
    to_note,
    to_row,
)

_THREADS = "select messages.* from messages join cases on cases.id = messages.case_id"


class CaseRows(Rows):
    """The part of the store that holds cases."""

    def language_of(self, address: Address) -> str | None:
        """The conversation's language, if it has one."""
        row = self._one(
            f"select language from conversations where {OF_ADDRESS}",  # noqa: S608 - no value in it
            **self._at(address),
        )
        return row["language"] if row else None

    def keep_language(self, address: Address, language: str, at: datetime) -> None:
        """Remember the conversation's language."""
        known = self._do(
            f"update conversations set language = :language where {OF_ADDRESS}",  # noqa: S608
            language=language,
            **self._at(address),
        )
        if known:
            return
        self._do(
            "insert into conversations (channel, place, language, at)"
            " values (:channel, :place, :language, :at)",
            channel=address.channel,
            place=address.place,
            language=language,
            at=stamp(at),
        )

    def add_case(self, case: Case) -> Case:
        """Keep a new case; the same case with its number."""
        number = self._add("cases", _case_row(case))
        self._keep_draft(number, case)
        return replace(case, id=number)

    def change_case(self, case: Case) -> None:
        """Keep a changed case if the stored version is the one before it, else ConflictError."""
        row = _case_row(case)
        columns = ", ".join(f"{column} = :{column}" for column in row)
        changed = self._do(
            f"update cases set {columns} where id = :id and version = :before",  # noqa: S608
            **row,
            id=case.id,
            before=case.version - 1,
        )
        if changed != 1:
            raise ConflictError
        self._keep_draft(case.id, case)

    def _keep_draft(self, case_id: int, case: Case) -> None:
        self._do(
            "insert into drafts (case_id, version, draft) values (:case_id, :version, :draft)",
            case_id=case_id,
            version=case.version,
            draft=draft_json(case.draft),
        )

    def case(self, reference: str) -> Case | None:
        """The case with that reference."""
        row = self._one("select * from cases where reference = :reference", reference=reference)
        return to_case(row) if row else None

    def case_of(self, line: Message) -> Case:
        """The case whose thread has the line."""
        return to_case(self._all("select * from cases where id = :id", id=line.case_id)[0])

    def latest_case(self, address: Address) -> Case | None:
        """The newest case of a conversation."""
        row = self._one(
            f"select * from cases where {OF_ADDRESS} order by id desc limit 1",  # noqa: S608
            **self._at(address),
        )
        return to_case({**row, "place": address.place}) if row else None

    def cases_of(self, address: Address) -> list[Case]:
        """All cases of a conversation, oldest first."""
        rows = self._all(
            f"select * from cases where {OF_ADDRESS} order by id",  # noqa: S608
            **self._at(address),
        )
        return [to_case({**row, "place": address.place}) for row in rows]

    def cases(
        self,
        *,
        states: Sequence[State] = (),
        owner: str | None = None,
        newest: bool = False,
        limit: int = 200,
    ) -> list[Case]:
        """Cases in those states: urgent first and then waiting longest, or ``newest`` first."""
        order = "changed_at desc, id desc" if newest else "urgent desc, received_at, id"
        rows = self._all(
            "select * from cases where state in (select value from json_each(:states))"  # noqa: S608
            f" and (:owner is null or owner = :owner) order by {order} limit :limit",
            states=listed(states or tuple(State)),
            owner=owner,
            limit=limit,
        )
        return [to_case(row) for row in rows]

    def tally(self, owner: str | None = None) -> tuple[int, int]:
        """How many cases are open (an owner's, or all), and their versions' sum."""
        row = self._all(
            "select count(*) as n, coalesce(sum(version), 0) as versions from cases"
            " where state in (select value from json_each(:states))"
            " and (:owner is null or owner = :owner)",
            states=listed(OPEN),
            owner=owner,
        )[0]
        return row["n"], row["versions"]

    def ownerless(self, owners: Sequence[str]) -> list[Case]:
        """Open cases whose owner is not one of ``owners``, or that have no deadline: theirs is
        then the moment they were received.
        """
        rows = self._all(
            "select *, datetime(deadline) is null as endless from cases"
            " where state in (select value from json_each(:states))"
            " and (owner not in (select value from json_each(:owners))"
            "  or datetime(deadline) is null) order by id",
            states=listed(OPEN),
            owners=listed(owners),
        )
        for row in rows:
            if row.pop("endless"):
                row["deadline"] = row["received_at"]
        return [to_case(row) for row in rows]

    def sums(self) -> Sum:
        """The closing sum over everything that was ever received."""
        states = {
            row["state"]: row["n"]
            for row in self._all("select state, count(*) as n from cases group by state")
        }
        inbox = {
            row["state"]: row["n"]
            for row in self._all(
                "select state, count(*) as n from inbox where state <> 'read' group by state"
            )
        }
        total = self._one("select count(*) as n from cases")
        return Sum(
            received=total["n"] if total else 0,
            answered=states.get(State.ANSWERED, 0),
            waiting=sum(states.get(state, 0) for state in OPEN),
            closed=states.get(State.CLOSED, 0),
            unread=inbox.get("unread", 0),
            aside=inbox.get("aside", 0),
        )

    def add_message(self, message: Message) -> Message:
        """Add a line to a case's thread; the same line with its number."""
        return replace(message, id=self._add("messages", to_row(message)))

    def thread(self, case_id: int) -> list[Message]:
        """A case's thread, in order."""
        rows = self._all(
            "select * from messages where case_id = :case_id order by id", case_id=case_id
        )
        return [to_message(row) for row in rows]

    def conversation(self, address: Address) -> list[Message]:
        """All lines of a conversation, in order."""
        rows = self._all(
            f"{_THREADS} where {OF_ADDRESS} order by messages.id",
            **self._at(address),
        )
        return [to_message(row) for row in rows]

    def line(self, address: Address, number: str) -> Message | None:
        """The newest wording of a conversation's message of that number."""
        row = self._one(
            f"{_THREADS} where messages.number = :number and {OF_ADDRESS}"
            " order by messages.id desc limit 1",
            number=number,
            **self._at(address),
        )
        return to_message(row) if row else None

    def add_file(self, message_id: int, file: File) -> None:
        """Keep the reference of a file that came with a line."""
        self._add("files", {**to_row(file), "message_id": message_id})

    def files(self, case_id: int) -> dict[int, list[File]]:
        """The files of a case, by the number of their line."""
        rows = self._all(
            "select files.* from files join messages on messages.id = files.message_id"
            " where messages.case_id = :case_id order by files.id",
            case_id=case_id,
        )
        found: dict[int, list[File]] = {}
        for row in rows:
            found.setdefault(row["message_id"], []).append(to_file(row))
        return found

    def file(self, number: int) -> File | None:
        """The file of that number."""
        row = self._one("select * from files where id = :id", id=number)
        return to_file(row) if row else None

    def add_note(self, note: Note) -> Note:
        """Keep an internal note; the same note with its number."""
        return replace(note, id=self._add("notes", to_row(note)))

    def notes(self, case_id: int) -> list[Note]:
        """A case's internal notes, in order: for officials only."""
        rows = self._all(
            "select * from notes where case_id = :case_id order by id", case_id=case_id
        )
        return [to_note(row) for row in rows]

    def record(self, event: Event) -> None:
        """Add an event to the append-only record."""
        self._add("events", to_row(event))

    def events(self, case_id: int) -> list[Event]:
        """A case's record, in order."""
        rows = self._all(
            "select * from events where case_id = :case_id order by id", case_id=case_id
        )
        return [to_event(row) for row in rows]


def _case_row(case: Case) -> Row:
    """The case as kept. The clock looks anew at every open case that has changed."""
    return {**to_row(case), "look_at": "" if case.state.is_open else None}
