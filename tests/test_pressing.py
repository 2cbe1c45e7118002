"""What officials do from cards: the same compare-and-set as the desk, and only they."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import cards, privacy
from bot.cards import CardAct, mark
from bot.city import Base
from bot.errors import SendError
from bot.mail import Part
from bot.model import STRANGER, Act, Address, Case, State, Wish
from bot.pressing import CODE_LIFE, Pressed, is_code, new_code
from bot.store import SqliteStore
from tests.fakes import MONDAY, ScriptedMatcher
from tests.offices import ANNIKA, CHAT, CHATS, JARI, OTHER, Office, with_telegram
from tests.residents import ask


@pytest.fixture
def office(base: Base, scripted: ScriptedMatcher) -> Iterator[Office]:
    """An office whose Annika has linked her chat."""
    made = Office(base, scripted)
    made.links()
    yield made
    made.store.close()


def test_approving_on_the_card_answers_the_resident_and_empties_the_card(office: Office) -> None:
    case = office.asked()
    office.works()
    assert office.presses(case, "approve") == Pressed()
    assert office.now(case).state is State.ANSWERED
    office.works()
    assert "milloin aura" not in office.channel.texts
    assert "Annika Sundström: Hyväksyi ja lähetti, tänään klo 09.00" in office.channel.texts
    assert office.live == []
    assert office.works() == 0


def test_a_press_by_somebody_else_is_refused_and_recorded(office: Office) -> None:
    case = office.asked()
    office.works()
    for act in (*CardAct, "approve.x", "nothing"):
        said = office.presses(case, act, Address("telegram", "999"), text="Hei").said
        assert "vain viranhaltija" in said
    assert office.now(case) == case
    refusals = [event for event in office.store.events(case.id) if event.by == STRANGER]
    assert len(refusals) == len(CardAct) + 2
    assert all(event.act is Act.REFUSED for event in refusals)


def test_who_has_unlinked_or_left_the_register_decides_nothing(office: Office) -> None:
    case = office.asked()
    office.works()
    with office.store.transaction():
        office.store.end_reach(ANNIKA, "telegram", office.clock(), "unlinked")
    assert "vain viranhaltija" in office.presses(case, "approve").said
    office.works()
    assert "milloin aura" not in office.channel.texts
    office.links()
    office.library.swap(
        with_telegram(office.library.base, jari_koskela=True), office.library.matcher
    )
    assert "vain viranhaltija" in office.presses(case, "approve").said
    office.works()
    assert [reach.why for reach in office.store.reaches("telegram")] == ["left"]
    assert office.now(case) == case


def test_another_answer_is_two_presses_away(office: Office) -> None:
    case = office.asked("hiekka")
    office.works()
    menu = office.presses(case, "other")
    assert menu.message == "1"
    assert menu.buttons
    labels = [row[0].label for row in menu.buttons]
    answer = office.library.base.answer("slippery-street", "fi")
    assert answer
    assert labels == [answer.title, "Takaisin"]
    assert office.presses(case, "back").buttons == cards.own(office.reading, case)
    office.presses(case, menu.buttons[0][0].act)
    office.works()
    [card] = office.channel.shown.values()
    assert (card.version, card.live) == (case.version + 1, True)
    assert office.now(case).draft.answer == "slippery-street"


def test_a_case_handed_over_moves_to_the_other_chat(office: Office) -> None:
    office.links(JARI)
    case = office.asked()
    office.works()
    menu = office.presses(case, "over").buttons
    assert menu
    [to_jari] = [row[0].act for row in menu if row[0].label == "Jari Koskela"]
    office.presses(case, to_jari)
    office.works()
    shown = {place: card for (place, _), card in office.channel.shown.items()}
    assert shown[OTHER.place].live
    assert not shown[CHAT.place].live
    assert "→ Jari Koskela" in shown[CHAT.place].blocks[-1].text


def test_a_case_is_closed_with_a_reason(office: Office) -> None:
    case = office.asked()
    office.works()
    assert office.presses(case, "shut").buttons
    office.presses(case, "close.not_ours")
    assert office.now(case).state is State.CLOSED
    office.works()
    assert "Ei kaupungin asia" in office.channel.texts


def test_an_own_text_stands_below_before_it_is_sent(office: Office) -> None:
    """An answer to the card is the new draft: seen as it will go out, and one press sends it."""
    case = office.asked("aivan muuta")
    assert case.state is State.HANDED_OVER
    office.works()
    done = office.presses(case, "text", text="Soita meille: 019 000 2001.", message="1")
    assert done.card
    assert "Tekstisi on alla" in done.card.blocks[-1].text
    assert office.now(case).state is State.HANDED_OVER
    office.works()
    assert office.channel.posts == [case.reference] * 2
    below = office.channel.shown[CHAT.place, "2"]
    assert [b.text for b in below.blocks if b.part is Part.DRAFT] == ["Soita meille: 019 000 2001."]
    assert below.buttons[0][0].act == "send"
    office.presses(office.now(case), "send")
    assert office.now(case).state is State.ANSWERED
    reply = office.store.thread(case.id)[-1]
    assert reply.text.startswith("Soita meille: 019 000 2001.")
    assert reply.author == ANNIKA


def test_a_text_to_an_older_message_of_the_case_changes_nothing(office: Office) -> None:
    case = office.asked()
    office.works()
    office.presses(case, "text", text="Ensimmäinen.", message="1")
    office.works()
    said = office.presses(case, "text", text="Toinen.", message="1").said
    assert "Asia on muuttunut" in said
    assert office.now(case).draft.text == "Ensimmäinen."


def test_of_a_sensitive_matter_only_the_way_to_it_is_shown(office: Office) -> None:
    """L27."""
    case = replace(office.asked("milloin aura"), sensitive=True)
    reading = replace(office.reading, desk="https://a.example/desk")
    card = cards.draw(reading, case, office.store.thread(case.id), [])
    said = "\n".join(block.text for block in card.blocks)
    assert "arkaluonteinen" in said
    assert "aura" not in said.replace(card.desk, "")
    assert card.buttons == ()
    assert card.desk.endswith(case.reference)


def test_a_draft_too_long_for_a_card_is_not_approved_there(office: Office) -> None:
    case = office.asked()
    with office.store.transaction():
        long = "Pitkä teksti. " * 300
        case = office.cases.edit(
            office.store, case.reference, version=case.version, by=ANNIKA, text=long
        )
    office.works()
    [card] = office.channel.shown.values()
    assert next(row[0].act for row in card.buttons) != "approve"
    assert "liian pitkä" in "\n".join(block.text for block in card.blocks)


def test_a_code_links_once_and_for_fifteen_minutes(office: Office) -> None:
    with office.store.transaction():
        code = new_code(office.store, JARI, "telegram", office.clock())
    office.clock.move(seconds=CODE_LIFE.total_seconds())
    assert asyncio.run(office.pressing.link(OTHER, code)) is None
    assert office.links(JARI) == (
        "Tämä keskustelu on nyt yhdistetty: Jari Koskela. Sinua odottavat asiat tulevat tähän. "
        "Yhteyden voit katkaista työpöydällä."
    )
    assert asyncio.run(office.pressing.link(OTHER, code)) is None


def test_a_code_may_be_written_in_small_letters(office: Office) -> None:
    with office.store.transaction():
        code = new_code(office.store, JARI, "telegram", office.clock())
    assert asyncio.run(office.pressing.link(OTHER, f" {code.lower().replace('-', ' ')}"))


def test_the_register_may_name_the_chat(base: Base, scripted: ScriptedMatcher) -> None:
    office = Office(base, scripted, annika_sundstrom=11, jari_koskela=99)
    assert office.links(ANNIKA) is not None
    assert office.links(JARI) is None
    office.store.close()


def test_masking_leaves_codes_alone(store: SqliteStore) -> None:
    """A code comes in as a message does, so it goes through the door (L24)."""
    for _ in range(2000):
        code = new_code(store, ANNIKA, "telegram", MONDAY)
        assert privacy.mask(code).text == code
        assert is_code(code)


_ACTS = [*CardAct, "use." + mark("slippery-street"), "to." + mark(JARI), "close.spam"]
_STEPS = st.tuples(
    st.sampled_from(["press", "press", "press", "add", "disagree", "desk", "board", "fail"]),
    st.sampled_from(_ACTS),
    st.sampled_from([CHAT, OTHER, Address("telegram", "999")]),
    st.integers(0, 3),
)


@settings(max_examples=60)
@given(steps=st.lists(_STEPS, max_size=14))
def test_whatever_is_pressed_the_cards_end_as_the_cases_stand(
    base: Base, scripted: ScriptedMatcher, steps: list[tuple[str, str, Address, int]]
) -> None:
    """Each decision is made once; what can be decided on is shown to its owner and nobody else."""
    office = Office(base, scripted)
    office.links(), office.links(JARI)
    case = office.asked("hiekka")
    for step in steps:
        _step(office, case, step)
    office.channel.failures.clear()
    office.clock.move(hours=2)
    office.works(), office.works()
    after = office.now(case)
    owner = CHATS.get(after.owner)
    shown = [(place, card) for (place, _), card in office.channel.shown.items() if card.live]
    newest = [card.version for place, card in shown if owner and place == owner.place]
    waits = owner is not None and after.state in cards.DECIDABLE
    assert (after.version in newest) == waits
    assert office.works() == 0
    decided = [e.version for e in office.store.events(case.id) if e.act is not Act.REFUSED]
    assert len(decided) == len(set(decided))
    assert office.store.sums().holds
    office.store.close()


def _step(office: Office, case: Case, todo: tuple[str, str, Address, int]) -> None:
    step, act, chat, age = todo
    now = office.now(case)
    if step == "press":
        shown = office.store.card(1 if chat == CHAT else 2, case.id)
        seen = replace(now, version=max(1, now.version - age // 3))
        office.presses(seen, act, chat, text="Oma teksti.", message=shown[0] if shown else "")
    elif step == "fail":
        office.channel.failures.append(SendError("No network."))
    elif step == "board":
        office.works()
        office.clock.move(minutes=5)
    elif step == "add" and now.state.is_open:
        ask(office.cases, office.store, "hiekka taas", Wish.ADD)
    elif step == "disagree" and now.state is State.ANSWERED:
        ask(office.cases, office.store, "", Wish.DISAGREE, case.reference)
    elif step == "desk" and now.state is State.AWAITING_APPROVAL:
        with office.store.transaction():
            office.cases.approve(office.store, case.reference, version=now.version, by=now.owner)
