"""Coverage: which questions would be left to the fallback official, and on which days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Kind
from bot.calendar import is_office_day, working_time
from bot.city import Base
from bot.commands.coverage import report
from bot.coverage import Gap, concerns, gaps, whole_city
from bot.people import Absence, Official, Stead, Whereabouts
from bot.store import open_database
from tests.commands import aura
from tests.fakes import MONDAY
from tests.towns import TODAY, with_absences

MAIJA, JARI, ANNIKA = "maija-lehtonen", "jari-koskela", "annika-sundstrom"
KATRI, QUALITY = "katri-ahonen", "liisa-hagman"
FRIDAY = date(2026, 11, 27)
Cell = tuple[str | None, str | None, str, date]
"""Topic, district, language, day."""


def _away(base: Base, **days: tuple[int, int]) -> Base:
    """The base where each of them is away, from and to so many days from the Monday on."""
    spans = {
        slug.replace("_", "-"): (Absence(TODAY + timedelta(first), TODAY + timedelta(last)),)
        for slug, (first, last) in days.items()
    }
    return with_absences(base, spans)


def test_while_everybody_is_there_nothing_is_left(base: Base) -> None:
    assert gaps(with_absences(base, {}), TODAY) == ()


def _alone(base: Base, slug: str) -> Base:
    """The base where that official has no deputy."""
    officials = {**base.officials, slug: replace(base.officials[slug], deputy=None)}
    return replace(base, officials=officials)


def test_a_gap_begins_where_the_last_deputy_goes_and_names_who_gets_the_questions(
    base: Base,
) -> None:
    """Annika is Jari's deputy: without one of her own nobody is left while both are away."""
    two = _away(_alone(base, ANNIKA), jari_koskela=(0, 4), annika_sundstrom=(2, 9))
    (gap,) = [gap for gap in gaps(two, TODAY) if gap.official == JARI]
    assert gap.days == (date(2026, 11, 25), date(2026, 11, 26), FRIDAY)
    assert gap.stead is Stead.FALLBACK
    assert gap.to == base.city.fallback_official


def test_days_and_districts_are_joined_over_a_weekend(base: Base) -> None:
    alone = _away(_alone(base, JARI), jari_koskela=(3, 8))
    (gap,) = gaps(alone, TODAY)
    assert gap.topic == "winter-streets"
    assert [day.isoformat()[5:] for day in gap.days] == ["11-26", "11-27", "11-30", "12-01"]
    assert set(gap.districts) == set(base.officials[JARI].districts)
    assert not whole_city(base, gap)
    assert gap.languages == base.city.languages


def test_a_day_on_which_nobody_of_the_line_works_is_no_gap(base: Base) -> None:
    """Sunday, Independence Day and the city's own closing day."""
    alone = _away(_alone(base, JARI), jari_koskela=(13, 14))  # 6 and 7 December
    assert gaps(alone, TODAY, 15) == ()


def test_dangers_need_somebody_on_sundays_too(base: Base) -> None:
    on_call = base.city.on_call
    alone = with_absences(
        _alone(base, on_call), {on_call: (Absence(date(2026, 11, 28), date(2026, 11, 29)),)}
    )
    dangers = [topic for topic in base.topics.values() if topic.kind is Kind.DANGER]
    found = {gap.topic: gap.days for gap in gaps(alone, TODAY)}
    assert dangers
    for topic in dangers:
        assert found[topic.slug] == (date(2026, 11, 28), date(2026, 11, 29))


def test_nobody_at_all_is_said_as_such(base: Base) -> None:
    everybody = dict.fromkeys(base.officials, (Absence(TODAY, TODAY),))
    found = gaps(with_absences(base, everybody), TODAY)
    assert {gap.stead for gap in found} == {Stead.NOBODY}
    assert {gap.topic for gap in found} >= {None, "winter-streets"}


def test_the_head_of_the_unit_and_the_quality_person_hear_of_it(base: Base) -> None:
    (gap,) = gaps(_away(_alone(base, JARI), jari_koskela=(0, 0)), TODAY)
    assert concerns(base, gap, MAIJA)
    assert concerns(base, gap, QUALITY)
    assert not concerns(base, gap, KATRI)


def test_the_command_says_each_gap_and_fails(base: Base) -> None:
    said: list[str] = []
    alone = _away(_alone(base, JARI), jari_koskela=(0, 1))
    assert report(alone, TODAY, 14, said.append) == 1
    assert said[0].startswith("Mon 2026-11-23 to Tue 2026-11-24  winter-streets  in ")
    assert "Jari Koskela is away, left to Tuomas Laine." in said[0]
    assert "1 gap in the next 14 days" in said[1]


def test_the_command_is_content_without_gaps(base: Base) -> None:
    said: list[str] = []
    assert report(with_absences(base, {}), TODAY, 14, said.append) == 0
    assert said == ["Every topic has somebody on each working day of the next 14 days."]


def test_absences_set_while_serving_count(tmp_path: Path) -> None:
    """A city of one official: who is away, with nobody behind."""
    aura(tmp_path, "init", "my-city")
    (tmp_path / "aura-data").mkdir()
    store = open_database(tmp_path / "aura-data" / "aura.sqlite3")
    with store.transaction():
        days = Absence(TODAY, TODAY)
        store.add_whereabouts(Whereabouts("maija-meikalainen", days, "reviewer", MONDAY))
    store.close()
    words = ("coverage", "--knowledge", "my-city", "--day", TODAY.isoformat())
    ran = aura(tmp_path, *words)
    assert ran.status == 1
    assert "winter-streets: Maija Meikäläinen is away, left to Maija Meikäläinen, who" in ran.said
    assert aura(tmp_path, *words[:-1], "2026-11-24").status == 0


# The law, against a slow and obvious version.

_SOME = 6
_absences = st.builds(
    lambda first, length: Absence(
        TODAY + timedelta(first), None if length is None else TODAY + timedelta(first + length)
    ),
    st.integers(-3, 20),
    st.one_of(st.none(), st.integers(0, 9)),
)
_registers = st.lists(
    st.tuples(
        st.lists(_absences, max_size=2),
        st.one_of(st.none(), st.integers(0, _SOME - 1)),
        st.booleans(),
    ),
    min_size=_SOME,
    max_size=_SOME,
)


def _register(base: Base, drawn: Sequence[tuple[list[Absence], int | None, bool]]) -> Base:
    """A city of six officials, some of them at work on three days a week."""
    slugs = [MAIJA, JARI, ANNIKA, KATRI, QUALITY, base.city.fallback_official]
    short = {day: base.city.office_hours[day] for day in ("mon", "tue", "wed")}
    officials = {
        slug: replace(
            base.officials[slug],
            absences=tuple(away),
            deputy=None if deputy is None else slugs[deputy],
            office_hours=short if is_short else {},
        )
        for slug, (away, deputy, is_short) in zip(slugs, drawn, strict=True)
    }
    topics = {
        slug: replace(topic, official=slugs[number % _SOME])
        for number, (slug, topic) in enumerate(list(base.topics.items())[:8])
    }
    return replace(base, officials=officials, topics=topics)


def _obvious_cells(base: Base, first: date, days: int) -> set[Cell]:
    return {
        (topic, district, language, first + timedelta(number))
        for topic in (*base.topics, None)
        for district in (*base.districts, None)
        for language in base.city.languages
        for number in range(days)
        if _is_left(base, topic, district, language, first + timedelta(number))
    }


def _is_left(base: Base, topic: str | None, district: str | None, language: str, day: date) -> bool:
    """Whether everybody who would answer is away, then or when they work next, on a day on which
    one of them would work.
    """
    kind = base.topics[topic].kind if topic else Kind.ANSWER
    if kind is Kind.TALK:
        return False
    slug = base.city.on_call if kind is Kind.DANGER else _chosen(base, topic, district, language)
    line: list[str] = []
    following: str | None = slug
    while following and following not in line:
        line.append(following)
        following = base.officials[following].deputy
    people = [base.officials[one] for one in line]
    works = kind is Kind.DANGER or any(
        is_office_day(day, working_time(base, one)) for one in people
    )
    left = [kind is not Kind.DANGER and one.is_away(_works_next(base, one, day)) for one in people]
    return works and all(one.is_away(day) or late for one, late in zip(people, left, strict=True))


def _works_next(base: Base, official: Official, day: date) -> date:
    coming = (day + timedelta(number) for number in range(30))
    return next(one for one in coming if is_office_day(one, working_time(base, official)))


def _chosen(base: Base, topic: str | None, district: str | None, language: str) -> str:
    """Who is best: one for this district, else one for all; then the language, then the topic's
    own official, then the alphabet.
    """
    if topic is None:
        return base.city.fallback_official
    able = sorted(one.slug for one in base.officials.values() if topic in one.topics)
    if not able:
        return base.topics[topic].official
    here = [s for s in able if district and district in base.officials[s].districts]
    everywhere = [s for s in able if not base.officials[s].districts]
    pool = here or everywhere or able
    speaking = [s for s in pool if language in base.officials[s].languages] or pool
    own = base.topics[topic].official
    return own if own in speaking else speaking[0]


def _cells(found: Sequence[Gap]) -> list[Cell]:
    return [
        (gap.topic, district, language, day)
        for gap in found
        for district in gap.districts
        for language in gap.languages
        for day in gap.days
    ]


@settings(max_examples=60)
@given(drawn=_registers, ahead=st.integers(0, 10))
def test_the_gaps_are_those_of_a_slow_obvious_look_at_each_day(
    base: Base, drawn: Sequence[tuple[list[Absence], int | None, bool]], ahead: int
) -> None:
    town, first = _register(base, drawn), TODAY + timedelta(ahead)
    listed = _cells(gaps(town, first))
    assert set(listed) == _obvious_cells(town, first, 14)
    assert len(listed) == len(set(listed))  # each is said once


@pytest.mark.parametrize("days", [1, 14, 60])
def test_the_sample_city_has_nobody_missing(base: Base, days: int) -> None:
    assert gaps(base, TODAY, days) == ()
