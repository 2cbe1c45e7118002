"""Who has somebody's cases: there today, and there when they work next (L12)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.city import Base
from bot.hours import OfficeHours, Period
from bot.people import Absence, Official, Stead
from bot.routing import in_charge
from bot.standing import present, stand_ins, stead_of, who_takes, who_takes_on
from tests.slow_calendar import works_next
from tests.towns import with_absences

ANNIKA, MIKAEL, RIITTA = "annika-sundstrom", "mikael-backstrom", "riitta-kallio"
"""Each is the deputy of the one before."""
JARI, LIISA = "jari-koskela", "liisa-hagman"
CHRISTMAS = date(2026, 12, 29)
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
_HELSINKI = ZoneInfo("Europe/Helsinki")


def _at(text: str) -> datetime:
    """A moment on the city's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=_HELSINKI).astimezone(UTC)


def _days(first: date, last: date | None = None) -> tuple[Absence, ...]:
    return (Absence(first, last or first),)


def _with_hours(base: Base, slug: str, *days: str) -> Base:
    """The base where that official is at work from eight to four on those days only."""
    hours: OfficeHours = dict.fromkeys(days, base.city.office_hours["mon"])
    changed = replace(base.officials[slug], office_hours=hours)
    return replace(base, officials={**base.officials, slug: changed})


def _taker(base: Base, at: str, slug: str = ANNIKA) -> str:
    return who_takes(base, base.officials[slug], _at(at)).slug


def test_the_deputy_stands_in_for_the_absent(base: Base) -> None:
    jari = base.officials[JARI]
    assert jari.is_away(CHRISTMAS)
    assert present(base, jari, CHRISTMAS).slug == jari.deputy
    assert who_takes_on(base, jari, CHRISTMAS).slug == jari.deputy


def test_the_fallback_official_is_stood_in_for_too(base: Base) -> None:
    """Also where nobody before them in the line is there."""
    ever = (Absence(CHRISTMAS),)
    fallback = base.officials[base.city.fallback_official]
    jari = replace(base.officials[JARI], deputy=None, absences=ever)
    gone = {fallback.slug: replace(fallback, absences=ever), jari.slug: jari}
    changed = replace(base, officials={**base.officials, **gone})
    assert present(changed, jari, CHRISTMAS).slug == fallback.deputy
    assert who_takes_on(changed, jari, CHRISTMAS).slug == fallback.deputy


@pytest.mark.parametrize(
    ("at", "official"),
    [
        ("2026-11-27 15:59", ANNIKA),
        ("2026-11-27 16:00", MIKAEL),
        ("2026-11-27 18:00", MIKAEL),
        ("2026-11-28 12:00", MIKAEL),
        ("2026-11-30 00:00", MIKAEL),
        ("2026-12-01 18:00", MIKAEL),
        ("2026-12-02 00:00", ANNIKA),
    ],
)
def test_who_is_away_from_monday_gets_nothing_after_fridays_hours(
    base: Base, at: str, official: str
) -> None:
    """Away from Monday to Tuesday; on Tuesday evening still away."""
    gone = with_absences(base, {ANNIKA: _days(MONDAY, date(2026, 12, 1))})
    assert _taker(gone, at) == official


def test_who_is_away_on_friday_only_is_away_on_friday_evening_and_there_on_saturday(
    base: Base,
) -> None:
    gone = with_absences(base, {ANNIKA: _days(FRIDAY)})
    assert _taker(gone, "2026-11-27 18:00") == MIKAEL
    assert _taker(gone, "2026-11-28 00:00") == ANNIKA


def test_a_public_holiday_and_a_closing_day_are_leapt_over(base: Base) -> None:
    """After Friday 4 December come Independence Day on Sunday and the city's own closing day; who
    is away on these only misses nothing, who is away on the Tuesday does.
    """
    shut = with_absences(base, {ANNIKA: _days(date(2026, 12, 6), date(2026, 12, 7))})
    assert _taker(shut, "2026-12-04 18:00") == ANNIKA
    gone = with_absences(base, {ANNIKA: _days(date(2026, 12, 8))})
    assert _taker(gone, "2026-12-04 15:00") == ANNIKA
    assert _taker(gone, "2026-12-04 18:00") == MIKAEL


def test_the_eve_of_a_holiday_looks_to_the_day_after_it(base: Base) -> None:
    """Independence Day of 2029 is a Thursday: after the Wednesday comes the Friday."""
    gone = with_absences(base, {ANNIKA: _days(date(2029, 12, 7))})
    assert _taker(gone, "2029-12-05 15:00") == ANNIKA
    assert _taker(gone, "2029-12-05 17:00") == MIKAEL
    assert _taker(gone, "2029-12-06 12:00") == MIKAEL
    on_the_holiday = with_absences(base, {ANNIKA: _days(date(2029, 12, 6))})
    assert _taker(on_the_holiday, "2029-12-05 17:00") == ANNIKA


def test_a_deputy_who_is_away_then_is_passed_over_too(base: Base) -> None:
    gone = with_absences(base, {ANNIKA: _days(MONDAY), MIKAEL: _days(MONDAY)})
    assert _taker(gone, "2026-11-27 18:00") == RIITTA
    assert _taker(gone, "2026-11-27 12:00") == ANNIKA


def test_who_works_on_wednesdays_and_is_away_on_the_next_gets_nothing_before(base: Base) -> None:
    part_time = _with_hours(with_absences(base, {}), ANNIKA, "wed")
    assert _taker(part_time, "2026-11-30 10:00") == ANNIKA
    gone = _with_hours(with_absences(base, {ANNIKA: _days(date(2026, 12, 2))}), ANNIKA, "wed")
    assert _taker(gone, "2026-11-25 15:00") == ANNIKA
    assert _taker(gone, "2026-11-25 17:00") == MIKAEL
    assert _taker(gone, "2026-11-30 10:00") == MIKAEL
    assert _taker(gone, "2026-12-03 00:00") == ANNIKA


def test_where_nobody_is_there_now_and_then_it_is_whoever_works_then(base: Base) -> None:
    """All are away on Monday but Riitta, who is away until Sunday."""
    away = dict.fromkeys(base.officials, _days(MONDAY))
    gone = with_absences(base, {**away, RIITTA: _days(FRIDAY, date(2026, 11, 29))})
    assert _taker(gone, "2026-11-28 12:00") == RIITTA
    assert _taker(gone, "2026-11-27 12:00") == ANNIKA, "while work runs, who is there"


def test_where_nobody_works_then_it_is_who_is_there_today_and_else_the_fallback_official(
    base: Base,
) -> None:
    everybody = with_absences(base, dict.fromkeys(base.officials, _days(MONDAY)))
    assert _taker(everybody, "2026-11-28 12:00") == ANNIKA
    ever = with_absences(base, dict.fromkeys(base.officials, (Absence(FRIDAY),)))
    assert _taker(ever, "2026-11-28 12:00") == base.city.fallback_official


def test_who_else_may_have_it_comes_after_the_line(base: Base) -> None:
    """Annika's line is Mikael, Riitta and so on, and the fallback official's: not Jari."""
    away = {slug: _days(MONDAY) for slug in base.officials if slug != JARI}
    gone, at = with_absences(base, away), _at("2026-11-30 10:00")
    annika, jari = gone.officials[ANNIKA], gone.officials[JARI]
    assert who_takes(gone, annika, at).slug == base.city.fallback_official
    assert who_takes(gone, annika, at, [jari]).slug == JARI
    assert present(gone, annika, MONDAY, [jari]).slug == JARI


def test_the_days_of_who_stands_in_begin_when_the_work_of_an_absence_does(base: Base) -> None:
    """Mikael works on Mondays only: away on the coming one, he takes nothing in the week before."""
    away = {ANNIKA: _days(date(2026, 11, 24), date(2026, 12, 2)), MIKAEL: _days(MONDAY)}
    gone = _with_hours(with_absences(base, away), MIKAEL, "mon")
    spans = stand_ins(gone, gone.officials[ANNIKA], away[ANNIKA][0])
    assert [(one.days.first, one.days.last, one.official, one.stead) for one in spans] == [
        (date(2026, 11, 24), MONDAY, RIITTA, Stead.FURTHER),
        (date(2026, 12, 1), date(2026, 12, 2), MIKAEL, Stead.DEPUTY),
    ]


def test_who_does_not_work_then_is_nobody_but_for_what_is_urgent(base: Base) -> None:
    everybody = with_absences(base, dict.fromkeys(base.officials, _days(MONDAY)))
    annika, saturday = everybody.officials[ANNIKA], date(2026, 11, 28)
    assert stead_of(everybody, annika, annika, saturday) is Stead.NOBODY
    assert stead_of(everybody, annika, annika, saturday, at_once=True) is Stead.DEPUTY


@given(st.data())
def test_there_is_always_exactly_one_official_who_is_there(base: Base, data: st.DataObject) -> None:
    topic = data.draw(st.sampled_from([*base.topics, None]))
    district = data.draw(st.sampled_from([*base.districts, None]))
    language = data.draw(st.sampled_from(base.city.languages))
    day = data.draw(st.dates(date(2026, 11, 1), date(2027, 3, 1)))
    official = who_takes_on(base, in_charge(base, topic, district, language), day)
    assert official.slug in base.officials
    assert not official.is_away(day)


def _with_shut_unit(base: Base, slug: str, days: int) -> Base:
    """The base where that official's unit is shut from the Monday on, for so many days."""
    closed = tuple(MONDAY + timedelta(number) for number in range(days))
    unit = replace(base.officials[slug].unit, closing_days=closed)
    changed = replace(base.officials[slug], unit=unit)
    return replace(base, officials={**base.officials, slug: changed})


@pytest.mark.parametrize(
    ("days", "at", "official"),
    [
        (14, "2026-11-30 12:00", ANNIKA),
        (15, "2026-11-30 12:00", MIKAEL),
        (45, "2026-11-27 12:00", ANNIKA),
        (45, "2026-11-27 18:00", MIKAEL),
        (45, "2026-12-30 12:00", MIKAEL),
        (45, "2026-12-31 12:00", ANNIKA),
        (400, "2026-12-31 12:00", MIKAEL),
    ],
)
def test_a_unit_that_is_shut_for_weeks_leaves_its_questions_to_a_deputy_who_works(
    base: Base, days: int, at: str, official: str
) -> None:
    """Until two weeks before it opens; a fortnight at Christmas is nobody's affair."""
    shut = _with_shut_unit(with_absences(base, {}), ANNIKA, days)
    assert _taker(shut, at) == official


# The law, against a slow and obvious version: the clock is walked minute by minute.

_PEOPLE = (ANNIKA, MIKAEL, RIITTA, "tuomas-laine", LIISA)
_WEEKS: tuple[OfficeHours, ...] = (
    {},
    {"wed": (Period(datetime.min.time().replace(hour=9), datetime.min.time()),)},
    {"mon": (), "sat": (Period(datetime.min.time(), datetime.min.time().replace(hour=2)),)},
)
"""The city's hours; Wednesdays until midnight; the small hours of Saturdays."""
_absences = st.builds(
    lambda first, length: Absence(
        date(2026, 11, 30) + timedelta(first),
        None if length is None else date(2026, 11, 30) + timedelta(first + length),
    ),
    st.integers(-4, 12),
    st.one_of(st.none(), st.integers(0, 5)),
)
_lives = st.tuples(
    st.lists(_absences, max_size=2),
    st.one_of(st.none(), st.integers(0, len(_PEOPLE) - 1)),
    st.sampled_from(_WEEKS),
    st.one_of(st.none(), st.integers(8, 29)),
)
_Life = tuple[list[Absence], int | None, OfficeHours, int | None]
"""Absences; the deputy; hours; for how many days from the Friday on the unit is shut."""


def _small(base: Base, lives: list[_Life]) -> Base:
    officials = {
        slug: replace(
            base.officials[slug],
            absences=tuple(absences),
            deputy=None if deputy is None else _PEOPLE[deputy],
            office_hours=hours,
            unit=replace(
                base.officials[slug].unit,
                closing_days=tuple(FRIDAY + timedelta(number) for number in range(shut or 0)),
            ),
        )
        for slug, (absences, deputy, hours, shut) in zip(_PEOPLE, lives, strict=True)
    }
    return replace(base, officials=officials)


def _obvious_line(base: Base, slug: str | None) -> list[Official]:
    line: list[Official] = []
    for start in (slug, base.city.fallback_official):
        one = start
        while one and base.officials[one] not in line:
            line.append(base.officials[one])
            one = base.officials[one].deputy
    return line


@settings(max_examples=80)
@given(
    lives=st.lists(_lives, min_size=len(_PEOPLE), max_size=len(_PEOPLE)),
    minutes=st.integers(0, 60 * 24 * 10),
)
@example(lives=[([], None, {}, None)] * len(_PEOPLE), minutes=0)
def test_the_taker_is_that_of_a_slow_obvious_walk(
    base: Base, lives: list[_Life], minutes: int
) -> None:
    town = _small(base, lives)
    at = _at("2026-11-27 00:00") + timedelta(minutes=minutes)
    today = at.astimezone(_HELSINKI).date()
    for slug in (ANNIKA, base.city.fallback_official):
        line = _obvious_line(town, slug)
        days = [(one, works_next(town, one, at)) for one in line]
        then = [one for one, day in days if day and not one.is_away(day)]
        both = [one for one in then if not one.is_away(today)]
        here = [one for one in line if not one.is_away(today)]
        best = [*both, *then, *here, town.officials[base.city.fallback_official]][0]
        assert who_takes(town, town.officials[slug], at) == best
