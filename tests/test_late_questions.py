"""A question that comes after hours goes to who is there when work on it begins (S1, L10, L12)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cards import Reading
from bot.cards.buttons import CardAct, menu
from bot.cases import Cases
from bot.city import Base
from bot.errors import StandsInError
from bot.hours import Period
from bot.library import Library
from bot.model import Case, State, Wish
from bot.people import Absence
from bot.promises import Ending
from bot.store import SqliteStore
from tests.fakes import Clock, ScriptedMatcher
from tests.residents import approve, ask
from tests.towns import Town, with_absences

ANNIKA, MIKAEL, RIITTA = "annika-sundstrom", "mikael-backstrom", "riitta-kallio"
"""Each is the deputy of the one before."""
MAIJA, TUOMAS, LIISA = "maija-lehtonen", "tuomas-laine", "liisa-hagman"
WHEN = "milloin aura tulee, Keskusta"
"""Annika's, drafted: four hours."""
MONDAY = date(2026, 11, 30)


def _at(text: str) -> datetime:
    """A moment on the city's clock."""
    zone = ZoneInfo("Europe/Helsinki")
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def _absence(first: date, last: date | None = None) -> tuple[Absence, ...]:
    return (Absence(first, last or first),)


class Evening(Town):
    """The sample city on a Friday at six in the evening; Mikael begins his days at ten."""

    def __init__(
        self, base: Base, matcher: ScriptedMatcher, store: SqliteStore, **away: tuple[Absence, ...]
    ) -> None:
        late = {day: (Period(time(10), time(18)),) for day in ("mon", "tue", "wed", "thu", "fri")}
        mikael = replace(base.officials[MIKAEL], office_hours=late)
        town = replace(base, officials={**base.officials, MIKAEL: mikael})
        days = {slug.replace("_", "-"): absences for slug, absences in away.items()}
        library = Library(with_absences(town, days), matcher)
        super().__init__(Cases(library, Clock(_at("2026-11-27 18:00"))), store)

    def asked(self, text: str = WHEN) -> Case:
        """A resident asks now."""
        return ask(self.cases, self.store, text)

    def now(self, case: Case) -> Case:
        """The case as it stands."""
        found = self.store.case(case.reference)
        assert found
        return found

    def said(self, case: Case) -> str:
        """The last word to the resident."""
        return self.store.thread(case.id)[-1].text


@pytest.fixture
def evening(base: Base, scripted: ScriptedMatcher, store: SqliteStore) -> Evening:
    """Annika is away from Monday for a week."""
    return Evening(base, scripted, store, annika_sundstrom=_absence(MONDAY, date(2026, 12, 6)))


def test_the_receipt_of_friday_evening_names_the_deputy_and_the_deputys_time(
    evening: Evening,
) -> None:
    """Mikael's day begins at ten: four hours end at two."""
    case = evening.asked()
    assert (case.owner, case.deadline) == (MIKAEL, _at("2026-11-30 14:00"))
    assert "Mikael Backström" in evening.said(case)
    assert "Annika" not in evening.said(case)
    assert "maanantaina" in evening.said(case)
    assert "14.00" in evening.said(case)


def test_nothing_moves_when_the_absence_begins_for_the_deputy_has_it_already(
    evening: Evening,
) -> None:
    case = evening.asked()
    evening.clock.at = _at("2026-11-30 00:00")
    assert evening.covers() == []
    assert evening.now(case) == case


def test_while_annikas_friday_runs_the_question_is_hers(evening: Evening) -> None:
    """And moves when she goes; the promised time stands."""
    evening.clock.at = _at("2026-11-27 15:00")
    case = evening.asked()
    assert case.owner == ANNIKA
    evening.clock.at = _at("2026-11-30 00:00")
    assert evening.covers() == [case.reference]
    assert evening.now(case).owner == MIKAEL
    assert evening.now(case).deadline == case.deadline


def test_who_was_away_on_friday_only_has_the_deputy_on_friday_evening_and_not_on_saturday(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    town = Evening(base, scripted, store, annika_sundstrom=_absence(date(2026, 11, 27)))
    assert town.asked().owner == MIKAEL
    approve(town.cases, town.store, town.asked())
    town.clock.at = _at("2026-11-28 09:00")
    assert town.asked("hiekka, Keskusta").owner == ANNIKA


def test_before_a_long_weekend_it_is_the_day_after_it_that_counts(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Independence Day on Sunday and a closing day on Monday: work begins on Tuesday the 8th."""
    town = Evening(base, scripted, store, annika_sundstrom=_absence(date(2026, 12, 8)))
    town.clock.at = _at("2026-12-04 18:00")
    case = town.asked()
    assert (case.owner, case.deadline) == (MIKAEL, _at("2026-12-08 14:00"))


@pytest.mark.parametrize(
    ("absent", "owner"), [(date(2029, 12, 6), ANNIKA), (date(2029, 12, 7), MIKAEL)]
)
def test_the_eve_of_independence_day_on_a_thursday_looks_to_the_friday(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore, absent: date, owner: str
) -> None:
    town = Evening(base, scripted, store, annika_sundstrom=_absence(absent))
    town.clock.at = _at("2029-12-05 18:30")
    case = town.asked("jotain ihan muuta aurasta, Keskusta")
    assert (case.owner, case.deadline.date()) == (owner, date(2029, 12, 7))


def test_a_deputy_who_is_away_as_well_is_passed_over(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    both = {"annika_sundstrom": _absence(MONDAY), "mikael_backstrom": _absence(MONDAY)}
    case = Evening(base, scripted, store, **both).asked()
    assert (case.owner, case.deadline) == (RIITTA, _at("2026-11-30 12:00"))


def test_a_danger_of_friday_evening_goes_to_who_is_there_now(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Urgent work begins at once, so Monday is nothing to it; also when the resident adds."""
    town = Evening(base, scripted, store, maija_lehtonen=_absence(MONDAY))
    case = town.asked("katolta putoaa lunta")
    assert (case.owner, case.urgent) == (MAIJA, True)
    assert town.asked("siis Torikadulla").owner == MAIJA


def test_where_nobody_works_on_monday_nothing_is_promised_for_it(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Who is there on Friday has the case, and a time after the days away."""
    away = {slug.replace("-", "_"): _absence(MONDAY) for slug in base.officials}
    case = Evening(base, scripted, store, **away).asked()
    assert (case.owner, case.deadline) == (ANNIKA, _at("2026-12-01 12:00"))


def test_a_follow_up_of_friday_evening_moves_the_case_and_the_promise_stands(
    evening: Evening,
) -> None:
    evening.clock.at = _at("2026-11-27 15:00")
    case = evening.asked()
    evening.clock.at = _at("2026-11-27 18:00")
    after = evening.asked("aura siis, Torikadulla")
    assert (after.reference, after.owner) == (case.reference, MIKAEL)
    assert after.deadline == case.deadline


def test_did_not_help_of_friday_evening_goes_to_the_deputy_with_the_deputys_time(
    evening: Evening,
) -> None:
    evening.clock.at = _at("2026-11-27 15:00")
    case = approve(evening.cases, evening.store, evening.asked())
    assert case.owner == ANNIKA
    evening.clock.at = _at("2026-11-27 18:30")
    after = ask(evening.cases, evening.store, "", Wish.DISAGREE, case.reference)
    assert (after.owner, after.deadline) == (MIKAEL, _at("2026-11-30 18:00"))
    assert "Mikael Backström" in evening.said(after)


def test_a_case_handed_to_her_on_friday_evening_goes_to_her_deputy(evening: Evening) -> None:
    case = evening.asked("hiekka, Harjula")
    with evening.store.transaction():
        after = evening.cases.hand_over(
            evening.store, case.reference, version=case.version, by=case.owner, to=ANNIKA
        )
    assert after.owner == MIKAEL
    [*_, event] = evening.store.events(case.id)
    assert event.detail == f"{case.owner} -> {ANNIKA}, away -> {MIKAEL}"


def test_who_stands_in_for_her_already_keeps_the_case_and_hears_why(evening: Evening) -> None:
    case = evening.asked()
    assert case.owner == MIKAEL
    with evening.store.transaction(), pytest.raises(StandsInError, match="Mikael Backström"):
        evening.cases.hand_over(
            evening.store, case.reference, version=case.version, by=MIKAEL, to=ANNIKA
        )
    assert evening.now(case) == case


def test_who_would_not_get_the_case_is_marked_before_it_is_handed_over(evening: Evening) -> None:
    """In the menus of all chats; the desk's list says the same."""
    case = evening.asked("hiekka, Harjula")
    base = evening.cases.base
    reading = Reading(base, base.officials[case.owner], evening.clock())
    listed = [row[0].label for row in menu(reading, case, CardAct.OVER)]
    assert "Annika Sundström (poissa)" in listed
    assert "Mikael Backström" in listed


def test_a_promise_missed_at_the_end_of_friday_is_renewed_by_who_is_there_on_monday(
    evening: Evening,
) -> None:
    evening.clock.at = _at("2026-11-27 12:00")
    case = evening.asked()
    assert (case.owner, case.deadline) == (ANNIKA, _at("2026-11-27 16:00"))
    evening.clock.at = _at("2026-11-27 16:01")
    assert [one.is_renewed for one in evening.ticks()] == [True]
    after = evening.now(case)
    assert after.owner == MIKAEL
    assert after.deadline == _at("2026-11-30 16:15"), "Mikael's day ends at six"
    assert "Mikael Backström" in evening.said(after)
    promises = evening.store.promises_of(case.id)
    assert [one.how for one in promises] == [Ending.MISSED, None]
    assert len({one.wait for one in promises}) == 1
    assert evening.ticks() == []


def test_a_resident_who_was_asked_and_stays_silent_until_friday_evening_hears_of_the_deputy(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    town = Evening(base, scripted, store, annika_sundstrom=_absence(date(2026, 12, 8)))
    town.clock.at = _at("2026-11-27 15:00")
    case = town.asked()
    town.clock.at = _at("2026-11-27 18:00")
    with town.store.transaction():
        town.cases.ask_back(
            town.store, case.reference, version=case.version, by=ANNIKA, text="Mikä katu?"
        )
    town.clock.at = _at("2026-12-04 18:00")
    assert [one.is_back for one in town.ticks()] == [True]
    assert (town.now(case).owner, town.now(case).state) == (MIKAEL, State.HANDED_OVER)
    assert "Mikael Backström" in town.said(case)


def test_a_reply_that_never_arrived_waits_for_who_is_there_on_monday(evening: Evening) -> None:
    evening.clock.at = _at("2026-11-27 15:00")
    case = approve(evening.cases, evening.store, evening.asked())
    evening.clock.at = _at("2026-11-27 18:00")
    with evening.store.transaction():
        evening.cases.undelivered(evening.store, case.reference, "gone", is_reply=True)
    assert evening.now(case).owner == MIKAEL


def test_an_orphan_found_on_friday_evening_is_given_to_who_is_there_on_monday(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    town = Evening(base, scripted, store, tuomas_laine=_absence(MONDAY))
    case = town.opened("who-has-left", deadline=_at("2026-11-20 12:00"))
    with town.store.transaction():
        assert town.cases.check(town.store) == [case.reference]
    assert (town.owner(), town.now(case).deadline) == (LIISA, _at("2026-11-30 12:00"))


def test_cases_of_who_goes_away_go_past_a_deputy_who_does_not_work_before_being_away(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Mikael works on Wednesdays only and is away on the next one."""
    part_time = {"wed": (Period(time(8), time(16)),)}
    mikael = replace(base.officials[MIKAEL], office_hours=part_time)
    town = Town(
        Cases(
            Library(
                with_absences(
                    replace(base, officials={**base.officials, MIKAEL: mikael}),
                    {ANNIKA: _absence(MONDAY), MIKAEL: _absence(MONDAY + timedelta(days=2))},
                ),
                scripted,
            ),
            Clock(_at("2026-11-30 00:00")),
        ),
        store,
    )
    town.opened(ANNIKA)
    town.covers()
    assert town.owner() == RIITTA
    assert town.covers() == []


def test_who_is_urgent_is_covered_by_who_is_there_on_the_day(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Annika, Maija's deputy, is away from Monday: on Saturday an urgent case is hers all the
    same, an ordinary one Mikael's.
    """
    saturday = _absence(date(2026, 11, 28))
    away = {"annika_sundstrom": _absence(MONDAY), "maija_lehtonen": saturday}
    town = Evening(base, scripted, store, **away)
    town.opened(MAIJA, urgent=True)
    town.opened(MAIJA, "BBB-BBB-BBB")
    town.clock.at = _at("2026-11-28 00:00")
    town.covers()
    assert (town.owner(), town.owner("BBB-BBB-BBB")) == (ANNIKA, MIKAEL)
