"""Office hours and units as the knowledge folder writes them."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from bot.errors import Mistake
from bot.hours import DAYS, Period
from bot.knowledge.files import Source

HOURS = "office_hours"
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_LONGEST = timedelta(days=366)
_MEND = 'Write the opening hours as ["08:00-16:00"].'


def with_hours(
    raw: Mapping[str, Any], source: Source, table: str = ""
) -> tuple[dict[str, Any], list[Mistake]]:
    """The table with its ``office_hours`` read into periods and its ``closing_days`` into days,
    and what is wrong with the hours; any other odd value stays to be refused.
    """
    made = dict(raw)
    if isinstance(shut := made.get("closing_days"), list):
        made["closing_days"] = [day for days in shut for day in _days_from(days)]
    if not isinstance(days := made.get(HOURS), dict):
        return made, []
    made[HOURS], mistakes = _hours_from(days, source, f"{table}.{HOURS}".lstrip("."))
    return made, mistakes


def _days_from(days: Any) -> list[Any]:
    """One day, or the days of ``{ from = ..., until = ... }``, both included."""
    if not isinstance(days, dict):
        return [days]
    first, last = days.get("from"), days.get("until")
    if set(days) != {"from", "until"} or type(first) is not date or type(last) is not date:
        return ["not { from = ..., until = ... }"]
    if not timedelta() <= last - first <= _LONGEST:
        return ["not from a day until a later one within a year"]
    return [first + timedelta(days=past) for past in range((last - first).days + 1)]


def _hours_from(
    days: Mapping[str, Any], source: Source, table: str
) -> tuple[dict[str, list[Period]], list[Mistake]]:
    hours: dict[str, list[Period]] = {}
    mistakes = []
    for day, periods in days.items():
        line = source.line_of(day, table)
        if day not in DAYS:
            mend = f"Write one of: {', '.join(DAYS)}."
            mistakes.append(Mistake(source.name, line, f"no such day as '{day}'", mend))
        said = [str(period) for period in periods] if isinstance(periods, list) else []
        unfit = [text for text in said if not _period(text)] if said == periods else [periods]
        mistakes += [Mistake(source.name, line, f"not hours: {text}", _MEND) for text in unfit]
        if not unfit:
            hours[day] = [period for period in map(_period, said) if period]
    return hours, mistakes


def _period(text: str) -> Period | None:
    """``08:00-16:00``; an end at 24:00 is the midnight that ends the day."""
    found = _HOURS.fullmatch(text)
    if not found:
        return None
    opens = time(int(found[1]), int(found[2]))
    closes = time(int(found[3] or 0), int(found[4] or 0))
    return Period(opens, closes) if opens < closes or closes == time(0) else None
