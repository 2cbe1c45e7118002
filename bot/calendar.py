"""Office hours, Finnish holidays and deadlines. Pure; all times in and out carry a zone.

A simple rule for now: one city-wide calendar. Units, officials and absences by the hour come
with their own issue; absences by the day are in ``routing``.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.city import City

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FURTHEST = 60
"""Days without an opening before giving up: no city closes its office for two months."""


@lru_cache(maxsize=8)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FI", years=year))


def local(city: City, at: datetime) -> datetime:
    """The same moment on the city's clock."""
    return at.astimezone(ZoneInfo(city.time_zone))


def is_office_day(city: City, day: date) -> bool:
    """Whether the office opens on ``day`` at all."""
    return (
        bool(city.office_hours.get(_DAYS[day.weekday()]))
        and day not in _public_holidays(day.year)
        and day not in city.closing_days
    )


def _open_spans(city: City, after: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Spans of office time after ``after``, in UTC, in order, for as long as the office opens."""
    day, shut = local(city, after).date(), 0
    while shut < _FURTHEST:
        spans = _spans_of(city, day) if is_office_day(city, day) else []
        for opens, closes in spans:
            if closes > after:
                yield max(opens, after.astimezone(UTC)), closes
        shut = 0 if spans else shut + 1
        day += timedelta(days=1)


def _spans_of(city: City, day: date) -> list[tuple[datetime, datetime]]:
    """The day's office time in UTC; what a clock change swallows whole is left out."""
    zone = ZoneInfo(city.time_zone)
    spans = [
        tuple(
            datetime.combine(day, at, zone).astimezone(UTC) for at in (period.opens, period.closes)
        )
        for period in city.office_hours[_DAYS[day.weekday()]]
    ]
    return sorted((opens, closes) for opens, closes in spans if opens < closes)


def is_open(city: City, at: datetime) -> bool:
    """Whether the office is open at ``at``."""
    return next_opening(city, at) == at.astimezone(UTC)


def next_opening(city: City, at: datetime) -> datetime:
    """``at`` itself while the office is open, else when it opens next; UTC."""
    for opens, _closes in _open_spans(city, at):
        return opens
    return at.astimezone(UTC) + timedelta(days=1)


def due(city: City, after: datetime, hours: float) -> datetime:
    """When ``hours`` of office time have passed after ``after``; UTC (L10).

    Where the office never opens, clock time is counted: a promise is made all the same.
    """
    left = timedelta(hours=hours)
    for opens, closes in _open_spans(city, after):
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
    return after.astimezone(UTC) + timedelta(hours=hours)


def due_at_once(city: City, after: datetime) -> datetime:
    """The deadline of an urgent case: minutes of clock time, day and night; UTC."""
    return after.astimezone(UTC) + timedelta(minutes=city.deadlines.urgent_minutes)
