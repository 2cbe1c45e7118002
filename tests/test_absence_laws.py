"""What holds of absences whatever is said and whenever: against slow, obvious versions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import is_office_day, working_time
from bot.cases import Cases
from bot.city import Base
from bot.library import Library
from bot.model import OPEN
from bot.people import Absence, Official, Whereabouts, known_absences
from bot.standing import stand_ins, who_takes_on
from bot.store import open_database
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.towns import TODAY, Town

_SOME = 7
"""So many officials, and days enough, for every sort of overlap."""
_AHEAD = 30
_numbers = st.integers(-5, _AHEAD)
_lengths = st.one_of(st.none(), st.integers(0, 12))


def _day(number: int) -> date:
    return TODAY + timedelta(days=number)


@st.composite
def _absences(draw: st.DrawFn) -> Absence:
    first, length = _day(draw(_numbers)), draw(_lengths)
    return Absence(first, None if length is None else first + timedelta(days=length))


_registers = st.lists(
    st.tuples(
        st.lists(_absences(), max_size=3),
        st.one_of(st.none(), st.integers(0, _SOME - 1)),
    ),
    min_size=_SOME,
    max_size=_SOME,
)


def _with_register(base: Base, register: Sequence[tuple[list[Absence], int | None]]) -> Base:
    """The base with a few officials: their absences, their deputies, circles among them too."""
    slugs = [*sorted(base.officials)[: _SOME - 1], base.city.fallback_official]
    officials = {
        slug: replace(
            base.officials[slug],
            absences=tuple(away),
            deputy=None if deputy is None else slugs[deputy],
        )
        for slug, (away, deputy) in zip(slugs, register, strict=True)
    }
    return replace(base, officials=officials)


def _with_shut_units(base: Base, shut: Sequence[tuple[int, int]]) -> Base:
    """The base where the units of the first few officials are shut: from when, and how long."""
    officials = dict(base.officials)
    for slug, (first, length) in zip(sorted(officials), shut, strict=False):
        closed = tuple(_day(first + number) for number in range(length))
        unit = replace(officials[slug].unit, closing_days=closed)
        officials[slug] = replace(officials[slug], unit=unit)
    return replace(base, officials=officials)


def _obvious_line(base: Base, official: Official) -> list[Official]:
    """Who is to have the cases, in order, found step by step."""
    line: list[Official] = []
    for start in (official.slug, base.city.fallback_official):
        slug: str | None = start
        while slug and base.officials[slug] not in line:
            line.append(base.officials[slug])
            slug = base.officials[slug].deputy
    return line


def _obvious_owner(base: Base, before: str, today: date) -> str:
    """Who is to have the case at nine o'clock: who is there keeps what they have."""
    line = _obvious_line(base, base.officials[before])
    there = [one.slug for one in line if not one.is_away(today)]
    if before in there:
        return before
    works = [one.slug for one in line if not one.is_away(_works_next(base, one, today))]
    both = [slug for slug in there if slug in works]
    return [*both, *works, *there, base.city.fallback_official][0]


def _works_next(base: Base, official: Official, today: date) -> date:
    """The official's next office day, today's if it is one: nobody's ends before nine."""
    coming = (today + timedelta(days=number) for number in range(_AHEAD))
    return next(day for day in coming if is_office_day(day, working_time(base, official)))


_deeds = st.lists(
    st.tuples(
        st.sampled_from(["away", "away", "back", "later", "opens", "call off"]),
        st.integers(0, _SOME - 1),
        st.integers(0, 14),
        _lengths,
    ),
    max_size=14,
)


@settings(max_examples=150)
@given(register=_registers, deeds=_deeds)
def test_no_open_case_is_with_who_is_away_while_somebody_in_the_line_is_at_work_next(
    base: Base,
    scripted: ScriptedMatcher,
    register: list[tuple[list[Absence], int | None]],
    deeds: list[tuple[str, int, int, int | None]],
) -> None:
    """L12, after each look of the clock; a second look moves nothing."""
    small = _with_register(base, register)
    store = open_database(None)
    town = Town(Cases(Library(small, scripted), Clock()), store)
    for slug in small.officials:
        town.opened(slug, f"FIRST-{slug}")
    for number, (deed, who, days, length) in enumerate([("later", 0, 0, None), *deeds]):
        _do(town, sorted(small.officials)[who], deed, (days, length), f"CASE-{number}")
        before = {case.reference: case.owner for case in store.cases(states=tuple(OPEN))}
        town.covers()
        today = TODAY + (town.clock() - MONDAY)
        for case in store.cases(states=tuple(OPEN)):
            served = town.cases.base
            assert case.owner == _obvious_owner(served, before[case.reference], today)
        assert town.covers() == []
    store.close()


def _do(town: Town, official: str, deed: str, span: tuple[int, int | None], reference: str) -> None:
    """One deed, and what holds of it at once. ``span``: from when and how long, in days."""
    days, length = span
    today = TODAY + (town.clock() - MONDAY)
    if deed == "opens":
        town.opened(official, reference)
    elif deed == "later":
        town.clock.move(days=days)
    elif deed == "back":
        town.back(official)
        assert not town.is_away(official, today)
    elif deed == "away":
        first = today + timedelta(days=days)
        until = None if length is None else first + timedelta(days=length)
        town.away(official, until, first)
        assert town.is_away(official, first)
        assert town.is_away(official, until or first + timedelta(days=700))
    else:
        with town.store.transaction():
            for one in town.cases.absences(town.store, official):
                town.cases.call_off(town.store, one.number or 0, by=official)
        own = (one for one in town.cases.library.said if one.official == official)
        assert all(one.is_there for one in own)


@given(
    register=st.lists(_absences(), max_size=4),
    said=st.lists(st.tuples(_absences(), st.booleans()), max_size=5),
)
def test_each_day_is_away_or_there_as_was_said_of_it(
    register: list[Absence], said: list[tuple[Absence, bool]]
) -> None:
    """A day counts if something said makes it one away, or the register does and nothing that
    speaks of that very absence makes it one there.
    """
    at = datetime.fromisoformat("2026-11-23T07:00+00:00")
    told = [Whereabouts("x", days, "x", at, is_there) for days, is_there in said]
    known = [days for days, _ in known_absences(register, told)]
    there = [days for days, is_there in said if is_there]
    for day in map(_day, range(-10, _AHEAD + 20)):
        by_register = any(
            one.runs_on(day)
            and not any(days.runs_on(day) for days in there if one.runs_on(days.first))
            for one in register
        )
        by_word = any(days.runs_on(day) for days, is_there in said if not is_there)
        assert any(one.runs_on(day) for one in known) == (by_register or by_word)
        assert all(one.last is None or one.first <= one.last for one in known)


@given(
    register=_registers,
    shut=st.lists(st.tuples(_numbers, st.integers(8, 40)), max_size=4),
    who=st.integers(0, _SOME - 1),
    days=_absences(),
)
def test_spans_of_who_stands_in_say_what_each_single_day_would(
    base: Base,
    register: list[tuple[list[Absence], int | None]],
    shut: list[tuple[int, int]],
    who: int,
    days: Absence,
) -> None:
    """Some units are shut for weeks."""
    small = _with_shut_units(_with_register(base, register), shut)
    official = small.officials[sorted(small.officials)[who]]
    spans = stand_ins(small, official, days)
    last = days.last or _day(_AHEAD + 60)
    day = days.first
    while day <= last:
        (span,) = (span for span in spans if span.days.runs_on(day))
        assert span.official == who_takes_on(small, official, day).slug
        day += timedelta(days=1)
    assert (spans[0].days.first, spans[-1].days.last) == (days.first, days.last)


@given(first=st.integers(0, 20), length=st.integers(0, 20), later=st.integers(0, 40))
def test_away_and_back_leave_the_register_as_it_was(
    base: Base, scripted: ScriptedMatcher, first: int, length: int, later: int
) -> None:
    """Whenever the official comes back, once or in between, nothing of it remains afterwards."""
    store = open_database(None)
    town = Town(Cases(Library(base, scripted), Clock()), store)
    maija, until = "maija-lehtonen", _day(first + length)
    town.away(maija, until, _day(first))
    assert [town.is_away(maija, _day(n)) for n in (first - 1, first, first + length + 1)] == [
        False,
        True,
        False,
    ]
    town.clock.move(days=later)
    ran = town.back(maija)
    assert bool(ran) == (first <= later <= first + length)
    assert not town.is_away(maija, _day(later))
    if later >= first:
        assert town.listed(maija) == []
        assert town.cases.base.officials[maija] == base.officials[maija]
    store.close()
