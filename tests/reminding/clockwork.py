"""The clock goes on minute by minute, and what is heard meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.model import Case, MessageKind
from tests.towns import Town

ANNIKA, MIKAEL, MAIJA = "annika-sundstrom", "mikael-backstrom", "maija-lehtonen"


LIISA, TUOMAS, JARI, RIITTA = "liisa-hagman", "tuomas-laine", "jari-koskela", "riitta-kallio"


WHEN = "milloin aura tulee, Keskusta"
"""Annika's, drafted: four hours; her deputy is Mikael, her head Maija."""


HELSINKI = ZoneInfo("Europe/Helsinki")


Heard = tuple[str, str, str]
"""When on the city's clock, at which level, who."""


def at(text: str) -> datetime:
    """A moment on the city's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


def as_it_is(town: Town, case: Case) -> Case:
    found = town.store.case(case.reference)
    assert found
    return found


def minutes(town: Town, until: datetime, step: int = 1) -> Iterator[datetime]:
    """The clock moves on and takes its turn each minute."""
    while town.clock() < until:
        town.clock.move(minutes=step)
        yield town.clock().astimezone(HELSINKI)


def all_heard(town: Town, until: str, step: int = 1) -> list[Heard]:
    """What officials hear until then."""
    return [
        (f"{minute:%a %H:%M}", str(nudge.level), nudge.official)
        for minute in minutes(town, at(until), step)
        for ticked in town.ticks()
        for nudge in ticked.nudges
    ]


def notices(town: Town, case: Case) -> list[str]:
    thread = town.store.thread(case.id)
    return [line.text for line in thread if line.kind is MessageKind.NOTICE]
