"""The clock's turn: officials are reminded of what waits, residents are told of what is late.

What is due follows from what the store holds, never from when the clock last came round: so a
turn taken twice, after a restart or after a leap of the clock gives nothing twice, and forgets
nothing. Each case that has something due is a transaction of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot import wording
from bot.cases.asking import Asking
from bot.cases.thinking import SAID
from bot.city import Base
from bot.library import Library
from bot.mail import Nudge
from bot.model import BOT, Act, Case, MessageKind, State
from bot.ports import Store
from bot.promises import Promise
from bot.reminders import Due, due_levels, renewed

_AT_ONCE = 500
"""How many cases one look goes through, so that nobody waits for the store meanwhile."""
_STAYS = SAID | {"edited", "rejected", "asked_human", "neither", "danger"}
"""What somebody has said of a draft outlives a resident's silence."""


class Look(NamedTuple):
    """What one look at open cases found."""

    found: tuple[str, ...]
    """References of cases that have something due."""
    is_last: bool
    """Whether no other case has to be looked at now."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What the clock's turn did to one case."""

    reference: str
    nudges: tuple[Nudge, ...] = ()
    """The reminders written now."""
    is_renewed: bool = False
    """Whether the resident was told that the promise was missed, and a new time."""
    is_back: bool = False
    """Whether it went back to its official because the resident did not answer."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing was due."""
        return not (self.nudges or self.is_renewed or self.is_back)


class Reminding(Asking):
    """What comes of waiting."""

    def __init__(self, library: Library, now: Callable[[], datetime]) -> None:
        super().__init__(library, now)
        self._saw: tuple[Base, date] | None = None
        """By what the last look put cases off: hours, absences and the register are the base's,
        who is there depends on the day. When these change every open case is looked at anew."""

    def due(self, store: Store) -> Look:
        """Look at open cases whose time may have come, and put off those that have none.

        A look takes at most ``_AT_ONCE`` of them: look again after ``tick`` of what was found,
        until ``is_last``.
        """
        sees = (self.base, self._today())
        if self._saw is None or self._saw[0] is not sees[0] or self._saw[1] != sees[1]:
            store.look_anew()
        cases = store.to_look_at(self.now(), _AT_ONCE)
        found = tuple(case.reference for case in cases if not self._put_off(store, case))
        self._saw = sees
        return Look(found, len(cases) < _AT_ONCE)

    def tick(self, store: Store, reference: str) -> Ticked:
        """Do whatever is due for a case now: remind its officials, tell its resident of a missed
        promise and the next time, take it back from a resident who does not answer.

        Doing it again changes nothing more.
        """
        case = store.case(reference)
        if case is None or not case.state.is_open:
            return Ticked(reference)
        if case.is_promised and store.promise(case.id) is None:
            self._keep_promise(store, case)  # it was opened by a version that knew no promises
        promises = _of_this_wait(store, case)
        ticked = Ticked(
            reference,
            nudges=self._nudged(store, case, promises),
            is_renewed=self._renewed(store, case, promises),
            is_back=self._taken_back(store, case),
        )
        if not ticked.is_renewed and not ticked.is_back:
            self._put_off(store, case)
        return ticked

    def _put_off(self, store: Store, case: Case) -> bool:
        """Look at the case again when something may be due next; False: something is due now."""
        next_at, now = self._next(store, case), self.now()
        if next_at <= now:
            return False
        store.look_later(case.id, next_at)
        return True

    def _next(self, store: Store, case: Case) -> datetime:
        """When something is due for an open case next; now or earlier: it is."""
        if case.is_asked_back:
            return self._answer_awaited_until(store, case)
        promises = _of_this_wait(store, case)
        if not promises:
            return self.now()
        levels = [one.when for one in self._levels(store, case, promises, self.now())]
        return min([promises[-1].due + timedelta.resolution, *levels])

    def _levels(
        self, store: Store, case: Case, promises: Sequence[Promise], now: datetime
    ) -> list[Due]:
        """What officials are yet to hear in this waiting period, from ``now`` on; nothing while the
        resident is asked.
        """
        if case.state is State.AWAITING_RESIDENT:
            return []
        wait = promises[-1].wait
        given = {(one.level, one.official) for one in store.nudges(case.id) if one.wait == wait}
        return due_levels(case, promises, self.base, now, given)

    def _nudged(self, store: Store, case: Case, promises: Sequence[Promise]) -> tuple[Nudge, ...]:
        """Write down what is due; of several levels at once an official hears the gravest, the
        others are noted as given.
        """
        if not promises:
            return ()
        now, wait = self.now(), promises[-1].wait
        levels = [one for one in self._levels(store, case, promises, now) if one.when <= now]
        gravest = {one.official: one.level for one in sorted(levels, key=_rank)}
        nudges = []
        for level, official, _ in levels:
            covered = gravest[official] is not level
            shown = now if covered else None
            nudge = store.add_nudge(Nudge(case.reference, wait, level, official, now, shown))
            nudges += [nudge] if nudge and not covered else []
        return tuple(nudges)

    def _renewed(self, store: Store, case: Case, promises: Sequence[Promise]) -> bool:
        """Tell the resident that the promised time has passed and by when the answer comes now,
        before they ask (S1).
        """
        now = self.now()
        if not promises or now <= promises[-1].due:
            return False
        owner = self._same_owner(case)
        if owner != case.owner:
            case = self._hand_on(store, case, owner)
        deadline = renewed(case, promises, self.base, now)
        after = self._change(store, case, Act.RENEWED, BOT, deadline=deadline)
        missed = wording.when(self.base, case.language, promises[-1].due, now)
        key = "bot.late_urgent" if case.urgent else "bot.late"
        text = wording.receipt(self.base, after, key, now, promised=missed)
        self._say(store, after, MessageKind.NOTICE, text)
        return True

    def _taken_back(self, store: Store, case: Case) -> bool:
        """Give a case back to its official when the resident was asked and has said nothing for
        ``ask_back_days``; a new time is promised, and told.
        """
        if not case.is_asked_back or self._answer_awaited_until(store, case) > self.now():
            return False
        owner = self._same_owner(case)
        kept = case.draft.why in _STAYS
        after = self._change(
            store,
            case,
            Act.SILENT,
            BOT,
            detail="unanswered",
            state=State.HANDED_OVER,
            owner=owner,
            deadline=self._deadline(owner, case.topic, drafted=False, urgent=case.urgent),
            draft=case.draft if kept else replace(case.draft, why="unanswered", asks=()),
        )
        text = wording.receipt(self.base, after, "bot.unanswered", self.now())
        self._say(store, after, MessageKind.NOTICE, text)
        return True

    def _answer_awaited_until(self, store: Store, case: Case) -> datetime:
        asked = [line.at for line in store.thread(case.id) if line.kind is MessageKind.ASK_BACK]
        days = self.base.city.deadlines.ask_back_days
        return (asked[-1] if asked else case.changed_at) + timedelta(days=days)


def _of_this_wait(store: Store, case: Case) -> list[Promise]:
    """The promises of the waiting period that goes on, the last one running; none if none does."""
    promises = store.promises_of(case.id)
    if not promises or promises[-1].ended_at:
        return []
    return [one for one in promises if one.wait == promises[-1].wait]


def _rank(due: Due) -> int:
    return due.level.rank
