"""December in a city, minute by minute: nobody waits in silence (S1, L10, L12)."""

import random
from datetime import date

from bot.cases import Cases
from bot.city import Base
from bot.library import Library
from bot.matching import AnswerMatcher
from bot.model import State
from bot.people import Absence
from bot.promises import Ending
from bot.states import Level
from bot.store import open_database
from tests.fakes import Clock, ScriptedMatcher
from tests.months import SILENT, SNOW, Month, rules
from tests.stores import rows
from tests.towns import Town, with_absences

QUESTIONS, ON_THE_SNOW_DAY = 5000, 600


def _day(number: int) -> date:
    return date(2026, 12, number)


AWAY = {
    "annika-sundstrom": (Absence(SNOW, SNOW),),
    "jari-koskela": (Absence(_day(9), _day(11)), Absence(_day(28), None)),
    "helena-niemi": (Absence(_day(21), None),),
    "eva-lindqvist": (Absence(_day(21), _day(23)),),
    "olli-saarinen": (Absence(_day(1), _day(4)), Absence(_day(14), _day(18))),
    "tuomas-laine": (Absence(_day(22), _day(28)),),
    "mikael-backstrom": (Absence(_day(3), _day(3)), Absence(_day(23), None)),
    "maija-lehtonen": (Absence(_day(16), _day(17)),),
    "johanna-vuori": (Absence(_day(7), _day(9)),),
}


def test_a_month_of_five_thousand_questions_leaves_nobody_waiting_in_silence(
    base: Base, matcher: AnswerMatcher
) -> None:
    """Nights, weekends, Independence Day, a snow day, Christmas; officials away, slow and silent.

    What must hold is asserted within ``Month`` in each minute in which something changed.
    """
    town_rules = rules(base)
    words = ["nimetön", "penkka", *(word for word in town_rules if word.startswith("x")), "katolta"]
    library = Library(with_absences(base, AWAY), ScriptedMatcher(matcher, town_rules))
    store = open_database(None)
    month = Month(Town(Cases(library, Clock()), store), words, random.Random(6126))  # noqa: S311
    month.play(QUESTIONS, ON_THE_SNOW_DAY)

    sums = store.sums()
    assert sums.holds
    assert sums.received >= QUESTIONS
    assert len(base.officials) >= 12
    assert month.seen["late"] == month.told_late() > 500
    assert all(month.seen[level] > 100 for level in Level), month.seen
    assert min(month.seen[what] for what in ("back", "silent", "reopened")) > 0, month.seen
    assert month.seen["minutes"] > 5000
    _each_end_is_counted_once(month)
    _who_is_never_answered_has_been_heard_of_by_everyone(month)
    store.close()


def _each_end_is_counted_once(month: Month) -> None:
    """A resident was told of each missed promise, unless the answer came in the same minute."""
    count = "select how, count(*) from promises"
    ends = dict(rows(month.town.store, f"{count} group by how"))
    first = dict(rows(month.town.store, f"{count} where wait = id group by how"))
    shares = month.town.store.kept_share(
        month.town.clock().replace(year=2025), month.town.clock().replace(year=2028)
    )
    assert sum(one.kept for one in shares) == first[Ending.KEPT] > 0
    assert sum(one.missed for one in shares) == first[Ending.MISSED]
    assert ends[Ending.MISSED] >= month.told_late()
    assert ends[Ending.MISSED] - month.told_late() < 50


def _who_is_never_answered_has_been_heard_of_by_everyone(month: Month) -> None:
    """The whole ladder was climbed for each case that has waited for two weeks."""
    waiting = [
        case
        for slug in SILENT
        for case in month.town.store.cases(states=(State.AWAITING_APPROVAL,), owner=slug)
        if case.received_at.date() < _day(16) and case.owned_since is None
    ]
    assert len(waiting) > 50
    for case in waiting:
        levels = {nudge.level for nudge in month.town.store.nudges(case.id)}
        assert levels == set(Level)
