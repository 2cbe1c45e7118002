"""What the core asks of the world: a Store to keep things in, Channels to speak through."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.mail import Card, Delivery
from bot.model import Question, Ranking
from bot.places import Place
from bot.ports.cases import CaseStore
from bot.ports.desk import DeskStore
from bot.ports.mail import MailStore
from bot.ports.promises import PromiseStore
from bot.ports.retention import RetentionStore

P = ParamSpec("P")
T = TypeVar("T")


class Store(CaseStore, MailStore, DeskStore, PromiseStore, RetentionStore, Protocol):
    """Everything that is kept. Each method is one statement or two inside the caller's
    transaction: whoever calls ``Runner.run`` gets all of a use case or nothing of it.
    """


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
    can_look: bool
    """Whether it can be asked what stands in a place, as far as is known."""

    async def post(self, place: str, card: Card) -> str:
        """Show a new card; the channel's own name of its message. Raises SendError."""
        ...

    async def update(self, place: str, message: str, card: Card) -> bool:
        """Show the card in that message's place. False: the message is gone. Raises SendError."""
        ...

    async def find(self, place: str, card: Card) -> str | None:
        """The newest message that stands there with a card of that reference, of any version;
        None when there is none, and when the channel cannot tell. Raises SendError.
        """
        ...

    async def tell(self, place: str, text: str) -> None:
        """Say something to an official, in the city's plain Markdown. Raises SendError."""
        ...
