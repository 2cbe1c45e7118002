"""The people responsible and the days they are away, frozen. Imports only hours of ours.

Days are those of the city's clock. Why somebody is away is nobody's business here: it is never
asked and has no place to be kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.hours import OfficeHours, Unit

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, both included. An official's absences may overlap: any of them counts."""

    first: date
    last: date | None = None
    """None: until further notice."""

    def runs_on(self, day: date) -> bool:
        """Whether ``day`` is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Official:
    """A named person responsible."""

    slug: str
    name: str
    title: Mapping[str, str]
    unit: Unit
    topics: tuple[str, ...]
    districts: tuple[str, ...]
    """Slugs of districts; empty means every one."""
    languages: tuple[str, ...]
    email: str = ""
    phone: str = ""
    slack: bool | str = False
    """Whether cases may come to a Slack account found by ``email``; an id (``U0123ABCD``): to
    that one."""
    telegram: bool | int = False
    """Whether cases may come to a Telegram chat linked from the desk; a number: to that one."""
    deputy: str | None = None
    absences: tuple[Absence, ...] = ()
    """The register's; in the base that is served, also those set while serving."""
    office_hours: OfficeHours = field(default_factory=dict)
    """Instead of the unit's or the city's; empty: those."""

    def is_away(self, day: date) -> bool:
        """Whether the official is absent on ``day``."""
        return any(absence.runs_on(day) for absence in self.absences)

    def may_be_at(self, channel: str, place: str) -> bool:
        """Whether the register lets the official be reached there: anywhere on that channel, or
        at that place only. A place on Slack is the user's id.
        """
        allowed = {"slack": self.slack, "telegram": self.telegram}.get(channel, False)
        return allowed if isinstance(allowed, bool) else bool(allowed) and str(allowed) == place


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What was said while serving: somebody is away on some days, or there in spite of the
    register.
    """

    official: str
    days: Absence
    set_by: str
    """Slug of who said it; colleagues may, for a person who is ill."""
    at: datetime
    is_there: bool = False
    """With True, the days on which what the register has running on the first of them counts no
    more: who comes back earlier is there, and the register's later absences stand.
    """
    id: int = 0
    """The store's own number; 0 before it is stored."""


class Stead(StrEnum):
    """Who stands in for somebody; a key of the phrases' ``[away]``."""

    DEPUTY = "deputy"
    FURTHER = "further"  # the deputy is away as well: a deputy's deputy
    FALLBACK = "fallback"  # no deputy is there: the city's fallback official, or theirs
    NOBODY = "nobody"  # nobody at all is there; the fallback official has the cases


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who has somebody's cases on some days in a row."""

    days: Absence
    official: str
    stead: Stead


@dataclass(frozen=True, slots=True)
class Away:
    """One absence and what it means, as people are shown it."""

    official: str
    days: Absence
    stand_ins: tuple[StandIn, ...]
    """In order, without gaps; other absences of the same official are seen through."""
    number: int | None = None
    """The store's own number; None: the register has it (officials.toml)."""
    set_by: str = ""
    """Slug of who set it; empty: the register."""
    moved: tuple[str, ...] = ()
    """References of the cases that were moved at once."""

    @property
    def gaps(self) -> tuple[StandIn, ...]:
        """The days on which the deputy is not there either."""
        return tuple(one for one in self.stand_ins if one.stead is not Stead.DEPUTY)


def known_absences(
    register: Sequence[Absence], said: Sequence[Whereabouts]
) -> tuple[tuple[Absence, Whereabouts | None], ...]:
    """An official's absences, each with what was said of it while serving; None: the register's,
    less the days on which the official is there all the same.
    """
    there = [one.days for one in said if one.is_there]
    kept = [(piece, None) for absence in register for piece in _without(absence, there)]
    return (*kept, *((one.days, one) for one in said if not one.is_there))


def _without(absence: Absence, there: Sequence[Absence]) -> Iterator[Absence]:
    """What is left of the register's absence after those days that begin within it."""
    pieces = [absence]
    for days in there:
        if absence.runs_on(days.first):
            pieces = [left for piece in pieces for left in _less(piece, days)]
    yield from pieces


def _less(absence: Absence, days: Absence) -> Iterator[Absence]:
    """The absence without ``days``: nothing, one piece or two."""
    if days.last is not None and days.last < absence.first:
        yield absence
        return
    if absence.first < days.first:
        before = days.first - _DAY
        yield Absence(absence.first, before if absence.runs_on(before) else absence.last)
    if days.last is not None and days.last < (absence.last or date.max):
        yield Absence(days.last + _DAY, absence.last)
