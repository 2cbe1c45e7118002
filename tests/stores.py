"""What the store's tests share: how each engine is opened, and nouns to keep in it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.mail import Delivery
from bot.model import RESIDENT, Act, Address, Case, Draft, Event, Message, MessageKind, State
from bot.ports import Store
from bot.store import SqliteStore, open_database
from tests.fakes import MONDAY

HOME = Address("fake", "home")
LEASE = timedelta(seconds=60)
FILE = "aura.sqlite3"
SECRET = "a secret that nobody else has, for tests"


class OpenStore(Store, Protocol):
    """A store and its connection: what an engine has to offer to be tested here."""

    def transaction(self) -> AbstractContextManager[Store]:
        """All or nothing."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


def _open_sqlite(folder: Path) -> OpenStore:
    return open_database(folder / FILE, SECRET)


ENGINES: Mapping[str, Callable[[Path], OpenStore]] = {"sqlite": _open_sqlite}
"""A second implementation joins here; each call is one more connection to the same data."""


@contextmanager
def within(engine: str, folder: Path) -> Iterator[Store]:
    """A store inside one transaction, as its callers have it."""
    opened = ENGINES[engine](folder)
    with opened.transaction() as store:
        yield store
    opened.close()


def rows(store: Store, sql: str) -> list[Any]:
    """What a plain statement gives, past the contract: to see and to attack what is kept."""
    assert isinstance(store, SqliteStore)
    return store.db.execute(sql).fetchall()


def a_case(reference: str = "AAA-AAA-AAA", **changes: Any) -> Case:
    """An open case received on Monday morning."""
    case = Case(
        reference=reference,
        channel=HOME.channel,
        place=HOME.place,
        language="fi",
        state=State.AWAITING_APPROVAL,
        owner="maija",
        deadline=MONDAY + timedelta(hours=4),
        received_at=MONDAY,
        changed_at=MONDAY,
        draft=Draft("Katu aurataan tänään."),
    )
    return replace(case, **changes)


def a_message(case_id: int, text: str = "Milloin katu aurataan?") -> Message:
    """A resident's line of a thread."""
    return Message(case_id, MONDAY, RESIDENT, MessageKind.QUESTION, "fi", text)


def an_event(case: Case, act: Act = Act.RECEIVED) -> Event:
    """A line of the record."""
    return Event(case.id, MONDAY, act, RESIDENT, case.version, case.state)


def changed(case: Case, text: str) -> Case:
    """The case with another draft, one version on."""
    return case.evolve(Act.EDITED, MONDAY, draft=Draft(text))


def put(store: Store, case: Case, text: str, address: Address = HOME, at: datetime = MONDAY) -> int:
    """A text on its way to an address; its message's number."""
    message = store.add_message(a_message(case.id, text))
    store.queue(case.id, address, message, at)
    return message.id


def taken(
    store: Store, at: datetime = MONDAY, *channels: str, limit: int = 50, lease: timedelta = LEASE
) -> list[Delivery]:
    """What can be claimed at that moment."""
    return store.claim(channels or (HOME.channel,), at, at + lease, limit)
