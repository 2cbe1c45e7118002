"""What an official is told in the morning, if there is something."""

from dataclasses import dataclass
from datetime import datetime

from bot import coverage, reviewing
from bot.calendar import local
from bot.city import Base
from bot.coverage import Gap
from bot.model import State
from bot.ports import Store

_MINE = (State.AWAITING_APPROVAL, State.HANDED_OVER)
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Morning:
    """How the official's day begins."""

    waiting: int
    """Cases that wait for the official."""
    due_today: int
    """Those of them promised for later today, be it anew."""
    overdue: int
    """Those whose first promised time has passed."""
    reviews: int
    """Answers to be looked at again."""
    gaps: tuple[Gap, ...]
    """Days without anybody that the official is to hear of in advance."""

    @property
    def days_without(self) -> int:
        """On how many days somebody is missing."""
        return len({day for gap in self.gaps for day in gap.days})

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.waiting or self.reviews or self.gaps)


def morning(store: Store, base: Base, official: str, now: datetime) -> Morning:
    """How the day of the official of that slug begins."""
    today = local(base.city, now).date()
    waiting = store.cases(states=_MINE, owner=official, limit=_MOST)
    ahead = [case for case in waiting if case.deadline >= now]
    late = store.late(now)
    found = coverage.gaps(base, today)
    return Morning(
        waiting=len(waiting),
        due_today=sum(local(base.city, case.deadline).date() == today for case in ahead),
        overdue=sum(case.reference in late for case in waiting),
        reviews=len(reviewing.of_official(base, today, official)),
        gaps=tuple(gap for gap in found if coverage.concerns(base, gap, official)),
    )


def hears_weeks(base: Base, official: str) -> bool:
    """Whether the official gets the week: the person responsible for quality, heads of units."""
    heads = {unit.head for unit in base.city.units.values()}
    return official == base.city.quality_person or official in heads
