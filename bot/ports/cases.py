"""What is kept of conversations and cases: the case, its thread, its record, whose data it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.model import Address, Case, Event, File, Message, Note, State, Sum


class CaseStore(Protocol):
    """Conversations, cases, threads, records, and what their residents may ask of them."""

    # Conversations and cases.
    def language_of(self, address: Address) -> str | None:
        """The conversation's language, if it has one."""
        ...

    def keep_language(self, address: Address, language: str, at: datetime) -> None:
        """Remember the conversation's language."""
        ...

    def add_case(self, case: Case) -> Case:
        """Keep a new case; the same case with its number."""
        ...

    def change_case(self, case: Case) -> None:
        """Keep a changed case if the stored version is the one before it.

        Raises:
            ConflictError: somebody changed it first; nothing is kept.
        """
        ...

    def case(self, reference: str) -> Case | None:
        """The case with that reference."""
        ...

    def case_of(self, line: Message) -> Case:
        """The case whose thread has the line."""
        ...

    def latest_case(self, address: Address) -> Case | None:
        """The newest case of a conversation."""
        ...

    def cases_of(self, address: Address) -> list[Case]:
        """All cases of a conversation, oldest first."""
        ...

    def cases(
        self,
        *,
        states: Sequence[State] = (),
        owner: str | None = None,
        newest: bool = False,
        limit: int = 200,
    ) -> list[Case]:
        """Cases in those states: urgent first and then waiting longest, or ``newest`` first."""
        ...

    def tally(self, owner: str | None = None) -> tuple[int, int]:
        """How many cases are open (an owner's, or all), and their versions' sum: it changes
        whenever one of them does.
        """
        ...

    def ownerless(self, owners: Sequence[str]) -> list[Case]:
        """Open cases whose owner is not one of ``owners``, or that have no deadline: theirs is
        then the moment they were received.
        """
        ...

    def sums(self) -> Sum:
        """The closing sum over everything that was ever received."""
        ...

    # The thread and the record.
    def add_message(self, message: Message) -> Message:
        """Add a line to a case's thread; the same line with its number."""
        ...

    def thread(self, case_id: int) -> list[Message]:
        """A case's thread, in order."""
        ...

    def conversation(self, address: Address) -> list[Message]:
        """All lines of a conversation, in order."""
        ...

    def line(self, address: Address, number: str) -> Message | None:
        """The newest wording of a conversation's message of that number."""
        ...

    def add_file(self, message_id: int, file: File) -> None:
        """Keep the reference of a file that came with a line."""
        ...

    def files(self, case_id: int) -> dict[int, list[File]]:
        """The files of a case, by the number of their line."""
        ...

    def file(self, number: int) -> File | None:
        """The file of that number."""
        ...

    def add_note(self, note: Note) -> Note:
        """Keep an internal note; the same note with its number."""
        ...

    def notes(self, case_id: int) -> list[Note]:
        """A case's internal notes, in order: for officials only."""
        ...

    def record(self, event: Event) -> None:
        """Add an event to the append-only record."""
        ...

    def events(self, case_id: int) -> list[Event]:
        """A case's record, in order."""
        ...

    # Residents' rights (GDPR 15 and 17).
    def places_of(self, channel: str, person: str) -> list[Address]:
        """Where a person has been heard in rooms of the channel; the place is a digest where
        nothing is going on any more. What could not be read may give ``chat/person`` too.
        """
        ...

    def everything(self, address: Address) -> dict[str, list[dict[str, Any]]]:
        """Every row kept about an address, by table, but for internal notes; JSON-able."""
        ...

    def forget_words(self, case: Case) -> None:
        """Remove a case's thread, notes, drafts, deliveries and the wordings proposed from it, but
        for those accepted; what came in for it is known only by a digest.
        """
        ...

    def forget_way(self, case: Case) -> None:
        """Remove a case's deliveries and which messages have shown it; what came in for it is
        known only by a digest. The cards that still show it stay known until they are emptied.
        """
        ...

    def set_aside_from(self, address: Address) -> int:
        """How many messages from there could not be read and wait for a person."""
        ...

    def forget_address(self, address: Address) -> None:
        """Remove the conversation and what has come in from there and belongs to no case; but what
        nobody has read yet stays.
        """
        ...
