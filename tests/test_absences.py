"""Officials who are away: nobody's question stays with them (L12)."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Aura
from bot.cases import Cases
from bot.city import Base
from bot.errors import AbsenceDaysError, NoSuchOfficialError, NotYourAbsenceError
from bot.library import Library
from bot.model import BOT, OPEN, Act, Address, State
from bot.people import Absence, StandIn, Stead
from bot.ports import Store
from bot.settings import Settings
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.residents import ask
from tests.stores import a_case, rows
from tests.towns import TODAY, Town, with_absences

MAIJA, ANNIKA, MIKAEL = "maija-lehtonen", "annika-sundstrom", "mikael-backstrom"
HELENA, EVA = "helena-niemi", "eva-lindqvist"
FALLBACK, QUALITY = "tuomas-laine", "liisa-hagman"
CHRISTMAS = Absence(date(2026, 12, 21), date(2027, 1, 6))
"""Helena's, in the register."""


def _day(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def town(cases: Cases, store: SqliteStore) -> Town:
    return Town(cases, store)


def _without_deputies(base: Base, *slugs: str) -> Base:
    lonely = {slug: replace(base.officials[slug], deputy=None) for slug in slugs}
    return replace(base, officials={**base.officials, **lonely})


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_absence_set_today_moves_every_open_case_to_the_deputy_at_once(
    town: Town, state: State
) -> None:
    """L12; the promise to the resident stands (S1), and the record says who did it and why."""
    before = town.opened(MAIJA, state=state)
    set_ = town.away(MAIJA, _day(4))
    after = town.store.case(before.reference)
    assert after
    assert (after.owner, after.deadline, after.state) == (ANNIKA, before.deadline, state)
    assert set_.moved == (before.reference,)
    event = town.store.events(after.id)[-1]
    assert (event.act, event.by) == (Act.REASSIGNED, BOT)
    assert event.detail == f"away: {MAIJA} -> {ANNIKA}"
    assert town.store.thread(after.id) == []


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED])
def test_what_is_answered_or_closed_stays_where_it_was(town: Town, state: State) -> None:
    town.opened(MAIJA, state=state)
    town.away(MAIJA)
    assert town.owner() == MAIJA


def test_hundreds_of_cases_all_move(town: Town) -> None:
    for number in range(450):
        town.opened(MAIJA, f"AAA-AAA-{number:03d}")
    assert len(town.away(MAIJA, TODAY).moved) == 450
    assert town.store.tally(MAIJA)[0] == 0


def test_a_new_question_goes_to_the_deputy_and_after_the_last_day_to_the_official(
    town: Town,
) -> None:
    town.away(ANNIKA, _day(1))
    assert ask(town.cases, town.store, "milloin aura").owner != ANNIKA
    town.clock.move(days=2)
    assert not town.is_away(ANNIKA, _day(2))


def test_the_deputys_deputy_stands_in_where_the_deputy_is_away_too(town: Town) -> None:
    town.away(ANNIKA)
    town.opened(MAIJA)
    set_ = town.away(MAIJA, _day(4))
    assert town.owner() == MIKAEL
    assert set_.gaps == (StandIn(Absence(TODAY, _day(4)), MIKAEL, Stead.FURTHER),)


def test_where_no_deputy_is_there_the_fallback_official_has_the_case(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """And who stands in for the fallback official, where that one is away as well."""
    town = Town(Cases(Library(_without_deputies(base, MAIJA), scripted), Clock()), store)
    town.opened(MAIJA)
    set_ = town.away(MAIJA, _day(1))
    assert set_.gaps == (StandIn(Absence(TODAY, _day(1)), FALLBACK, Stead.FALLBACK),)
    assert town.owner() == FALLBACK
    town.away(FALLBACK)
    assert town.owner() == QUALITY


def test_where_nobody_at_all_is_there_the_case_waits_with_the_fallback_official(
    town: Town,
) -> None:
    """Never without an owner, and no moving to and fro."""
    town.opened(MAIJA)
    for slug in town.cases.base.officials:
        set_ = town.away(slug)
    assert town.owner() == FALLBACK
    assert {one.stead for one in set_.stand_ins} == {Stead.NOBODY}
    assert town.covers() == []


def test_whoever_is_back_first_gets_what_nobody_was_there_for(town: Town) -> None:
    """No question stays with the fallback official who is still away (L12)."""
    winter = {"topic": "winter-streets", "district": "keskusta"}
    town.opened(ANNIKA, **winter)
    town.opened(ANNIKA, "BBB-BBB-BBB")
    for slug in town.cases.base.officials:
        town.away(slug, _day(4 if slug == ANNIKA else 9), by=QUALITY)
    assert [town.owner(), town.owner("BBB-BBB-BBB")] == [FALLBACK, FALLBACK]
    town.clock.move(days=5)
    assert town.covers() == ["AAA-AAA-AAA"]
    assert [town.owner(), town.owner("BBB-BBB-BBB")] == [ANNIKA, FALLBACK]
    assert town.covers() == []


def test_nothing_is_promised_for_days_on_which_nobody_at_all_is_there(town: Town) -> None:
    """A receipt had named a time at which the register itself knew everybody away (S1)."""
    for slug in town.cases.base.officials:
        town.away(slug, _day(2), by=QUALITY)
    case = ask(town.cases, town.store, "milloin aura tulee, Keskusta")
    thursday = datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert (case.owner, case.deadline) == (FALLBACK, thursday), "four hours from eight o'clock"
    late = town.opened(FALLBACK, "BBB-BBB-BBB", deadline=MONDAY)
    town.clock.move(minutes=1)
    town.ticks()
    renewed = town.store.case(late.reference)
    assert renewed
    assert renewed.deadline.date() == thursday.date()


def test_covering_twice_moves_nothing_twice(town: Town) -> None:
    case = town.opened(MAIJA)
    town.away(MAIJA, _day(1))
    version = town.store.case(case.reference)
    assert town.covers() == []
    assert town.store.case(case.reference) == version


def test_a_case_is_not_moved_back_but_new_ones_come_to_who_is_back(town: Town) -> None:
    town.opened(MAIJA)
    town.away(MAIJA)
    town.clock.move(days=3)
    assert town.back(MAIJA) == (Absence(TODAY),)
    town.opened(MAIJA, "BBB-BBB-BBB")
    assert town.covers() == []
    assert (town.owner(), town.owner("BBB-BBB-BBB")) == (ANNIKA, MAIJA)


def test_saying_it_again_lengthens_and_shortens(town: Town) -> None:
    for days in (4, 9, 2):
        town.away(MAIJA, _day(days))
        assert town.listed(MAIJA) == [Absence(TODAY, _day(days))]
    town.away(MAIJA)
    assert town.listed(MAIJA) == [Absence(TODAY)]


def test_an_absence_today_leaves_the_coming_holiday_alone(town: Town) -> None:
    holiday = Absence(_day(30), _day(40))
    town.away(MAIJA, holiday.last, holiday.first)
    town.away(MAIJA)
    town.back(MAIJA)
    assert town.listed(MAIJA) == [holiday]


def test_an_absence_begins_and_ends_by_itself(town: Town) -> None:
    town.opened(MAIJA)
    set_ = town.away(MAIJA, _day(3), _day(2))
    assert set_.moved == ()
    town.clock.move(days=1)
    assert town.covers() == []
    town.clock.move(days=1)
    assert town.covers() == ["AAA-AAA-AAA"]


def test_a_first_day_that_has_been_is_today(town: Town) -> None:
    assert town.away(MAIJA, _day(2), _day(-3)).days == Absence(TODAY, _day(2))


@pytest.mark.parametrize(
    ("until", "first"),
    [
        (_day(-1), None),
        (_day(3), _day(4)),
        (_day(732), None),
        (None, _day(732)),
        (date.max, None),
    ],
)
def test_days_that_do_not_fit_are_refused_and_nothing_is_kept(
    town: Town, until: date | None, first: date | None
) -> None:
    with pytest.raises(AbsenceDaysError):
        town.away(MAIJA, until, first)
    assert town.listed(MAIJA) == []


def test_a_later_day_of_two_years_is_taken(town: Town) -> None:
    assert town.away(MAIJA, _day(731)).days.last == _day(731)


def test_who_comes_back_early_from_a_holiday_of_the_register_is_back(town: Town) -> None:
    town.clock.move(days=30)  # 23.12.
    assert town.is_away(HELENA, date(2026, 12, 23))
    assert town.back(HELENA) == (CHRISTMAS,)
    for day in (date(2026, 12, 23), date(2027, 1, 6)):
        assert not town.is_away(HELENA, day)
    assert town.back(HELENA) == ()
    town.away(HELENA, date(2026, 12, 24))
    assert town.is_away(HELENA, date(2026, 12, 24))
    town.back(HELENA)
    assert not town.is_away(HELENA, date(2026, 12, 23))


def test_a_holiday_of_the_register_is_cut_short_by_saying_until_when(town: Town) -> None:
    town.clock.move(days=30)  # 23.12.
    town.away(HELENA, date(2026, 12, 27))
    assert town.is_away(HELENA, date(2026, 12, 27))
    assert not town.is_away(HELENA, date(2026, 12, 28))


def test_the_registers_later_absences_stand_when_one_without_an_end_is_ended(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """Being back speaks of what runs, not of next summer."""
    summer = Absence(date(2027, 7, 1), date(2027, 7, 31))
    register = with_absences(base, {MAIJA: (Absence(_day(-9)), summer)})
    town = Town(Cases(Library(register, scripted), Clock()), store)
    assert town.back(MAIJA) == (Absence(_day(-9)),)
    assert not town.is_away(MAIJA)
    assert town.is_away(MAIJA, date(2027, 7, 15))
    assert town.listed(MAIJA) == [summer]


def test_days_added_to_the_register_after_the_return_count(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    library = Library(with_absences(base, {MAIJA: (Absence(TODAY, _day(3)),)}), scripted)
    town = Town(Cases(library, Clock()), store)
    town.back(MAIJA)
    library.swap(with_absences(base, {MAIJA: (Absence(TODAY, _day(6)),)}), scripted)
    assert [town.is_away(MAIJA, _day(n)) for n in (0, 3, 4, 6)] == [False, False, True, True]


def test_nobody_is_back_who_was_not_away(town: Town) -> None:
    assert town.back(MAIJA) == ()
    assert rows(town.store, "select count(*) from absences") == [(0,)]


@pytest.mark.parametrize("by", [QUALITY, FALLBACK])
def test_a_colleague_who_is_ill_is_marked_away_by_those_who_may(town: Town, by: str) -> None:
    assert town.away(MAIJA, _day(1), by=by).set_by == by
    assert town.back(MAIJA, by=by)
    assert rows(town.store, "select official, set_by, ended_by from absences") == [(MAIJA, by, by)]


def test_others_may_not_and_hear_who_may(town: Town) -> None:
    for deed in (town.away, town.back):
        with pytest.raises(NotYourAbsenceError, match="Liisa Hagman, Tuomas Laine"):
            deed(MAIJA, by=ANNIKA)
    set_ = town.away(MAIJA)
    with pytest.raises(NotYourAbsenceError), town.store.transaction():
        town.cases.call_off(town.store, set_.number or 0, by=ANNIKA)
    assert town.is_away(MAIJA)


def test_who_is_not_in_the_register_cannot_be_away_nor_say_so(town: Town) -> None:
    for official, by in (("nobody", QUALITY), (MAIJA, "nobody")):
        with pytest.raises(NoSuchOfficialError):
            town.away(official, by=by)


def test_a_coming_absence_is_called_off_once(town: Town) -> None:
    set_ = town.away(MAIJA, _day(9), _day(5))
    for called_off in (True, False):
        with town.store.transaction():
            done = town.cases.call_off(town.store, set_.number or 0, by=MAIJA)
        assert done is called_off
    assert not town.is_away(MAIJA, _day(6))


def test_running_and_coming_absences_are_listed_with_who_stands_in(town: Town) -> None:
    town.clock.move(days=20)
    town.away(HELENA, date(2026, 12, 15))
    mine = town.cases.absences(town.store, HELENA)
    assert [(one.days.last, one.set_by) for one in mine] == [
        (date(2026, 12, 15), HELENA),
        (CHRISTMAS.last, ""),
    ]
    assert [one.official for one in mine[1].stand_ins] == [EVA]
    assert mine[1].number is None
    everybody = town.cases.absences(town.store)
    assert {one.official for one in everybody} == {HELENA, "jari-koskela"}


def test_days_on_which_the_deputy_is_away_as_well_are_told(town: Town) -> None:
    town.away(ANNIKA, _day(5), _day(3))
    set_ = town.away(MAIJA, _day(9), _day(1))
    assert set_.stand_ins == (
        StandIn(Absence(_day(1), _day(2)), ANNIKA, Stead.DEPUTY),
        StandIn(Absence(_day(3), _day(5)), MIKAEL, Stead.FURTHER),
        StandIn(Absence(_day(6), _day(9)), ANNIKA, Stead.DEPUTY),
    )
    assert len(set_.gaps) == 1


def test_a_failed_deed_is_forgotten_when_the_store_is_read_again(town: Town) -> None:
    """The library is told inside the transaction; what is not committed does not last."""

    def fails_at_the_end() -> None:
        with town.store.transaction():
            town.cases.away(town.store, MAIJA, until=None, by=MAIJA)
            raise RuntimeError

    town.opened(MAIJA)
    with pytest.raises(RuntimeError):
        fails_at_the_end()
    town.covers()
    assert (town.is_away(MAIJA), town.owner()) == (False, MAIJA)


NIGHTS = {
    "the clocks go back": (date(2026, 10, 25), "2026-10-24T21:00", "2026-10-25T22:00"),
    "the clocks go forward": (date(2027, 3, 28), "2027-03-27T22:00", "2027-03-28T21:00"),
    "a year begins": (date(2027, 1, 1), "2026-12-31T22:00", "2027-01-01T22:00"),
    "a leap day": (date(2028, 2, 29), "2028-02-28T22:00", "2028-02-29T22:00"),
    "a month begins": (date(2026, 12, 1), "2026-11-30T22:00", "2026-12-01T22:00"),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_an_absence_is_a_day_of_the_citys_clock_from_midnight_to_midnight(
    town: Town, night: str
) -> None:
    day, begins, ends = NIGHTS[night]
    town.clock.at = datetime.fromisoformat(begins).replace(tzinfo=UTC) - timedelta(hours=9)
    town.away(MAIJA, day, day)
    town.opened(MAIJA)
    town.clock.at = datetime.fromisoformat(begins).replace(tzinfo=UTC) - timedelta(microseconds=1)
    assert town.covers() == []
    town.clock.move(microseconds=1)
    assert town.covers() == ["AAA-AAA-AAA"]
    town.opened(MAIJA, "BBB-BBB-BBB")
    town.clock.at = datetime.fromisoformat(ends).replace(tzinfo=UTC) - timedelta(microseconds=1)
    assert town.covers() == ["BBB-BBB-BBB"]
    town.opened(MAIJA, "CCC-CCC-CCC")
    town.clock.move(microseconds=1)
    assert town.covers() == []
    assert town.owner("CCC-CCC-CCC") == MAIJA


def test_a_follow_up_to_who_is_away_finds_who_stands_in(town: Town) -> None:
    """Between two looks of the clock, too."""
    case = ask(town.cases, town.store, "milloin aura")
    town.away(case.owner, _day(1), _day(1))
    town.clock.at = MONDAY + timedelta(days=1)
    after = ask(town.cases, town.store, "lisäksi aura on rikki")
    assert after.reference == case.reference
    assert after.owner != case.owner
    assert after.address == Address("web", "home")


def _serving(base: Base, matcher: ScriptedMatcher, folder: Path, clock: Clock) -> Aura:
    return Aura(Settings(data=folder, port=0), base, now=clock, matcher=matcher)


def test_a_desk_that_starts_covers_for_who_is_away_and_its_clock_goes_on(
    base: Base, scripted: ScriptedMatcher, tmp_path: Path, clock: Clock
) -> None:
    """An absence may begin while nothing runs; one set before a crash is known after it."""
    clock.at = datetime(2026, 12, 20, 21, 59, tzinfo=UTC)  # a minute before Helena's holiday

    async def live() -> list[str]:
        aura = _serving(base, scripted, tmp_path, clock)
        async with aura.stored():
            await aura.store.run(_with_case_of, HELENA)
            await aura.store.run(aura.cases.away, MAIJA, until=None, by=MAIJA)
        seen = []
        aura = _serving(base, scripted, tmp_path, clock)
        async with aura.running():
            seen.append(await aura.store.run(_owner))
            assert aura.base.officials[MAIJA].is_away(date(2026, 12, 20))
            clock.move(minutes=1)
            await aura.clockwork.cover()
            seen.append(await aura.store.run(_owner))
        return seen

    assert asyncio.run(live()) == [HELENA, EVA]


def _with_case_of(store: Store, owner: str) -> None:
    store.add_case(a_case(owner=owner))


def _owner(store: Store) -> str:
    case = store.case("AAA-AAA-AAA")
    assert case
    return case.owner
