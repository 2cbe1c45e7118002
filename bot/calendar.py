"""Office hours, Finnish holidays and deadlines. Pure; all times in and out carry a zone.

Times that come out are in UTC. A working time's clock is the one on its wall: a period begins the
first moment the clock shows its beginning (or has leapt over it) and ends the first moment it
shows its end, so that both nights of a clock change have the hours that the clock leaves.

The holidays are those on which offices are shut: of the eves, Midsummer Eve and Christmas Eve are
among them though the law names neither a public holiday. Any other day is for ``closing_days``.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

import holidays

from bot.city import Base, City
from bot.hours import DAYS, Period, WorkingTime
from bot.people import Official

FURTHEST = 92
"""Days without an opening before giving up; the longest summer of a school is shorter."""
SOON = 14
"""Who does not work within so many days is as good as away: a unit that is shut for the summer has
deputies too. Christmas is shorter, and so is the week of who works on Wednesdays.
"""
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_QUARTER = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Span = tuple[datetime, datetime]
"""Office time without a break, in UTC: from its opening until before its closing."""


def local(city: City, at: datetime) -> datetime:
    """The same moment on the city's clock."""
    return at.astimezone(ZoneInfo(city.time_zone))


def working_time(base: Base, official: Official) -> WorkingTime:
    """The official's own hours, else the unit's, else the city's.

    The closing days of the city and of the unit are both free. Absences are not looked at: who is
    away has a deputy (``standing``).
    """
    city, unit = base.city, official.unit
    return WorkingTime(
        office_hours=official.office_hours or unit.office_hours or city.office_hours,
        closing_days=frozenset((*city.closing_days, *unit.closing_days)),
        time_zone=city.time_zone,
        open_on_holidays=unit.open_on_holidays,
    )


def is_there_next(base: Base, official: Official, at: datetime) -> bool:
    """Whether the official is there when their working time runs next: now, if it runs now, and
    within ``SOON`` days at the latest.
    """
    opens = next(_spans_after(at, working_time(base, official)), None)
    if opens is None:
        return False
    day, today = local(base.city, opens[0]).date(), local(base.city, at).date()
    return (day - today).days <= SOON and not official.is_away(day)


def time_there(base: Base, official: Official, at: datetime) -> WorkingTime:
    """The working time of who gets a case at ``at``. Whoever is away then, or when they would work
    next, has it because nobody else would do: the days away are no office days, so that nothing is
    promised for them. Where that leaves no opening within ``FURTHEST`` days, the city's own hours.
    """
    working, day = working_time(base, official), local(base.city, at).date()
    if not official.is_away(day) and is_there_next(base, official, at):
        return working
    coming = (day + past * _DAY for past in range(FURTHEST))
    there = working.without(one for one in coming if official.is_away(one))
    return there if next(_spans_after(at, there), None) else citys_time(base.city)


def citys_time(city: City) -> WorkingTime:
    """When the city's offices are open in general."""
    return WorkingTime(city.office_hours, frozenset(city.closing_days), city.time_zone)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The days of ``year`` on which Finnish offices are shut."""
    return frozenset(holidays.country_holidays("FI", years=year))


def is_office_day(day: date, working: WorkingTime) -> bool:
    """Whether there is any office time on ``day``."""
    return bool(_spans_of(day, working))


def is_open(at: datetime, working: WorkingTime) -> bool:
    """Whether ``at`` is office time."""
    day = at.astimezone(ZoneInfo(working.time_zone)).date()
    return any(opens <= at < closes for opens, closes in _spans_of(day, working))


def next_opening(at: datetime, working: WorkingTime) -> datetime:
    """``at`` itself in office time, else when the office opens next; UTC.

    A day later where it does not open within ``FURTHEST`` days: who waits for it asks again.
    """
    for opens, _closes in _spans_after(at, working):
        return opens
    return at.astimezone(UTC) + _DAY


def due(after: datetime, hours: float, working: WorkingTime) -> datetime:
    """When ``hours`` of office time have passed after ``after``; UTC (L10).

    Where the office does not open within ``FURTHEST`` days, clock time is counted: a promise is
    made all the same.
    """
    return _passed(after, timedelta(hours=hours), working)[0]


def promised(after: datetime, hours: float, working: WorkingTime) -> datetime:
    """``due`` as people remember a time: at the next quarter of an hour, at closing time at the
    latest; UTC. This is what is told and what is kept.
    """
    exact, closes = _passed(after, timedelta(hours=hours), working)
    quarter = exact + (_EPOCH - exact) % _QUARTER
    return min(quarter, closes) if closes else quarter


def office_hours_of(days: int, after: date, working: WorkingTime) -> float:
    """How many hours the next so many office days after a day have together; fewer where the
    office stays shut for ``FURTHEST`` days.
    """
    coming = (_spans_of(after + number * _DAY, working) for number in range(1, FURTHEST + 1))
    office_days = islice(filter(None, coming), days)
    spans = (closes - opens for spans in office_days for opens, closes in spans)
    return sum(spans, timedelta()) / _HOUR


def long_shut(working: WorkingTime, first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last day of every time of more than ``SOON`` days without an office day that
    reaches into the days from ``first`` until ``last``; no further than ``SOON`` days beyond them.
    """
    begun: date | None = None
    for number in range(-SOON - 1, (last - first).days + SOON + 3):
        day = first + number * _DAY
        if number <= (last - first).days + SOON + 1 and not _periods_on(day, working):
            begun = begun or day
        elif begun:
            if (day - begun).days > SOON:
                yield begun, day - _DAY
            begun = None


def last_office_day(before: date, working: WorkingTime) -> date | None:
    """The last office day before a day, if there was one within ``FURTHEST`` days."""
    past = (before - number * _DAY for number in range(1, FURTHEST + 1))
    return next((day for day in past if is_office_day(day, working)), None)


def office_time_between(start: datetime, end: datetime, working: WorkingTime) -> timedelta:
    """How much office time there is from ``start`` to ``end``; none if ``end`` is not later."""
    zone = ZoneInfo(working.time_zone)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    passed = timedelta()
    while day <= last:
        for opens, closes in _spans_of(day, working):
            passed += max(timedelta(), min(closes, end) - max(opens, start))
        day += _DAY
    return passed


def half_way(received: datetime, deadline: datetime, working: WorkingTime) -> datetime:
    """When half of the office time until a deadline has passed; UTC.

    Half of the clock time where no office time is left until then (an urgent case at night).
    """
    whole = office_time_between(received, deadline, working)
    if whole:
        return _passed(received, whole / 2, working)[0]
    return received.astimezone(UTC) + (deadline - received) / 2


def due_at_once(city: City, after: datetime) -> datetime:
    """The deadline of an urgent case: minutes of clock time, day and night; UTC."""
    return after.astimezone(UTC) + timedelta(minutes=city.deadlines.urgent_minutes)


def _passed(
    after: datetime, wanted: timedelta, working: WorkingTime
) -> tuple[datetime, datetime | None]:
    """When ``wanted`` office time has passed, and when the office closes then, if it is open."""
    start = after.astimezone(UTC)
    for opens, closes in _spans_after(after, working):
        if opens + wanted <= closes:
            return opens + wanted, closes
        wanted -= closes - opens
        start = closes
    return start + wanted, None


def _spans_after(after: datetime, working: WorkingTime) -> Iterator[Span]:
    """Office time after ``after``, in order, until the office stays shut for too long."""
    day, shut = after.astimezone(ZoneInfo(working.time_zone)).date(), 0
    while shut < FURTHEST:
        spans = _spans_of(day, working)
        for opens, closes in spans:
            if closes > after:
                yield max(opens, after.astimezone(UTC)), closes
        shut = 0 if spans else shut + 1
        day += _DAY


def _spans_of(day: date, working: WorkingTime) -> list[Span]:
    """The day's office time; what a clock change swallows whole is left out."""
    zone = ZoneInfo(working.time_zone)
    return _joined(sorted(_span(day, period, zone) for period in _periods_on(day, working)))


def _periods_on(day: date, working: WorkingTime) -> Sequence[Period]:
    """The day's periods; none of a day on which the office is shut."""
    shut = day in working.closing_days or (
        not working.open_on_holidays and day in public_holidays(day.year)
    )
    return () if shut else working.office_hours.get(DAYS[day.weekday()], ())


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that touch or overlap are one; empty ones are none."""
    joined: list[Span] = []
    for opens, closes in spans:
        if opens >= closes:
            continue
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    return joined


def _span(day: date, period: Period, zone: ZoneInfo) -> Span:
    until = period.closes
    last = day + _DAY if until == time(0) else day
    return _moment(day, period.opens, zone), _moment(last, until, zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first moment of ``day`` at which the clock shows ``at`` or has leapt over it; UTC."""
    wanted = datetime.combine(day, at, zone)
    moment = wanted.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return moment
    return _leap(moment, zone)


def _leap(after: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the clock change within the hours before ``after``; UTC, to the minute."""
    minute = timedelta(minutes=1)
    changed = after.astimezone(zone).utcoffset()
    while (after - minute).astimezone(zone).utcoffset() == changed:
        after -= minute
    return after
