"""Nobody waits in silence: reminders to officials, honest words to residents (S1, L10, L12)."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cases import Cases
from bot.city import Base
from bot.clockwork import Clockwork
from bot.errors import StaleVersionError
from bot.health import health_of
from bot.library import Library
from bot.model import Act, Case, MessageKind, State, Wish
from bot.people import Absence
from bot.promises import Ending
from bot.states import Level
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock, DirectRunner, ScriptedMatcher
from tests.residents import approve, ask, kinds
from tests.towns import Town, with_absences

ANNIKA, MIKAEL, MAIJA = "annika-sundstrom", "mikael-backstrom", "maija-lehtonen"
LIISA, TUOMAS, JARI, RIITTA = "liisa-hagman", "tuomas-laine", "jari-koskela", "riitta-kallio"
WHEN = "milloin aura tulee, Keskusta"
"""Annika's, drafted: four hours; her deputy is Mikael, her head Maija."""
HELSINKI = ZoneInfo("Europe/Helsinki")
Heard = tuple[str, str, str]
"""When on the city's clock, at which level, who."""


@pytest.fixture
def town(cases: Cases, store: SqliteStore) -> Town:
    """The sample city on a Monday at nine."""
    return Town(cases, store)


@pytest.fixture
def drafted(town: Town) -> Case:
    """Annika's, promised for 13.00."""
    return ask(town.cases, town.store, WHEN)


def _at(text: str) -> datetime:
    """A moment on the city's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


def _now(town: Town, case: Case) -> Case:
    found = town.store.case(case.reference)
    assert found
    return found


def _minutes(town: Town, until: datetime, step: int = 1) -> Iterator[datetime]:
    """The clock moves on and takes its turn each minute."""
    while town.clock() < until:
        town.clock.move(minutes=step)
        yield town.clock().astimezone(HELSINKI)


def _heard(town: Town, until: str, step: int = 1) -> list[Heard]:
    """What officials hear until then."""
    return [
        (f"{minute:%a %H:%M}", str(nudge.level), nudge.official)
        for minute in _minutes(town, _at(until), step)
        for ticked in town.ticks()
        for nudge in ticked.nudges
    ]


def _notices(town: Town, case: Case) -> list[str]:
    thread = town.store.thread(case.id)
    return [line.text for line in thread if line.kind is MessageKind.NOTICE]


@pytest.mark.usefixtures("drafted")
def test_owner_deputy_head_and_quality_hear_in_turn_and_each_once(town: Town) -> None:
    assert _heard(town, "2026-11-25 18:00") == [
        ("Mon 11:00", "half", ANNIKA),
        ("Mon 13:00", "due", ANNIKA),
        ("Mon 13:00", "due", MIKAEL),
        ("Mon 15:00", "head", MAIJA),
        ("Tue 13:00", "quality", LIISA),
    ]


def test_the_resident_hears_of_a_missed_promise_before_they_ask_and_by_when_now(
    town: Town, drafted: Case
) -> None:
    for _ in _minutes(town, _at("2026-11-23 13:01")):
        town.ticks()
    case = _now(town, drafted)
    assert _notices(town, case) == [
        (
            "Vastauksemme on myöhässä: lupasimme sen viimeistään tänään klo 13.00. Pahoittelemme. "
            f"Viite on {case.reference}. Annika Sundström (Kunnossapitoinsinööri, Katujen "
            "kunnossapito) vastaa sinulle viimeistään huomenna klo 13.15. Voit myös soittaa: "
            "019 000 1000."
        )
    ]
    assert case.deadline == _at("2026-11-24 13:15")
    assert town.store.events(case.id)[-1].act is Act.RENEWED
    assert [one.how for one in town.store.promises_of(case.id)] == [Ending.MISSED, None]
    assert case.state is drafted.state
    assert case.draft == drafted.draft, "nothing is thrown away"


def test_a_resident_who_waits_for_days_hears_once_for_each_promise(
    town: Town, drafted: Case
) -> None:
    for _ in _minutes(town, _at("2026-11-27 12:00"), step=5):
        town.ticks()
    promises = town.store.promises_of(drafted.id)
    missed = [one for one in promises if one.how is Ending.MISSED]
    assert len(_notices(town, drafted)) == len(missed) == 3
    assert {one.wait for one in promises} == {promises[0].id}


def test_a_turn_taken_twice_gives_nothing_twice(town: Town, drafted: Case) -> None:
    for _ in _minutes(town, _at("2026-11-24 14:00"), step=20):
        town.ticks()
        assert town.ticks() == []
    before = town.store.changes()
    with town.store.transaction():
        assert town.cases.tick(town.store, drafted.reference).is_idle
    assert town.store.changes() - before <= 1, "but for when it is looked at next"


def test_after_a_leap_of_a_week_each_hears_the_gravest_once_and_the_resident_one_word(
    town: Town, drafted: Case
) -> None:
    town.clock.move(days=7, hours=1)
    [ticked] = town.ticks()
    assert [(n.level, n.official) for n in ticked.nudges] == [
        (Level.DUE, ANNIKA),
        (Level.DUE, MIKAEL),
        (Level.HEAD, MAIJA),
        (Level.QUALITY, LIISA),
    ]
    assert len(_notices(town, drafted)) == 1
    assert [n.official for n in town.store.nudges(drafted.id) if n.shown] == [ANNIKA], "its half"
    town.clock.move(days=-7)
    assert town.ticks() == []
    assert _heard(town, "2026-11-30 10:00", step=15) == []


@pytest.mark.usefixtures("drafted")
def test_who_stands_in_hears_for_who_is_away(town: Town) -> None:
    """Mikael's deputy is Riitta, Maija's is Annika."""
    town.away(MIKAEL)
    town.away(MAIJA)
    assert _heard(town, "2026-11-23 16:00") == [
        ("Mon 11:00", "half", ANNIKA),
        ("Mon 13:00", "due", ANNIKA),
        ("Mon 13:00", "due", RIITTA),
        ("Mon 15:00", "head", LIISA),
    ], "Annika herself stands in for Maija, so it goes on to quality"


def test_one_person_with_two_roles_hears_the_graver_word_only(
    base: Base, scripted: ScriptedMatcher, clock: Clock, store: SqliteStore
) -> None:
    """The head is the deputy too, and the heads hear at once."""
    small = replace(base.city.deadlines, head_hours=0.01)
    annika = replace(base.officials[ANNIKA], deputy=MAIJA)
    changed = replace(
        base,
        city=replace(base.city, deadlines=small),
        officials={**base.officials, ANNIKA: annika},
    )
    town = Town(Cases(Library(changed, scripted), clock), store)
    case = ask(town.cases, town.store, WHEN)
    clock.move(hours=4, minutes=1)
    [ticked] = town.ticks()
    assert [(n.level, n.official) for n in ticked.nudges] == [
        (Level.DUE, ANNIKA),
        (Level.HEAD, MAIJA),
    ]
    given = {(n.level, n.official): n.shown for n in town.store.nudges(case.id)}
    assert given[Level.DUE, MAIJA] == clock()
    assert given[Level.HEAD, MAIJA] is None


def test_nobody_is_reminded_outside_their_own_hours(town: Town) -> None:
    """Promised for closing time: the resident hears at once, officials in the morning."""
    town.clock.at = _at("2026-11-23 12:00")
    case = ask(town.cases, town.store, WHEN)
    assert case.deadline == _at("2026-11-23 16:00")
    assert _heard(town, "2026-11-24 09:00") == [
        ("Mon 14:00", "half", ANNIKA),
        ("Tue 08:00", "due", ANNIKA),
        ("Tue 08:00", "due", MIKAEL),
    ]
    assert town.store.thread(case.id)[-1].at == _at("2026-11-23 16:01")


def test_a_draft_made_at_night_waits_for_the_morning(town: Town) -> None:
    town.clock.at = _at("2026-12-05 23:00")
    case = ask(town.cases, town.store, WHEN)
    assert case.deadline == _at("2026-12-08 12:00"), "after Independence Day and a closing day"
    assert _heard(town, "2026-12-08 11:00") == [("Tue 10:00", "half", ANNIKA)]
    assert _now(town, case) == case


def test_what_is_urgent_is_reminded_day_and_night_and_renewed_ever_more_slowly(town: Town) -> None:
    town.clock.at = _at("2026-11-21 22:00")  # a Saturday
    case = ask(town.cases, town.store, "katolta putoaa lunta")
    assert case.owner == MAIJA
    assert _heard(town, "2026-11-21 23:30") == [
        ("Sat 22:15", "half", MAIJA),
        ("Sat 22:30", "due", MAIJA),
        ("Sat 22:30", "due", ANNIKA),
        ("Sat 22:30", "head", LIISA),
        ("Sat 23:00", "quality", LIISA),
    ]
    assert _heard(town, "2026-11-23 12:00") == []
    spans = [one.due - one.made_at for one in town.store.promises_of(case.id)]
    assert [span.total_seconds() / 60 for span in spans[:8]] == [
        30,
        30,
        60,
        120,
        240,
        480,
        480,
        480,
    ]
    assert all(text.startswith("Soita heti 112") for text in _notices(town, case))


def test_while_the_resident_is_asked_nobody_is_reminded_and_nothing_is_promised(
    town: Town, drafted: Case
) -> None:
    with town.store.transaction():
        town.cases.ask_back(
            town.store, drafted.reference, version=drafted.version, by=ANNIKA, text="Mikä katu?"
        )
    assert [one.how for one in town.store.promises_of(drafted.id)] == [Ending.MOVED]
    assert _heard(town, "2026-11-30 09:00", step=60) == []
    assert town.store.promise(drafted.id) is None or town.clock() >= _at("2026-11-30 09:00")


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
    case = _now(town, drafted)
    assert (case.state, case.draft.why) == (State.HANDED_OVER, "unanswered")
    assert case.draft.text == drafted.draft.text
    assert case.deadline == _at("2026-12-01 09:00")
    assert "viimeistään huomenna klo 09.00" in _notices(town, case)[-1]
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
    assert _now(town, drafted).draft == case.draft


def test_while_the_program_asks_which_is_meant_the_promise_stands(town: Town) -> None:
    """The receipt told a time; nobody is reminded meanwhile."""
    case = ask(town.cases, town.store, "penkka")
    assert case.awaits_choice
    assert _heard(town, "2026-11-24 09:30", step=10) == []
    assert len(_notices(town, case)) == 1
    assert _now(town, case).awaits_choice


def test_a_press_on_a_card_drawn_before_the_time_moved_is_good(town: Town, drafted: Case) -> None:
    town.clock.move(hours=5)
    town.ticks()
    assert _now(town, drafted).version > drafted.version
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
    assert _heard(town, "2026-11-23 13:30") == [
        ("Mon 12:30", "half", JARI),
        ("Mon 13:00", "due", JARI),
        ("Mon 13:00", "due", ANNIKA),
    ]


def test_a_new_owner_of_a_late_case_is_not_blamed_for_the_time_before(
    town: Town, drafted: Case
) -> None:
    """But the heads are not told a second time, nor does the ladder begin anew."""
    for _ in _minutes(town, _at("2026-11-23 15:30")):
        town.ticks()
    with town.store.transaction():
        late = _now(town, drafted)
        town.cases.hand_over(
            town.store, drafted.reference, version=late.version, by=ANNIKA, to=JARI
        )
    heard = _heard(town, "2026-11-24 14:00")
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
    assert second.due == _now(town, drafted).deadline == town.clock() + timedelta(minutes=30)


def test_a_case_of_a_version_that_knew_no_promises_gets_one_and_is_looked_after(
    town: Town,
) -> None:
    case = town.opened(ANNIKA, place="home", channel="web")
    town.clock.move(hours=5)
    assert [one.is_renewed for one in town.ticks()] == [True]
    assert [one.how for one in town.store.promises_of(case.id)] == [Ending.MISSED, None]


def test_a_reopened_case_begins_a_new_waiting_period(town: Town, drafted: Case) -> None:
    first = _heard(town, "2026-11-23 12:00", step=30)
    approve(town.cases, town.store, drafted)
    ask(town.cases, town.store, "ei auttanut", Wish.DISAGREE, drafted.reference)
    second = _heard(town, "2026-11-24 09:00", step=30)
    assert [level for _, level, _ in (*first, *second)] == ["half", "half"]


def test_thanks_and_small_talk_promise_nothing(town: Town) -> None:
    case = ask(town.cases, town.store, "moi")
    assert case.state is State.ANSWERED
    assert town.store.promises_of(case.id) == []


def test_the_head_of_a_unit_who_owns_a_case_is_followed_by_quality(town: Town) -> None:
    assert town.opened(MAIJA, place="home", channel="web")
    heard = [(level, who) for _, level, who in _heard(town, "2026-11-24 18:00", step=30)]
    assert heard == [
        ("half", MAIJA),
        ("due", MAIJA),
        ("due", ANNIKA),
        ("head", LIISA),
        ("quality", LIISA),
    ]


def test_an_absence_that_begins_at_midnight_moves_the_case_before_anyone_is_reminded(
    base: Base, scripted: ScriptedMatcher, clock: Clock, store: SqliteStore
) -> None:
    """The deputy is reminded and named, and the promised time stands."""
    away = with_absences(base, {ANNIKA: (Absence(date(2026, 11, 24), date(2026, 11, 30)),)})
    town = Town(Cases(Library(away, scripted), clock), store)
    clock.at = _at("2026-11-23 15:00")
    case = ask(town.cases, town.store, WHEN)
    clock.at = _at("2026-11-24 10:00")
    runner = DirectRunner(store)
    asyncio.run(Clockwork(runner, town.cases).minute())
    assert (_now(town, case).owner, _now(town, case).deadline) == (MIKAEL, case.deadline)
    clock.at = _at("2026-11-24 11:01")
    asyncio.run(Clockwork(runner, town.cases).minute())
    assert "Mikael Backström" in _notices(town, case)[-1]
    assert {n.official for n in store.nudges(case.id) if n.level is Level.DUE} == {MIKAEL, RIITTA}


def test_a_fault_in_one_case_does_not_hold_up_the_others(town: Town) -> None:
    cases = [town.opened(ANNIKA, f"AAA-AAA-AA{n}", place=str(n)) for n in range(3)]
    town.clock.move(hours=5)
    runner = DirectRunner(town.store)
    runner.failures = [None, RuntimeError("torn")]
    clockwork = Clockwork(runner, town.cases)
    asyncio.run(clockwork.tick())
    assert [len(_notices(town, case)) for case in cases] == [0, 1, 1]
    asyncio.run(clockwork.tick())
    assert [len(_notices(town, case)) for case in cases] == [1, 1, 1]


def test_a_fault_in_one_part_of_the_clocks_turn_does_not_hold_up_reminders(
    town: Town, drafted: Case
) -> None:
    """Silence and absences are looked at in one step each, for all cases together."""
    town.clock.move(hours=5)
    runner = DirectRunner(town.store)
    runner.failures = [RuntimeError("torn"), RuntimeError("torn")]
    asyncio.run(Clockwork(runner, town.cases).minute())
    assert len(_notices(town, drafted)) == 1


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
    approve(town.cases, town.store, _now(town, drafted))
    assert overdue() == (0, 0)


def test_everything_of_a_turn_is_in_the_thread_and_on_its_way_once(
    town: Town, drafted: Case
) -> None:
    town.clock.move(hours=4, minutes=1)
    town.ticks()
    assert kinds(town.store, drafted)[-2:] == [MessageKind.RECEIPT, MessageKind.NOTICE]
    now = town.clock()
    waiting = town.store.claim(("web",), now, now + timedelta(minutes=1), 9)
    assert len(waiting) == 1, "each address gets its texts in order"


NIGHTS = [
    "2026-10-25 02:20",  # the clock goes back at four: an hour comes twice
    "2026-03-29 02:20",  # the clock goes on at three: an hour is missing
    "2028-02-28 23:20",  # into 29 February
    "2028-02-29 23:20",
    "2026-12-31 23:20",  # into the new year
]


@pytest.mark.parametrize("night", NIGHTS)
def test_on_odd_nights_what_is_urgent_is_on_time_by_the_minutes_that_pass(
    town: Town, night: str
) -> None:
    begun = town.clock.at = _at(night)
    case = ask(town.cases, town.store, "katolta putoaa lunta")
    passed: list[tuple[int, str]] = []
    for _ in range(240):
        town.clock.move(minutes=1)
        for ticked in town.ticks():
            minutes = round((town.clock() - begun).total_seconds() / 60)
            passed += [(minutes, str(nudge.level)) for nudge in ticked.nudges]
        assert _now(town, case).deadline >= town.clock()
    assert passed == [(15, "half"), (30, "due"), (30, "due"), (30, "head"), (60, "quality")]
    assert len(_notices(town, case)) == 3, "after 30, 61 and 122 minutes; the next at 243"


@pytest.mark.parametrize(
    ("asked", "half", "due"),
    [
        ("2026-10-23 15:00", "2026-10-26 11:00", "2026-10-26 15:00"),
        ("2026-03-27 15:00", "2026-03-30 11:00", "2026-03-30 15:00"),
        ("2028-02-28 15:00", "2028-02-29 11:00", "2028-02-29 15:00"),
        ("2028-02-29 15:00", "2028-03-01 11:00", "2028-03-01 15:00"),
        ("2026-12-30 15:00", "2027-01-04 11:00", "2027-01-04 15:00"),
        ("2027-12-31 15:00", "2028-01-03 11:00", "2028-01-03 15:00"),
    ],
)
def test_over_odd_nights_reminders_come_by_the_clock_on_the_wall(
    town: Town, asked: str, half: str, due: str
) -> None:
    """31.12.2026 is a closing day of the sample city, 1.1. a holiday, then comes a weekend."""
    town.clock.at = _at(asked)
    case = ask(town.cases, town.store, "jotain ihan muuta")
    assert case.deadline == _at(due)
    heard: list[tuple[datetime, Level]] = []
    for _ in _minutes(town, _at(due) + timedelta(minutes=10)):
        heard += [(town.clock(), n.level) for ticked in town.ticks() for n in ticked.nudges]
    assert heard == [(_at(half), Level.HALF), (_at(due), Level.DUE), (_at(due), Level.DUE)]
    assert len(_notices(town, case)) == 1
