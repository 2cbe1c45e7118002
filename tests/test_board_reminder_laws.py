"""Laws of reminders in chats, whatever the order of reminders, posts, failures and decisions."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import cards
from bot.city import Base
from bot.errors import SendError
from bot.mail import Part
from bot.model import Case, State, Wish
from bot.states import Level
from tests.fakes import ScriptedMatcher, refused
from tests.offices import ANNIKA, CHATS, JARI, Office
from tests.residents import ask

_STEPS = st.tuples(
    st.sampled_from(
        ["remind"] * 4
        + ["board"] * 3
        + ["fail", "lost", "refused", "crash", "crash", "approve", "edit", "hand over", "text"]
        + ["ask back", "resident", "note"]
    ),
    st.sampled_from(list(Level)),
    st.sampled_from([ANNIKA, JARI]),
    st.integers(0, 9),
)
_Step = tuple[str, Level, str, int]


class Watched:
    """An office with one case, and every reminder that a chat was shown."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.case = office.asked()
        self.wait = self._wait
        self.seen: Counter[tuple[str, int, str]] = Counter()
        """By place, waiting period and line."""
        self._counted = 0

    @property
    def now(self) -> Case:
        """The case as it stands."""
        return self.office.now(self.case)

    @property
    def _wait(self) -> int:
        promise = self.office.store.promise(self.case.id)
        return promise.wait if promise else 0

    def works(self) -> None:
        """The board's turn; what it posts is counted to the waiting period that runs."""
        try:
            self.office.works()
        except* MemoryError:
            self.office.begins_anew()
        posted = self.office.channel.posted[self._counted :]
        self._counted += len(posted)
        for place, card in posted:
            for block in card.blocks:
                if block.part is Part.REMINDER:
                    self.seen[place, self._wait, block.text] += 1

    def does(self, step: _Step) -> None:
        """One step."""
        what, level, who, number = step
        office, case = self.office, self.now
        if what == "remind" and office.store.promise(case.id):
            office.reminds(case, level, who)
        elif what == "board":
            self.works()
            office.clock.move(minutes=5)
        elif what == "crash":
            office.runner.failures = [None] * (2 + number) + [MemoryError("killed")]
            self.works()
            office.runner.failures = []
            office.begins_anew()
        elif what == "fail":
            office.channel.failures.append(SendError("No network."))
        elif what == "refused":
            office.channel.failures.append(refused())
        elif what == "lost":
            office.channel.lost.append(refused(uncertain=True))
        else:
            self._decides(what, case, who)

    def _decides(self, what: str, case: Case, who: str) -> None:
        office = self.office
        waits = case.state in cards.DECIDABLE
        if what == "approve" and waits:
            act = "approve" if case.state is State.AWAITING_APPROVAL else "send"
            office.presses(case, act, CHATS[who])
        elif what == "hand over" and waits and case.owner != who:
            office.presses(case, f"to.{cards.mark(who)}", CHATS[who])
        elif what == "text" and waits:
            self._writes(case, who)
        elif what == "note":
            with office.store.transaction():
                office.cases.note(office.store, case.reference, by=who, text="Soitin.")
        elif what == "resident" and case.state is not State.CLOSED:
            wish = Wish.ADD if case.state.is_open else Wish.DISAGREE
            ask(office.cases, office.store, "aura Koivukujalle", wish, case.reference)
        elif what in ("edit", "ask back") and waits:
            use = office.cases.edit if what == "edit" else office.cases.ask_back
            with office.store.transaction():
                use(office.store, case.reference, version=case.version, by=who, text="Uusi teksti")

    def _writes(self, case: Case, who: str) -> None:
        """The official answers the card with a text; the channel shows that it is below."""
        place = CHATS[who].place
        reach = next(r for r in self.office.store.reaches("telegram") if r.place == place)
        shown = self.office.store.card(reach.id, case.id)
        if shown:
            pressed = self.office.presses(
                case, "text", CHATS[who], text="Oma teksti.", message=shown[0]
            )
            if pressed.card and (place, shown[0]) in self.office.channel.shown:
                self.office.channel.shown[place, shown[0]] = pressed.card

    def calms(self) -> None:
        """Nothing fails any more, and the board has caught up."""
        self.office.channel.failures.clear()
        self.office.channel.lost.clear()
        for _ in range(3):
            self.office.clock.move(hours=2)
            self.works()

    @property
    def live(self) -> Counter[tuple[str, int]]:
        """The cards that can be decided on: place and version."""
        shown = self.office.channel.shown.items()
        return Counter((place, card.version) for (place, _), card in shown if card.live)


@contextmanager
def _watched(base: Base, scripted: ScriptedMatcher, *, tells: bool = True) -> Iterator[Watched]:
    office = Office(base, scripted)
    office.links(), office.links(JARI)
    office.channel.can_look = tells
    yield Watched(office)
    office.store.close()


@settings(max_examples=40)
@given(steps=st.lists(_STEPS, max_size=25))
def test_no_chat_is_shown_the_same_reminder_twice_and_none_is_forgotten(
    base: Base, scripted: ScriptedMatcher, steps: list[_Step]
) -> None:
    with _watched(base, scripted) as watched:
        for step in steps:
            watched.does(step)
        watched.calms()
        assert [key for key, times in watched.seen.items() if times > 1] == []
        assert watched.office.store.nudges_to_show("telegram", 99) == []
        assert watched.office.works() == 0


@settings(max_examples=40)
@given(steps=st.lists(_STEPS, max_size=25))
def test_buttons_stand_with_the_owner_and_the_reminded_and_nowhere_after_the_decision(
    base: Base, scripted: ScriptedMatcher, steps: list[_Step]
) -> None:
    with _watched(base, scripted) as watched:
        for step in steps:
            watched.does(step)
        watched.calms()
        case, live = watched.now, watched.live
        owner = CHATS[case.owner].place
        waits = case.state in cards.DECIDABLE
        assert set(live.values()) <= {1}, "one card in a chat"
        assert {version for _, version in live} <= {case.version}
        assert ((owner, case.version) in live) == waits
        promise = watched.office.store.promise(case.id)
        nudged = {
            CHATS[one.official].place
            for one in watched.office.store.nudges(case.id)
            if waits and promise and one.wait == promise.wait
        }
        assert {place for place, _ in live} <= nudged | {owner}
