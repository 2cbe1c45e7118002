"""Morning words and weeks: who is told what, when, and how often."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.city import Base
from bot.digests import Digests
from bot.errors import SendError
from bot.library import Library
from bot.model import Address
from bot.people import Absence
from bot.promises import Promise
from bot.store import SqliteStore, open_database
from bot.weeks import WordKind
from tests.fakes import MONDAY, Clock, DirectRunner, FakeCards, refused
from tests.offices import with_telegram
from tests.stores import a_case
from tests.towns import TODAY, with_absences

ANNIKA, MAIJA, QUALITY = "annika-sundstrom", "maija-lehtonen", "liisa-hagman"


CHATS = {ANNIKA: "11", MAIJA: "12", QUALITY: "13"}


OPENING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Monday at 8.00 on the city's clock."""


class Town:
    """Officials with chats, and the worker that tells them."""

    def __init__(self, base: Base, desk: str = "https://a.example/desk") -> None:
        allowed = {slug.replace("-", "_"): True for slug in CHATS}
        self.clock = Clock(OPENING)
        self.store: SqliteStore = open_database(None)
        self.runner = DirectRunner(self.store)
        self.library = Library(with_telegram(with_absences(base, {}), **allowed))
        self.chat = FakeCards()
        self.desk = desk
        with self.store.transaction():
            for slug, place in CHATS.items():
                self.store.add_reach(slug, Address("telegram", place), MONDAY - timedelta(days=9))

    def works(self) -> list[str]:
        """A look of the worker, as after a restart; the words told since the last one."""
        before = len(self.chat.told)
        digests = Digests(self.runner, {"telegram": self.chat}, self.library, self.clock, self.desk)
        asyncio.run(digests.work())
        return [f"{name_of(place)}: {text}" for place, text in self.chat.told[before:]]

    def waits(self, owner: str, hours: float = 2, reference: str = "AAA-AAA-AAA") -> None:
        """An open case of the official, promised in so many hours."""
        deadline = self.clock() + timedelta(hours=hours)
        with self.store.transaction():
            case = self.store.add_case(
                a_case(reference, owner=owner, deadline=deadline, received_at=self.clock())
            )
            self.store.add_promise(Promise(case.id, self.clock(), deadline))

    def told(self, slug: str) -> list[str]:
        """Everything the official has been told."""
        return [text for place, text in self.chat.told if place == CHATS[slug]]


def name_of(place: str) -> str:
    return next(slug for slug, chat in CHATS.items() if chat == place)


@pytest.fixture
def town(base: Base) -> Town:
    """Three officials on a Monday at the opening."""
    return Town(base)


def test_the_morning_word_comes_at_the_opening_and_says_what_waits(town: Town) -> None:
    town.waits(ANNIKA, 2)
    town.waits(ANNIKA, -1, "BBB-BBB-BBB")
    town.waits(ANNIKA, 30, "CCC-CCC-CCC")
    town.clock.move(minutes=-1)
    assert town.works() == []
    town.clock.move(minutes=1)
    (word,) = [word for word in town.works() if word.startswith(ANNIKA)]
    assert word.splitlines() == [
        f"{ANNIKA}: **Hyvää huomenta!**",
        "Odottaa sinua: 3",
        "Luvattu tälle päivälle: 1",
        "Myöhässä: 1",
        "[Avaa työpöydällä](https://a.example/desk/today)",
    ]


def test_who_has_nothing_is_told_nothing_all_day(town: Town) -> None:
    assert town.works() == []
    town.clock.move(hours=2)
    town.waits(ANNIKA)
    assert town.works() == []  # a word of the morning is no reminder
    town.clock.move(days=1)
    assert [word.split(":")[0] for word in town.works()] == [ANNIKA]


def test_it_comes_in_the_officials_own_language_and_hours(town: Town, base: Base) -> None:
    late = {"mon": base.city.units["library"].office_hours["mon"]}  # from nine on
    annika = replace(town.library.base.officials[ANNIKA], languages=("sv", "fi"), office_hours=late)
    officials = {**town.library.base.officials, ANNIKA: annika}
    town.library = Library(replace(town.library.base, officials=officials))
    town.waits(ANNIKA)
    assert town.works() == []
    town.clock.move(hours=1)
    assert town.works()[0].splitlines()[:2] == [f"{ANNIKA}: **God morgon!**", "Väntar på dig: 1"]


def test_who_is_away_is_left_in_peace(town: Town) -> None:
    town.library = Library(with_absences(town.library.base, {ANNIKA: (Absence(TODAY, TODAY),)}))
    town.waits(ANNIKA)
    assert town.works() == []
    town.clock.move(days=1)
    assert len(town.works()) == 1


def test_nobody_is_told_on_a_holiday_or_after_hours(town: Town) -> None:
    town.waits(ANNIKA)
    town.clock.at = datetime(2026, 12, 6, 7, tzinfo=UTC)  # Independence Day, a Sunday
    assert town.works() == []
    town.clock.at = datetime(2026, 12, 24, 7, tzinfo=UTC)
    assert town.works() == []
    town.clock.at = datetime(2026, 12, 22, 15, tzinfo=UTC)  # at five in the afternoon
    assert town.works() == []


def test_a_head_hears_of_days_without_anybody_in_advance(town: Town) -> None:
    officials = dict(town.library.base.officials)
    jari = replace(officials["jari-koskela"], deputy=None, absences=(Absence(TODAY, TODAY),))
    town.library = Library(
        replace(town.library.base, officials={**officials, "jari-koskela": jari})
    )
    told = town.works()
    assert {word.split(":")[0] for word in told} == {MAIJA, QUALITY}
    assert all("Päiviä ilman vastaajaa kahden viikon aikana: 1" in word for word in told)


def test_answers_to_review_are_counted(town: Town) -> None:
    base = town.library.base
    answer = base.answers["ploughing-when"]["fi"]
    due = replace(answer, owner=ANNIKA, author=MAIJA, review_again=TODAY)
    answers = {**base.answers, "ploughing-when": {"fi": due}}
    town.library = Library(replace(base, answers=answers))
    (word,) = town.works()
    assert "Vastauksia tarkistettavana: 1" in word


def test_the_week_goes_to_heads_and_the_quality_person_on_monday(town: Town) -> None:
    town.clock.move(days=-4)  # Thursday of the week before
    town.waits("petri-maenpaa")
    town.works()
    town.clock.at = OPENING
    told = town.works()
    assert {word.split(":")[0] for word in told} == {MAIJA, QUALITY}
    assert told[0].splitlines()[0].endswith("**Viikko 47**")
    assert "Tuli 1, vastattiin 0, odottaa" in told[0]
    assert "https://a.example/desk/week?week=2026-11-16" in told[0]
    assert town.works() == []


def test_who_is_away_on_monday_gets_the_week_on_the_first_day_back(town: Town) -> None:
    town.clock.move(days=-4)
    town.waits("petri-maenpaa")
    town.clock.at = OPENING
    town.library = Library(with_absences(town.library.base, {MAIJA: (Absence(TODAY, TODAY),)}))
    assert [word.split(":")[0] for word in town.works()] == [QUALITY]
    town.clock.move(days=1)
    assert [word.split(":")[0] for word in town.works()] == [MAIJA]


def test_an_empty_week_is_not_told(town: Town) -> None:
    assert town.works() == []


def test_a_word_is_in_the_chat_that_was_linked_last_and_in_no_ended_one(town: Town) -> None:
    with town.store.transaction():
        town.store.end_reach(ANNIKA, "telegram", MONDAY, "unlinked")
    town.waits(ANNIKA)
    assert town.works() == []


def test_without_a_public_address_there_is_no_link(base: Base) -> None:
    town = Town(base, desk="")
    town.waits(ANNIKA)
    assert "](" not in town.works()[0]


def test_what_surely_did_not_go_out_is_tried_again(town: Town) -> None:
    town.waits(ANNIKA)
    town.chat.failures = [refused()]
    assert town.works() == []
    assert len(town.works()) == 1
    assert town.works() == []


@pytest.mark.parametrize("failure", [refused(uncertain=True), refused(permanent=True)])
def test_what_may_have_gone_out_or_never_will_is_not(town: Town, failure: SendError) -> None:
    town.waits(ANNIKA)
    town.chat.failures = [failure]
    assert town.works() == []
    assert town.works() == []


def test_a_fault_in_one_chat_holds_up_no_other(town: Town) -> None:
    town.waits(ANNIKA)
    town.waits(MAIJA, reference="BBB-BBB-BBB")
    town.chat.faults = [RuntimeError("nobody's purpose")]
    assert len(town.works()) == 1


def test_a_crash_between_noting_and_telling_tells_nobody_twice(town: Town) -> None:
    """A lost digest is no lost question: its page has all of it."""
    town.waits(ANNIKA)
    with town.store.transaction():
        assert town.store.begin_word(ANNIKA, WordKind.MORNING, TODAY)
    assert town.works() == []


_moves = st.lists(
    st.sampled_from([0, 1, 60, 3600, 5 * 3600, 86_400, 7 * 86_400, -3600, -86_400, -7 * 86_400]),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40)
@given(_moves)
def test_whatever_the_clock_does_no_morning_is_told_twice(base: Base, moves: list[int]) -> None:
    """Ticks done twice, restarts, jumps of an hour, a day or a week, either way."""
    town = Town(base)
    town.waits(ANNIKA)
    days: list[object] = []
    for seconds in moves:
        town.clock.move(seconds=seconds)
        days += [town.clock().date() for word in town.works() if "huomenta" in word]
        assert town.works() == []
    assert len(days) == len(set(days))


def test_old_notes_are_forgotten(town: Town) -> None:
    town.waits(ANNIKA)
    town.works()
    town.clock.move(days=70)
    town.works()
    kept = town.store.db.execute("select min(day) from words").fetchone()[0]
    assert kept > TODAY.isoformat()
