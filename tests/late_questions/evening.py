"""A Friday evening in the sample city."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.cases import Cases
from bot.city import Base
from bot.hours import Period
from bot.library import Library
from bot.model import Case
from bot.people import Absence
from bot.store import SqliteStore
from tests.fakes import Clock, ScriptedMatcher
from tests.residents import ask
from tests.towns import Town, with_absences

ANNIKA, MIKAEL, RIITTA = "annika-sundstrom", "mikael-backstrom", "riitta-kallio"
"""Each is the deputy of the one before."""


MAIJA, TUOMAS, LIISA = "maija-lehtonen", "tuomas-laine", "liisa-hagman"


WHEN = "milloin aura tulee, Keskusta"
"""Annika's, drafted: four hours."""


MONDAY = date(2026, 11, 30)


def at(text: str) -> datetime:
    """A moment on the city's clock."""
    zone = ZoneInfo("Europe/Helsinki")
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def absence(first: date, last: date | None = None) -> tuple[Absence, ...]:
    return (Absence(first, last or first),)


class Evening(Town):
    """The sample city on a Friday at six in the evening; Mikael begins his days at ten."""

    def __init__(
        self, base: Base, matcher: ScriptedMatcher, store: SqliteStore, **away: tuple[Absence, ...]
    ) -> None:
        late = {day: (Period(time(10), time(18)),) for day in ("mon", "tue", "wed", "thu", "fri")}
        mikael = replace(base.officials[MIKAEL], office_hours=late)
        town = replace(base, officials={**base.officials, MIKAEL: mikael})
        days = {slug.replace("_", "-"): absences for slug, absences in away.items()}
        library = Library(with_absences(town, days), matcher)
        super().__init__(Cases(library, Clock(at("2026-11-27 18:00"))), store)

    def asked(self, text: str = WHEN) -> Case:
        """A resident asks now."""
        return ask(self.cases, self.store, text)

    def now(self, case: Case) -> Case:
        """The case as it stands."""
        found = self.store.case(case.reference)
        assert found
        return found

    def said(self, case: Case) -> str:
        """The last word to the resident."""
        return self.store.thread(case.id)[-1].text
