"""Days as officials type them after ``away until``."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.city import Base
from bot.days import parse_until, span
from bot.people import Absence

MONDAY = date(2026, 11, 23)
_TYPED = {
    "2026-12-24": date(2026, 12, 24),
    "24.12.": date(2026, 12, 24),
    "24.12": date(2026, 12, 24),
    "24. 12. 2026": date(2026, 12, 24),
    "24.12.26": date(2026, 12, 24),
    "24/12": date(2026, 12, 24),
    "24/12/2026": date(2026, 12, 24),
    "until 24.12.": date(2026, 12, 24),
    "till 24.12": date(2026, 12, 24),
    "24.12. asti": date(2026, 12, 24),
    "6.1.": date(2027, 1, 6),
    "23.11.": MONDAY,
    "22.11.": date(2027, 11, 22),
    "29.2.": date(2028, 2, 29),
    "friday": date(2026, 11, 27),
    "until Friday": date(2026, 11, 27),
    "perjantai": date(2026, 11, 27),
    "Perjantaihin asti": date(2026, 11, 27),
    "pe": date(2026, 11, 27),
    "fredag": date(2026, 11, 27),
    "till och med fredag": date(2026, 11, 27),
    "t.o.m. fredagen": date(2026, 11, 27),
    "monday": date(2026, 11, 30),
    "keskiviikkoon": date(2026, 11, 25),
    "to": date(2026, 11, 26),
    "today": MONDAY,
    "tänään": MONDAY,
    "i dag": MONDAY,
    "tomorrow": date(2026, 11, 24),
    "huomenna": date(2026, 11, 24),
    "huomiseen": date(2026, 11, 24),
    "imorgon": date(2026, 11, 24),
    "i morgon": date(2026, 11, 24),
}


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("text", _TYPED)
def test_a_day_is_read_as_people_type_it_whatever_the_desks_language(
    base: Base, text: str, language: str
) -> None:
    assert parse_until(base, text, MONDAY, language) == _TYPED[text]


@pytest.mark.parametrize(
    "text",
    ["", "until", "31.2.", "30.2.2028", "2026-13-01", "24", "12/24", "soon", "1.1.1.1", "²4.12."],
)
def test_what_is_no_day_is_not_guessed(base: Base, text: str) -> None:
    assert parse_until(base, text, MONDAY, "en") is None


def test_the_desks_own_language_comes_first(base: Base) -> None:
    """Swedish "on" is Wednesday; to an English desk it is a small word before a day."""
    assert parse_until(base, "on", MONDAY, "sv") == date(2026, 11, 25)
    assert parse_until(base, "on friday", MONDAY, "en") == date(2026, 11, 27)


_days = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@given(today=_days, ahead=st.integers(0, 364), language=st.sampled_from(["fi", "sv", "en"]))
def test_every_day_of_the_coming_year_is_read_back_in_every_manner(
    base: Base, today: date, ahead: int, language: str
) -> None:
    day = today + timedelta(days=ahead)
    for text in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year % 100}",
        f"{day.day}.{day.month}.",
        f"{day.day}/{day.month}",
        span(base, language, Absence(day, day)),
    ):
        assert parse_until(base, text, today, language) == day


@given(today=_days, number=st.integers(0, 6), language=st.sampled_from(["fi", "sv", "en"]))
def test_a_day_of_the_week_is_the_next_one_after_today(
    base: Base, today: date, number: int, language: str
) -> None:
    for name in base.phrases[language]["day.weekdays"].split(",")[number].split():
        found = parse_until(base, name.upper(), today, language)
        assert found
        assert found.weekday() == number
        assert 1 <= (found - today).days <= 7


@given(text=st.text(max_size=30), today=_days)
def test_nothing_typed_is_too_much_for_it(base: Base, text: str, today: date) -> None:
    found = parse_until(base, text, today, "fi")
    assert found is None or text.strip()


@given(text=st.from_regex(r"\d{1,4}[./-]\d{1,2}([./-]\d{0,4})?", fullmatch=True), today=_days)
def test_a_day_without_a_year_is_never_in_the_past(base: Base, text: str, today: date) -> None:
    found = parse_until(base, text, today, "fi")
    without_year = sum(text.rstrip(".").count(sign) for sign in "./-") == 1
    assert found is None or not without_year or found >= today


def test_spans_are_shown_with_their_end_or_without(base: Base) -> None:
    assert span(base, "en", Absence(MONDAY, MONDAY)) == "23.11.2026"
    assert span(base, "en", Absence(MONDAY, date(2027, 1, 6))) == "23.11.2026\N{EN DASH}6.1.2027"
    assert span(base, "fi", Absence(MONDAY)) == "23.11.2026 alkaen toistaiseksi"
