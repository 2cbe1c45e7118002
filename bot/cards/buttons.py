"""What an official can do on a card: its buttons, and the menus behind them. Pure."""

import hashlib
from collections.abc import Iterable
from enum import StrEnum

from bot import calendar
from bot.answers import Answer, Kind
from bot.cards.reading import Reading
from bot.mail import Button, Rows
from bot.model import Case, Reason, State
from bot.people import Official
from bot.standing import who_gets

MOST_DRAFT = 2400
"""How long a draft is that a card can show whole (UTF-16 units, as Telegram counts); a longer one
is approved on the desk only."""
_REASONS = (Reason.NOT_OURS, Reason.DUPLICATE, Reason.WITHDRAWN, Reason.SPAM)


class CardAct(StrEnum):
    """What the buttons of a card do."""

    APPROVE = "approve"
    SEND = "send"  # the official's own text, as it stands on the card
    OTHER = "other"  # show the other answers
    USE = "use"  # draft from this one
    OVER = "over"  # show the officials
    TO = "to"  # hand over to this one
    SHUT = "shut"  # show the reasons for closing
    CLOSE = "close"  # close for this reason
    BACK = "back"  # show the card's own buttons again
    TEXT = "text"  # the official answered the card with a text
    EDIT = "edit"  # send the draft as the official has changed it in a form
    OWN = "own"  # send what the official has written in a form
    ASK = "ask"  # ask the resident what the official has written in a form


WRITTEN = frozenset({CardAct.EDIT, CardAct.OWN, CardAct.ASK})
"""What takes a form to write in; a channel without forms leaves these buttons out."""


def own(reading: Reading, case: Case) -> Rows:
    """The card's own buttons."""
    approves = case.state is State.AWAITING_APPROVAL
    first: list[Button] = []
    second: list[Button] = []
    if case.draft.text and fits(case):
        key = "desk.approve" if approves else "desk.send_answer"
        first = [Button(reading.say(key), CardAct.APPROVE if approves else CardAct.SEND)]
        second = [Button(reading.say("card.edit"), CardAct.EDIT)]
    if others_of(reading, case):
        second.append(Button(reading.say("card.other"), CardAct.OTHER))
    second.append(Button(reading.say("card.own"), CardAct.OWN))
    last = [
        Button(reading.say("desk.hand_over"), CardAct.OVER),
        Button(reading.say("desk.ask_back"), CardAct.ASK),
        Button(reading.say("card.close"), CardAct.SHUT),
    ]
    return tuple(tuple(row) for row in (first, second, last) if row)


def menu(reading: Reading, case: Case, act: CardAct) -> Rows:
    """The buttons one press further: which answer, which official, which reason."""
    found: list[Button] = []
    if act is CardAct.OTHER:
        for slug in others_of(reading, case):
            answer = reading.base.answer(slug, case.language)
            title = title_for(reading, answer) if answer else slug
            found.append(Button(title, f"{CardAct.USE}.{mark(slug)}"))
    elif act is CardAct.OVER:
        for slug, official in sorted(reading.base.officials.items()):
            if slug != case.owner:
                name = official.name + away_mark(reading, case, official)
                found.append(Button(name, f"{CardAct.TO}.{mark(slug)}"))
    elif act is CardAct.SHUT:
        found = [Button(reading.say(f"reason.{r}"), f"{CardAct.CLOSE}.{r}") for r in _REASONS]
    return (*((button,) for button in found), (Button(reading.say("card.back"), CardAct.BACK),))


def away_mark(reading: Reading, case: Case, official: Official) -> str:
    """What stands behind the name of who would not get the case just now; mostly nothing."""
    gets = who_gets(reading.base, official, reading.now, urgent=case.urgent)
    return "" if gets == official else f" ({reading.say('desk.away')})"


def others_of(reading: Reading, case: Case) -> list[str]:
    """The other answers that may be used today, at most three, as on the desk (B7)."""
    day = calendar.local(reading.base.city, reading.now).date()
    found = []
    for candidate in case.draft.candidates:
        answer = reading.base.answer(candidate.slug, case.language)
        drafted = candidate.slug in case.draft.slugs
        if answer and not drafted and answer.kind is not Kind.TALK and answer.may_be_sent(day):
            found.append(candidate.slug)
    return found[: 2 if case.draft.answer else 3]


def title_for(reading: Reading, answer: Answer) -> str:
    """An answer's title in the reader's language: who decides need not read the resident's."""
    own = reading.base.answer(answer.slug, reading.language)
    return own.title if own else answer.title


def mark(slug: str) -> str:
    """A short mark of a slug, since a button has no room for it: 8 hexadecimal digits."""
    return hashlib.sha256(slug.encode()).hexdigest()[:8]


def marked(found: str, slugs: Iterable[str]) -> str | None:
    """The slug that a mark belongs to."""
    return next((slug for slug in slugs if mark(slug) == found), None)


def fits(case: Case) -> bool:
    """Whether the draft can be shown whole."""
    return units(case.draft.text) <= MOST_DRAFT


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
