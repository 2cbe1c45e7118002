"""Reminders in officials' chats: the card anew, with a line on top and one tap to approve."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.cases import Cases
from bot.city import Base
from bot.errors import SendError
from bot.mail import Card, Part
from bot.model import Act, Address, Case, State, Wish
from bot.states import Level
from tests.fakes import FakeCards, RunningClock, ScriptedMatcher, refused
from tests.offices import ANNIKA, CHAT, JARI, OTHER, Office
from tests.residents import ask

HALF = "Puolet luvatusta ajasta on kulunut."
DUE = "Luvattu aika on tullut, eikä asukas ole saanut vastausta."
HEAD = "Luvattu aika on ohi, ja asukas odottaa yhä vastausta."


@pytest.fixture
def office(base: Base, scripted: ScriptedMatcher) -> Iterator[Office]:
    """An office whose Annika and Jari have linked their chats."""
    made = Office(base, scripted)
    made.links()
    made.links(JARI)
    yield made
    made.store.close()


def _of(office: Office, case: Case) -> list[tuple[Level, bool]]:
    """Its reminders, and whether a chat has shown them."""
    return [(one.level, one.shown is not None) for one in office.store.nudges(case.id)]


def _lines(channel: FakeCards, place: str = CHAT.place) -> list[str]:
    """The reminding lines of all that was posted in a place."""
    return [
        block.text
        for where, card in channel.posted
        if where == place
        for block in card.blocks
        if block.part is Part.REMINDER
    ]


def _live(office: Office) -> dict[str, list[Card]]:
    """The cards that can be decided on, by place."""
    found: dict[str, list[Card]] = {}
    for (place, _), card in office.channel.shown.items():
        if card.live:
            found.setdefault(place, []).append(card)
    return found


def _text(card: Card) -> str:
    return "\n".join(block.text for block in card.blocks)


def test_a_reminder_is_the_card_anew_and_the_one_above_says_so(office: Office) -> None:
    """A change in place notifies nobody."""
    case = office.asked()
    office.works()
    office.reminds(case, Level.HALF)
    office.works()
    above, below = office.channel.shown.values()
    assert [block.text for block in below.blocks[:2]] == [case.reference, HALF]
    assert below.buttons[0][0].act == "approve"
    assert (above.live, above.buttons) == (False, ())
    assert _text(above).endswith("Muistutus tästä asiasta on alla.")
    assert _of(office, case) == [(Level.HALF, True)]
    assert office.works() == 0


def test_the_clock_reminds_although_it_goes_on_meanwhile(office: Office) -> None:
    """No two looks at a real clock are the same moment."""
    running = RunningClock()
    office.cases = Cases(office.library, running)
    case = office.asked()
    running.move(hours=2.25)
    with office.store.transaction():
        office.cases.tick(office.store, case.reference)
    office.works()
    assert _lines(office.channel) == [HALF]


def test_one_tap_in_the_reminder_answers_the_resident(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    office.works()
    assert office.presses(case, "approve").said == ""
    assert office.now(case).state is State.ANSWERED
    office.works()
    assert _live(office) == {}
    assert "Hyväksyi ja lähetti" in office.channel.texts
    assert DUE not in office.channel.texts


def test_reminders_that_wait_together_are_one_post_of_the_gravest(office: Office) -> None:
    case = office.asked()
    office.channel.failures = [SendError("No network.")]
    office.works()
    for level in (Level.DUE, Level.HALF, Level.HEAD):
        office.reminds(case, level)
    office.clock.move(minutes=2)
    office.works()
    assert _lines(office.channel) == [HEAD]
    assert office.channel.posts == [case.reference]
    assert all(shown for _, shown in _of(office, case))


def test_what_was_decided_while_the_network_was_away_reminds_nobody(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    office.channel.failures = [SendError("No network.")]
    office.works()
    with office.store.transaction():
        office.cases.approve(office.store, case.reference, version=case.version, by=JARI)
    office.clock.move(minutes=2)
    office.works()
    assert office.channel.posts == [case.reference]
    assert _live(office) == {}
    assert "Jari Koskela: Hyväksyi ja lähetti" in office.channel.texts


def test_who_is_reminded_of_anothers_case_sees_whose_it_is_and_may_approve(office: Office) -> None:
    """The deputy, the head of the unit, the person responsible for quality."""
    case = office.asked()
    office.works()
    office.reminds(case, Level.HEAD, JARI)
    office.works()
    [card] = _live(office)[OTHER.place]
    assert card.blocks[1].text == HEAD
    assert "Vastuussa: Annika Sundström" in _text(card)
    assert len(_live(office)[CHAT.place]) == 1
    with office.store.transaction():
        edited = office.cases.edit(
            office.store, case.reference, version=case.version, by=ANNIKA, text="Uusi."
        )
    office.works()
    [card] = _live(office)[OTHER.place]
    assert "Uusi." in _text(card), "it follows the case"
    assert office.presses(edited, "approve", OTHER).said == ""
    office.works()
    assert _live(office) == {}
    assert len(office.channel.posts) == 2
    assert office.works() == 0


def test_when_the_resident_is_asked_the_reminded_official_has_no_buttons(office: Office) -> None:
    """Another waiting period: who was reminded in the one before hears of it anew, or not."""
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE, JARI)
    office.works()
    with office.store.transaction():
        office.cases.ask_back(
            office.store, case.reference, version=case.version, by=ANNIKA, text="Millä kadulla?"
        )
    office.works()
    assert _live(office) == {}
    ask(office.cases, office.store, "aura Koivukujalla", Wish.ADD)
    office.works()
    assert list(_live(office)) == [CHAT.place]
    office.reminds(office.now(case), Level.DUE, JARI)
    office.works()
    assert _lines(office.channel, OTHER.place) == [DUE, DUE]
    assert len(_live(office)[OTHER.place]) == 1


def test_a_case_that_comes_to_who_was_reminded_of_it_is_an_ordinary_card(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE, JARI)
    office.works()
    office.presses(case, _to(office, case, JARI))
    office.works()
    assert list(_live(office)) == [OTHER.place]
    [card] = _live(office)[OTHER.place]
    assert {Part.REMINDER} & {block.part for block in card.blocks} == set()
    assert "Vastuussa" not in _text(card)
    moved = office.now(case)
    office.presses(moved, _to(office, moved, ANNIKA, OTHER), OTHER)
    office.works()
    assert list(_live(office)) == [CHAT.place], "and goes with it"


def _to(office: Office, case: Case, slug: str, chat: Address = CHAT) -> str:
    name = office.library.base.officials[slug].name
    rows = office.presses(case, "over", chat).buttons or ()
    return next(row[0].act for row in rows if row[0].label == name)


def test_of_a_sensitive_case_a_reminder_says_no_more_than_that_it_waits(office: Office) -> None:
    """L27."""
    case = office.asked()
    office.works()
    with office.store.transaction():
        office.cases.mark(
            office.store, case.reference, version=case.version, by=ANNIKA, sensitive=True
        )
    office.reminds(case, Level.HEAD, JARI)
    office.works()
    [card] = _live(office)[OTHER.place]
    assert card.blocks[1].text == HEAD
    assert [block.part for block in card.blocks] == [Part.HEAD, Part.REMINDER, Part.NOTE]
    assert card.buttons == ()
    assert "Annika" not in _text(card)
    assert "aura" not in _text(card)


def test_an_own_text_of_who_was_reminded_stands_below_and_is_sent(office: Office) -> None:
    case = office.asked("aivan muuta")
    office.works()
    office.reminds(case, Level.DUE, JARI)
    office.works()
    [(_, message)] = [key for key in office.channel.shown if key[0] == OTHER.place]
    done = office.presses(case, "text", OTHER, text="Soita 019 000 2001.", message=message)
    assert done.card
    office.channel.shown[OTHER.place, message] = done.card
    office.works()
    [card] = _live(office)[OTHER.place]
    assert "Soita 019 000 2001." in _text(card)
    office.presses(office.now(case), "send", OTHER)
    assert office.now(case).state is State.ANSWERED
    office.works()
    assert _live(office) == {}
    assert _lines(office.channel, OTHER.place) == [DUE]


def test_an_official_with_two_chats_is_reminded_in_one_of_them(office: Office) -> None:
    base = office.library.base
    annika = replace(base.officials[ANNIKA], slack=True)
    office.library.swap(
        replace(base, officials={**base.officials, ANNIKA: annika}), office.library.matcher
    )
    with office.store.transaction():
        office.store.add_reach(ANNIKA, Address("slack", "U0123ABCD"), office.clock())
    case = office.asked()
    office.works()
    office.reminds(case, Level.HALF)
    office.works(), office.works()
    assert len(_lines(office.channel) + _lines(office.slack, "U0123ABCD")) == 1
    assert len(office.channel.posts + office.slack.posts) == 3


def test_a_reminder_that_an_official_has_deleted_does_not_come_back(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE, JARI)
    office.works()
    gone = [key for key in office.channel.shown if key[0] == OTHER.place]
    for key in gone:
        del office.channel.shown[key]
    with office.store.transaction():
        office.cases.edit(
            office.store, case.reference, version=case.version, by=ANNIKA, text="Uusi."
        )
    office.works()
    assert list(_live(office)) == [CHAT.place]
    assert len(office.channel.posts) == 2


def test_a_message_above_that_cannot_be_changed_holds_nothing_up(office: Office) -> None:
    """Telegram changes no message that is older than 48 hours."""
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    with office.store.transaction():
        reach = office.store.reaches("telegram")[0]
        office.store.begin_card(reach.id, case.id)
        office.store.keep_card(reach.id, case.id, "2", case.version)
    office.channel.failures = [refused(permanent=True)]
    office.works()
    assert office.store.slip(reach, case.reference).above is None
    assert _lines(office.channel) == [DUE]
    assert office.works() == 0


def test_a_chat_that_another_official_links_shows_them_no_case_of_others(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE, JARI)
    office.works()
    office.links(ANNIKA, OTHER)
    office.works()
    assert [card.blocks[1].part for card in _live(office)[OTHER.place]] == [Part.FACTS]


def test_a_reminder_whose_post_was_lost_is_looked_for(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    office.channel.lost = [refused(uncertain=True)]
    office.works()
    assert _of(office, case) == [(Level.DUE, False)]
    office.begins_anew()
    office.works()
    assert _lines(office.channel) == [DUE]
    assert _of(office, case) == [(Level.DUE, True)]
    assert [card.version for card in _live(office)[CHAT.place]] == [case.version]


def test_a_found_reminder_counts_for_its_own_level_only(office: Office) -> None:
    """A graver one has come while the program was down."""
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    office.channel.lost = [refused(uncertain=True)]
    office.works()
    office.reminds(case, Level.HEAD)
    office.begins_anew()
    office.works()
    assert _lines(office.channel) == [DUE, HEAD]
    assert all(shown for _, shown in _of(office, case))
    assert len(_live(office)[CHAT.place]) == 1


def test_a_crash_before_the_post_leaves_the_card_and_reminds_once(office: Office) -> None:
    case = office.asked()
    office.works()
    nudge = office.reminds(case, Level.DUE)
    assert nudge
    with office.store.transaction():
        office.store.begin_card(1, case.id, nudge=nudge.id)
    office.begins_anew()
    office.works()
    assert _lines(office.channel) == [DUE]
    assert len(_live(office)[CHAT.place]) == 1


def test_a_reminder_that_was_refused_leaves_the_card_as_it_was(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    office.channel.failures = [refused(permanent=True)]
    office.works()
    assert _lines(office.channel) == []
    assert office.presses(case, "approve").said == ""
    office.works()
    assert _live(office) == {}
    assert office.store.events(case.id)[-1].act is Act.APPROVED
