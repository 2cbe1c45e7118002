"""What a page of the chat shows of a conversation."""

import secrets
from collections.abc import Sequence
from typing import Any

from bot.city import Base
from bot.model import BOT, MOST_SIGNS, NEITHER, Address, Case, Message, State
from bot.pages.files import author_key
from bot.ports import Store


def look(store: Store, base: Base, address: Address) -> tuple[list[Message], Case | None, str]:
    """A conversation's messages, newest case and language."""
    known, served = store.language_of(address), base.city.languages
    language = known if known in served else served[0]
    return store.conversation(address), store.latest_case(address), language


def view_of(base: Base, token: str, thread: Sequence[Message], case: Case | None) -> dict[str, Any]:
    """The context of the chat's templates; ``case`` is the conversation's newest one."""
    waits = case is not None and case.state.is_open
    return {
        "token": token,
        "thread": thread,
        "case": case,
        "owner": base.officials.get(case.owner) if case and waits else None,
        "asks_whether_helped": _asks_whether_helped(case),
        "choices": _choices(base, case),
        "nonce": secrets.token_hex(16),
        "stand": stand_of(thread, case),
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


def _asks_whether_helped(case: Case | None) -> bool:
    """After an official's reply, until the resident has said yes or no (H3)."""
    if case is None or case.state is not State.ANSWERED:
        return False
    return case.helped is None and case.decided_by not in (None, BOT)


def stand_of(thread: Sequence[Message], case: Case | None) -> str:
    """What an open page compares: the newest message and the case's version."""
    return f"{thread[-1].id if thread else 0}.{case.version if case else 0}"
