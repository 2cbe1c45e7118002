"""The official's side of a case: approve, edit, answer, hand over, ask back, close."""

from dataclasses import replace

from bot import wording
from bot.answers import Answer, Kind
from bot.cases.steps import Steps
from bot.errors import (
    AlreadyDecidedError,
    EmptyTextError,
    LimitError,
    NoSuchCaseError,
    NotAllowedError,
    NotSendableError,
    StaleVersionError,
    StandsInError,
)
from bot.model import RESIDENT, STRANGER, Act, Case, Draft, MessageKind, Reason, State
from bot.people import Official
from bot.ports import Store

MOST_SIGNS = 6000
"""The longest reply; longer ones nobody reads on a phone."""
_SILENT = frozenset({Reason.SPAM, Reason.UNREACHABLE, Reason.RESOLVED})
"""Reasons for closing that the resident is not written about."""


class Deciding(Steps):
    """What an official does to a case.

    Each method takes the version the official saw. A decision on another version, or on a
    case somebody has decided, is refused with the decider's name, recorded, and changes
    nothing (S4).
    """

    def approve(
        self, store: Store, reference: str, *, version: int, by: str, text: str | None = None
    ) -> Case:
        """Send the draft, perhaps after an edit: a compare-and-set on state and version.

        Raises:
            AlreadyDecidedError, StaleVersionError: too late; recorded.
            EmptyTextError, LimitError: there is no text to send, or too much.
        """
        case, official = self._guarded(store, reference, version, by, Act.APPROVED)
        final = _checked(case.draft.text if text is None else text)
        edited = final != _plain(case.draft.text)
        if not edited and case.draft.why != "edited":
            for slug in case.draft.slugs:
                self._sendable(slug, case.language)
        case = self._change(
            store,
            case,
            Act.APPROVED,
            by,
            detail="edited" if edited else "",
            state=State.ANSWERED,
            decided_by=by,
            helped=None,
        )
        self._reply(store, case, final, official)
        return case

    def edit(self, store: Store, reference: str, *, version: int, by: str, text: str) -> Case:
        """Keep a changed draft without sending it; buttons on the old version die."""
        case, _ = self._guarded(store, reference, version, by, Act.EDITED)
        draft = replace(case.draft, text=_checked(text), why="edited")
        return self._change(store, case, Act.EDITED, by, draft=draft)

    def use_another(
        self, store: Store, reference: str, *, version: int, by: str, slug: str
    ) -> Case:
        """Draft from another answer of the base; it still waits for a yes. One that speaks
        of no danger says that the matter is an ordinary one.
        """
        case, _ = self._guarded(store, reference, version, by, Act.ANOTHER)
        answer = self._sendable(slug, case.language)
        sure = next((c.confidence for c in case.draft.candidates if c.slug == slug), 0.0)
        draft = Draft(
            wording.fill(self.base, answer, self.base.place(case.street, case.district)),
            slug,
            answer.version,
            sure,
            case.draft.candidates,
            "picked",
        )
        return self._change(
            store,
            case,
            Act.ANOTHER,
            by,
            detail=slug,
            state=State.AWAITING_APPROVAL,
            draft=draft,
            urgent=case.urgent and answer.kind is Kind.DANGER,
        )

    def answer(self, store: Store, reference: str, *, version: int, by: str, text: str) -> Case:
        """Send an answer in the official's own words."""
        case, official = self._guarded(store, reference, version, by, Act.ANSWERED)
        final = _checked(text)
        old, untouched = case.draft, final == _plain(case.draft.text)
        draft = old if untouched else Draft(final, candidates=old.candidates, why=old.why)
        case = self._change(
            store,
            case,
            Act.ANSWERED,
            by,
            state=State.ANSWERED,
            decided_by=by,
            helped=None,
            draft=draft,
        )
        self._reply(store, case, final, official)
        return case

    def reject(self, store: Store, reference: str, *, version: int, by: str) -> Case:
        """The draft does not fit: the official will write the answer."""
        case, _ = self._guarded(store, reference, version, by, Act.REJECTED)
        draft = Draft("", candidates=case.draft.candidates, why="rejected")
        return self._change(store, case, Act.REJECTED, by, state=State.HANDED_OVER, draft=draft)

    def hand_over(self, store: Store, reference: str, *, version: int, by: str, to: str) -> Case:
        """Give the case to another official, or to who stands in; the promise stands (L12).

        Raises StandsInError where its owner stands in for the other.
        """
        case, _ = self._guarded(store, reference, version, by, Act.REASSIGNED)
        chosen = self._official(to)
        if to == case.owner:
            raise NotAllowedError(f"{chosen.name} has this case already. Choose another.")
        owner = self._owner(chosen, urgent=case.urgent)
        if owner == case.owner:
            raise StandsInError(chosen.name, self.base.official(owner).name)
        away = "" if owner == to else f" -> {to}, away"
        detail = f"{case.owner}{away} -> {owner}"
        return self._change(store, case, Act.REASSIGNED, by, detail=detail, owner=owner)

    def ask_back(self, store: Store, reference: str, *, version: int, by: str, text: str) -> Case:
        """Ask the resident something; the case waits for them and keeps owner and deadline."""
        case, official = self._guarded(store, reference, version, by, Act.ASKED_BACK)
        final = wording.signed(self.base, _checked(text), official, case.language)
        case = self._change(store, case, Act.ASKED_BACK, by, state=State.AWAITING_RESIDENT)
        self._say(store, case, MessageKind.ASK_BACK, final, by)
        return case

    def close(self, store: Store, reference: str, *, version: int, by: str, reason: str) -> Case:
        """End a case with a reason; the resident is told unless there is nobody to tell (S1)."""
        if reason not in set(Reason):
            raise NotAllowedError(f"'{reason}' is not a reason. Pick one of {', '.join(Reason)}.")
        reason = Reason(reason)
        case, _ = self._guarded(store, reference, version, by, Act.CLOSED)
        case = self._change(
            store,
            case,
            Act.CLOSED,
            by,
            detail=reason,
            state=State.CLOSED,
            reason=reason,
            decided_by=by,
        )
        if reason not in _SILENT:
            text = wording.receipt(self.base, case, f"closed.{reason}", self.now())
            self._say(store, case, MessageKind.NOTICE, text)
        return case

    def mark(self, store: Store, reference: str, *, version: int, by: str, sensitive: bool) -> Case:
        """Say that a case is somebody's private matter, or that it is none (L27)."""
        act = Act.SENSITIVE if sensitive else Act.ORDINARY
        case, _ = self._guarded(store, reference, version, by, act)
        if case.sensitive is sensitive:
            return case
        return self._change(store, case, act, by, sensitive=sensitive)

    def look(self, store: Store, reference: str, *, version: int, by: str, act: Act) -> Case:
        """The case, if it still is as the official saw it who is about to ``act``; a refusal is
        recorded, as if it had been done.
        """
        return self._guarded(store, reference, version, by, act)[0]

    def refuse(self, store: Store, reference: str, what: str) -> None:
        """Record that somebody who is no official of ours wanted to decide a case."""
        case = store.case(reference)
        if case:
            self._record(store, case, Act.REFUSED, STRANGER, what)

    def _reply(self, store: Store, case: Case, text: str, official: Official) -> None:
        final = wording.signed(self.base, text, official, case.language)
        self._say(store, case, MessageKind.REPLY, final, official.slug)

    def _sendable(self, slug: str, language: str) -> Answer:
        """An answer that is reviewed, valid and in season today (L2, B8)."""
        answer = self.base.answer(slug, language)
        if answer is None:
            raise NotAllowedError(f"There is no answer '{slug}' in the base. Pick one of the list.")
        if not answer.may_be_sent(self._today()):
            raise NotSendableError(slug)
        return answer

    def _guarded(
        self, store: Store, reference: str, version: int, by: str, act: Act
    ) -> tuple[Case, Official]:
        """The case as the official saw it, and the official; or a recorded refusal."""
        official = self._official(by)
        case = store.case(reference)
        if case is None:
            raise NoSuchCaseError
        if case.version != version and not _only_renewed(store, case, version):
            self._record(store, case, Act.REFUSED, by, f"{act} of version {version}")
            if not case.state.is_open and act is not Act.CLOSED:
                raise AlreadyDecidedError(self._decider(case))
            raise StaleVersionError
        return case, official

    def _decider(self, case: Case) -> str:
        decider = case.decided_by or RESIDENT
        official = self.base.officials.get(decider)
        return official.name if official else decider


def _only_renewed(store: Store, case: Case, version: int) -> bool:
    """Whether nothing has happened since ``version`` but that the resident was told a new time:
    what the official saw and decides is the same.
    """
    acts = [event.act for event in store.events(case.id) if event.version > version]
    return 0 < case.version - version == acts.count(Act.RENEWED)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _checked(text: str) -> str:
    """The text with plain line ends. Raises EmptyTextError or LimitError."""
    plain = _plain(text)
    if not plain:
        raise EmptyTextError
    if len(plain) > MOST_SIGNS:
        raise LimitError(f"The text has {len(plain)} characters; the most is {MOST_SIGNS}. Cut it.")
    return plain
