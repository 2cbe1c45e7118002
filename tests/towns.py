"""A city whose officials come and go: everything is real but the clock and the matcher."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.cases import Cases, Ticked
from bot.city import Base
from bot.model import Case
from bot.people import Absence, Away
from bot.store import SqliteStore
from tests.fakes import Clock
from tests.stores import a_case

TODAY = date(2026, 11, 23)
"""The day of ``MONDAY`` on the city's clock."""


class Town:
    """The city's cases and its officials' days, each deed a transaction of its own."""

    def __init__(self, cases: Cases, store: SqliteStore) -> None:
        assert isinstance(cases.now, Clock)
        self.cases, self.store, self.clock = cases, store, cases.now

    def away(
        self,
        official: str,
        until: date | None = None,
        first: date | None = None,
        by: str | None = None,
    ) -> Away:
        """Mark the official away; by themselves, unless ``by`` says who."""
        with self.store.transaction():
            return self.cases.away(
                self.store, official, until=until, first=first, by=by or official
            )

    def back(self, official: str, by: str | None = None) -> tuple[Absence, ...]:
        """The official is back; what ran."""
        with self.store.transaction():
            return self.cases.back(self.store, official, by=by or official)

    def covers(self) -> list[str]:
        """The clock's turn; what moved."""
        with self.store.transaction():
            return self.cases.cover(self.store)

    def ticks(self) -> list[Ticked]:
        """The clock's turn at this moment, a transaction for each case; what came of it."""
        done: list[Ticked] = []
        while True:
            with self.store.transaction():
                look = self.cases.due(self.store)
            for reference in look.found:
                with self.store.transaction():
                    done.append(self.cases.tick(self.store, reference))
            if look.is_last and not look.found:
                return [one for one in done if not one.is_idle]

    def listed(self, official: str | None = None) -> list[Absence]:
        """The days that are shown as running or coming."""
        return [one.days for one in self.cases.absences(self.store, official)]

    def is_away(self, official: str, day: date = TODAY) -> bool:
        """Whether all routing sees the official as away."""
        return self.cases.base.officials[official].is_away(day)

    def opened(self, owner: str, reference: str = "AAA-AAA-AAA", **changes: object) -> Case:
        """An open case of that official."""
        with self.store.transaction():
            return self.store.add_case(a_case(reference, owner=owner, **changes))

    def owner(self, reference: str = "AAA-AAA-AAA") -> str:
        """Who has the case."""
        case = self.store.case(reference)
        assert case
        return case.owner


def with_absences(base: Base, away: Mapping[str, tuple[Absence, ...]]) -> Base:
    """The base whose register has those absences and no others."""
    officials = {
        slug: replace(official, absences=away.get(slug, ()))
        for slug, official in base.officials.items()
    }
    return replace(base, officials=officials)
