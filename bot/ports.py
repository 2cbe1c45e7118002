"""What the core asks of the world: a Store to keep things in, Channels to speak through."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.city import Place
from bot.learning import Judged, Proposal, ProposalState
from bot.mail import Arrival, Card, Delivery, Quiet, Reach, Slip
from bot.model import Address, Case, Event, File, Message, Question, Ranking, State, Sum

P = ParamSpec("P")
T = TypeVar("T")


class Store(Protocol):
    """Everything that is kept. Each method is one statement or two inside the caller's
    transaction: whoever calls ``Runner.run`` gets all of a use case or nothing of it.
    """

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
        """Open cases whose owner is not one of ``owners``, or that have no deadline."""
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

    def record(self, event: Event) -> None:
        """Add an event to the append-only record."""
        ...

    def events(self, case_id: int) -> list[Event]:
        """A case's record, in order."""
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

    # Learning from decisions.
    def add_proposal(self, proposal: Proposal) -> Proposal:
        """Keep a proposed wording; the same proposal with its number."""
        ...

    def proposal(self, number: int) -> Proposal | None:
        """The proposal with that number."""
        ...

    def proposals(self, states: Sequence[ProposalState], limit: int = 1000) -> list[Proposal]:
        """Proposals in those states, oldest first."""
        ...

    def change_proposal(self, proposal: Proposal, before: ProposalState) -> None:
        """Keep a proposal's new state and decider if its stored state is ``before``.

        Raises:
            ConflictError: somebody decided it first; nothing is kept.
        """
        ...

    def decisions(self, limit: int) -> list[Judged]:
        """What officials made of matches, newest first: each case's first decision.

        Left out, because they say nothing of the match: cases whose resident said that the
        answer did not help, dangers (their text goes out before anyone decides), languages that
        are not served, and own words on a formal matter or to who had asked for a human.
        """
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

    def reaches(self, channel: str) -> list[Reach]:
        """Where officials are or were reached on a channel, oldest first."""
        ...

    def slips(self, channel: str, limit: int) -> list[Slip]:
        """Cards that are missing or behind, the oldest case first: of cases that wait for the
        official of a reach, and of those shown there in another version or to one whose reach
        has ended.
        """
        ...

    def keep_card(self, reach_id: int, case_id: int, message: str, version: int) -> None:
        """Note which version of a case a message shows, for its official to decide on."""
        ...

    def drop_card(self, reach_id: int, case_id: int) -> None:
        """Forget a card: its message shows nothing that could be decided on any more."""
        ...

    def card(self, reach_id: int, case_id: int) -> tuple[str, int] | None:
        """The message that shows a case to be decided on, and which version of it."""
        ...

    # Residents' rights (GDPR 15 and 17).
    def everything(self, address: Address) -> dict[str, list[dict[str, Any]]]:
        """Every row kept about an address, by table; JSON-able."""
        ...

    def forget_words(self, case: Case) -> None:
        """Remove a case's thread, drafts, deliveries and the wordings proposed from it, but for
        those accepted; what came in for it is known only by a digest.
        """
        ...

    def forget_way(self, case: Case) -> None:
        """Remove a case's deliveries; what came in for it is known only by a digest."""
        ...

    def forget_address(self, address: Address) -> None:
        """Remove the conversation and what has come in from there and belongs to no case."""
        ...

    # Sign-in of officials.
    def add_link(self, digest: str, official: str, expires: datetime) -> None:
        """Keep a one-time sign-in link by its digest."""
        ...

    def use_link(self, digest: str, now: datetime) -> str | None:
        """The official a link belongs to, once; None if used, expired or unknown."""
        ...

    def add_session(self, digest: str, official: str, now: datetime, expires: datetime) -> None:
        """Keep a session by its digest."""
        ...

    def session(self, digest: str, now: datetime, idle_since: datetime) -> str | None:
        """The official of a live session, noting that it was used."""
        ...

    def drop_session(self, digest: str) -> None:
        """End a session."""
        ...


class Runner(Protocol):
    """Runs whole use cases on the one thread that owns the store, each in one transaction."""

    async def run(
        self, use: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What ``use(store, ...)`` returns, after the commit; its error, after the rollback.

        A RefusedError is passed on after the commit: refusals are part of the record.
        """
        ...


class Matcher(Protocol):
    """Question in, ranked answers out. Pure: built from the answers once."""

    def language_of(self, text: str, usual: str) -> str | None:
        """The language of ``text`` among the city's; ``usual`` when the text is too short, None
        when it is clearly in none of them.
        """
        ...

    def place(self, text: str) -> Place:
        """The street and district the text names, if any."""
        ...

    def match(self, question: str, language: str) -> Ranking:
        """Ranked candidates, best first, each with a confidence from 0 to 1."""
        ...


class Channel(Protocol):
    """One way residents and the city talk. A channel translates; it decides nothing."""

    name: str

    def read(self, payload: Mapping[str, Any], at: datetime) -> Question:
        """What was kept of a message, as a question. Raises UnreadableError."""
        ...

    async def send(self, delivery: Delivery) -> None:
        """Deliver one message. Raises SendError saying whether to try again."""
        ...


class CardChannel(Protocol):
    """A way officials are shown cards beside the desk. It draws; it decides nothing."""

    name: str

    async def post(self, place: str, card: Card) -> str:
        """Show a new card; the channel's own name of its message. Raises SendError."""
        ...

    async def update(self, place: str, message: str, card: Card) -> bool:
        """Show the card in that message's place. False: the message is gone. Raises SendError."""
        ...
