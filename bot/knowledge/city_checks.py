"""The rules of city.toml: who is named, when the office is open, how sure is sure enough."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from zoneinfo import ZoneInfo

from bot.city import REVIEW_AHEAD, City
from bot.errors import Mistake
from bot.hours import OfficeHours, Unit
from bot.knowledge.files import Source

_HOURS = 'Write e.g. mon = ["08:00-16:00"].'


def city_mistakes(city: City, source: Source, officials: frozenset[str]) -> Iterator[Mistake]:
    """Every mistake in city.toml. ``officials``: who has a heading in officials.toml."""
    for key in ("quality_person", "fallback_official", "on_call"):
        slug = getattr(city, key)
        if slug not in officials:
            wrong = f"'{key}' names '{slug}', who is not in officials.toml"
            yield Mistake(source.name, source.line_of(key), wrong, pick(officials))
    if not city.official_languages:
        line = source.line_of("official_languages")
        yield Mistake(source.name, line, "no official language", 'Write e.g. ["fi"].')
    yield from _tiers(city, source)
    yield from _times(city, source)
    yield from _retention(city, source)
    for unit in city.units.values():
        yield from _unit(city, unit, source, officials)


def pick(known: Iterable[str]) -> str:
    """What to do about a name that is not among ``known``."""
    shown = sorted(known)
    return f"Pick one of: {', '.join(shown[:20])}{' ...' if len(shown) > 20 else ''}."


def never_open(hours: OfficeHours, source: Source, table: str, who: str) -> Iterator[Mistake]:
    """Hours that are said and yet are none: what is promised by them would never come."""
    if hours and not any(hours.values()):
        line = source.line_of("office_hours", table)
        yield Mistake(source.name, line, f"{who} is never at work", _HOURS)


def titles(
    city: City, source: Source, table: str, texts: Mapping[str, str], key: str
) -> Iterator[Mistake]:
    """Official languages that ``texts`` lacks (423/2003)."""
    for language in city.official_languages:
        if not texts.get(language):
            line = source.line_of(key, table)
            wrong = f"'{table}' has no {key} in '{language}'"
            yield Mistake(source.name, line, wrong, f'Write {key} = {{ {language} = "..." }}.')


def _unit(city: City, unit: Unit, source: Source, officials: frozenset[str]) -> Iterator[Mistake]:
    table = f"units.{unit.slug}"
    yield from titles(city, source, table, unit.name, "name")
    yield from never_open(unit.office_hours, source, table, f"the unit '{unit.slug}'")
    if unit.head and unit.head not in officials:
        line = source.line_of("head", table)
        wrong = f"'{table}' has the head '{unit.head}', who is not in officials.toml"
        yield Mistake(source.name, line, wrong, pick(officials))


def _tiers(city: City, source: Source) -> Iterator[Mistake]:
    tiers = city.tiers
    for field in fields(tiers):
        if not 0 <= getattr(tiers, field.name) <= 1:
            line = source.line_of(field.name, "tiers")
            wrong = f"'{field.name}' is not between 0 and 1"
            yield Mistake(source.name, line, wrong, f"Try {field.name} = {field.default:.2f}.")
    if 0 <= tiers.draft < tiers.doubt <= 1:
        line = source.line_of("doubt", "tiers")
        wrong = "'doubt' is more than 'draft'"
        yield Mistake(source.name, line, wrong, "Findings are for what is not sure enough.")


def _times(city: City, source: Source) -> Iterator[Mistake]:
    if not any(city.office_hours.values()):
        line = source.line_of("office_hours")
        yield Mistake(source.name, line, "the office is never open", _HOURS)
    try:
        ZoneInfo(city.time_zone)
    except (KeyError, ValueError, OSError):  # zoneinfo raises each of them for odd names
        line = source.line_of("time_zone")
        wrong = f"no such time zone as '{city.time_zone}'"
        yield Mistake(source.name, line, wrong, 'Write e.g. "Europe/Helsinki".')
    for field in fields(city.deadlines):
        if getattr(city.deadlines, field.name) <= 0:
            line = source.line_of(field.name, "deadlines")
            wrong = f"'{field.name}' is not more than 0"
            yield Mistake(source.name, line, wrong, "Write how long a resident waits at most.")
    yield from _reviews(city, source)
    if 0 < city.deadlines.quality_hours < city.deadlines.head_hours:
        line = source.line_of("quality_hours", "deadlines")
        wrong = "'quality_hours' is less than 'head_hours'"
        yield Mistake(source.name, line, wrong, "The head of the unit hears first.")


def _reviews(city: City, source: Source) -> Iterator[Mistake]:
    """A review that is asked for anew the day after it: a yes must hold for a while."""
    ahead = REVIEW_AHEAD.days
    if 0 < city.deadlines.review_days <= ahead:
        line = source.line_of("review_days", "deadlines")
        wrong = f"'review_days' is not more than {ahead}"
        mend = f"An answer is asked about {ahead} days ahead: write e.g. review_days = 365."
        yield Mistake(source.name, line, wrong, mend)


def _retention(city: City, source: Source) -> Iterator[Mistake]:
    """Days that are none, and a quiet period longer than what is kept: nothing goes before it has
    been closed.
    """
    kept = city.retention
    for field in fields(kept):
        days = getattr(kept, field.name)
        line = source.line_of(field.name, "retention")
        if days is not None and days < 1:
            wrong = f"'{field.name}' is not at least 1"
            yield Mistake(source.name, line, wrong, "Write how many days it is kept.")
        elif field.name in ("talk_days", "answer_days") and days < kept.quiet_days:
            wrong = f"'{field.name}' is less than 'quiet_days'"
            mend = f"A case is closed after {kept.quiet_days} days: write at least so many."
            yield Mistake(source.name, line, wrong, mend)
