"""Who stands in for an official on which days. Pure."""

from datetime import date, timedelta

from bot.city import Base
from bot.people import Absence, Official, StandIn, Stead
from bot.routing import chain_of, line_of, present

_DAY = timedelta(days=1)


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
    """The days on which somebody in the line goes or comes back, the first one included."""
    turns = {days.first}
    for one in line_of(base, official):
        for absence in one.absences:
            turns.add(absence.first)
            if absence.last is not None and absence.last < date.max:
                turns.add(absence.last + _DAY)
    return sorted(turn for turn in turns if days.runs_on(turn))


def _stand_in(base: Base, official: Official, days: Absence) -> StandIn:
    """Who it is on the first of the days, and so on all of them."""
    one = present(base, official, days.first)
    return StandIn(days, one.slug, stead_of(base, official, one, days.first))


def stead_of(base: Base, official: Official, one: Official, day: date) -> Stead:
    """As what ``one``, who has the official's cases on ``day``, has them."""
    if one.is_away(day):
        return Stead.NOBODY
    if one.slug in (official.slug, official.deputy):
        return Stead.DEPUTY
    chain = {deputy.slug for deputy in chain_of(base, official)}
    return Stead.FURTHER if one.slug in chain else Stead.FALLBACK
