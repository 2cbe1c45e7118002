"""The rules of city.toml: who is named, when the office is open, how sure is sure enough."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from zoneinfo import ZoneInfo

from bot.city import City
from bot.errors import Mistake
from bot.knowledge.files import Source


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


def pick(known: Iterable[str]) -> str:
    """What to do about a name that is not among ``known``."""
    shown = sorted(known)
    return f"Pick one of: {', '.join(shown[:20])}{' ...' if len(shown) > 20 else ''}."


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
        yield Mistake(
            source.name, line, "the office is never open", 'Write e.g. mon = ["08:00-16:00"].'
        )
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
