"""What residents do in the tests of a case's life."""

from bot.cases import Cases
from bot.model import Address, Case, MessageKind, Question, Wish
from bot.store import SqliteStore

HOME = Address("web", "home")


def ask(
    cases: Cases, store: SqliteStore, text: str, wish: Wish = Wish.ASK, about: str | None = None
) -> Case:
    question = Question(HOME, text, cases.now(), wish=wish, about=about)
    with store.transaction():
        return cases.receive(store, question)


def approve(cases: Cases, store: SqliteStore, case: Case) -> Case:
    with store.transaction():
        return cases.approve(store, case.reference, version=case.version, by=case.owner)


def kinds(store: SqliteStore, case: Case) -> list[MessageKind]:
    return [message.kind for message in store.thread(case.id)]
