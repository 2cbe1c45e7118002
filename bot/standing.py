"""Who has somebody's cases: the official, or who stands in for them on which days. Pure (L12).

Who is away has none; nor gets any who will be away when they would work next: a question that
comes on a Friday evening is Monday's work. What is urgent goes to who is there on the day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from bot.calendar import (
    SOON,
    is_there_next,
    last_office_day,
    local,
    long_shut,
    working_time,
)
from bot.city import Base
from bot.people import Absence, Official, StandIn, Stead

_DAY, _YEAR = timedelta(days=1), timedelta(days=366)


def present(base: Base, official: Official, day: date, then: Sequence[Official] = ()) -> Official:
    """The official, or who stands in on ``day``: the first of their line who is there. Where
    nobody is, the fallback official: a case is never without an owner.
    """
    there = (one for one in line_of(base, official, then) if not one.is_away(day))
    return next(there, base.officials[base.city.fallback_official])


def who_takes(
    base: Base, official: Official, at: datetime, then: Sequence[Official] = ()
) -> Official:
    """The official, or who stands in for work that comes at ``at`` and begins at the next opening:
    the first of their line who is there on the day and when they work next.

    Where nobody is both, the first who is there when they work next; else who is there on the day.
    """
    day = local(base.city, at).date()
    line = line_of(base, official, then)
    both = (one for one in line if not one.is_away(day) and is_there_next(base, one, at))
    coming = (one for one in line if is_there_next(base, one, at))
    return next(chain(both, coming), None) or present(base, official, day, then)


def who_gets(
    base: Base, official: Official, at: datetime, *, urgent: bool, then: Sequence[Official] = ()
) -> Official:
    """Who gets a case that is the official's: what is urgent whoever is there on the day, anything
    else ``who_takes`` it.
    """
    if urgent:
        return present(base, official, local(base.city, at).date(), then)
    return who_takes(base, official, at, then)


def who_takes_on(base: Base, official: Official, day: date) -> Official:
    """``who_takes`` as the day begins."""
    return who_takes(base, official, _begin(base, day))


def line_of(base: Base, official: Official, then: Sequence[Official] = ()) -> tuple[Official, ...]:
    """Who has the official's cases, in order: deputies in turn, then the fallback official and
    theirs, then those ``then`` and theirs.
    """
    heads = (official, base.officials[base.city.fallback_official], *then)
    return tuple({one.slug: one for head in heads for one in chain_of(base, head)}.values())


def chain_of(base: Base, official: Official) -> tuple[Official, ...]:
    """The official, the deputy, the deputy's deputy and so on; a circle ends where it began."""
    found: dict[str, Official] = {}
    standing: Official | None = official
    while standing is not None and standing.slug not in found:
        found[standing.slug] = standing
        standing = base.officials.get(standing.deputy or "")
    return tuple(found.values())


def stand_ins(base: Base, official: Official, days: Absence) -> tuple[StandIn, ...]:
    """Who has the cases on those days: spans in order, without gaps, the last one open where
    ``days`` is. On days on which the official is there, the official.
    """
    found: list[StandIn] = []
    starts = _turns(base, official, days)
    for number, first in enumerate(starts, 1):
        last = starts[number] - _DAY if number < len(starts) else days.last
        one = _stand_in(base, official, Absence(first, last))
        if found and found[-1].official == one.official and found[-1].stead is one.stead:
            one = StandIn(Absence(found.pop().days.first, last), one.official, one.stead)
        found.append(one)
    return tuple(found)


def _turns(base: Base, official: Official, days: Absence) -> list[date]:
    """The days on which somebody in the line may begin or cease to have the cases, the first one
    included: somebody goes or comes back, or that is what comes next after a last office day; an
    office shuts for long, or will soon be open again.
    """
    turns = {days.first}
    for one in line_of(base, official):
        working = working_time(base, one)
        for turn in _goes_and_comes(one, days.first):
            worked = last_office_day(turn, working)
            turns.update((turn, worked + _DAY if worked else turn))
        for first, last in long_shut(working, days.first, days.last or days.first + _YEAR):
            turns.update((first, last + _DAY - SOON * _DAY))
    return sorted(turn for turn in turns if days.runs_on(turn))


def _goes_and_comes(official: Official, after: date) -> Iterator[date]:
    """The first day of each absence, and the first one after it."""
    for absence in official.absences:
        if absence.first > after:
            yield absence.first
        if absence.last is not None and after <= absence.last < date.max:
            yield absence.last + _DAY


def _stand_in(base: Base, official: Official, days: Absence) -> StandIn:
    """Who it is on the first of the days, and so on all of them."""
    one = who_takes_on(base, official, days.first)
    return StandIn(days, one.slug, stead_of(base, official, one, days.first))


def stead_of(
    base: Base, official: Official, one: Official, day: date, *, at_once: bool = False
) -> Stead:
    """As what ``one``, who has the official's cases on ``day``, has them; ``at_once``: those that
    do not wait for an opening.
    """
    works = at_once or is_there_next(base, one, _begin(base, day))
    if one.is_away(day) or not works:
        return Stead.NOBODY
    if one.slug in (official.slug, official.deputy):
        return Stead.DEPUTY
    deputies = {deputy.slug for deputy in chain_of(base, official)}
    return Stead.FURTHER if one.slug in deputies else Stead.FALLBACK


def _begin(base: Base, day: date) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(base.city.time_zone))
