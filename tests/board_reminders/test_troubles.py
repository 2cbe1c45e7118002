"""Reminders where something is private, deleted, lost or refused."""

from dataclasses import replace

from bot.mail import Part
from bot.model import Act, Address, State
from bot.states import Level
from tests.board_reminders.office import DUE, HEAD, lines_in, live, of, text_of
from tests.fakes import refused
from tests.offices import ANNIKA, CHAT, JARI, OTHER, Office


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
    [card] = live(office)[OTHER.place]
    assert card.blocks[1].text == HEAD
    assert [block.part for block in card.blocks] == [Part.HEAD, Part.REMINDER, Part.NOTE]
    assert card.buttons == ()
    assert "Annika" not in text_of(card)
    assert "aura" not in text_of(card)


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
    [card] = live(office)[OTHER.place]
    assert "Soita 019 000 2001." in text_of(card)
    office.presses(office.now(case), "send", OTHER)
    assert office.now(case).state is State.ANSWERED
    office.works()
    assert live(office) == {}
    assert lines_in(office.channel, OTHER.place) == [DUE]


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
    assert len(lines_in(office.channel) + lines_in(office.slack, "U0123ABCD")) == 1
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
    assert list(live(office)) == [CHAT.place]
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
    assert lines_in(office.channel) == [DUE]
    assert office.works() == 0


def test_a_chat_that_another_official_links_shows_them_no_case_of_others(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE, JARI)
    office.works()
    office.links(ANNIKA, OTHER)
    office.works()
    assert [card.blocks[1].part for card in live(office)[OTHER.place]] == [Part.FACTS]


def test_a_reminder_whose_post_was_lost_is_looked_for(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    office.channel.lost = [refused(uncertain=True)]
    office.works()
    assert of(office, case) == [(Level.DUE, False)]
    office.begins_anew()
    office.works()
    assert lines_in(office.channel) == [DUE]
    assert of(office, case) == [(Level.DUE, True)]
    assert [card.version for card in live(office)[CHAT.place]] == [case.version]


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
    assert lines_in(office.channel) == [DUE, HEAD]
    assert all(shown for _, shown in of(office, case))
    assert len(live(office)[CHAT.place]) == 1


def test_a_crash_before_the_post_leaves_the_card_and_reminds_once(office: Office) -> None:
    case = office.asked()
    office.works()
    nudge = office.reminds(case, Level.DUE)
    assert nudge
    with office.store.transaction():
        office.store.begin_card(1, case.id, nudge=nudge.id)
    office.begins_anew()
    office.works()
    assert lines_in(office.channel) == [DUE]
    assert len(live(office)[CHAT.place]) == 1


def test_a_reminder_that_was_refused_leaves_the_card_as_it_was(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    office.channel.failures = [refused(permanent=True)]
    office.works()
    assert lines_in(office.channel) == []
    assert office.presses(case, "approve").said == ""
    office.works()
    assert live(office) == {}
    assert office.store.events(case.id)[-1].act is Act.APPROVED
