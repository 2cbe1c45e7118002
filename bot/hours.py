"""When people are at work: periods of a day, a unit with its own hours, a working time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekdays as the knowledge folder names them, in the order of ``date.weekday``."""


@dataclass(frozen=True, slots=True)
class Period:
    """A part of a day when the office is open, local time."""

    opens: time
    closes: time
    """``00:00`` is the midnight that ends the day (24:00)."""


OfficeHours = Mapping[str, tuple[Period, ...]]
"""Weekday (``mon`` ... ``sun``) to its open periods."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the city's organisation: a table under [units] of city.toml, or only the name
    that an official has in officials.toml, without a slug, a head and hours of its own.
    """

    slug: str
    name: Mapping[str, str]
    head: str | None = None
    """Slug of the official who leads it."""
    office_hours: OfficeHours = field(default_factory=dict)
    """Instead of the city's; empty: the city's."""
    closing_days: tuple[date, ...] = ()
    """Besides the city's."""
    open_on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When an official, or the city as a whole, is at work."""

    office_hours: OfficeHours
    closing_days: frozenset[date]
    time_zone: str
    open_on_holidays: bool = False
    """Whether Finnish public holidays are days like others."""

    def without(self, days: Iterable[date]) -> "WorkingTime":
        """The same working time with ``days`` off as well."""
        return replace(self, closing_days=self.closing_days.union(days))
