"""Laws of office time, against a slow, obvious version and over random working times (L10)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import (
    FURTHEST,
    due,
    half_way,
    is_open,
    next_opening,
    office_time_between,
    promised,
)
from bot.hours import DAYS, Period, WorkingTime
from tests import slow_calendar as slow

_SPRING, _AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
_STARTS = (
    _SPRING,
    _AUTUMN,
    date(2028, 2, 28),
    date(2026, 12, 5),
    date(2026, 12, 23),
    date(2026, 12, 30),
)
_ENDS = (0, 90, 150, 180, 195, 210, 240, 300, 485, 720, 725, 960, 1425, 1440)
"""Minutes of a day at which a period may begin or end; most of them where clocks are changed."""


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


_PERIODS = [Period(_clock(opens), _clock(closes)) for opens, closes in combinations(_ENDS, 2)]
_DAYS_HOURS = st.lists(st.sampled_from(_PERIODS), max_size=3).map(tuple)
"""Up to three periods of a day: in any order, touching, overlapping, until midnight."""
_WORKING = st.builds(
    WorkingTime,
    st.fixed_dictionaries(dict.fromkeys(DAYS, _DAYS_HOURS)),
    st.sets(st.sampled_from([start + timedelta(days=1) for start in _STARTS])).map(frozenset),
    st.just("Europe/Helsinki"),
    st.booleans(),
)
_MOMENTS = st.builds(
    lambda day, minutes: datetime.combine(day, time(0), UTC) + timedelta(minutes=minutes),
    st.sampled_from(_STARTS),
    st.integers(-600, 2880),
)
_TIMES = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2029, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@settings(max_examples=60)
@given(working=_WORKING, after=_MOMENTS, wanted=st.integers(0, 400))
def test_a_deadline_is_what_counting_every_minute_gives(
    working: WorkingTime, after: datetime, wanted: int
) -> None:
    expected = slow.due(after, wanted, working)
    if expected is not None:
        assert due(after, wanted / 60, working) == expected


@settings(max_examples=60)
@given(working=_WORKING, at=_MOMENTS)
def test_the_office_is_open_when_the_clock_on_the_wall_says_so(
    working: WorkingTime, at: datetime
) -> None:
    opens = slow.next_opening(at, working)
    assert is_open(at, working) == (opens == at)
    if opens is not None:
        assert next_opening(at, working) == opens


@settings(max_examples=60)
@given(working=_WORKING, start=_MOMENTS, minutes=st.integers(-60, 4000))
def test_office_time_and_its_half_are_what_counting_every_minute_gives(
    working: WorkingTime, start: datetime, minutes: int
) -> None:
    end = start + timedelta(minutes=minutes)
    whole = slow.minutes_between(start, end, working)
    assert office_time_between(start, end, working) == timedelta(minutes=whole)
    half = half_way(start, end, working)
    assert min(start, end) <= half <= max(start, end)
    if whole:
        assert office_time_between(start, half, working) == timedelta(minutes=whole / 2)


@settings(max_examples=150)
@given(
    working=_WORKING,
    after=_TIMES,
    later=st.timedeltas(timedelta(), timedelta(days=20)),
    hours=st.floats(0, 200),
    more=st.floats(0, 40),
)
def test_asked_later_or_for_longer_nothing_is_due_sooner(
    working: WorkingTime, after: datetime, later: timedelta, hours: float, more: float
) -> None:
    for law in (due, promised):
        first = law(after, hours, working)
        assert after <= first
        assert first <= law(after + later, hours, working)
        assert first <= law(after, hours + more, working)


@settings(max_examples=150)
@given(working=_WORKING, after=_TIMES, hours=st.floats(0.001, 100))
def test_a_deadline_is_office_time_or_its_end_and_never_far_away(
    working: WorkingTime, after: datetime, hours: float
) -> None:
    """Within two months for each month's work that is asked for, holidays and all."""
    exact, told = due(after, hours, working), promised(after, hours, working)
    assert exact <= told < exact + timedelta(minutes=15)
    assert next_opening(after, working) <= after + timedelta(days=FURTHEST + 1)
    month = timedelta(days=30)
    if at_work := office_time_between(after, after + month, working):
        assert is_open(exact - timedelta.resolution, working)
        assert is_open(told - timedelta.resolution, working)
        assert exact <= after + 2 * month * (timedelta(hours=hours) // at_work + 1)
