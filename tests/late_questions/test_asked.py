"""A question that comes after hours is answered by who is there when work goes on (L12)."""

from datetime import date

import pytest

from bot.city import Base
from bot.store import SqliteStore
from tests.fakes import ScriptedMatcher
from tests.late_questions.evening import ANNIKA, MAIJA, MIKAEL, MONDAY, RIITTA, Evening, absence, at
from tests.residents import approve


def test_the_receipt_of_friday_evening_names_the_deputy_and_the_deputys_time(
    evening: Evening,
) -> None:
    """Mikael's day begins at ten: four hours end at two."""
    case = evening.asked()
    assert (case.owner, case.deadline) == (MIKAEL, at("2026-11-30 14:00"))
    assert "Mikael Backström" in evening.said(case)
    assert "Annika" not in evening.said(case)
    assert "maanantaina" in evening.said(case)
    assert "14.00" in evening.said(case)


def test_nothing_moves_when_the_absence_begins_for_the_deputy_has_it_already(
    evening: Evening,
) -> None:
    case = evening.asked()
    evening.clock.at = at("2026-11-30 00:00")
    assert evening.covers() == []
    assert evening.now(case) == case


def test_while_annikas_friday_runs_the_question_is_hers(evening: Evening) -> None:
    """And moves when she goes; the promised time stands."""
    evening.clock.at = at("2026-11-27 15:00")
    case = evening.asked()
    assert case.owner == ANNIKA
    evening.clock.at = at("2026-11-30 00:00")
    assert evening.covers() == [case.reference]
    assert evening.now(case).owner == MIKAEL
    assert evening.now(case).deadline == case.deadline


def test_who_was_away_on_friday_only_has_the_deputy_on_friday_evening_and_not_on_saturday(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    town = Evening(base, scripted, store, annika_sundstrom=absence(date(2026, 11, 27)))
    assert town.asked().owner == MIKAEL
    approve(town.cases, town.store, town.asked())
    town.clock.at = at("2026-11-28 09:00")
    assert town.asked("hiekka, Keskusta").owner == ANNIKA


def test_before_a_long_weekend_it_is_the_day_after_it_that_counts(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Independence Day on Sunday and a closing day on Monday: work begins on Tuesday the 8th."""
    town = Evening(base, scripted, store, annika_sundstrom=absence(date(2026, 12, 8)))
    town.clock.at = at("2026-12-04 18:00")
    case = town.asked()
    assert (case.owner, case.deadline) == (MIKAEL, at("2026-12-08 14:00"))


@pytest.mark.parametrize(
    ("absent", "owner"), [(date(2029, 12, 6), ANNIKA), (date(2029, 12, 7), MIKAEL)]
)
def test_the_eve_of_independence_day_on_a_thursday_looks_to_the_friday(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore, absent: date, owner: str
) -> None:
    town = Evening(base, scripted, store, annika_sundstrom=absence(absent))
    town.clock.at = at("2029-12-05 18:30")
    case = town.asked("jotain ihan muuta aurasta, Keskusta")
    assert (case.owner, case.deadline.date()) == (owner, date(2029, 12, 7))


def test_a_deputy_who_is_away_as_well_is_passed_over(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    both = {"annika_sundstrom": absence(MONDAY), "mikael_backstrom": absence(MONDAY)}
    case = Evening(base, scripted, store, **both).asked()
    assert (case.owner, case.deadline) == (RIITTA, at("2026-11-30 12:00"))


def test_a_danger_of_friday_evening_goes_to_who_is_there_now(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Urgent work begins at once, so Monday is nothing to it; also when the resident adds."""
    town = Evening(base, scripted, store, maija_lehtonen=absence(MONDAY))
    case = town.asked("katolta putoaa lunta")
    assert (case.owner, case.urgent) == (MAIJA, True)
    assert town.asked("siis Torikadulla").owner == MAIJA


def test_where_nobody_works_on_monday_nothing_is_promised_for_it(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Who is there on Friday has the case, and a time after the days away."""
    away = {slug.replace("-", "_"): absence(MONDAY) for slug in base.officials}
    case = Evening(base, scripted, store, **away).asked()
    assert (case.owner, case.deadline) == (ANNIKA, at("2026-12-01 12:00"))
