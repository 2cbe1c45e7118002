"""`aura cases`: what the data file holds, for people and for other programs."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bot.errors import AuraError, NoSuchCaseError
from bot.model import OPEN, Case, State
from bot.store import SqliteStore, open_database

Say = Callable[[str], None]
_MOST = 1_000_000


@contextmanager
def opened(path: Path) -> Iterator[SqliteStore]:
    """The data file, in one transaction. Raises AuraError if there is none."""
    if not path.exists():
        raise AuraError(f"There is no data file {path} yet. Start `aura serve` once first.")
    store = open_database(path)
    try:
        with store.transaction():
            yield store
    finally:
        store.close()


def show_list(path: Path, say: Say, *, everything: bool) -> None:
    """One line a case, and the closing sum."""
    with opened(path) as store:
        states = tuple(State) if everything else tuple(OPEN)
        for case in store.cases(states=states, limit=_MOST):
            urgent = " URGENT" if case.urgent else ""
            say(
                f"{case.reference}  {case.state:17}  {case.owner:20}  "
                f"due {case.deadline:%Y-%m-%d %H:%M}Z  {case.language}{urgent}"
            )
        sums = store.sums()
    say(
        f"Received {sums.received} = answered {sums.answered} + waiting {sums.waiting} "
        f"+ closed {sums.closed}. Set aside: {sums.aside}."
    )


def show_one(path: Path, reference: str, say: Say) -> None:
    """A case's thread and record. Raises NoSuchCaseError."""
    with opened(path) as store:
        case = store.case(reference.upper())
        if case is None:
            raise NoSuchCaseError
        say(f"{case.reference}: {case.state}, version {case.version}, owner {case.owner}")
        for message in store.thread(case.id):
            say(f"\n[{message.at:%Y-%m-%d %H:%M}Z] {message.author} ({message.kind})")
            say(message.text)
        say("\nRecord:")
        for event in store.events(case.id):
            detail = f" ({event.detail})" if event.detail else ""
            say(f"  {event.at:%Y-%m-%d %H:%M}Z  v{event.version}  {event.by}: {event.act}{detail}")


def export(path: Path, say: Say) -> None:
    """Every case as one line of JSON, with its thread and its record."""
    with opened(path) as store:
        for case in store.cases(states=tuple(State), limit=_MOST):
            say(json.dumps(_whole(store, case), ensure_ascii=False, default=str))


def _whole(store: SqliteStore, case: Case) -> dict[str, object]:
    return {
        **asdict(case),
        "thread": [asdict(message) for message in store.thread(case.id)],
        "record": [asdict(event) for event in store.events(case.id)],
    }
