"""A sensitive case (L27): who is told what, which surface shows what, and who may say otherwise."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import cards
from bot.cards import CardAct, Reading
from bot.cards.forms import ACTS as FORMS
from bot.cases import Cases
from bot.city import Base
from bot.errors import NotAllowedError, StaleVersionError
from bot.lines import Note
from bot.mail import Card
from bot.model import BOT, RESIDENT, Act, Case, Draft, Event, Message, MessageKind, Question, State
from bot.pressing import Press, Pressed
from bot.store import SqliteStore
from tests.fakes import MONDAY, ScriptedMatcher
from tests.offices import ANNIKA, CHAT, Office
from tests.residents import HOME, approve, ask
from tests.stores import a_case

_PRIVATE = "sain masennusdiagnoosin viime viikolla"
_WORD = re.compile(r"[^\W\d_]{4,}")


@pytest.fixture
def office(base: Base, scripted: ScriptedMatcher) -> Iterator[Office]:
    """An office whose Annika has linked her chat."""
    made = Office(base, scripted)
    made.links()
    yield made
    made.store.close()


def _notices(store: SqliteStore, case: Case) -> list[str]:
    return [m.text for m in store.thread(case.id) if m.kind is MessageKind.NOTICE]


def _marks(store: SqliteStore, case: Case) -> list[tuple[Act, str, str]]:
    acts = (Act.SENSITIVE, Act.ORDINARY)
    return [(e.act, e.by, e.detail) for e in store.events(case.id) if e.act in acts]


def _marked(cases: Cases, store: SqliteStore, case: Case, *, sensitive: bool) -> Case:
    with store.transaction():
        return cases.mark(
            store, case.reference, version=case.version, by=ANNIKA, sensitive=sensitive
        )


def test_a_private_matter_is_kept_as_such_and_says_why(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, _PRIVATE)
    kept = store.case(case.reference)
    assert kept == case
    assert case.sensitive
    assert _marks(store, case) == [(Act.SENSITIVE, BOT, "health")]


def test_an_ordinary_question_is_not_sensitive(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "milloin aura tulee")
    assert not case.sensitive
    assert _notices(store, case) == []


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        (_PRIVATE, "fi", "luottamuksellisesti"),
        ("jag har fått en depressionsdiagnos och orkar inte", "sv", "konfidentiellt"),
        ("I was diagnosed with depression last week", "en", "in confidence"),
    ],
)
def test_the_resident_is_told_once_where_to_speak_safely(
    cases: Cases, store: SqliteStore, words: str, language: str, said: str
) -> None:
    case = ask(cases, store, words)
    ask(cases, store, words)
    [notice] = _notices(store, case)
    assert case.language == language
    assert said in notice
    assert cases.base.city.phone in notice


def test_a_follow_up_makes_a_case_sensitive(cases: Cases, store: SqliteStore) -> None:
    first = ask(cases, store, "milloin aura tulee")
    after = ask(cases, store, "lapseni on koulukiusattu")
    assert after.reference == first.reference
    assert after.sensitive
    assert after.version > first.version
    assert len(_notices(store, after)) == 1
    assert ask(cases, store, "siis Torikadulla").sensitive


def test_private_words_after_the_answer_make_the_case_sensitive(
    cases: Cases, store: SqliteStore
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura tulee"))
    assert not case.sensitive
    assert ask(cases, store, "minulla on syöpä enkä pääse ovelle").sensitive


def test_what_was_masked_and_where_to_speak_are_one_notice(
    cases: Cases, store: SqliteStore
) -> None:
    question = Question(HOME, "⟦identity⟧ milloin aura tulee", MONDAY, removed=("identity",))
    with store.transaction():
        case = cases.receive(store, question)
    [notice] = _notices(store, case)
    assert case.sensitive
    assert "henkilötunnus" in notice
    assert "luottamuksellisesti" in notice


def test_who_is_in_danger_hears_of_help_and_not_of_what_not_to_write(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "en halua enää elää")
    assert case.sensitive
    assert case.urgent
    assert _notices(store, case) == []


def test_an_official_may_say_that_there_is_nothing_private(
    cases: Cases, store: SqliteStore
) -> None:
    case = _marked(cases, store, ask(cases, store, _PRIVATE), sensitive=False)
    assert not case.sensitive
    assert _marks(store, case)[-1] == (Act.ORDINARY, ANNIKA, "")
    assert not ask(cases, store, "siis Torikadulla").sensitive
    again = ask(cases, store, "minulla on syöpä")
    assert again.sensitive
    assert len(_notices(store, again)) == 1


def test_an_official_may_say_that_a_matter_is_private_in_any_state(
    cases: Cases, store: SqliteStore
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura tulee"))
    marked = _marked(cases, store, case, sensitive=True)
    assert (marked.sensitive, marked.state) == (True, State.ANSWERED)
    assert _notices(store, marked) == []
    assert _marked(cases, store, marked, sensitive=True) == marked


def test_an_old_page_marks_nothing(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "milloin aura tulee")
    _marked(cases, store, case, sensitive=True)
    with pytest.raises(StaleVersionError):
        _marked(cases, store, case, sensitive=False)


def test_a_private_matter_teaches_the_base_no_words(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, f"{_PRIVATE}, pihaan tuli valli")
    with store.transaction():
        case = cases.use_another(
            store, case.reference, version=case.version, by=case.owner, slug="plough-ridge"
        )
    case = approve(cases, store, case)
    assert cases.offer(store, case.reference) is None
    with pytest.raises(NotAllowedError), store.transaction():
        cases.propose_wording(store, case.reference, by=ANNIKA, text="pihaan tuli valli")
    _marked(cases, store, case, sensitive=False)
    assert cases.offer(store, case.reference)


def _all_of(card: Card) -> str:
    blocks = [part for block in card.blocks for part in (block.head, block.text)]
    return "\n".join([*blocks, *(b.label for row in card.buttons for b in row), card.desk_label])


_WORDS = st.lists(st.from_regex(r"[a-zåäö]{4,12}", fullmatch=True), min_size=1, max_size=12)


@settings(max_examples=200)
@given(
    asked=_WORDS,
    drafted=_WORDS,
    state=st.sampled_from(State),
    urgent=st.booleans(),
    desk=st.sampled_from(["", "https://a.example/desk"]),
    official=st.sampled_from(["fi", "sv", "en"]),
)
def test_no_card_of_a_sensitive_case_holds_a_word_of_thread_or_draft(
    base: Base,
    asked: list[str],
    drafted: list[str],
    state: State,
    *,
    urgent: bool,
    desk: str,
    official: str,
) -> None:
    case = replace(
        a_case(owner=ANNIKA), draft=Draft(" ".join(drafted)), state=state, urgent=urgent,
        sensitive=True, street="Torikatu",
    )  # fmt: skip
    person = replace(base.officials[ANNIKA], languages=(official,))
    reading = Reading(base, person, MONDAY, desk)
    thread = [Message(1, MONDAY, RESIDENT, MessageKind.QUESTION, "fi", " ".join(asked))]
    events = [Event(1, MONDAY, Act.SENSITIVE, BOT, 2, state, detail="health")]
    noted = [Note(1, MONDAY, ANNIKA, " ".join(asked))]
    drawn = cards.draw(reading, case, thread, events, notes=noted)
    empty = cards.draw(reading, replace(case, draft=Draft(""), street=None), [], events)
    assert drawn == empty
    assert drawn.buttons == ()
    assert "Torikatu" not in _all_of(drawn)
    assert drawn.live is False or bool(drawn.desk) is bool(desk)


def test_a_card_shows_no_word_once_its_case_has_become_sensitive(office: Office) -> None:
    case = office.asked("milloin aura tulee")
    office.works()
    assert "milloin aura" in office.channel.texts
    ask(office.cases, office.store, "minulla on syöpä")
    assert office.works() == 1
    [card] = office.channel.shown.values()
    words = _WORD.findall("milloin aura tulee minulla syöpä") + _WORD.findall(case.draft.text)
    said = set(_WORD.findall(_all_of(card)))
    assert said.isdisjoint(words)
    assert card.live
    assert card.desk.endswith(case.reference)


def test_a_press_on_a_card_whose_case_has_become_sensitive_is_stale(office: Office) -> None:
    case = office.asked("milloin aura tulee")
    office.works()
    after = ask(office.cases, office.store, "minulla on syöpä")
    said = office.presses(case, "approve").said
    assert "Asia on muuttunut" in said
    assert office.now(case) == after


def test_a_sensitive_case_is_decided_on_the_desk_only(office: Office) -> None:
    case = office.asked(f"milloin aura tulee, {_PRIVATE}")
    office.works()
    for act in (CardAct.APPROVE, CardAct.OTHER, CardAct.OVER, CardAct.SHUT, CardAct.BACK):
        pressed = office.presses(case, act)
        assert "arkaluonteinen" in pressed.said
        assert pressed.buttons is None
    assert "arkaluonteinen" in office.presses(case, "text", text="Hei", message="1").said
    for opens in FORMS:
        press = Press(case.reference, case.version, opens)
        opened = asyncio.run(office.pressing.form(CHAT, press, "fi"))
        assert isinstance(opened, Pressed)
        assert "arkaluonteinen" in opened.said
        assert asyncio.run(office.pressing.found(CHAT, press, "auraus", "fi")) == ()
    assert office.now(case) == case


def test_the_card_is_drawn_again_when_an_official_says_that_nothing_is_private(
    office: Office,
) -> None:
    case = office.asked(f"milloin aura tulee, {_PRIVATE}")
    office.works()
    assert "milloin aura" not in office.channel.texts
    _marked(office.cases, office.store, office.now(case), sensitive=False)
    office.works()
    assert "milloin aura" in office.channel.texts
