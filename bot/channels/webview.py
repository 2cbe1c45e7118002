"""What a page of the chat shows of a conversation."""

import secrets
from collections.abc import Sequence
from typing import Any

from bot.city import Base
from bot.model import BOT, MOST_SIGNS, NEITHER, Address, Case, Message, State
from bot.pages.files import author_key
from bot.ports import Store


def look(store: Store, base: Base, address: Address) -> tuple[list[Message], list[Case], str]:
    """A conversation's messages, cases (oldest first) and language."""
    known, served = store.language_of(address), base.city.languages
    language = known if known in served else served[0]
    return store.conversation(address), store.cases_of(address), language


def view_of(
    base: Base, token: str, thread: Sequence[Message], cases: Sequence[Case]
) -> dict[str, Any]:
    """The context of the chat's templates; ``cases`` are the conversation's, oldest first."""
    case = cases[-1] if cases else None
    waits = case is not None and case.state.is_open
    return {
        "token": token,
        "thread": thread,
        "case": case,
        "owner": base.officials.get(case.owner) if case and waits else None,
        "judged": next(filter(_asks_whether_helped, reversed(cases)), None),
        "choices": _choices(base, case),
        "nonce": secrets.token_hex(16),
        "stand": stand_of(thread, cases),
        "most": MOST_SIGNS,
        "author_key": author_key,
    }


def _choices(base: Base, case: Case | None) -> list[tuple[str, str]]:
    """The buttons of a question back, choice and words, while it waits for one of them."""
    if case is None or not case.awaits_choice:
        return []
    answers = [base.answer(slug, case.language) for slug in case.draft.asks]
    titles = [(answer.slug, answer.title) for answer in answers if answer]
    return [*titles, (NEITHER, base.say(case.language, "bot.wish_neither"))]


def _asks_whether_helped(case: Case) -> bool:
    """After an official's reply, until the resident has said yes or no (H3)."""
    return (
        case.state is State.ANSWERED and case.helped is None and case.decided_by not in (None, BOT)
    )


def stand_of(thread: Sequence[Message], cases: Sequence[Case]) -> str:
    """What an open page compares: the newest message and the cases' versions."""
    return f"{thread[-1].id if thread else 0}.{sum(case.version for case in cases)}"
