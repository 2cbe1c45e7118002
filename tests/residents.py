"""What residents do in the tests of a case's life."""

from bot.cases import Cases, Fate
from bot.model import Address, Case, MessageKind, Question, Wish
from bot.store import SqliteStore

HOME = Address("web", "home")
ONE, OTHER = "plough-ridge", "snow-piles"
"""Two answers that are nearly equal to ``ASKED``."""
ASKED = "mitä tälle penkka asialle tehdään"


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


def choose(
    cases: Cases, store: SqliteStore, case: Case, choice: str, place: Address = HOME
) -> Case:
    """The press of a button drawn from ``case``."""
    question = Question(
        place,
        "",
        cases.now(),
        wish=Wish.CHOOSE,
        about=case.reference,
        version=case.version,
        choice=choice,
    )
    with store.transaction():
        return cases.receive(store, question)


def last_text(store: SqliteStore, case: Case) -> str:
    return store.thread(case.id)[-1].text


def erase(cases: Cases, store: SqliteStore, address: Address = HOME) -> dict[str, Fate]:
    """Take away what is someone's; what became of each case, by its reference."""
    with store.transaction():
        return dict(cases.erase(store, address).fates)


def as_it_is(store: SqliteStore, case: Case) -> Case:
    """The case as it stands now."""
    found = store.case(case.reference)
    assert found
    return found
