"""What the desk shows of a case: read from the store in one go, ready for a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import wording
from bot.answers import Answer, Kind
from bot.city import Base
from bot.errors import NoSuchCaseError
from bot.listing import newest_words
from bot.mail import Nudge
from bot.model import (
    OPEN,
    Act,
    Candidate,
    Case,
    Event,
    File,
    Message,
    Note,
    State,
    Sum,
)
from bot.ports import Store
from bot.promises import Promise, missed_since
from bot.states import Level

VIEWS = ("mine", "all", "done", "aside")
_DONE = (State.ANSWERED, State.CLOSED)
_DECISIONS = frozenset({Act.APPROVED, Act.ANSWERED, Act.CLOSED})
_FINDINGS = frozenset({"doubt", "ask", "silent", "not_both", "danger"})
"""Why a case came to an official with findings, to be looked at before anything is written."""


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the queue."""

    case: Case
    words: str
    """The resident's newest words."""
    overdue: bool
    """Whether the first time that the resident was told has passed."""
    level: Level | None = None
    """The gravest level at which the reader was reminded of it."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One view of the queue, with the closing sum."""

    lines: list[Line]
    sum: Sum
    mine: int
    whole: int
    """How many cases the view has; the longest waiting of them are the lines."""
    others: list[Line]
    """Others' cases that the reader was reminded of: urgent first, then the gravest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a case's record: what happened, or whom the clock reminded of it."""

    at: datetime
    event: Event | None = None
    nudge: Nudge | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Another answer the official may use."""

    answer: Answer
    text: str
    candidate: Candidate
    sendable: bool
    """Whether it may be sent today."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything of one case."""

    case: Case
    thread: list[Message]
    notes: list[Note]
    """What officials have told each other; the resident sees none of it."""
    record: list[Entry]
    failures: list[str]
    choices: list[Choice]
    finds: bool
    """Whether the choices are findings, shown first and open."""
    answers: list[tuple[Answer, Candidate | None]]
    """What the draft was made from, each with how it was found."""
    decided_at: datetime | None
    perhaps_twice: int
    """How many messages may have reached the resident twice."""
    files: dict[int, list[File]]
    """What the resident sent beside words, by the number of the thread's line."""
    promises: list[Promise]
    """Every time that the resident was told, in order."""

    @property
    def reworded(self) -> set[int | None]:
        """The lines that the resident has changed into others."""
        return {message.replaces for message in self.thread}

    @property
    def answer_changed(self) -> bool:
        """Whether the base holds another version now than the draft was made from."""
        draft = self.case.draft
        made_of = {(draft.answer, draft.answer_version), *draft.also}
        return any((answer.slug, answer.version) not in made_of for answer, _ in self.answers)

    def is_late(self, now: datetime) -> bool:
        """Whether the first time that the resident was told has passed."""
        return missed_since(self.promises, now) is not None


def queue(store: Store, view: str, official: str, now: datetime) -> Queue:
    """The cases of a view: waiting longest first, the done ones newest first."""
    owner = official if view == "mine" else None
    done = view == "done"
    cases = store.cases(states=_DONE if done else tuple(OPEN), owner=owner, newest=done)
    levels = _reminded(store, official) if view == "mine" else {}
    lines = [_line(store, case, now, levels.pop(case.reference, None)) for case in cases]
    mine, sums = store.tally(official)[0], store.sums()
    whole = {"mine": mine, "all": sums.waiting}.get(view, len(lines))
    return Queue(lines, sums, mine, whole, _others(store, official, levels, now))


def _line(store: Store, case: Case, now: datetime, level: Level | None = None) -> Line:
    overdue = missed_since(store.promises_of(case.id), now) is not None
    return Line(case, newest_words(store, case), overdue, level)


def _reminded(store: Store, official: str) -> dict[str, Level]:
    """The gravest level at which an official was reminded of each case that still waits."""
    return {nudge.reference: nudge.level for nudge in _by_rank(store.nudges_of(official))}


def _others(store: Store, official: str, levels: Mapping[str, Level], now: datetime) -> list[Line]:
    """Of those cases others' ones: urgent first, then the gravest, then the oldest."""
    found = [(store.case(reference), level) for reference, level in levels.items()]
    lines = [_line(store, case, now, level) for case, level in found if case]

    def order(line: Line) -> tuple[bool, int, int]:
        rank = line.level.rank if line.level else 0
        return (not line.case.urgent, -rank, line.case.id)

    return sorted((line for line in lines if line.case.owner != official), key=order)


def _record(events: Sequence[Event], nudges: Sequence[Nudge]) -> list[Entry]:
    """What happened and who was reminded, by time. A reminder that a graver one of the same moment
    covers was given to nobody.
    """
    given = {(nudge.official, nudge.at): nudge for nudge in _by_rank(nudges)}
    entries = [Entry(event.at, event=event) for event in events]
    entries += [Entry(nudge.at, nudge=nudge) for nudge in given.values()]
    return sorted(entries, key=lambda entry: entry.at)


def _by_rank(nudges: Sequence[Nudge]) -> list[Nudge]:
    return sorted(nudges, key=lambda nudge: nudge.level.rank)


def sheet(store: Store, base: Base, reference: str, day: date) -> Sheet:
    """One case with all that is known of it on ``day``. Raises NoSuchCaseError."""
    case = store.case(reference)
    if case is None:
        raise NoSuchCaseError
    events = store.events(case.id)
    decisions = [event.at for event in events if event.act in _DECISIONS]
    draft = case.draft
    return Sheet(
        case=case,
        thread=store.thread(case.id),
        notes=store.notes(case.id),
        record=_record(events, store.nudges(case.id)),
        failures=store.failures(case.id),
        choices=_choices(base, case, day),
        finds=draft.why in _FINDINGS and case.state.is_open,
        answers=_sources(base, case),
        decided_at=decisions[-1] if decisions and case.decided_by else None,
        perhaps_twice=store.perhaps_twice(case.id),
        files=store.files(case.id),
        promises=store.promises_of(case.id),
    )


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the case page's fields."""

    text: str
    question: str
    apart: str
    """What was typed for another version: shown beside, never under the new version's button."""
    note: str = ""
    """An internal note that could not be kept."""


def typed(case: Case, form: Mapping[str, object]) -> Typed:
    """The draft, or what was typed for this very version; anything else is kept apart."""
    text, question = str(form.get("text", "")), str(form.get("question", ""))
    if str(form.get("version", "")) == str(case.version):
        return Typed(text or case.draft.text, question, "")
    note = str(form.get("note", ""))
    return Typed(case.draft.text, question if case.state.is_open else "", text or question, note)


def _choices(base: Base, case: Case, day: date) -> list[Choice]:
    """The other candidates, at most two beside a draft and three without one (B7)."""
    place = base.place(case.street, case.district)
    found = []
    for candidate in case.draft.candidates:
        answer = base.answer(candidate.slug, case.language)
        if answer and answer.kind is not Kind.TALK and candidate.slug not in case.draft.slugs:
            text = wording.fill(base, answer, place)
            found.append(Choice(answer, text, candidate, answer.may_be_sent(day)))
    return found[: 2 if case.draft.answer else 3]


def _sources(base: Base, case: Case) -> list[tuple[Answer, Candidate | None]]:
    found = {candidate.slug: candidate for candidate in case.draft.candidates}
    answers = (base.answer(slug, case.language) for slug in case.draft.slugs)
    return [(answer, found.get(answer.slug)) for answer in answers if answer]


def stand(store: Store, reference: str, official: str) -> str:
    """What an open page compares: a case's version, or the queue's make-up."""
    if reference:
        case = store.case(reference)
        return str(case.version) if case else "0"
    reminders = len(store.nudges_of(official))
    return f"{store.tally()}{store.tally(official)}{store.sums().received} {reminders}"
