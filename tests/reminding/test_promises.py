"""What the resident is promised while others are reminded: kept, missed, moved, or nothing."""

import asyncio
from datetime import timedelta

import pytest

from bot.city import Base
from bot.errors import StaleVersionError
from bot.health import health_of
from bot.model import Case, State, Wish
from bot.promises import Ending
from tests.fakes import MONDAY, DirectRunner
from tests.reminding.clockwork import (
    ANNIKA,
    JARI,
    LIISA,
    MAIJA,
    all_heard,
    as_it_is,
    at,
    minutes,
    notices,
)
from tests.residents import approve, ask
from tests.towns import Town


def test_while_the_resident_is_asked_nobody_is_reminded_and_nothing_is_promised(
    town: Town, drafted: Case
) -> None:
    with town.store.transaction():
        town.cases.ask_back(
            town.store, drafted.reference, version=drafted.version, by=ANNIKA, text="Mikä katu?"
        )
    assert [one.how for one in town.store.promises_of(drafted.id)] == [Ending.MOVED]
    assert all_heard(town, "2026-11-30 09:00", step=60) == []
    assert town.store.promise(drafted.id) is None or town.clock() >= at("2026-11-30 09:00")


def test_after_a_week_of_silence_the_official_has_the_case_again_and_the_resident_hears(
    town: Town, drafted: Case
) -> None:
    with town.store.transaction():
        town.cases.ask_back(
            town.store, drafted.reference, version=drafted.version, by=ANNIKA, text="Mikä katu?"
        )
    town.clock.move(days=7, minutes=-1)
    assert town.ticks() == []
    town.clock.move(minutes=1)
    assert [one.is_back for one in town.ticks()] == [True]
    case = as_it_is(town, drafted)
    assert (case.state, case.draft.why) == (State.HANDED_OVER, "unanswered")
    assert case.draft.text == drafted.draft.text
    assert case.deadline == at("2026-12-01 09:00")
    assert "viimeistään huomenna klo 09.00" in notices(town, case)[-1]
    assert town.ticks() == []


def test_what_an_official_wrote_outlives_a_residents_silence(town: Town, drafted: Case) -> None:
    with town.store.transaction():
        case = town.cases.edit(
            town.store, drafted.reference, version=drafted.version, by=ANNIKA, text="Omin sanoin."
        )
        town.cases.ask_back(
            town.store, case.reference, version=case.version, by=ANNIKA, text="Mikä katu?"
        )
    town.clock.move(days=8)
    town.ticks()
    assert as_it_is(town, drafted).draft == case.draft


def test_while_the_program_asks_which_is_meant_the_promise_stands(town: Town) -> None:
    """The receipt told a time; nobody is reminded meanwhile."""
    case = ask(town.cases, town.store, "penkka")
    assert case.awaits_choice
    assert all_heard(town, "2026-11-24 09:30", step=10) == []
    assert len(notices(town, case)) == 1
    assert as_it_is(town, case).awaits_choice


def test_a_press_on_a_card_drawn_before_the_time_moved_is_good(town: Town, drafted: Case) -> None:
    town.clock.move(hours=5)
    town.ticks()
    assert as_it_is(town, drafted).version > drafted.version
    assert approve(town.cases, town.store, drafted).state is State.ANSWERED


def test_a_press_on_a_card_drawn_before_a_change_is_refused_also_when_the_time_has_moved(
    town: Town, drafted: Case
) -> None:
    with town.store.transaction():
        town.cases.edit(
            town.store, drafted.reference, version=drafted.version, by=ANNIKA, text="Toisin"
        )
    town.clock.move(hours=5)
    town.ticks()
    with pytest.raises(StaleVersionError):
        approve(town.cases, town.store, drafted)


def test_a_new_owner_is_measured_from_when_they_got_the_case(town: Town, drafted: Case) -> None:
    town.clock.move(hours=3)
    town.ticks()
    with town.store.transaction():
        town.cases.hand_over(
            town.store, drafted.reference, version=drafted.version, by=ANNIKA, to=JARI
        )
    assert all_heard(town, "2026-11-23 13:30") == [
        ("Mon 12:30", "half", JARI),
        ("Mon 13:00", "due", JARI),
        ("Mon 13:00", "due", ANNIKA),
    ]


def test_a_new_owner_of_a_late_case_is_not_blamed_for_the_time_before(
    town: Town, drafted: Case
) -> None:
    """But the heads are not told a second time, nor does the ladder begin anew."""
    for _ in minutes(town, at("2026-11-23 15:30")):
        town.ticks()
    with town.store.transaction():
        late = as_it_is(town, drafted)
        town.cases.hand_over(
            town.store, drafted.reference, version=late.version, by=ANNIKA, to=JARI
        )
    heard = all_heard(town, "2026-11-24 14:00")
    assert [who for _, level, who in heard if level == "half"] == [JARI]
    assert [when for when, level, _ in heard if level == "due"] == ["Tue 13:15"]
    assert [who for _, level, who in heard if level in {"head", "quality"}] == [LIISA]


def test_a_promise_is_kept_missed_or_moved(town: Town, drafted: Case) -> None:
    """Kept at the very minute; missed when the answer came first, but late."""
    town.clock.move(hours=4)
    approve(town.cases, town.store, drafted)
    again = ask(town.cases, town.store, "ei auttanut", Wish.DISAGREE, drafted.reference)
    assert again.id == drafted.id
    town.clock.at = again.deadline + timedelta(minutes=1)
    with town.store.transaction():
        town.cases.answer(
            town.store, again.reference, version=again.version, by=ANNIKA, text="Nyt."
        )
    promises = town.store.promises_of(drafted.id)
    assert [one.how for one in promises] == [Ending.KEPT, Ending.MISSED]
    assert promises[0].wait != promises[1].wait
    assert town.ticks() == []
    [kept] = town.store.kept_share(MONDAY, town.clock() + timedelta(seconds=1))
    assert (kept.kept, kept.missed) == (1, 1)


def test_a_follow_up_leaves_the_promise_and_a_new_danger_makes_a_sooner_one(
    town: Town, drafted: Case
) -> None:
    town.clock.move(minutes=30)
    ask(town.cases, town.store, "aura siis, Torikadulla")
    assert len(town.store.promises_of(drafted.id)) == 1
    ask(town.cases, town.store, "katolta putoaa lunta")
    first, second = town.store.promises_of(drafted.id)
    assert (first.how, second.how) == (Ending.MOVED, None)
    assert second.due == as_it_is(town, drafted).deadline == town.clock() + timedelta(minutes=30)


def test_a_case_of_a_version_that_knew_no_promises_gets_one_and_is_looked_after(
    town: Town,
) -> None:
    case = town.opened(ANNIKA, place="home", channel="web")
    town.clock.move(hours=5)
    assert [one.is_renewed for one in town.ticks()] == [True]
    assert [one.how for one in town.store.promises_of(case.id)] == [Ending.MISSED, None]


def test_a_reopened_case_begins_a_new_waiting_period(town: Town, drafted: Case) -> None:
    first = all_heard(town, "2026-11-23 12:00", step=30)
    approve(town.cases, town.store, drafted)
    ask(town.cases, town.store, "ei auttanut", Wish.DISAGREE, drafted.reference)
    second = all_heard(town, "2026-11-24 09:00", step=30)
    assert [level for _, level, _ in (*first, *second)] == ["half", "half"]


def test_thanks_and_small_talk_promise_nothing(town: Town) -> None:
    case = ask(town.cases, town.store, "moi")
    assert case.state is State.ANSWERED
    assert town.store.promises_of(case.id) == []


def test_the_head_of_a_unit_who_owns_a_case_is_followed_by_quality(town: Town) -> None:
    assert town.opened(MAIJA, place="home", channel="web")
    heard = [(level, who) for _, level, who in all_heard(town, "2026-11-24 18:00", step=30)]
    assert heard == [
        ("half", MAIJA),
        ("due", MAIJA),
        ("due", ANNIKA),
        ("head", LIISA),
        ("quality", LIISA),
    ]


def test_health_counts_who_waits_past_the_first_promise(
    town: Town, drafted: Case, base: Base
) -> None:
    def overdue() -> tuple[int, int]:
        health = asyncio.run(health_of(DirectRunner(town.store), base, ("web",), town.clock()))
        return health["overdue"], health["oldest_missed_seconds"]

    assert overdue() == (0, 0)
    town.clock.move(hours=5)
    assert overdue() == (1, 3600)
    town.ticks()
    assert overdue() == (1, 3600), "a new time does not unmake the missed one"
    approve(town.cases, town.store, as_it_is(town, drafted))
    assert overdue() == (0, 0)
