"""Deadlines in office time (L10): nights, weekends, holidays and both clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import due, due_at_once, is_office_day, is_open, local, next_opening
from bot.city import Base, City, Period

_HELSINKI = ZoneInfo("Europe/Helsinki")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTE = timedelta(minutes=1)
_SPRING, _AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=_HELSINKI)


def _city(base: Base, *hours: tuple[int, int], closed: tuple[date, ...] = ()) -> City:
    """The sample city, open at ``hours`` on every day of the week."""
    periods = tuple(Period(time(opens), time(closes)) for opens, closes in hours)
    return replace(base.city, office_hours=dict.fromkeys(_DAYS, periods), closing_days=closed)


def _open_slowly(city: City, at: datetime) -> bool:
    here = at.astimezone(_HELSINKI)
    periods = city.office_hours[_DAYS[here.weekday()]] if is_office_day(city, here.date()) else ()
    return any(period.opens <= here.time() < period.closes for period in periods)


def _due_slowly(city: City, after: datetime, minutes: int) -> datetime:
    at = after.astimezone(UTC)
    while minutes:
        minutes -= _open_slowly(city, at)
        at += _MINUTE
    return at


@pytest.mark.parametrize(
    ("after", "hours", "expected"),
    [
        pytest.param("2026-11-23T09:00", 4, "2026-11-23T13:00", id="within the day"),
        pytest.param("2026-11-23T12:00", 4, "2026-11-23T16:00", id="just by closing"),
        pytest.param("2026-11-23T12:01", 4, "2026-11-24T08:01", id="a minute over"),
        pytest.param("2026-11-23T15:00", 4, "2026-11-24T11:00", id="over night"),
        pytest.param("2026-11-23T05:30", 4, "2026-11-23T12:00", id="before opening"),
        pytest.param("2026-11-23T16:00", 4, "2026-11-24T12:00", id="at closing"),
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
        pytest.param("2026-12-30T15:00", 4, "2027-01-04T11:00", id="New Year"),
        pytest.param("2027-01-05T15:00", 4, "2027-01-07T11:00", id="Epiphany"),
        pytest.param("2026-03-27T15:00", 4, "2026-03-30T11:00", id="clock goes forward"),
        pytest.param("2026-10-23T15:00", 4, "2026-10-26T11:00", id="clock goes back"),
        pytest.param("2026-11-23T09:00", 0, "2026-11-23T09:00", id="no time at all"),
        pytest.param("2026-11-28T12:00", 0, "2026-11-30T08:00", id="no time, from the opening"),
        pytest.param("2026-11-23T09:00", 0.5, "2026-11-23T09:30", id="half an hour"),
    ],
)
def test_a_deadline_counts_only_office_time(
    base: Base, after: str, hours: float, expected: str
) -> None:
    assert due(base.city, _at(after), hours) == _at(expected)


def test_a_long_deadline_counts_only_office_time_too(base: Base) -> None:
    """A claim may take months; it must not fall back to clock time half way."""
    months = due(base.city, _at("2026-08-03T08:00"), 8 * 80)
    assert months == _at("2026-11-20T16:00")


@pytest.mark.parametrize(
    ("change", "hours", "worked"),
    [(_SPRING, (0, 8), 7), (_SPRING, (2, 4), 1), (_AUTUMN, (0, 8), 9), (_AUTUMN, (3, 4), 2)],
)
def test_a_night_office_works_the_hours_a_clock_change_leaves(
    base: Base, change: date, hours: tuple[int, int], worked: int
) -> None:
    midnight = datetime.combine(change, time(0), _HELSINKI)
    closing = datetime.combine(change, time(hours[1]), _HELSINKI)
    assert due(_city(base, hours), midnight, worked) == closing


def test_hours_that_a_clock_change_skips_do_not_lengthen_a_deadline(base: Base) -> None:
    halves = (Period(time(3, 30), time(4)), Period(time(8), time(9)))
    city = replace(base.city, office_hours=dict.fromkeys(_DAYS, halves))
    start = datetime.combine(_SPRING, time(0), _HELSINKI)
    assert due(city, start, 1) == datetime.combine(_SPRING, time(9), _HELSINKI)


@settings(max_examples=40, deadline=None)
@given(
    start=st.sampled_from([_SPRING, _AUTUMN, date(2026, 12, 5), date(2026, 12, 24)]),
    minute=st.integers(-1440, 2880),
    hours=st.sampled_from(
        [((8, 16),), ((0, 5), (6, 23)), ((2, 4),), ((3, 4),), ((9, 11), (12, 15))]
    ),
    wanted=st.integers(1, 300),
)
def test_a_deadline_is_what_counting_every_minute_gives(
    base: Base, start: date, minute: int, hours: tuple[tuple[int, int], ...], wanted: int
) -> None:
    city = _city(base, *hours, closed=(date(2026, 3, 30),))
    after = datetime.combine(start, time(0), _HELSINKI).astimezone(UTC) + minute * _MINUTE
    assert due(city, after, wanted / 60) == _due_slowly(city, after, wanted)


@settings(max_examples=100, deadline=None)
@given(after=st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_office_is_open_when_the_clock_on_the_wall_says_so(base: Base, after: datetime) -> None:
    assert is_open(base.city, after) == _open_slowly(base.city, after)


@settings(max_examples=100, deadline=None)
@given(
    after=st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.floats(0, 400),
    more=st.floats(0, 40),
)
def test_more_time_never_ends_sooner(
    base: Base, after: datetime, hours: float, more: float
) -> None:
    first = due(base.city, after, hours)
    assert after <= first <= due(base.city, after, hours + more)


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
def test_the_office_opens_next_on_its_next_working_day(base: Base, at: str, opens: str) -> None:
    assert next_opening(base.city, _at(at)) == _at(opens)


@pytest.mark.parametrize("day", ["2026-12-24", "2026-12-25", "2027-12-06", "2026-06-19"])
def test_the_office_is_shut_on_holidays_and_their_eves(base: Base, day: str) -> None:
    assert not is_office_day(base.city, date.fromisoformat(day))


def test_a_city_that_never_opens_still_makes_a_promise(base: Base) -> None:
    city = _city(base)
    after = _at("2026-11-23T09:00")
    assert not is_open(city, after)
    assert next_opening(city, after) > after
    assert due(city, after, 8) == after + timedelta(hours=8)


def test_a_city_without_a_word_on_its_hours_never_opens(base: Base) -> None:
    city = replace(base.city, office_hours={})
    assert not is_open(city, _at("2026-11-23T09:00"))


@pytest.mark.parametrize("at", ["2026-11-23T09:00", "2026-12-25T03:00", "2026-03-29T02:45"])
def test_an_urgent_case_is_due_by_the_clock(base: Base, at: str) -> None:
    assert due_at_once(base.city, _at(at)) == _at(at).astimezone(UTC) + timedelta(minutes=30)


def test_deadlines_are_kept_in_utc_and_shown_on_the_citys_clock(base: Base) -> None:
    moment = due(base.city, _at("2026-07-01T09:00"), 1)
    assert moment.tzinfo is UTC
    assert local(base.city, moment).isoformat() == "2026-07-01T10:00:00+03:00"
