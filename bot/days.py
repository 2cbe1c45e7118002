"""Days as people type and read them. Pure; the words are the city's phrases."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from bot.city import Base
from bot.people import Absence, Away

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?P<day>\d\d?)[./-](?P<month>\d\d?)(?:\.|[./-](?P<year>\d{4}|\d\d))?", re.ASCII
)
_LEAP = 8
"""Years within which every day of the calendar comes: 29 February may be so far away."""


def parse_until(base: Base, text: str, today: date, language: str) -> date | None:
    """The day that somebody means by ``text``; None when it cannot be read.

    Read are 2026-12-24, 24.12.2026, 24.12.26, 24.12., 24/12, and of the phrases' ``[day]`` today,
    tomorrow and the days of the week, with or without words such as "until": in ``language``
    first, then in the city's others. Day before month, as in Finland. A day without a year is the
    next one from today on; a day of the week the next one after today.
    """
    words = text.casefold().split()
    for code in (language, *base.city.languages):
        said = base.spoken(code)
        filling = said["day.until"].split()
        typed = "".join(word for word in words if word not in filling)
        if (found := _in_figures(typed, today) or _in_words(said, typed, today)) is not None:
            return found
    return None


def _in_figures(typed: str, today: date) -> date | None:
    found = _ISO.fullmatch(typed) or _DAY_FIRST.fullmatch(typed)
    if found is None:
        return None
    day, month, year = int(found["day"]), int(found["month"]), found["year"]
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = range(today.year, today.year + _LEAP + 1)
    coming = (_date(number, month, day) for number in years)
    return next((one for one in coming if one and one >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # no such day in the calendar
        return None


def _in_words(said: Mapping[str, str], typed: str, today: date) -> date | None:
    if typed in said["day.today"].split():
        return today
    if typed in said["day.tomorrow"].split():
        return today + timedelta(days=1)
    for number, names in enumerate(said["day.weekdays"].split(",")):
        if typed in names.split():
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


def numbered(day: date) -> str:
    """A day in figures, as in Finland: 24.12.2026."""
    return f"{day.day}.{day.month}.{day.year}"


def span(base: Base, language: str, days: Absence) -> str:
    """Days of an absence as people read them."""
    if days.last is None:
        return base.say(language, "away.open_end", first=numbered(days.first))
    if days.last == days.first:
        return numbered(days.first)
    return base.say(language, "away.days", first=numbered(days.first), last=numbered(days.last))


def steads(base: Base, language: str, away: Away) -> list[str]:
    """Who stands in, a sentence for each span of days."""
    sentences = (
        base.say(
            language,
            f"away.{one.stead}",
            days=span(base, language, one.days),
            name=base.official(one.official).name,
        )
        for one in away.stand_ins
    )
    return [sentence[:1].upper() + sentence[1:] for sentence in sentences]
