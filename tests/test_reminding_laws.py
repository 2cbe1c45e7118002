"""What holds of promises and reminders whatever happens, in whatever order (S1, L10, L12)."""

import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.cases import Cases, Ticked
from bot.city import Base
from bot.errors import AuraError
from bot.library import Library
from bot.model import OPEN, Act, Address, Case, MessageKind, Question, State, Wish
from bot.ports import Store
from bot.promises import Ending, Promise
from bot.states import Level
from bot.store import open_database
from tests.fakes import Clock, ScriptedMatcher
from tests.towns import Town

_PEOPLE = ("annika-sundstrom", "mikael-backstrom", "maija-lehtonen", "tuomas-laine")
_TEXTS = ("milloin aura, Keskusta", "jotain ihan muuta", "penkka", "katolta putoaa lunta", "moi")
_EVERY = tuple(State)
_places = st.integers(0, 3)
_people = st.sampled_from(_PEOPLE)
_LATE = "myöhässä"


class Lives(RuleBasedStateMachine):
    """Residents, officials and a clock that leaps, on a file that is left in the middle."""

    def __init__(self, base: Base, matcher: ScriptedMatcher) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.base, self.matcher, self.clock = base, matcher, Clock()
        self.given: set[tuple[str, int, Level, str]] = set()
        self.town = self._opened()

    def _opened(self) -> Town:
        cases = Cases(Library(self.base, self.matcher), self.clock)
        return Town(cases, open_database(Path(self.folder.name) / "aura.sqlite3"))

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.town.store.close()
        self.folder.cleanup()

    # What people do.
    @rule(place=_places, text=st.sampled_from(_TEXTS), wish=st.sampled_from([Wish.ASK, Wish.ADD]))
    def asks(self, place: int, text: str, wish: Wish) -> None:
        """A resident writes: a new case, or more on one."""
        question = Question(Address("web", str(place)), text, self.clock(), wish=wish)
        with self.town.store.transaction():
            self.town.cases.receive(self.town.store, question)

    @rule(place=_places, wish=st.sampled_from([Wish.HELPED, Wish.DISAGREE, Wish.HUMAN]))
    def presses(self, place: int, wish: Wish) -> None:
        """A resident presses a button of the newest case."""
        address = Address("web", str(place))
        if case := self.town.store.latest_case(address):
            question = Question(address, "", self.clock(), wish=wish, about=case.reference)
            with self.town.store.transaction():
                self.town.cases.receive(self.town.store, question)

    @rule(
        place=_places,
        deed=st.sampled_from(["approve", "edit", "answer", "ask back", "reject", "close"]),
        by=_people,
    )
    def decides(self, place: int, deed: str, by: str) -> None:
        """An official decides, or is refused."""
        if case := self.town.store.latest_case(Address("web", str(place))):
            self._tries(case, deed, by)

    @rule(place=_places, to=_people)
    def hands_over(self, place: int, to: str) -> None:
        """An official hands a case over."""
        if case := self.town.store.latest_case(Address("web", str(place))):
            self._tries(case, "hand over", to)

    def _tries(self, case: Case, deed: str, who: str) -> None:
        cases, reference, version = self.town.cases, case.reference, case.version
        uses = {
            "approve": (cases.approve, {"by": who}),
            "edit": (cases.edit, {"by": who, "text": "Toisin."}),
            "answer": (cases.answer, {"by": who, "text": "Näin."}),
            "ask back": (cases.ask_back, {"by": who, "text": "Mikä katu?"}),
            "reject": (cases.reject, {"by": who}),
            "close": (cases.close, {"by": who, "reason": "duplicate"}),
            "hand over": (cases.hand_over, {"by": case.owner, "to": who}),
        }
        use, values = uses[deed]
        try:
            with self.town.store.transaction() as store:
                use(store, reference, version=version, **values)  # type: ignore[operator]
        except AuraError:
            return

    @rule(who=_people, days=st.integers(0, 9))
    def goes_away(self, who: str, days: int) -> None:
        """An official is away from today on."""
        today = self.town.cases.now().date() + timedelta(days=1)
        self.town.away(who, today + timedelta(days=days))

    @rule(who=_people)
    def comes_back(self, who: str) -> None:
        """An official is there again."""
        self.town.back(who)

    # What the clock and the machine do.
    @rule(hours=st.sampled_from([0.25, 1, 1, 3, 8, 24, 24 * 7, 24 * 8, -1, -24 * 7]))
    def clock_leaps(self, hours: float) -> None:
        """Time passes, or the clock is set."""
        self.clock.move(hours=hours)

    @rule()
    def clock_ticks(self) -> None:
        """The clock's turn, twice: each word once, and nobody waits past a promise."""
        self.town.covers()
        for ticked in self.town.ticks():
            self._note(ticked)
        assert self.town.ticks() == []
        for case in self._open_cases():
            running = self.town.store.promise(case.id)
            assert running is None or running.due >= self.clock()

    @rule(done=st.booleans())
    def crashes(self, done: bool) -> None:  # noqa: FBT001 - as hypothesis calls it
        """The program ends in the middle of a turn, and starts again on the same file."""
        store = self.town.store
        with store.transaction():
            look = self.town.cases.due(store)
        for number, reference in enumerate(look.found):
            if number == 1 and done:
                break
            if number == 0 and done:
                with store.transaction():
                    self._note(self.town.cases.tick(store, reference))
                continue
            store.db.execute("begin immediate")
            self.town.cases.tick(store, reference)
            break
        store.close()  # whatever had begun is taken back
        self.town = self._opened()

    def _note(self, ticked: Ticked) -> None:
        for nudge in ticked.nudges:
            key = (nudge.reference, nudge.wait, nudge.level, nudge.official)
            assert key not in self.given
            self.given.add(key)
        assert len({nudge.official for nudge in ticked.nudges}) == len(ticked.nudges)

    # What holds.
    def _open_cases(self) -> list[Case]:
        return self.town.store.cases(states=tuple(OPEN), limit=1000)

    @invariant()
    def one_owner_and_the_sum_holds(self) -> None:
        """The invariant of the design."""
        assert self.town.store.ownerless(tuple(self.base.officials)) == []
        assert self.town.store.sums().holds

    @invariant()
    def what_is_promised_is_the_deadline(self) -> None:
        """And who is answered, or asked, is promised nothing more."""
        for case in self.town.store.cases(states=_EVERY, limit=1000):
            running = self.town.store.promise(case.id)
            assert (running.due if running else None) == (
                case.deadline if case.is_promised else None
            )

    @invariant()
    def each_missed_promise_is_told_once_at_most(self) -> None:
        """Told: a word in the thread, an event, a promise of the same waiting period after it."""
        for case in self.town.store.cases(states=_EVERY, limit=1000):
            told = _told_late(self.town.store, case)
            events = [e for e in self.town.store.events(case.id) if e.act is Act.RENEWED]
            renewed = _renewed(self.town.store.promises_of(case.id))
            assert len(told) == len(events) == len(renewed)
            assert all(one.how is Ending.MISSED for one in renewed)


def _told_late(store: Store, case: Case) -> list[str]:
    notices = (line for line in store.thread(case.id) if line.kind is MessageKind.NOTICE)
    return [line.text for line in notices if _LATE in line.text]


def _renewed(promises: list[Promise]) -> list[Promise]:
    """Those that another one of the same waiting period follows."""
    return [one for one, after in pairwise(promises) if one.wait == after.wait]


def test_whatever_happens_each_promise_is_kept_or_honestly_renewed(
    base: Base, scripted: ScriptedMatcher
) -> None:
    class OfTheSampleCity(Lives):
        def __init__(self) -> None:
            super().__init__(base, scripted)

    run_state_machine_as_test(
        OfTheSampleCity,
        settings=settings(max_examples=40, stateful_step_count=30),
    )
