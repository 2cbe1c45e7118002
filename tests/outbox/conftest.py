"""What the proofs of the outbox share."""

import asyncio

import pytest

from bot.cases import Cases
from bot.model import Address, Case
from bot.outbox import Outbox
from bot.ports import Store
from bot.store import SqliteStore
from tests.fakes import Clock, DirectRunner, FakeChannel
from tests.stores import HOME, a_case, put


@pytest.fixture
def channel() -> FakeChannel:
    """A channel that works until told otherwise."""
    return FakeChannel()


@pytest.fixture
def outbox(channel: FakeChannel, runner: DirectRunner, cases: Cases, clock: Clock) -> Outbox:
    """An outbox with that one channel."""
    return Outbox(runner, {"fake": channel}, cases, clock)


@pytest.fixture
def case(store: SqliteStore) -> Case:
    """A case to send texts about."""
    return store.add_case(a_case())


def put_all(store: Store, case: Case, *texts: str, address: Address = HOME) -> None:
    """Texts on their way to one address."""
    for text in texts:
        put(store, case, text, address)


def send(outbox: Outbox) -> int:
    """What is due; how many tries it took."""
    return asyncio.run(outbox.send_due())
