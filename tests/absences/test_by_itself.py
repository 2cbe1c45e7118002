"""Absences begin and end by themselves, whatever fails or happens at night."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Aura
from bot.city import Base
from bot.model import Address
from bot.ports import Store
from bot.settings import Settings
from tests.absences.days import EVA, HELENA, MAIJA, day_after
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.residents import ask
from tests.stores import a_case
from tests.towns import Town


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
    town.away(case.owner, day_after(1), day_after(1))
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
