"""Units and officials with hours of their own: as the folder says it, and as residents hear it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.cases import Cases
from bot.city import Base
from bot.hours import Period
from bot.knowledge import load, read
from bot.library import Library
from bot.model import MessageKind, Wish
from bot.people import Official
from bot.store import SqliteStore
from tests.bases import rewrite, small_base
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.residents import approve, ask

TODAY = MONDAY.date()
_EVENINGS = {"mon": (Period(time(17), time(0)),), "wed": (Period(time(17), time(19, 10)),)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small base without a mistake."""
    return small_base(tmp_path / "knowledge", ("greeting", "crisis-help", "emergency"))


def _without_units(root: Path, but: str = "nothing") -> None:
    """As before there were units: each official's unit is only a name, but for one."""
    city, officials = root / "city.toml", root / "officials.toml"
    text = city.read_text(encoding="utf-8")
    start, end = text.index("[units.streets]"), text.index("[tiers]")
    city.write_text(text[:start] + text[end:], encoding="utf-8")
    named = rf'unit = "(?!{but})[\w-]+"'
    text = re.sub(named, 'unit = { fi = "A", sv = "B" }', officials.read_text(encoding="utf-8"))
    officials.write_text(text, encoding="utf-8")


def test_an_official_has_the_unit_of_city_toml_or_one_that_is_only_a_name(base: Base) -> None:
    assert base.officials["katri-ahonen"].unit == base.city.units["library"]
    alone = base.officials["petri-maenpaa"].unit
    assert (alone.slug, alone.head, alone.name["sv"]) == ("", None, "Parkeringsövervakningen")


def test_a_base_without_units_is_as_good_as_before(root: Path) -> None:
    _without_units(root)
    base, mistakes = read(root, TODAY)
    assert mistakes == []
    assert base is not None
    assert base.head_of(base.officials["jari-koskela"]).slug == base.city.quality_person


def test_an_official_of_a_unit_where_there_are_none_is_told_where_to_write_it(root: Path) -> None:
    _without_units(root, but="library")
    (mistake,) = read(root, TODAY)[1]
    assert mistake.mend == "Write [units.library] in city.toml."


def test_closing_days_may_be_a_whole_month(root: Path) -> None:
    rewrite(root / "city.toml", "2026-12-31]", "{ from = 2026-07-01, until = 2026-07-31 }]")
    july = tuple(date(2026, 7, day) for day in range(1, 32))
    assert load(root, TODAY).city.closing_days == (date(2026, 12, 7), *july)


def test_an_office_may_close_at_midnight(root: Path) -> None:
    rewrite(root / "city.toml", "08:00-16:00", "18:00-24:00")
    assert load(root, TODAY).city.office_hours["mon"] == (Period(time(18), time(0)),)


@pytest.mark.parametrize(
    ("official", "head"),
    [
        pytest.param("jari-koskela", "maija-lehtonen", id="the head of the unit"),
        pytest.param("maija-lehtonen", "liisa-hagman", id="the head: who answers for quality"),
        pytest.param("petri-maenpaa", "liisa-hagman", id="no head: who answers for quality"),
    ],
)
def test_above_each_official_is_somebody(base: Base, official: str, head: str) -> None:
    assert base.head_of(base.officials[official]).slug == head


Evenings = Callable[[str], Cases]


@pytest.fixture
def evenings(base: Base, scripted: ScriptedMatcher, clock: Clock) -> Evenings:
    """The cases of a city where one official works on Monday and Wednesday evenings only."""

    def with_one(slug: str) -> Cases:
        changed: Official = replace(base.officials[slug], office_hours=_EVENINGS)
        officials = {**base.officials, slug: changed}
        return Cases(Library(replace(base, officials=officials), scripted), clock)

    return with_one


def test_the_receipt_promises_what_the_owners_own_calendar_allows(
    evenings: Evenings, base: Base, store: SqliteStore
) -> None:
    """Eight hours of them: seven on Monday, the eighth on Wednesday."""
    cases = evenings(base.city.fallback_official)
    case = ask(cases, store, "paljonko siltoihin menee rahaa")
    receipt = next(m for m in store.thread(case.id) if m.kind is MessageKind.RECEIPT)
    assert "keskiviikkona 25.11. klo 18.00" in receipt.text


def test_the_time_told_is_the_time_kept(
    evenings: Evenings, base: Base, store: SqliteStore, clock: Clock
) -> None:
    """At 22.43 to the minute; told and kept at the next quarter of an hour."""
    cases = evenings(base.city.fallback_official)
    clock.move(hours=14, minutes=53)
    case = ask(cases, store, "paljonko siltoihin menee rahaa")
    receipt = next(m for m in store.thread(case.id) if m.kind is MessageKind.RECEIPT)
    assert "maanantaina 30.11. klo 22.45" in receipt.text
    assert case.deadline == MONDAY + timedelta(days=7, hours=13, minutes=45)


def test_an_urgent_case_does_not_wait_for_anybodys_hours(
    evenings: Evenings, base: Base, store: SqliteStore
) -> None:
    case = ask(evenings(base.city.on_call), store, "tulipalo")
    assert (case.urgent, case.owner) == (True, base.city.on_call)
    assert case.deadline == MONDAY + timedelta(minutes=30)


def test_who_answers_once_more_promises_by_the_same_calendar(
    evenings: Evenings, base: Base, store: SqliteStore
) -> None:
    owner = base.topics["winter-streets"].official
    cases = evenings(owner)
    approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    again = ask(cases, store, "", Wish.DISAGREE)
    assert again.owner == owner
    assert again.deadline == MONDAY + timedelta(days=2, hours=9)
