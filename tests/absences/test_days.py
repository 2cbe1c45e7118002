"""Which days somebody is away: said, lengthened, ended early, and by whom."""

from datetime import date

import pytest

from bot.cases import Cases
from bot.city import Base
from bot.errors import AbsenceDaysError, NoSuchOfficialError, NotYourAbsenceError
from bot.library import Library
from bot.people import Absence, StandIn, Stead
from bot.store import SqliteStore
from tests.absences.days import ANNIKA, EVA, FALLBACK, HELENA, MAIJA, MIKAEL, QUALITY, day_after
from tests.fakes import Clock, ScriptedMatcher
from tests.stores import rows
from tests.towns import TODAY, Town, with_absences

CHRISTMAS = Absence(date(2026, 12, 21), date(2027, 1, 6))
"""Helena's, in the register."""


def test_saying_it_again_lengthens_and_shortens(town: Town) -> None:
    for days in (4, 9, 2):
        town.away(MAIJA, day_after(days))
        assert town.listed(MAIJA) == [Absence(TODAY, day_after(days))]
    town.away(MAIJA)
    assert town.listed(MAIJA) == [Absence(TODAY)]


def test_an_absence_today_leaves_the_coming_holiday_alone(town: Town) -> None:
    holiday = Absence(day_after(30), day_after(40))
    town.away(MAIJA, holiday.last, holiday.first)
    town.away(MAIJA)
    town.back(MAIJA)
    assert town.listed(MAIJA) == [holiday]


def test_an_absence_begins_and_ends_by_itself(town: Town) -> None:
    town.opened(MAIJA)
    set_ = town.away(MAIJA, day_after(3), day_after(2))
    assert set_.moved == ()
    town.clock.move(days=1)
    assert town.covers() == []
    town.clock.move(days=1)
    assert town.covers() == ["AAA-AAA-AAA"]


def test_a_first_day_that_has_been_is_today(town: Town) -> None:
    assert town.away(MAIJA, day_after(2), day_after(-3)).days == Absence(TODAY, day_after(2))


@pytest.mark.parametrize(
    ("until", "first"),
    [
        (day_after(-1), None),
        (day_after(3), day_after(4)),
        (day_after(732), None),
        (None, day_after(732)),
        (date.max, None),
    ],
)
def test_days_that_do_not_fit_are_refused_and_nothing_is_kept(
    town: Town, until: date | None, first: date | None
) -> None:
    with pytest.raises(AbsenceDaysError):
        town.away(MAIJA, until, first)
    assert town.listed(MAIJA) == []


def test_a_later_day_of_two_years_is_taken(town: Town) -> None:
    assert town.away(MAIJA, day_after(731)).days.last == day_after(731)


def test_who_comes_back_early_from_a_holiday_of_the_register_is_back(town: Town) -> None:
    town.clock.move(days=30)  # 23.12.
    assert town.is_away(HELENA, date(2026, 12, 23))
    assert town.back(HELENA) == (CHRISTMAS,)
    for day in (date(2026, 12, 23), date(2027, 1, 6)):
        assert not town.is_away(HELENA, day)
    assert town.back(HELENA) == ()
    town.away(HELENA, date(2026, 12, 24))
    assert town.is_away(HELENA, date(2026, 12, 24))
    town.back(HELENA)
    assert not town.is_away(HELENA, date(2026, 12, 23))


def test_a_holiday_of_the_register_is_cut_short_by_saying_until_when(town: Town) -> None:
    town.clock.move(days=30)  # 23.12.
    town.away(HELENA, date(2026, 12, 27))
    assert town.is_away(HELENA, date(2026, 12, 27))
    assert not town.is_away(HELENA, date(2026, 12, 28))


def test_the_registers_later_absences_stand_when_one_without_an_end_is_ended(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Being back speaks of what runs, not of next summer."""
    summer = Absence(date(2027, 7, 1), date(2027, 7, 31))
    register = with_absences(base, {MAIJA: (Absence(day_after(-9)), summer)})
    town = Town(Cases(Library(register, scripted), Clock()), store)
    assert town.back(MAIJA) == (Absence(day_after(-9)),)
    assert not town.is_away(MAIJA)
    assert town.is_away(MAIJA, date(2027, 7, 15))
    assert town.listed(MAIJA) == [summer]


def test_days_added_to_the_register_after_the_return_count(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    library = Library(with_absences(base, {MAIJA: (Absence(TODAY, day_after(3)),)}), scripted)
    town = Town(Cases(library, Clock()), store)
    town.back(MAIJA)
    library.swap(with_absences(base, {MAIJA: (Absence(TODAY, day_after(6)),)}), scripted)
    assert [town.is_away(MAIJA, day_after(n)) for n in (0, 3, 4, 6)] == [False, False, True, True]


def test_nobody_is_back_who_was_not_away(town: Town) -> None:
    assert town.back(MAIJA) == ()
    assert rows(town.store, "select count(*) from absences") == [(0,)]


@pytest.mark.parametrize("by", [QUALITY, FALLBACK])
def test_a_colleague_who_is_ill_is_marked_away_by_those_who_may(town: Town, by: str) -> None:
    assert town.away(MAIJA, day_after(1), by=by).set_by == by
    assert town.back(MAIJA, by=by)
    assert rows(town.store, "select official, set_by, ended_by from absences") == [(MAIJA, by, by)]


def test_others_may_not_and_hear_who_may(town: Town) -> None:
    for deed in (town.away, town.back):
        with pytest.raises(NotYourAbsenceError, match="Liisa Hagman, Tuomas Laine"):
            deed(MAIJA, by=ANNIKA)
    set_ = town.away(MAIJA)
    with pytest.raises(NotYourAbsenceError), town.store.transaction():
        town.cases.call_off(town.store, set_.number or 0, by=ANNIKA)
    assert town.is_away(MAIJA)


def test_who_is_not_in_the_register_cannot_be_away_nor_say_so(town: Town) -> None:
    for official, by in (("nobody", QUALITY), (MAIJA, "nobody")):
        with pytest.raises(NoSuchOfficialError):
            town.away(official, by=by)


def test_a_coming_absence_is_called_off_once(town: Town) -> None:
    set_ = town.away(MAIJA, day_after(9), day_after(5))
    for called_off in (True, False):
        with town.store.transaction():
            done = town.cases.call_off(town.store, set_.number or 0, by=MAIJA)
        assert done is called_off
    assert not town.is_away(MAIJA, day_after(6))


def test_running_and_coming_absences_are_listed_with_who_stands_in(town: Town) -> None:
    town.clock.move(days=20)
    town.away(HELENA, date(2026, 12, 15))
    mine = town.cases.absences(town.store, HELENA)
    assert [(one.days.last, one.set_by) for one in mine] == [
        (date(2026, 12, 15), HELENA),
        (CHRISTMAS.last, ""),
    ]
    assert [one.official for one in mine[1].stand_ins] == [EVA]
    assert mine[1].number is None
    everybody = town.cases.absences(town.store)
    assert {one.official for one in everybody} == {HELENA, "jari-koskela"}


def test_days_on_which_the_deputy_is_away_as_well_are_told(town: Town) -> None:
    town.away(ANNIKA, day_after(5), day_after(3))
    set_ = town.away(MAIJA, day_after(9), day_after(1))
    assert set_.stand_ins == (
        StandIn(Absence(day_after(1), day_after(2)), ANNIKA, Stead.DEPUTY),
        StandIn(Absence(day_after(3), day_after(5)), MIKAEL, Stead.FURTHER),
        StandIn(Absence(day_after(6), day_after(9)), ANNIKA, Stead.DEPUTY),
    )
    assert len(set_.gaps) == 1
