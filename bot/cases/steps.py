"""The steps that every change of a case is made of."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot import calendar
from bot.city import Base
from bot.errors import NoSuchOfficialError
from bot.library import Library
from bot.model import BOT, Act, Case, Event, Message, MessageKind
from bot.people import Official
from bot.ports import Matcher, Store
from bot.promises import Ending, Promise
from bot.standing import who_gets


class Steps:
    """What both sides of a case share: the library, the clock and four steps."""

    def __init__(self, library: Library, now: Callable[[], datetime]) -> None:
        """``now`` gives the present moment in UTC."""
        self.library = library
        self.now = now

    @property
    def base(self) -> Base:
        """The base as it is now: it changes between use cases, never within one."""
        return self.library.base

    @property
    def matcher(self) -> Matcher:
        """The matcher of that base."""
        return self.library.matcher

    def _today(self) -> date:
        """The day on the city's clock."""
        return calendar.local(self.base.city, self.now()).date()

    def _owner(self, official: Official, *, urgent: bool, then: Sequence[Official] = ()) -> str:
        """The official's slug, or of who stands in: for what is urgent today, for anything else
        when work on it begins (L12). ``then``: who else may have it where nobody of the line does.
        """
        return who_gets(self.base, official, self.now(), urgent=urgent, then=then).slug

    def _same_owner(self, case: Case) -> str:
        """The slug of the case's owner, or of who stands in for what is to be done on it now."""
        return self._owner(self.base.official(case.owner), urgent=case.urgent)

    def _official(self, slug: str) -> Official:
        """The official of the register. Raises NoSuchOfficialError."""
        if slug not in self.base.officials:
            raise NoSuchOfficialError(slug)
        return self.base.officials[slug]

    def _add(self, store: Store, case: Case) -> Case:
        """Keep a new case, and what its resident is promised."""
        case = store.add_case(case)
        self._keep_promise(store, case)
        return case

    def _change(
        self, store: Store, case: Case, act: Act, by: str, *, detail: str = "", **changes: Any
    ) -> Case:
        """Change the case by a guarded update and record it. Always the first write."""
        after = case.evolve(act, self.now(), **changes)
        store.change_case(after)
        self._keep_promise(store, after, is_renewed=act is Act.RENEWED)
        self._record(store, after, act, by, detail)
        return after

    def _hand_on(self, store: Store, case: Case, owner: str) -> Case:
        """Let another one have the case whose owner is away; the promised time stands (L12)."""
        detail = f"away: {case.owner} -> {owner}"
        return self._change(store, case, Act.REASSIGNED, BOT, detail=detail, owner=owner)

    def _keep_promise(self, store: Store, case: Case, *, is_renewed: bool = False) -> None:
        """Let the promise that runs be what the case as it is now promises: none, or an answer by
        the deadline. The one place where promises begin and end.
        """
        due = case.deadline if case.is_promised else None
        running = store.promise(case.id)
        if running and running.due == due:
            return
        if running:
            store.end_promise(running.id, self.now(), self._ending(running, case))
        if due:
            wait = running.wait if running and is_renewed else 0
            store.add_promise(Promise(case.id, self.now(), due, wait))

    def _ending(self, promise: Promise, case: Case) -> Ending:
        """How a promise ended by what the case has become."""
        if self.now() > promise.due:
            return Ending.MISSED
        return Ending.MOVED if case.state.is_open else Ending.KEPT

    def _record(self, store: Store, case: Case, act: Act, by: str, detail: str = "") -> None:
        store.record(
            Event(
                case_id=case.id,
                at=self.now(),
                act=act,
                by=by,
                version=case.version,
                state=case.state,
                answer=case.draft.answer,
                answer_version=case.draft.answer_version,
                detail=detail,
                also=case.draft.also,
            )
        )

    def _say(
        self, store: Store, case: Case, kind: MessageKind, text: str, author: str = BOT
    ) -> None:
        """Add a text to the thread and put it on its way to the resident."""
        message = self._message(case, kind, text, author)
        if kind in (MessageKind.REPLY, MessageKind.TALK, MessageKind.SAFETY):
            draft = case.draft
            message = replace(
                message,
                answer=draft.answer,
                answer_version=draft.answer_version,
                also=draft.also,
            )
        store.queue(case.id, case.address, store.add_message(message), self.now())

    def _message(self, case: Case, kind: MessageKind, text: str, author: str) -> Message:
        return Message(case.id, self.now(), author, kind, case.language, text)

    def _deadline(
        self, owner: str, topic: str | None, *, drafted: bool, urgent: bool = False
    ) -> datetime:
        """When the resident is promised an answer, by the calendar of its owner (L10); UTC."""
        city = self.base.city
        if urgent:
            return calendar.due_at_once(city, self.now())
        hours = city.deadlines.draft_hours if drafted else self.base.hours_to_answer(topic)
        working = calendar.time_there(self.base, self.base.official(owner), self.now())
        return calendar.promised(self.now(), hours, working)
