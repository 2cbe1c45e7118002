"""How long a night's work takes on a large data file, and for how long anybody waits meanwhile.

Run by hand: ``uv run python -m tests.bench.retention``. 20,000 cases over two and a half years, as
a city's rhythm makes them: most answered, some small talk, some formal, some still open. Bounded.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.caretaker import Caretaker
from bot.cases import Cases
from bot.knowledge import load, sample_folder
from bot.library import Library
from bot.model import (
    BOT,
    RESIDENT,
    Act,
    Address,
    Candidate,
    Case,
    Draft,
    Event,
    Message,
    MessageKind,
    State,
    new_reference,
)
from bot.ports import Store
from bot.retention import Purge
from bot.store import StoreThread

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
_SPAN = timedelta(days=900)
_WORDS = "milloin meidän katu aurataan kun lunta on tullut jo kaksi päivää eikä mitään näy "
_REPLY = "Kaupunki auraa kadut tärkeysjärjestyksessä. " * 15
_LOT = 500
_SECRET = "a-secret-of-the-bench-that-nobody-else-has"


def main() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder) / "aura.sqlite3"))


async def _measure(path: Path) -> None:
    store = StoreThread(path)
    await store.open(_SECRET)
    begun = time.perf_counter()
    for lot in range(0, CASES, _LOT):
        await store.run(_fill, lot)
    print(f"filled: {time.perf_counter() - begun:.1f} s")
    base = load(sample_folder(), NOW.date())
    nights = iter((NOW, NOW + timedelta(days=1)))
    cases = Cases(Library(base), lambda: NOW)
    caretaker = Caretaker(store, cases, lambda: next(nights))
    size = _size(path)
    copy = StoreThread(path, rehearses=True)
    async with _others(store, "copy for a dry run"):
        await copy.open(_SECRET)
    async with _others(store, "dry run"):
        would = await Caretaker(copy, cases, lambda: NOW, rehearses=True).keep()
    await copy.close()
    for purge in would:
        print(f"   {purge.rule:12} {purge.count:7}")
    for night in ("first night", "next night"):
        async with _others(store, night):
            gone = await caretaker.keep()
        print(f"   {sum(purge.count for purge in gone)} went", end="")
        print(f"; file: {size / 1e6:.1f} MB -> {_size(path) / 1e6:.1f} MB")
        if night == "first night":
            print(f"   as the dry run said: {_counts(gone) == _counts(would)}")
    sums = await store.run(lambda opened: opened.sums())
    print(f"sum holds: {sums.holds}, received {sums.received}")
    await store.close()


def _counts(purges: list[Purge]) -> list[tuple[str, int]]:
    return [(purge.rule, purge.count) for purge in purges]


@asynccontextmanager
async def _others(store: StoreThread, work: str) -> AsyncIterator[None]:
    """How long the work takes, and how long those wait who take the store's one pen meanwhile."""
    waits: list[float] = []
    beside = asyncio.create_task(_serving(store, waits))
    begun = time.perf_counter()
    yield
    took = time.perf_counter() - begun
    beside.cancel()
    waits.sort()
    print(f"{work}: {took:.1f} s")
    print(
        f"   who asked the store meanwhile waited {waits[len(waits) // 2] * 1e3:.0f} ms in "
        f"the middle, {waits[-len(waits) // 100 - 1] * 1e3:.0f} ms in 99 of 100, "
        f"{waits[-1] * 1e3:.0f} ms at most ({len(waits)} times)"
    )


async def _serving(store: StoreThread, waits: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        await store.run(lambda opened: opened.tally())
        waits.append(time.perf_counter() - begun)
        await asyncio.sleep(0.005)


def _size(path: Path) -> int:
    return path.stat().st_size


def _fill(store: Store, lot: int) -> None:
    for number in range(lot, lot + _LOT):
        chance = random.Random(number)  # noqa: S311 - a made-up city
        at = NOW - _SPAN + _SPAN * number / CASES
        _live(store, chance, at, Address("telegram", str(10_000_000 + chance.randrange(6_000))))


def _live(store: Store, chance: random.Random, at: datetime, home: Address) -> None:
    arrival = store.take_in("telegram", str(chance.getrandbits(60)), {"place": home.place}, at)
    case = store.add_case(_case(chance, at, home))
    store.keep_language(home, "fi", at)
    detail = "formal" if case.topic == "liability" else ""
    store.record(Event(case.id, at, Act.RECEIVED, RESIDENT, 1, case.state, detail=detail))
    _say(store, case, at, MessageKind.QUESTION, _WORDS * chance.randint(1, 4))
    _say(store, case, at, MessageKind.RECEIPT, _REPLY[:200])
    if case.state is not State.ANSWERED and chance.random() > 0.01:
        later = at + timedelta(hours=3)
        case = case.evolve(Act.APPROVED, later, state=State.ANSWERED, decided_by="maija-lehtonen")
        store.change_case(case)
        store.record(Event(case.id, later, Act.APPROVED, "maija-lehtonen", 2, case.state))
        _say(store, case, later, MessageKind.REPLY, _REPLY)
    store.read(arrival or 0, case.id)


def _case(chance: random.Random, at: datetime, home: Address) -> Case:
    """One just received: in 15 of 100 small talk, in 5 a formal matter."""
    found = tuple(Candidate(f"answer-{n}", 0.4, ("lunta", "katu")) for n in range(4))
    kind = chance.random()
    topic, state = "winter-streets", State.AWAITING_APPROVAL
    if kind < 0.15:
        topic, state = "talk", State.ANSWERED
    elif kind < 0.2:
        topic = "liability"
    return Case(
        new_reference(),
        home.channel,
        home.place,
        "fi",
        state,
        "maija-lehtonen",
        at + timedelta(hours=4),
        at,
        at,
        Draft(_REPLY, "ploughing-when", "0123456789ab", 0.9, found, "matched"),
        topic=topic,
        street="Koivukuja",
        decided_by=BOT if state is State.ANSWERED else None,
    )


def _say(store: Store, case: Case, at: datetime, kind: MessageKind, text: str) -> None:
    author = RESIDENT if kind is MessageKind.QUESTION else BOT
    line = store.add_message(Message(case.id, at, author, kind, "fi", text))
    if author == BOT:
        store.queue(case.id, case.address, line, at)
        for delivery in store.claim(["telegram"], at, at + timedelta(minutes=1), 10):
            store.sent(delivery.id, at)


if __name__ == "__main__":
    main()
