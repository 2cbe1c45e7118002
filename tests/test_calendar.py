"""Deadlines in office time (L10): nights, weekends, holidays and both clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.calendar import (
    citys_time,
    due,
    due_at_once,
    half_way,
    is_office_day,
    is_open,
    local,
    next_opening,
    office_time_between,
    promised,
    working_time,
)
from bot.city import Base
from bot.hours import DAYS, Period, WorkingTime

_HELSINKI = ZoneInfo("Europe/Helsinki")
_SPRING, _AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
_HOUR = timedelta(hours=1)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=_HELSINKI)


def _periods(*hours: str) -> tuple[Period, ...]:
    ends = [hour.replace("24:00", "00:00").split("-") for hour in hours]
    return tuple(Period(time.fromisoformat(one), time.fromisoformat(two)) for one, two in ends)


def _daily(*hours: str, closed: tuple[date, ...] = ()) -> WorkingTime:
    """Open at ``hours`` on every day of the week."""
    return WorkingTime(dict.fromkeys(DAYS, _periods(*hours)), frozenset(closed), "Europe/Helsinki")


_OFFICE = WorkingTime(
    dict.fromkeys(DAYS[:5], _periods("08:00-16:00")),
    frozenset({date(2026, 12, 7), date(2026, 12, 31)}),
    "Europe/Helsinki",
)


@pytest.mark.parametrize(
    ("after", "hours", "expected"),
    [
        pytest.param("2026-11-23T09:00", 4, "2026-11-23T13:00", id="within the day"),
        pytest.param("2026-11-23T12:00", 4, "2026-11-23T16:00", id="just by closing"),
        pytest.param("2026-11-23T12:01", 4, "2026-11-24T08:01", id="a minute over"),
        pytest.param("2026-11-23T15:00", 4, "2026-11-24T11:00", id="over night"),
        pytest.param("2026-11-23T05:30", 4, "2026-11-23T12:00", id="before opening"),
        pytest.param("2026-11-23T16:00", 4, "2026-11-24T12:00", id="at closing"),
        pytest.param("2026-11-23T10:00", 8, "2026-11-24T10:00", id="the same time next day"),
        pytest.param("2026-11-27T10:00", 8, "2026-11-30T10:00", id="by Monday 10.00"),
        pytest.param("2026-11-23T23:59", 8, "2026-11-24T16:00", id="late in the evening"),
        pytest.param("2026-11-27T15:00", 4, "2026-11-30T11:00", id="over a weekend"),
        pytest.param("2026-11-28T12:00", 8, "2026-11-30T16:00", id="on a Saturday"),
        pytest.param("2026-11-23T09:00", 80, "2026-12-08T09:00", id="two weeks and a closing day"),
        pytest.param("2027-12-03T15:00", 4, "2027-12-07T11:00", id="Independence Day"),
        pytest.param("2026-12-04T15:00", 4, "2026-12-08T11:00", id="a closing day of the city"),
        pytest.param("2026-12-23T15:00", 4, "2026-12-28T11:00", id="Christmas"),
        pytest.param("2026-06-18T15:00", 4, "2026-06-22T11:00", id="Midsummer"),
        pytest.param("2026-04-02T15:00", 4, "2026-04-07T11:00", id="Easter"),
        pytest.param("2026-04-30T15:00", 4, "2026-05-04T11:00", id="May Day"),
        pytest.param("2026-12-30T15:00", 4, "2027-01-04T11:00", id="New Year, its eve closed"),
        pytest.param("2024-12-31T15:00", 4, "2025-01-02T11:00", id="New Year, its eve open"),
        pytest.param("2027-01-05T15:00", 4, "2027-01-07T11:00", id="Epiphany"),
        pytest.param("2028-02-28T15:00", 4, "2028-02-29T11:00", id="into 29 February"),
        pytest.param("2028-02-29T15:00", 4, "2028-03-01T11:00", id="out of 29 February"),
        pytest.param("2026-02-27T15:00", 4, "2026-03-02T11:00", id="a year without 29 February"),
        pytest.param("2026-03-27T15:00", 4, "2026-03-30T11:00", id="clock goes forward"),
        pytest.param("2026-10-23T15:00", 4, "2026-10-26T11:00", id="clock goes back"),
        pytest.param("2026-11-23T09:00", 0, "2026-11-23T09:00", id="no time at all"),
        pytest.param("2026-11-28T12:00", 0, "2026-11-30T08:00", id="no time, from the opening"),
        pytest.param("2026-11-23T09:00", 0.5, "2026-11-23T09:30", id="half an hour"),
    ],
)
def test_a_deadline_counts_only_office_time(after: str, hours: float, expected: str) -> None:
    assert due(_at(after), hours, _OFFICE) == _at(expected)


def test_the_sample_city_keeps_these_hours(base: Base) -> None:
    assert citys_time(base.city) == _OFFICE


def test_a_long_deadline_counts_only_office_time_too() -> None:
    """A claim may take months; it must not fall back to clock time half way."""
    assert due(_at("2026-08-03T08:00"), 8 * 80, _OFFICE) == _at("2026-11-20T16:00")


@pytest.mark.parametrize(
    ("change", "hours", "worked"),
    [
        (_SPRING, "00:00-08:00", 7),
        (_SPRING, "02:00-04:00", 1),
        (_SPRING, "03:30-05:00", 1),
        (_SPRING, "02:00-03:30", 1),
        (_AUTUMN, "00:00-08:00", 9),
        (_AUTUMN, "03:00-04:00", 2),
        (_AUTUMN, "03:30-05:00", 2.5),
        (_AUTUMN, "00:00-24:00", 25),
        (_SPRING, "00:00-24:00", 23),
    ],
)
def test_a_night_office_works_the_hours_a_clock_change_leaves(
    change: date, hours: str, worked: float
) -> None:
    midnight = datetime.combine(change, time(0), _HELSINKI)
    next_day = midnight + timedelta(days=1)
    assert office_time_between(midnight, next_day, _daily(hours)) == worked * _HOUR


def test_hours_that_a_clock_change_skips_do_not_lengthen_a_deadline() -> None:
    start = datetime.combine(_SPRING, time(0), _HELSINKI)
    working = _daily("03:30-04:00", "08:00-09:00")
    assert due(start, 1, working) == datetime.combine(_SPRING, time(9), _HELSINKI)


def test_periods_that_touch_or_overlap_are_counted_once() -> None:
    torn = _daily("08:00-10:00", "13:00-16:00", "10:00-12:00", "11:00-13:00")
    start = _at("2026-11-23T08:00")
    assert due(start, 8, torn) == _at("2026-11-23T16:00")
    assert promised(_at("2026-11-23T09:52"), 0, torn) == _at("2026-11-23T10:00")


def test_a_night_shift_goes_on_over_midnight() -> None:
    working = _daily("00:00-06:00", "22:00-24:00")
    assert is_open(_at("2026-11-23T23:59"), working)
    assert is_open(_at("2026-11-24T00:00"), working)
    assert due(_at("2026-11-23T21:00"), 2, working) == _at("2026-11-24T00:00")
    assert due(_at("2026-11-23T21:00"), 3, working) == _at("2026-11-24T01:00")


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T15:59", "2026-11-23T15:59"),
        ("2026-11-23T16:00", "2026-11-24T08:00"),
        ("2026-11-27T16:00", "2026-11-30T08:00"),
        ("2026-12-24T09:00", "2026-12-28T08:00"),
    ],
)
def test_the_office_opens_next_on_its_next_working_day(at: str, opens: str) -> None:
    assert next_opening(_at(at), _OFFICE) == _at(opens)


@pytest.mark.parametrize("year", range(2024, 2034))
def test_the_office_is_shut_on_holidays_and_on_the_eves_that_offices_keep(year: int) -> None:
    """Christmas Eve and Midsummer Eve: the library of holidays holds them; New Year's Eve and
    Maundy Thursday are working days unless the city says otherwise.
    """
    always = _daily("08:00-16:00")
    for month, day in ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)):
        assert not is_office_day(date(year, month, day), always)
    friday = next(day for day in range(19, 26) if date(year, 6, day).weekday() == 4)
    assert not is_office_day(date(year, 6, friday), always)
    assert is_office_day(date(year, 12, 31), always)


def test_a_unit_may_work_on_holidays() -> None:
    working = replace(_daily("08:00-16:00"), open_on_holidays=True)
    assert is_office_day(date(2026, 12, 25), working)
    assert not is_office_day(date(2026, 12, 25), working.without([date(2026, 12, 25)]))


def test_days_off_do_not_count_and_leave_the_rest_as_it_was() -> None:
    off = _OFFICE.without([date(2026, 11, 24), date(2026, 11, 25)])
    assert due(_at("2026-11-23T15:00"), 4, off) == _at("2026-11-26T11:00")
    assert not is_office_day(date(2026, 12, 7), off)


def test_who_never_works_still_makes_a_promise() -> None:
    after = _at("2026-11-23T09:00")
    never = WorkingTime({}, frozenset(), "Europe/Helsinki")
    assert not is_open(after, never)
    assert next_opening(after, never) > after
    assert due(after, 8, never) == after + 8 * _HOUR
    assert promised(after + timedelta(minutes=1), 8, never) == after + 8.25 * _HOUR


def test_a_year_away_does_not_take_back_the_time_already_worked() -> None:
    """What the last open day leaves is counted by the clock from its closing."""
    monday = date(2026, 11, 23)
    away = _OFFICE.without(monday + timedelta(days=past) for past in range(1, 366))
    assert due(_at("2026-11-23T15:00"), 4, away) == _at("2026-11-23T19:00")


def test_a_schools_summer_is_waited_for() -> None:
    holiday = date(2027, 6, 1)
    school = _OFFICE.without(holiday + timedelta(days=past) for past in range(70))
    assert due(_at("2027-05-31T15:00"), 2, school) == _at("2027-08-10T09:00")


@pytest.mark.parametrize("at", ["2026-11-23T09:00", "2026-12-25T03:00", "2026-03-29T02:45"])
def test_an_urgent_case_is_due_by_the_clock(base: Base, at: str) -> None:
    assert due_at_once(base.city, _at(at)) == _at(at).astimezone(UTC) + timedelta(minutes=30)


def test_deadlines_are_kept_in_utc_and_shown_on_the_citys_clock(base: Base) -> None:
    moment = due(_at("2026-07-01T09:00"), 1, _OFFICE)
    assert moment.tzinfo is UTC
    assert local(base.city, moment).isoformat() == "2026-07-01T10:00:00+03:00"


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("2026-11-23T09:00", "2026-11-23T13:00"),
        ("2026-11-23T09:01", "2026-11-23T13:15"),
        ("2026-11-23T09:15", "2026-11-23T13:15"),
        ("2026-11-23T11:59", "2026-11-23T16:00"),
        ("2026-11-23T12:01", "2026-11-24T08:15"),
        ("2026-11-23T17:00", "2026-11-24T12:00"),
    ],
)
def test_a_promise_is_a_time_that_people_remember(after: str, told: str) -> None:
    assert promised(_at(after), 4, _OFFICE) == _at(told)


def test_a_promise_is_not_rounded_past_closing() -> None:
    assert promised(_at("2026-11-23T08:47"), 7, _daily("08:00-15:50")) == _at("2026-11-23T15:50")


@pytest.mark.parametrize(
    ("received", "deadline", "half"),
    [
        pytest.param("2026-11-23T09:00", "2026-11-23T13:00", "2026-11-23T11:00", id="in a day"),
        pytest.param("2026-11-27T15:00", "2026-11-30T11:00", "2026-11-30T09:00", id="a weekend"),
        pytest.param("2026-11-28T12:00", "2026-11-30T16:00", "2026-11-30T12:00", id="a Saturday"),
        pytest.param("2026-11-23T22:00", "2026-11-23T22:30", "2026-11-23T22:15", id="at night"),
    ],
)
def test_half_way_is_half_of_the_office_time(received: str, deadline: str, half: str) -> None:
    assert half_way(_at(received), _at(deadline), _OFFICE) == _at(half)


def test_an_officials_own_hours_come_first_then_the_units_then_the_citys(base: Base) -> None:
    part_time = working_time(base, base.officials["helena-niemi"])
    library = working_time(base, base.officials["katri-ahonen"])
    streets = working_time(base, base.officials["maija-lehtonen"])
    after = _at("2026-11-27T11:00")
    assert due(after, 4, part_time) == _at("2026-11-30T12:00")
    assert due(after, 8, library) == _at("2026-11-28T12:00")
    assert streets == citys_time(base.city)


def test_closing_days_of_the_city_and_of_the_unit_both_count(base: Base) -> None:
    library = working_time(base, base.officials["katri-ahonen"])
    assert not is_office_day(date(2027, 1, 2), library)
    assert not is_office_day(date(2026, 12, 31), library)
    assert is_office_day(date(2027, 1, 9), library)
    both = replace(base.officials["katri-ahonen"], office_hours=_OFFICE.office_hours)
    assert working_time(base, both).closing_days == library.closing_days
