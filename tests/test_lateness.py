"""What is late is shown as late wherever officials look, also after a new time was told (L10)."""

from collections.abc import Mapping

import pytest

from bot import listing
from bot.cards import Reading
from bot.cases import Cases
from bot.city import Base
from bot.desk import views
from bot.digests import morning
from bot.mail import Part
from bot.model import Act, Address, Case, Question
from bot.store import SqliteStore
from tests.fakes import ScriptedMatcher
from tests.offices import ANNIKA, Office
from tests.residents import ask
from tests.towns import Town

WHEN = "milloin aura tulee, Keskusta"
"""Annika's, promised for 13.00."""


@pytest.fixture
def town(cases: Cases, store: SqliteStore) -> Town:
    """The sample city on a Monday at nine."""
    return Town(cases, store)


def _shown(town: Town, case: Case) -> Mapping[str, bool]:
    """Where the case is shown as late."""
    store, base, now = town.store, town.cases.base, town.clock()
    reading = Reading(base, base.officials[ANNIKA], now)
    rows = listing.waiting(store, reading, mine=True, most=9).rows
    return {
        "queue": views.queue(store, "mine", ANNIKA, now).lines[0].overdue,
        "case": views.sheet(store, base, case.reference, now.date()).is_late(now),
        "morning": morning(store, base, ANNIKA, now).overdue == 1,
        "row": "Myöhässä" in rows[0].head,
        "overdue": listing.overdue(store, reading, most=9).whole == 1,
    }


def test_a_case_stays_late_after_a_new_time_was_told(town: Town) -> None:
    """A renewed deadline had made it look like one that nobody had missed."""
    case = ask(town.cases, town.store, WHEN)
    town.clock.move(hours=4)
    assert not any(_shown(town, case).values())
    town.clock.move(minutes=1)
    assert all(_shown(town, case).values()), "before the clock has come round"
    town.ticks()
    assert town.store.events(case.id)[-1].act is Act.RENEWED
    assert all(_shown(town, case).values())


def test_nothing_is_late_while_the_resident_is_asked(town: Town) -> None:
    case = ask(town.cases, town.store, WHEN)
    with town.store.transaction():
        town.cases.ask_back(town.store, case.reference, version=1, by=ANNIKA, text="Mikä katu?")
    town.clock.move(hours=30)
    assert not any(_shown(town, case).values())


def test_the_longest_missed_is_the_first_of_those_that_are_late(town: Town) -> None:
    first = ask(town.cases, town.store, WHEN)
    town.clock.move(hours=1)
    other = Question(Address("web", "other"), WHEN, town.clock())
    with town.store.transaction():
        second = town.cases.receive(town.store, other)
    town.clock.move(hours=5)
    town.ticks()
    reading = Reading(town.cases.base, None, town.clock())
    rows = listing.overdue(town.store, reading, most=9).rows
    assert [row.case.reference for row in rows] == [first.reference, second.reference]


def test_a_card_says_late_after_a_new_time_was_told(base: Base, scripted: ScriptedMatcher) -> None:
    office = Office(base, scripted)
    office.links()
    case = office.asked(WHEN)
    office.works()
    assert "Myöhässä" not in _head(office)
    office.clock.move(hours=4, minutes=1)
    with office.store.transaction():
        office.cases.tick(office.store, case.reference)
    office.works()
    assert office.now(case).deadline > office.clock()
    assert "Myöhässä" in _head(office)


def _head(office: Office) -> str:
    [card] = [card for card in office.channel.shown.values() if card.live]
    return next(block.text for block in card.blocks if block.part is Part.HEAD)
