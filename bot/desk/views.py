"""What the desk shows of a case: read from the store in one go, ready for a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot import wording
from bot.city import Answer, Base, Kind
from bot.errors import NoSuchCaseError
from bot.model import (
    OPEN,
    Act,
    Candidate,
    Case,
    Event,
    File,
    Message,
    MessageKind,
    Note,
    State,
    Sum,
)
from bot.ports import Store

VIEWS = ("mine", "all", "done", "aside")
_DONE = (State.ANSWERED, State.CLOSED)
_DECISIONS = frozenset({Act.APPROVED, Act.ANSWERED, Act.CLOSED})
_SURE, _LIKELY = 0.8, 0.5
_FINDINGS = frozenset({"doubt", "ask", "silent", "not_both", "danger"})
"""Why a case came to an official with findings, to be looked at before anything is written."""
_CHOSE = frozenset({"chosen", "neither"})


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the queue."""

    case: Case
    words: str
    """The resident's newest words."""
    overdue: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One view of the queue, with the closing sum."""

    lines: list[Line]
    sum: Sum
    mine: int
    whole: int
    """How many cases the view has; the longest waiting of them are the lines."""


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
    events: list[Event]
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


def queue(store: Store, view: str, official: str, now: datetime) -> Queue:
    """The cases of a view: waiting longest first, the done ones newest first."""
    owner = official if view == "mine" else None
    done = view == "done"
    cases = store.cases(states=_DONE if done else tuple(OPEN), owner=owner, newest=done)
    lines = [
        Line(case, _newest_words(case, store), case.state.is_open and case.deadline < now)
        for case in cases
    ]
    mine, sums = store.tally(official)[0], store.sums()
    whole = {"mine": mine, "all": sums.waiting}.get(view, len(lines))
    return Queue(lines, sums, mine, whole)


def _newest_words(case: Case, store: Store) -> str:
    """What the resident wrote last; a choice says nothing without what it was about."""
    words = [m.text for m in store.thread(case.id) if m.kind is MessageKind.QUESTION and m.text]
    return " · ".join(words[-2 if case.draft.why in _CHOSE else -1 :])


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
        events=events,
        failures=store.failures(case.id),
        choices=_choices(base, case, day),
        finds=draft.why in _FINDINGS and case.state.is_open,
        answers=_sources(base, case),
        decided_at=decisions[-1] if decisions and case.decided_by else None,
        perhaps_twice=store.perhaps_twice(case.id),
        files=store.files(case.id),
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


def in_words(confidence: float) -> str:
    """The phrase for a confidence: sure, likely or unsure."""
    if confidence >= _SURE:
        return "desk.sure"
    return "desk.likely" if confidence >= _LIKELY else "desk.unsure"


def stand(store: Store, reference: str, official: str) -> str:
    """What an open page compares: a case's version, or the queue's make-up."""
    if reference:
        case = store.case(reference)
        return str(case.version) if case else "0"
    return f"{store.tally()}{store.tally(official)}{store.sums().received}"
