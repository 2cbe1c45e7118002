"""Who hears of a case that waits, at which level, and when. Pure (S1, L10, L12).

Nobody hears outside their own working time, but for what is urgent. Who stands in today hears for
who is away. What has been given before is not looked at here: the store knows it.
"""

from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot import calendar
from bot.city import Base
from bot.hours import WorkingTime
from bot.model import Case
from bot.people import Official
from bot.promises import Promise
from bot.standing import present
from bot.states import Level

LONGEST_URGENT = timedelta(hours=8)
"""An urgent promise that was missed again and again is renewed for no longer than this."""
LONGEST_DAYS = 5
"""Any other for no longer than the owner works within so many office days of the city: a week, so
that who is never answered hears about once in it, and is not worn out by a word each day.
"""


class Due(NamedTuple):
    """One level that reaches one official at some time, if the case still waits then."""

    level: Level
    official: str
    when: datetime
    """UTC; not before now for what has not been given yet."""


def due_levels(
    case: Case,
    promises: Sequence[Promise],
    base: Base,
    now: datetime,
    given: Container[tuple[Level, str]] = (),
) -> list[Due]:
    """Every level of a waiting period, past ones too, each with who hears of it as things are now.

    Args:
        case: A case that waits for an official.
        promises: Those of its waiting period in order; the last one runs, the others were missed.
        base: The city's base, with today's absences.
        now: The present moment.
        given: Levels and officials' slugs to leave out.
    """
    day = calendar.local(base.city, now).date()
    owner = present(base, base.official(case.owner), day)
    found = []
    for level in Level:
        who = [one for one in _hearers(base, owner, level, day) if (level, one.slug) not in given]
        if who:
            at = max(_moment(level, case, promises, base, owner), now)
            found += [Due(level, one.slug, _reached(base, one, at, case)) for one in who]
    return found


def renewed(case: Case, promises: Sequence[Promise], base: Base, now: datetime) -> datetime:
    """The next time that may honestly be told after the last of ``promises`` was missed; UTC.

    Office time of the owner, as much as for a first answer; for an urgent case minutes of the
    clock. Twice as much each further time, up to a limit.
    """
    if case.urgent:
        times = 1 << min(len(promises) - 1, 20)
        return now + min(_urgent(base) * times, LONGEST_URGENT)
    working = calendar.time_there(base, base.official(case.owner), now)
    hours = base.hours_to_answer(case.topic)
    wanted = min(_doubled(hours, promises, working), _most_hours(base, now, working))
    return calendar.promised(now, max(hours, wanted), working)


def _doubled(hours: float, promises: Sequence[Promise], working: WorkingTime) -> float:
    """Twice as many hours as the last promise had, in whole first answers; a first renewal has
    one. What was urgent before had only minutes, however often it was renewed.
    """
    last = calendar.office_time_between(promises[-1].made_at, promises[-1].due, working)
    answers = int(last.total_seconds() / 3600 / hours) if len(promises) > 1 else 0
    return hours * max(1, 2 * answers)


def _most_hours(base: Base, now: datetime, working: WorkingTime) -> float:
    """How many hours of the working time there are in ``LONGEST_DAYS`` of the city's own."""
    city = calendar.citys_time(base.city)
    day = calendar.local(base.city, now).date()
    until = calendar.due(now, calendar.office_hours_of(LONGEST_DAYS, day, city), city)
    return calendar.office_time_between(now, until, working) / timedelta(hours=1)


def _moment(
    level: Level, case: Case, promises: Sequence[Promise], base: Base, owner: Official
) -> datetime:
    """When a level is due, whoever is at work then.

    The owner is measured by the first deadline that passes after they got the case; the heads hear
    by the first of the waiting period, which is what the resident has waited for.
    """
    since = case.owned_since or promises[0].made_at
    own = next((one for one in promises if one.due > since), promises[-1])
    if level is Level.HALF:
        return _half(case, max(own.made_at, since), own.due, calendar.working_time(base, owner))
    if level is Level.DUE:
        return own.due
    first, deadlines, heads = promises[0].due, base.city.deadlines, level is Level.HEAD
    if case.urgent:
        return first if heads else first + _urgent(base)
    hours = deadlines.head_hours if heads else deadlines.quality_hours
    return calendar.due(first, hours, calendar.working_time(base, owner))


def _half(case: Case, begun: datetime, due: datetime, working: WorkingTime) -> datetime:
    if case.urgent:
        return min(begun + (due - begun) / 2, due)
    return min(calendar.half_way(begun, due, working), due)


def _urgent(base: Base) -> timedelta:
    return timedelta(minutes=base.city.deadlines.urgent_minutes)


def _hearers(base: Base, owner: Official, level: Level, day: date) -> Iterator[Official]:
    """Who hears of a level today: each official once."""
    if level in (Level.HALF, Level.DUE):
        yield owner
    if level is Level.DUE and (deputy := base.officials.get(owner.deputy or "")):
        if (stands_in := present(base, deputy, day)) != owner:
            yield stands_in
    elif level is Level.HEAD and (head := present(base, base.head_of(owner), day)) != owner:
        yield head
    elif level in (Level.HEAD, Level.QUALITY):  # who stands in for their own head is followed too
        yield present(base, base.official(base.city.quality_person), day)


def _reached(base: Base, official: Official, at: datetime, case: Case) -> datetime:
    """When the official may be reached from ``at`` on: in working time, or for what is urgent."""
    if case.urgent:
        return at
    return calendar.next_opening(at, calendar.working_time(base, official))
