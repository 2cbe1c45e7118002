"""Nights and cases for the tests of retention."""

import asyncio

from bot.caretaker import Caretaker
from bot.cases import Cases
from bot.model import Address, Case, Question
from bot.retention import Purge, Rule
from bot.store import SqliteStore

CHAT = Address("telegram", "4711080522")


def as_it_is(store: SqliteStore, case: Case) -> Case:
    found = store.case(case.reference)
    assert found
    return found


def keep(caretaker: Caretaker) -> list[Purge]:
    return asyncio.run(caretaker.keep())


def by_rule(purges: list[Purge]) -> dict[Rule, int]:
    return {purge.rule: purge.count for purge in purges if purge.count}


def asked(cases: Cases, store: SqliteStore, text: str, address: Address = CHAT) -> Case:
    with store.transaction():
        return cases.receive(store, Question(address, text, cases.now()))
