"""Officials who are away: said at once or for later, and nobody's question stays with them (L12).

What is said is kept in the store and laid over the register by the library, so that all routing
sees it. It is laid there before the transaction ends: should the commit fail, ``cover`` reads
the store again within a minute and nothing worse has happened than a deputy's getting a case.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.cases.steps import Steps
from bot.errors import AbsenceDaysError, NotYourAbsenceError
from bot.model import OPEN, Case
from bot.people import Absence, Away, Official, Whereabouts, known_absences
from bot.ports import Store
from bot.routing import in_charge
from bot.standing import stand_ins

_DAY = timedelta(days=1)
_FURTHEST = timedelta(days=731)
"""Two years: a later last day is a slip of the hand."""
_MOST = 10_000
"""Cases of one official that one look moves; the next look takes the rest."""


class Covering(Steps):
    """Who is away, who stands in, and the moving of cases from one to the other."""

    def away(
        self, store: Store, official: str, *, until: date | None, first: date | None = None, by: str
    ) -> Away:
        """Let the official be away, both days included; the cases move at once if it is today.

        It takes the place of what runs on its first day, in the register too, so that saying it
        again lengthens or shortens; absences that begin later stand.

        Args:
            store: The store.
            official: Slug of who is away.
            until: The last day; None: until further notice.
            first: The first day; None, or a day that has been: today.
            by: Slug of who says so: the same official, or one who may for others.

        Raises:
            AbsenceDaysError: the last day has been, comes before the first or after two years.
            NotYourAbsenceError, NoSuchOfficialError: not for ``by`` to say; nobody of that name.
        """
        self._may_set(official, by)
        today = self._today()
        days = Absence(max(first or today, today), until)
        _check(days, today)
        for old in self._set_for(store, official):
            begins_there = max(old.days.first, today) == days.first
            if not old.is_there and begins_there and old.days.runs_on(days.first):
                store.end_whereabouts(old.id, self.now(), by)
        if until is not None:
            self._there(store, official, by, begun=days.first, first=until + _DAY)
        said = store.add_whereabouts(Whereabouts(official, days, by, self.now()))
        moved = self.cover(store)
        return replace(self._shown(official, days, said), moved=tuple(moved))

    def back(self, store: Store, official: str, *, by: str) -> tuple[Absence, ...]:
        """The official is there again from today on; what ran today, empty if nothing did.

        What was set while serving ends. An absence of the register that runs today is cut by a
        row that says the official is there from today to its last day (``Whereabouts.is_there``):
        the file stays the people's own, later absences in it stand, and days that are added to
        it afterwards count. Cases that have moved stay where they are; new ones come.

        Raises:
            NotYourAbsenceError, NoSuchOfficialError: not for ``by`` to say; nobody of that name.
        """
        self._may_set(official, by)
        today = self._today()
        self._overlay(store)
        running = tuple(a for a in self._official(official).absences if a.runs_on(today))
        for one in self._set_for(store, official):
            if not one.is_there and one.days.runs_on(today):
                store.end_whereabouts(one.id, self.now(), by)
        self._there(store, official, by, begun=today, first=today)
        self._overlay(store)
        return running

    def call_off(self, store: Store, number: int, *, by: str) -> bool:
        """End an absence that was set while serving, by its number; False: there is none.

        Raises:
            NotYourAbsenceError: not for ``by`` to say.
        """
        found = [one for one in store.whereabouts(self._today()) if one.id == number]
        for one in found:
            self._may_set(one.official, by)
            store.end_whereabouts(number, self.now(), by)
        self._overlay(store)
        return bool(found)

    def absences(self, store: Store, official: str | None = None) -> list[Away]:
        """Absences that run or come, of one official or of all, in the order of their days."""
        self._overlay(store)
        people = [self._official(official)] if official else self.base.officials.values()
        found = [one for person in people for one in self._absences_of(person)]
        return sorted(found, key=lambda one: (one.days.first, one.official))

    def cover(self, store: Store) -> list[str]:
        """Move every open case of who is away today to who stands in; the promised time stands.

        A case stays with the fallback official where nobody else is there, away or not: it is
        never without an owner, and a second run moves nothing. It leaves an absent one as soon as
        anybody is there whose it would be. The references of what moved.
        """
        self._overlay(store)
        today = self._today()
        absent = [one for one in self.base.officials.values() if one.is_away(today)]
        return [reference for one in absent for reference in self._moved(store, one)]

    def may_set_for(self, official: str, by: str) -> bool:
        """Whether ``by`` may say when the official is away."""
        return by == official or by in self._may_set_for_all()

    def _moved(self, store: Store, official: Official) -> Iterable[str]:
        """A case goes to who stands in; where nobody does, to whose it would be if it came in now:
        that one may be back earlier than the fallback official.
        """
        for case in store.cases(states=tuple(OPEN), owner=official.slug, limit=_MOST):
            owner = self._owner(official, urgent=case.urgent, then=[self._whose(case)])
            if owner != official.slug:
                self._hand_on(store, case, owner)
                yield case.reference

    def _whose(self, case: Case) -> Official:
        """Whose the case would be if it came in now and everybody were there."""
        base = self.base
        if case.urgent:
            return base.official(base.city.on_call)
        return in_charge(base, case.topic, case.district, case.language)

    def _may_set_for_all(self) -> tuple[str, ...]:
        """Who is responsible for quality, and the fallback official: for colleagues who are ill."""
        return (self.base.city.quality_person, self.base.city.fallback_official)

    def _may_set(self, official: str, by: str) -> None:
        self._official(official)
        if self._official(by).slug != official and by not in self._may_set_for_all():
            names = {self._official(slug).name: None for slug in self._may_set_for_all()}
            raise NotYourAbsenceError(", ".join(names))

    def _set_for(self, store: Store, official: str) -> list[Whereabouts]:
        return [one for one in store.whereabouts(self._today()) if one.official == official]

    def _overlay(self, store: Store) -> None:
        """Lay what the store knows over the register."""
        self.library.take_absences(store.whereabouts(self._today()))

    def _there(self, store: Store, official: str, by: str, *, begun: date, first: date) -> None:
        """Say that the official is there from ``first`` to the end of what, of the register's
        absences, begins on ``begun`` or has by then; nothing if that does not last so long.
        """
        today = self._today()
        register = self.library.as_read.officials[official].absences
        said = self._set_for(store, official)
        left = [days for days, one in known_absences(register, said) if one is None]
        ends = [
            days.last for days in left if days.runs_on(begun) and max(days.first, today) == begun
        ]
        last = None if None in ends else max((day for day in ends if day), default=None)
        if ends and (last is None or first <= last):
            days = Absence(first, last)
            store.add_whereabouts(Whereabouts(official, days, by, self.now(), is_there=True))

    def _absences_of(self, official: Official) -> Iterable[Away]:
        today = self._today()
        register = self.library.as_read.officials[official.slug].absences
        own = [one for one in self.library.said if one.official == official.slug]
        for days, said in known_absences(register, own):
            if days.last is None or days.last >= today:
                yield self._shown(official.slug, days, said)

    def _shown(self, official: str, days: Absence, said: Whereabouts | None) -> Away:
        """The absence with who stands in, from today on."""
        seen = Absence(max(days.first, self._today()), days.last)
        steads = stand_ins(self.base, self._official(official), seen)
        return Away(official, days, steads, said.id if said else None, said.set_by if said else "")


def _check(days: Absence, today: date) -> None:
    """Raises AbsenceDaysError where the days do not fit."""
    last = days.last or days.first
    if last < days.first or last > today + _FURTHEST:
        raise AbsenceDaysError
