"""One card in one chat: what is to be shown there now, and what is noted before and after it.

A reminder posts its card anew, since a change in place notifies nobody; the message above then
says so. Who is reminded of another's case sees its card as long as that waiting period lasts.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot import cards
from bot.cards import Reading
from bot.mail import Card, Nudge, Slip
from bot.model import Case
from bot.ports import Store
from bot.promises import missed_since


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be done about one card."""

    card: Card
    above: Card
    """What a message above is to show."""
    posts: bool = False
    """Whether it takes a new message: there is none yet, or its official is to be reminded."""
    nudge: Nudge | None = None
    """The gravest reminder that it shows."""
    beside: int | None = None
    """The waiting period in which it stands here although the case is another's."""


def turn(store: Store, reading: Reading, slip: Slip) -> Turn | None:
    """What is to be done about a card that is missing or behind; None when nothing is left to
    show. ``reading``: for whom it is drawn.
    """
    case = store.case(slip.reference)
    if case is None:
        return None
    made = _over(reading, case) if slip.reach.ended else _open(store, reading, case, slip)
    is_nowhere = slip.message is None and slip.above is None and not slip.begun
    if is_nowhere and not made.posts:
        store.drop_card(slip.reach.id, case.id)
        return None
    return made


def _over(reading: Reading, case: Case) -> Turn:
    card = cards.ended(reading, case)
    return Turn(card, card)


def _open(store: Store, reading: Reading, case: Case, slip: Slip) -> Turn:
    nudges = _running(store, reading, case)
    due = [nudge for nudge in nudges if nudge.shown is None]
    owns = case.owner == reading.slug
    waits = {nudge.wait for nudge in nudges if due or nudge.wait == slip.beside}
    beside = None if owns else next(iter(waits), None)
    nudge = due[-1] if due else _shown_before(nudges, slip, owns=owns)
    missed = missed_since(store.promises_of(case.id), reading.now)
    reading = replace(reading, beside=beside is not None, late=missed is not None)
    notes = store.notes(case.id)
    card = cards.draw(reading, case, store.thread(case.id), store.events(case.id), notes=notes)
    card = replace(card, notes=len(notes))
    if nudge and card.live:
        card = cards.reminding(reading, card, nudge.level)
    return Turn(
        card,
        cards.replaced(reading, case, "card.reminded"),
        card.live and (bool(due) or slip.message is None),
        nudge,
        beside,
    )


def _running(store: Store, reading: Reading, case: Case) -> list[Nudge]:
    """The reader's reminders in the waiting period that goes on, the gravest last; none while
    nobody is to decide.
    """
    promise = store.promise(case.id)
    if promise is None or case.state not in cards.DECIDABLE:
        return []
    given = (n for n in store.nudges(case.id) if n.wait == promise.wait)
    return sorted((n for n in given if n.official == reading.slug), key=lambda n: n.level.rank)


def _shown_before(nudges: list[Nudge], slip: Slip, *, owns: bool) -> Nudge | None:
    """The reminder that the message was posted for; none where the case came or went since."""
    if slip.message is None or owns != (slip.beside is None):
        return None
    return next((nudge for nudge in nudges if nudge.id == slip.nudge), None)


def begin(store: Store, slip: Slip, made: Turn) -> bool:
    """Note that a post begins. False: another chat of the official is just being reminded."""
    case, nudge = store.case(slip.reference), made.nudge
    if case is None or (nudge and store.is_taken(nudge.id, slip.reach.id)):
        return False
    number = nudge.id if nudge else None
    store.begin_card(slip.reach.id, case.id, nudge=number, beside=made.beside)
    return True


def keep(store: Store, slip: Slip, made: Turn, message: str, at: datetime) -> None:
    """Note what the message shows, and of a new one that its official is reminded; what cannot be
    decided on is known by the message only.
    """
    case, card, nudge = store.case(slip.reference), made.card, made.nudge
    if case is None:
        return
    store.keep_card(
        slip.reach.id,
        case.id,
        message,
        card.version,
        card.notes,
        nudge=nudge.id if nudge else None,
        beside=made.beside,
    )
    if nudge and made.posts:
        _remind(store, case, nudge, at)
    if not card.live:
        store.drop_card(slip.reach.id, case.id)


def settle(store: Store, slip: Slip, found: str | None, at: datetime) -> Slip:
    """Note how a post ended whose end was not known: which message shows it, or that it never went
    out. An earlier card of the case is not it. What is noted from then on.
    """
    case = store.case(slip.reference)
    if case is None:
        return replace(slip, begun=False)
    if found is None or store.case_shown(slip.reach.channel, found) == slip.reference:
        store.forget_post(slip.reach.id, case.id)
        return store.slip(slip.reach, slip.reference)
    store.keep_card(slip.reach.id, case.id, found, 0, nudge=slip.nudge, beside=slip.beside)
    for nudge in store.nudges(case.id):
        if nudge.id == slip.nudge:
            _remind(store, case, nudge, at)
    return store.slip(slip.reach, slip.reference)


def _remind(store: Store, case: Case, shown: Nudge, at: datetime) -> None:
    """Note that an official has been shown a reminder, and with it all that are less grave."""
    for nudge in store.nudges(case.id):
        is_theirs = (nudge.official, nudge.wait) == (shown.official, shown.wait)
        if is_theirs and nudge.level.rank <= shown.level.rank:
            store.shown(nudge.id, at)


def forget(store: Store, slip: Slip) -> None:
    """A post that had begun never went out."""
    if case := store.case(slip.reference):
        store.forget_post(slip.reach.id, case.id)


def drop(store: Store, slip: Slip) -> None:
    """The card's message is gone. Where it is still to be decided on by its owner it is missing."""
    if case := store.case(slip.reference):
        store.drop_card(slip.reach.id, case.id)


def clear(store: Store, slip: Slip) -> None:
    """The message above tells what it has to."""
    if case := store.case(slip.reference):
        store.clear_above(slip.reach.id, case.id)
