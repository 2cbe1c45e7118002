"""The invariant of the design over random lives: one owner, one deadline, the sum holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases import Cases
from bot.city import Base
from bot.errors import AuraError
from bot.library import Library
from bot.matching import AnswerMatcher
from bot.model import NEITHER, OPEN, Address, Case, Question, Wish
from bot.store import SqliteStore, open_database
from tests.conftest import RULES
from tests.fakes import Clock, ScriptedMatcher

ANNIKA, JOHANNA = "annika-sundstrom", "johanna-vuori"

_STEPS = st.sampled_from(
    [
        "ask",
        "add",
        "human",
        "helped",
        "disagree",
        "approve",
        "answer",
        "edit",
        "another",
        "reject",
        "hand_over",
        "ask_back",
        "close",
        "late",
        "ask_which",
        "choose",
        "neither",
        "silence",
        "away",
        "back",
    ]
)


@settings(max_examples=60)
@given(steps=st.lists(st.tuples(_STEPS, st.integers(0, 2)), max_size=12))
def test_whatever_happens_each_open_case_has_one_owner_and_the_sum_holds(
    base: Base, matcher: AnswerMatcher, steps: list[tuple[str, int]]
) -> None:
    """The invariant of the design, over random lives of three conversations; and no open case is
    with an official who is away, without waiting for the clock (L12).
    """
    store = open_database(None)
    clock = Clock()
    cases = Cases(Library(base, ScriptedMatcher(matcher, RULES)), clock)
    for step, place in steps:
        try:
            with store.transaction():
                _act(cases, store, clock, step, Address("web", str(place)))
        except AuraError:
            continue
    assert store.sums().holds
    assert store.ownerless(tuple(base.officials)) == []
    for case in store.cases(states=tuple(OPEN)):
        assert [e.version for e in store.events(case.id)][-1] <= case.version
        assert not cases.base.officials[case.owner].is_away(clock().date())
    store.close()


_WISHES = {
    "add": Wish.ADD,
    "human": Wish.HUMAN,
    "helped": Wish.HELPED,
    "disagree": Wish.DISAGREE,
    "ask": Wish.ASK,
    "ask_which": Wish.ASK,
    "choose": Wish.CHOOSE,
    "neither": Wish.CHOOSE,
}
"""What a resident wishes by a step; no other step is a resident's."""


def _act(cases: Cases, store: SqliteStore, clock: Clock, step: str, place: Address) -> None:
    if step == "silence":
        clock.move(hours=2)
        cases.silence(store)
        return
    if step == "away":
        cases.away(store, ANNIKA, until=None, by=ANNIKA)
        return
    if step == "back":
        cases.back(store, ANNIKA, by=ANNIKA)
        return
    case = store.latest_case(place)
    if step in _WISHES or case is None:
        cases.receive(store, _question(clock, step, place, case))
    else:
        _decide(cases, store, step, case)


def _question(clock: Clock, step: str, place: Address, case: Case | None) -> Question:
    wish = _WISHES.get(step, Wish.ASK)
    about = case.reference if case else None
    text = "penkka" if step == "ask_which" else "milloin aura"
    choice = {"choose": "snow-piles", "neither": NEITHER}.get(step)
    return Question(place, text, clock(), wish=wish, about=about, choice=choice)


def _decide(cases: Cases, store: SqliteStore, step: str, case: Case) -> None:
    """Annika decides on the case; "late" by the version before."""
    version = case.version - (step == "late")
    uses = {
        "approve": (cases.approve, {}),
        "late": (cases.approve, {}),
        "answer": (cases.answer, {"text": "Vastaus"}),
        "edit": (cases.edit, {"text": "Muutos"}),
        "another": (cases.use_another, {"slug": "plough-map"}),
        "reject": (cases.reject, {}),
        "hand_over": (cases.hand_over, {"to": JOHANNA}),
        "ask_back": (cases.ask_back, {"text": "Mikä katu?"}),
        "close": (cases.close, {"reason": "duplicate"}),
    }
    use, values = uses[step]
    use(store, case.reference, version=version, by=ANNIKA, **values)  # type: ignore[operator]
