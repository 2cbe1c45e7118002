"""What has come of what residents sent on Telegram: their cases, words and replies."""

from bot.model import Case, MessageKind, State
from bot.ports import Store
from tests.served import Served
from tests.telegram_people import Chatter

QUESTION = "milloin Koivukuja aurataan"
RECEIVED = "viestisi on perillä"


def all_cases(desk: Served) -> list[Case]:
    """Newest first."""

    def all_of(store: Store) -> list[Case]:
        return store.cases(states=tuple(State), newest=True)

    cases: list[Case] = desk.run(all_of)
    return cases


def words_in(desk: Served, case: Case) -> list[str]:
    """What the resident has said in the case."""

    def said(store: Store) -> list[str]:
        return [m.text for m in store.thread(case.id) if m.kind is MessageKind.QUESTION]

    words: list[str] = desk.run(said)
    return words


def answered(desk: Served, resident: Chatter, question: str = QUESTION) -> Case:
    """A question, approved as drafted and heard."""
    resident.says(question)
    resident.hears(RECEIVED)
    [case, *_] = all_cases(desk)
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=case.owner)
    resident.hears(desk.aura.base.official(case.owner).unit.name["fi"], after=len(resident.heard))
    return case
