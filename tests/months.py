"""A month in a city: residents at their rhythm, officials at theirs, the clock each minute.

Everything is real but the clock, the matcher and the people, who are dice with a fixed seed.
"""

import heapq
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot import calendar
from bot.answers import Kind
from bot.cases import Ticked
from bot.city import Base
from bot.errors import StandsInError
from bot.model import Act, Address, Case, Question, State, Wish
from bot.people import Official
from bot.states import Level
from bot.store.rows import stamp
from tests.stores import rows
from tests.towns import Town

FIRST, LAST = date(2026, 12, 1), date(2027, 1, 1)
SNOW = date(2026, 12, 10)
_QUIET = {date(2026, 12, day) for day in (6, 24, 25, 26)}
_HELSINKI = ZoneInfo("Europe/Helsinki")
_HOURS = (1, 1, 1, 1, 1, 1, 3, 6, 8, 9, 9, 8, 8, 8, 8, 8, 8, 7, 7, 7, 6, 5, 4, 2)
"""How many ask in each hour of a day, in proportion."""
_SNOW_HOURS = (0, 0, 0, 0, 0, 2, 9, 12, 9, 6, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0)
SILENT = ("petri-maenpaa", "sanna-rautio")
"""Officials who never answer."""
SLOW = ("riitta-kallio", "timo-harju")
_DECIDABLE = (State.AWAITING_APPROVAL, State.HANDED_OVER)
_STRAY = """
select cases.reference from cases left join promises
    on promises.case_id = cases.id and promises.ended_at is null
where cases.state in ('awaiting_approval', 'handed_over', 'awaiting_resident')
and (cases.owner not in (select value from json_each('{owners}'))
    or (cases.state in ('awaiting_approval', 'handed_over')
        or cases.state = 'awaiting_resident' and json_extract(cases.draft, '$.why') = 'ask')
    and (promises.id is null or promises.due <> cases.deadline
        or promises.due < '{now}'))
"""
"""Open cases without an owner who is there, or whose promise is none, another or past."""
Deed = Callable[[], None]


def rules(base: Base) -> dict[str, list[tuple[str, float]]]:
    """For each topic with answers a word that finds one of them, as its slug."""
    found: dict[str, list[tuple[str, float]]] = {"penkka": [("plough-ridge", 0.48)]}
    found["penkka"].append(("snow-piles", 0.38))
    for slug, versions in sorted(base.answers.items()):
        one = versions["fi"]
        if one.kind is Kind.ANSWER and one.may_be_sent(FIRST) and one.may_be_sent(LAST):
            found.setdefault(f"x{one.topic}", [(slug, 0.95)])
    found["katolta"] = [("roof-snow", 0.9)]
    return found


@dataclass
class Month:
    """Plays it; what was seen is counted, and what must hold is asserted each minute."""

    town: Town
    words: list[str]
    luck: random.Random
    given: set[tuple[str, int, Level, str]] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    plan: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def play(self, questions: int, snow: int) -> None:
        """The whole month, minute by minute."""
        self.town.clock.at = _midnight(FIRST)
        self._plan_questions(questions, snow)
        for official in self.town.cases.base.officials.values():
            self.later(self.luck.uniform(0, 60), self._sits_down(official))
        while self.town.clock() < _midnight(LAST):
            self._minute()
            self.town.clock.move(minutes=1)

    def later(self, minutes: float, deed: Deed) -> None:
        """Something happens in so many minutes."""
        at = self.town.clock() + timedelta(minutes=minutes)
        heapq.heappush(self.plan, (at, next(self.numbers), deed))

    def _minute(self) -> None:
        town, before = self.town, self.town.store.changes()
        if town.clock().astimezone(_HELSINKI).time() == datetime.min.time():
            town.covers()
        while self.plan and self.plan[0][0] <= town.clock():
            heapq.heappop(self.plan)[2]()
        if town.clock().minute == 0:
            with town.store.transaction():
                self.seen["silent"] += len(town.cases.silence(town.store))
        for ticked in town.ticks():
            self._note(ticked)
        if town.store.changes() != before:
            self.holds()

    def _note(self, ticked: Ticked) -> None:
        self.seen["late"] += ticked.is_renewed
        self.seen["back"] += ticked.is_back
        for nudge in ticked.nudges:
            key = (nudge.reference, nudge.wait, nudge.level, nudge.official)
            assert key not in self.given, "nobody is reminded twice for one level"
            self.given.add(key)
            self.seen[nudge.level] += 1
            self._may_hear(nudge.official, nudge.reference)

    def _may_hear(self, slug: str, reference: str) -> None:
        """Only who is there, in their own hours, but for what is urgent."""
        base, now = self.town.cases.base, self.town.clock()
        case = self.town.store.case(reference)
        assert case
        working = calendar.working_time(base, base.officials[slug])
        assert case.urgent or calendar.is_open(now, working)
        assert not base.officials[slug].is_away(now.astimezone(_HELSINKI).date())

    def holds(self) -> None:
        """One owner who is there that day, one deadline, and nobody waits past a promise."""
        there = [
            official.slug
            for official in self.town.cases.base.officials.values()
            if not official.is_away(self.town.clock().astimezone(_HELSINKI).date())
        ]
        now, owners = stamp(self.town.clock()), json.dumps(there)
        assert rows(self.town.store, _STRAY.format(now=now, owners=owners)) == []
        self.seen["minutes"] += 1

    # Residents.
    def _plan_questions(self, questions: int, snow: int) -> None:
        days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)]
        weights = [0.3 if day in _QUIET else 0.5 if day.weekday() > 4 else 1.0 for day in days]
        moments = [(day, _HOURS) for day in self.luck.choices(days, weights, k=questions - snow)]
        for day, hours in [*moments, *[(SNOW, _SNOW_HOURS)] * snow]:
            hour = self.luck.choices(range(24), hours)[0]
            at = _midnight(day) + timedelta(hours=hour, seconds=self.luck.uniform(0, 3600))
            minutes = (at - self.town.clock()).total_seconds() / 60
            self.later(minutes, self._asks(snow=hours is _SNOW_HOURS))

    def _asks(self, *, snow: bool) -> Deed:
        place = Address("web", f"resident-{next(self.numbers)}")
        word = "xwinter-streets" if snow else self.luck.choice(self.words)
        where = self.luck.choice(["", "Keskusta", "Harjula"])
        return lambda: self._says(place, f"kysymys asiasta {word} {where}")

    def _says(self, place: Address, text: str, wish: Wish = Wish.ASK, about: str = "") -> None:
        town = self.town
        question = Question(place, text, town.clock(), wish=wish, about=about or None)
        with town.store.transaction():
            case = town.cases.receive(town.store, question)
        self.seen["words"] += 1
        base, now = town.cases.base, town.clock()
        if case.state.is_open and not case.urgent:
            promised = base.officials[case.owner]
            assert calendar.is_there_next(base, promised, now), "who is named is there to keep it"
        if wish is Wish.ASK and self.luck.random() < 0.05:
            self.later(self.luck.uniform(1, 300), lambda: self._says(place, text, Wish.ADD))

    # Officials.
    def _sits_down(self, official: Official) -> Deed:
        """Work for a while, if it is the time; then again."""

        def sit() -> None:
            base, now = self.town.cases.base, self.town.clock()
            working = calendar.working_time(base, official)
            if calendar.is_open(now, working):
                self._works(official.slug)
                self.later(self.luck.uniform(20, 70), sit)
            else:
                opens = calendar.next_opening(now, working) - now
                self.later(opens.total_seconds() / 60 + self.luck.uniform(1, 30), sit)

        return sit

    def _works(self, slug: str) -> None:
        today = self.town.clock().astimezone(_HELSINKI).date()
        if slug in SILENT or self.town.cases.base.officials[slug].is_away(today):
            return
        most = 2 if slug in SLOW else 14
        for case in self.town.store.cases(states=_DECIDABLE, owner=slug, limit=most):
            with self.town.store.transaction():
                self._decides(case, self.luck.random())

    def _decides(self, case: Case, die: float) -> None:
        cases, store, by = self.town.cases, self.town.store, case.owner
        guard = {"version": case.version, "by": by}
        reference = case.reference
        if die < 0.05:
            cases.edit(store, reference, text="Korjattu.", **guard)  # type: ignore[arg-type]
        elif die < 0.09:
            cases.ask_back(store, reference, text="Mikä katu?", **guard)  # type: ignore[arg-type]
            if self.luck.random() < 0.6:
                answer = lambda: self._says(case.address, "Torikatu", Wish.ADD)  # noqa: E731
                self.later(self.luck.uniform(30, 3000), answer)
        elif die < 0.12:
            to = cases.base.officials[by].deputy or "tuomas-laine"
            with suppress(StandsInError):  # the deputy is away, and it is the owner who stands in
                cases.hand_over(store, reference, to=to, **guard)  # type: ignore[arg-type]
        elif die < 0.14:
            cases.close(store, reference, reason="duplicate", **guard)  # type: ignore[arg-type]
        else:
            cases.answer(store, reference, text="Vastaus.", **guard)  # type: ignore[arg-type]
            if self.luck.random() < 0.05:
                no = lambda: self._disagrees(case)  # noqa: E731
                self.later(self.luck.uniform(1, 2000), no)

    def _disagrees(self, case: Case) -> None:
        now = self.town.store.case(case.reference)
        if now and now.state is State.ANSWERED:
            self._says(case.address, "", Wish.DISAGREE, case.reference)
            self.seen["reopened"] += 1

    def told_late(self) -> int:
        """How many times the record says that a resident was told so."""
        asked = f"select count(*) from events where act = '{Act.RENEWED}'"  # noqa: S608 - our own
        return int(rows(self.town.store, asked)[0][0])


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_HELSINKI).astimezone(UTC)
