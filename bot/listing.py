"""Cases in a row, as officials are shown them: on a command, on a home page, on the desk."""

from dataclasses import dataclass

from bot import privacy
from bot.cards import Reading
from bot.lines import MessageKind
from bot.model import OPEN, Case
from bot.ports import Store
from bot.promises import missed_since

_CHOSE = frozenset({"chosen", "neither"})
_MOST_WORDS = 160
"""Signs of the resident's newest words in a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One case that waits."""

    case: Case
    head: str
    """Reference, flags, deadline, and whose it is where it may be another's."""
    words: str
    """The resident's newest words, masked; empty where they are not to be shown."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The cases that wait longest, and how many there are in all."""

    rows: tuple[Row, ...]
    whole: int


def waiting(store: Store, reading: Reading, *, mine: bool, most: int) -> Rows:
    """The open cases of the reader, or all; at most ``most``, urgent first, then the oldest."""
    owner = reading.slug if mine else None
    cases = store.cases(states=tuple(OPEN), owner=owner, limit=most)
    rows = tuple(_row(store, reading, case) for case in cases)
    return Rows(rows, store.tally(owner)[0])


def overdue(store: Store, reading: Reading, *, most: int) -> Rows:
    """The open cases whose promise has been missed, whoever owns them; the longest missed first."""
    late = list(store.late(reading.now))
    cases = [case for reference in late[:most] if (case := store.case(reference))]
    return Rows(tuple(_row(store, reading, case) for case in cases), len(late))


def _row(store: Store, reading: Reading, case: Case) -> Row:
    say, late = reading.say, missed_since(store.promises_of(case.id), reading.now) is not None
    flags = [say("desk.urgent")] * case.urgent + [say("desk.overdue")] * late
    due = say("desk.due", when=reading.when(case.deadline))
    owner = [] if case.owner == reading.slug else [reading.who(case.owner)]
    return Row(
        case, " · ".join([case.reference, *flags, due, *owner]), _words(store, reading, case)
    )


def _words(store: Store, reading: Reading, case: Case) -> str:
    if case.sensitive:  # only on the desk (L27)
        return reading.say("card.sensitive")
    words = privacy.show(newest_words(store, case), reading.base.spoken(reading.language))
    words = " ".join(words.split())
    return words if len(words) <= _MOST_WORDS else f"{words[: _MOST_WORDS - 2]} …"


def newest_words(store: Store, case: Case) -> str:
    """What the resident wrote last, as it is kept; a choice says nothing without what it was about.
    Empty when nothing was written.
    """
    words = [m.text for m in store.thread(case.id) if m.kind is MessageKind.QUESTION and m.text]
    return " · ".join(words[-2 if case.draft.why in _CHOSE else -1 :])
