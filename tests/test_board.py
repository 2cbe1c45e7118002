"""Cards in officials' chats follow the store, whoever decides on whichever surface."""

from collections.abc import Iterator

import pytest

from bot.city import Base
from bot.errors import SendError
from bot.mail import Part
from bot.model import Act, Case, Wish
from tests.fakes import ScriptedMatcher, refused
from tests.offices import ANNIKA, CHAT, JARI, OTHER, Office
from tests.residents import HOME, ask


@pytest.fixture
def office(base: Base, scripted: ScriptedMatcher) -> Iterator[Office]:
    """An office whose Annika has linked her chat."""
    made = Office(base, scripted)
    made.links()
    yield made
    made.store.close()


def test_a_new_case_is_a_card_with_all_that_is_needed(office: Office) -> None:
    """S4: words, place, age, deadline, the draft, how sure and why."""
    case = office.asked("milloin aura tulee Koivukujalle")
    assert office.works() == 1
    [card] = office.channel.shown.values()
    parts = {block.part: block for block in card.blocks}
    assert parts[Part.HEAD].text == case.reference
    assert parts[Part.RESIDENT].text == "milloin aura tulee Koivukujalle"
    assert parts[Part.DRAFT].text == case.draft.text
    assert "93 %" in parts[Part.DRAFT].head
    assert parts[Part.STREET].text == "Koivukuja"
    assert "tullut tänään klo 09.00" in parts[Part.FACTS].text
    assert "viimeistään" in parts[Part.FACTS].text
    assert "Vastaus löytyi" in parts[Part.NOTE].text
    acts = [button.act for row in card.buttons for button in row]
    assert acts == ["approve", "edit", "other", "own", "over", "ask", "shut"]
    assert card.desk == f"https://a.example/desk/case/{case.reference}"
    assert office.works() == 0


def test_what_the_desk_decides_stands_on_the_card(office: Office) -> None:
    case = office.asked()
    office.works()
    with office.store.transaction():
        text = "Aura tulee tänään."
        office.cases.approve(office.store, case.reference, version=case.version, by=JARI, text=text)
    office.works()
    assert (
        "Jari Koskela: Hyväksyi ja lähetti, tänään klo 09.00 (muokattuna)" in office.channel.texts
    )
    late = office.presses(case, "approve")
    assert "Jari Koskela on jo päättänyt asian" in late.said
    refusal = office.store.events(case.id)[-1]
    assert (refusal.act, refusal.by) == (Act.REFUSED, ANNIKA)


def test_when_the_resident_adds_the_card_shows_it_and_the_old_buttons_are_dead(
    office: Office,
) -> None:
    case = office.asked()
    office.works()
    ask(office.cases, office.store, "ja vielä yksi asia aura", Wish.ADD)
    office.works()
    assert "ja vielä yksi asia" in office.channel.texts
    assert len(office.channel.shown) == 1
    said = office.presses(case, "approve").said
    assert "Asia on muuttunut" in said
    assert "tallessa" not in said, "nothing was written"


def test_a_reopened_case_is_a_new_card(office: Office) -> None:
    case = office.asked()
    office.works()
    office.presses(case, "approve")
    office.works()
    ask(office.cases, office.store, "", Wish.DISAGREE, case.reference)
    office.works()
    assert office.channel.posts == [case.reference] * 2
    assert office.live == [case.reference]


def test_what_was_superseded_meanwhile_is_never_posted(office: Office) -> None:
    office.channel.failures = [SendError("No network.")]
    first, second, third = _three(office)
    assert office.works() == 0
    with office.store.transaction():
        office.cases.approve(
            office.store, second.reference, version=second.version, by=second.owner
        )
    assert office.works() == 0  # not yet: it waits a little after a failure
    office.clock.move(seconds=5)
    assert office.works() == 2
    assert office.channel.posts == [first.reference, third.reference]


def _three(office: Office) -> tuple[Case, Case, Case]:
    """Three residents ask."""
    made = []
    for number in range(3):
        case = office.asked()
        with office.store.transaction():
            office.store.db.execute(
                "update cases set place = :place where id = :id",
                {"place": f"home{number}", "id": case.id},
            )
        made.append(office.now(case))
    first, second, third = made
    return first, second, third


def test_a_chat_that_blocks_the_bot_is_unlinked_and_holds_up_no_other(office: Office) -> None:
    """403: the desk says so."""
    office.links(JARI)
    case, other, _ = _three(office)
    office.works()
    with office.store.transaction():
        office.cases.hand_over(
            office.store, other.reference, version=other.version, by=ANNIKA, to=JARI
        )
        office.cases.edit(
            office.store, case.reference, version=case.version, by=ANNIKA, text="Uusi."
        )
    office.channel.blocked = {CHAT.place}
    office.works()
    ended = {reach.official: reach.why for reach in office.store.reaches("telegram")}
    assert ended == {ANNIKA: "blocked", JARI: ""}
    assert (OTHER.place, "4") in office.channel.shown
    assert office.store.slips("telegram", 100) == []


def test_a_card_that_is_refused_for_good_is_not_tried_again_and_again(office: Office) -> None:
    office.asked()
    office.channel.failures = [refused(permanent=True)]
    for _ in range(3):
        office.works()
        office.clock.move(hours=1)
    assert office.channel.posts == []
    assert office.channel.failures == []


def test_a_message_that_is_gone_is_posted_anew(office: Office) -> None:
    case = office.asked()
    office.works()
    office.channel.shown.clear()
    with office.store.transaction():
        office.cases.edit(office.store, case.reference, version=case.version, by=JARI, text="Uusi.")
    office.works()
    assert office.live == [case.reference]


def test_erasing_reaches_the_chat_too(office: Office) -> None:
    """GDPR 17: a card holds a resident's words only while its case is open."""
    case = office.asked("milloin aura Koivukujalle")
    office.works()
    with office.store.transaction():
        office.cases.erase(office.store, HOME)
    office.works()
    assert "Koivukuj" not in office.channel.texts
    assert "asukas: Asukas poisti tietonsa" in office.channel.texts
    assert office.store.card(1, case.id) is None


def test_what_is_urgent_is_shown_before_what_came_earlier(office: Office) -> None:
    first, second, third = _three(office)
    with office.store.transaction():
        office.store.db.execute("update cases set urgent = 1 where id = ?", [third.id])
    office.works()
    assert office.channel.posts == [third.reference, first.reference, second.reference]


def test_many_refused_cards_hold_up_no_later_one(office: Office) -> None:
    """More than a chat is shown at once: they would be looked at again and again."""
    for _ in range(11):
        office.asked()
        with office.store.transaction():
            office.store.db.execute("update cases set place = place || id where place = 'home'")
    office.channel.failures = [refused(permanent=True) for _ in range(11)]
    office.works()
    office.works()
    later = office.asked()
    office.works()
    assert later.reference in office.channel.posts


def test_a_chat_with_much_behind_hides_nothing_of_another(office: Office) -> None:
    office.links(JARI)
    for case in _three(office)[:2]:
        with office.store.transaction():
            office.cases.hand_over(
                office.store, case.reference, version=case.version, by=ANNIKA, to=JARI
            )
    with office.store.transaction():
        slips = office.store.slips("telegram", 1)
    assert sorted(slip.reach.official for slip in slips) == [ANNIKA, JARI]


def test_a_fault_in_one_card_stops_no_other(office: Office) -> None:
    _, second, third = _three(office)
    office.channel.faults = [KeyError("a fault of our own")]
    office.works()
    assert office.channel.posts == [second.reference, third.reference]
    office.works()
    assert len(office.channel.posts) == 2
    office.clock.move(minutes=2)
    office.works()
    assert len(office.live) == 3


def test_after_a_long_outage_cards_come_within_a_minute(office: Office) -> None:
    office.asked()
    office.channel.failures = [SendError("No network.") for _ in range(12)]
    for _ in range(12):
        office.works()
        office.clock.move(minutes=10)
    assert office.channel.failures == []
    office.channel.failures = [SendError("No network.")]
    office.works()
    office.clock.move(seconds=61)
    assert office.works() == 1


def test_a_note_comes_to_the_card_and_the_buttons_stay_good(office: Office) -> None:
    case = office.asked()
    office.works()
    with office.store.transaction():
        office.cases.note(office.store, case.reference, by=JARI, text="Urakoitsija tietää.")
    assert office.works() == 1
    assert len(office.channel.shown) == 1
    assert "Sisäinen muistiinpano: Jari Koskela, tänään klo 09.00" in office.channel.texts
    assert "Urakoitsija tietää." in office.channel.texts
    assert office.works() == 0
    assert office.presses(case, "approve").said == ""
    assert not office.now(case).state.is_open
    office.works()
    assert "Urakoitsija" not in office.channel.texts
