"""Office time the slow, obvious way: minute by minute, by the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.city import Base
from bot.hours import DAYS, Period, WorkingTime
from bot.people import Official

_MINUTE = timedelta(minutes=1)
_TRIED = 60 * 24 * 30
"""Minutes walked before giving up: thirty days."""


def is_open(at: datetime, working: WorkingTime) -> bool:
    """Whether the minute ``at`` is office time: begun, and not ended."""
    zone = ZoneInfo(working.time_zone)
    day = at.astimezone(zone).date()
    periods = working.office_hours.get(DAYS[day.weekday()], ())
    if not periods or day in working.closing_days:
        return False
    if not working.open_on_holidays and day in _holidays(day.year):
        return False
    return any(_is_in(at, day, period, zone) for period in periods)


def due(after: datetime, minutes: int, working: WorkingTime) -> datetime | None:
    """The first moment before which ``minutes`` of office time have gone; None if too far."""
    at = after.astimezone(UTC)
    if not minutes:
        return next_opening(at, working)
    for _ in range(_TRIED):
        minutes -= is_open(at, working)
        at += _MINUTE
        if not minutes:
            return at
    return None


def next_opening(at: datetime, working: WorkingTime) -> datetime | None:
    """The first open minute from ``at`` on; None if too far."""
    minutes = (at + past * _MINUTE for past in range(_TRIED))
    return next((minute for minute in minutes if is_open(minute, working)), None)


def minutes_between(start: datetime, end: datetime, working: WorkingTime) -> int:
    """How many open minutes there are from ``start`` until ``end``."""
    count = max(0, (end - start) // _MINUTE)
    return sum(is_open(start + past * _MINUTE, working) for past in range(count))


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FI", years=year))


@lru_cache(maxsize=4096)
def _wall_of(day: date, zone: ZoneInfo) -> tuple[tuple[datetime, time], ...]:
    """Every minute of a day, with what the clock on the wall shows."""
    first = datetime.combine(day, time(0), zone).astimezone(UTC) - 120 * _MINUTE
    minutes = (first + past * _MINUTE for past in range(60 * 30))
    shown = ((minute, minute.astimezone(zone)) for minute in minutes)
    return tuple((minute, clock.time()) for minute, clock in shown if clock.date() == day)


def _is_in(at: datetime, day: date, period: Period, zone: ZoneInfo) -> bool:
    begins = _first(day, period.opens, zone)
    ends = None if period.closes == time(0) else _first(day, period.closes, zone)
    return begins is not None and begins <= at and (ends is None or at < ends)


@lru_cache(maxsize=4096)
def _first(day: date, wanted: time, zone: ZoneInfo) -> datetime | None:
    """The first minute of the day at which the clock shows ``wanted`` or later."""
    return next((minute for minute, shown in _wall_of(day, zone) if shown >= wanted), None)


def works_next(base: Base, official: Official, at: datetime) -> date | None:
    """The day on which the official's first open minute from ``at`` on is, away or not; None if
    it is more than two weeks off.
    """
    closing = frozenset((*base.city.closing_days, *official.unit.closing_days))
    hours = official.office_hours or official.unit.office_hours or base.city.office_hours
    zone = base.city.time_zone
    opens = next_opening(at, WorkingTime(hours, closing, zone, official.unit.open_on_holidays))
    day, today = (one and one.astimezone(ZoneInfo(zone)).date() for one in (opens, at))
    return day if day and today and day - today <= timedelta(days=14) else None
