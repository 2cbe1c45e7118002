"""A reminder is the card anew: where it stands, and what it lets one do."""

from bot.cases import Cases
from bot.errors import SendError
from bot.mail import Part
from bot.model import Address, Case, State, Wish
from bot.states import Level
from tests.board_reminders.office import DUE, HEAD, lines_in, live, of, text_of
from tests.fakes import RunningClock
from tests.offices import ANNIKA, CHAT, JARI, OTHER, Office
from tests.residents import ask

HALF = "Puolet luvatusta ajasta on kulunut."


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
    assert text_of(above).endswith("Muistutus tästä asiasta on alla.")
    assert of(office, case) == [(Level.HALF, True)]
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
    assert lines_in(office.channel) == [HALF]


def test_one_tap_in_the_reminder_answers_the_resident(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE)
    office.works()
    assert office.presses(case, "approve").said == ""
    assert office.now(case).state is State.ANSWERED
    office.works()
    assert live(office) == {}
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
    assert lines_in(office.channel) == [HEAD]
    assert office.channel.posts == [case.reference]
    assert all(shown for _, shown in of(office, case))


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
    assert live(office) == {}
    assert "Jari Koskela: Hyväksyi ja lähetti" in office.channel.texts


def test_who_is_reminded_of_anothers_case_sees_whose_it_is_and_may_approve(office: Office) -> None:
    """The deputy, the head of the unit, the person responsible for quality."""
    case = office.asked()
    office.works()
    office.reminds(case, Level.HEAD, JARI)
    office.works()
    [card] = live(office)[OTHER.place]
    assert card.blocks[1].text == HEAD
    assert "Vastuussa: Annika Sundström" in text_of(card)
    assert len(live(office)[CHAT.place]) == 1
    with office.store.transaction():
        edited = office.cases.edit(
            office.store, case.reference, version=case.version, by=ANNIKA, text="Uusi."
        )
    office.works()
    [card] = live(office)[OTHER.place]
    assert "Uusi." in text_of(card), "it follows the case"
    assert office.presses(edited, "approve", OTHER).said == ""
    office.works()
    assert live(office) == {}
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
    assert live(office) == {}
    ask(office.cases, office.store, "aura Koivukujalla", Wish.ADD)
    office.works()
    assert list(live(office)) == [CHAT.place]
    office.reminds(office.now(case), Level.DUE, JARI)
    office.works()
    assert lines_in(office.channel, OTHER.place) == [DUE, DUE]
    assert len(live(office)[OTHER.place]) == 1


def test_a_case_that_comes_to_who_was_reminded_of_it_is_an_ordinary_card(office: Office) -> None:
    case = office.asked()
    office.works()
    office.reminds(case, Level.DUE, JARI)
    office.works()
    office.presses(case, _to(office, case, JARI))
    office.works()
    assert list(live(office)) == [OTHER.place]
    [card] = live(office)[OTHER.place]
    assert {Part.REMINDER} & {block.part for block in card.blocks} == set()
    assert "Vastuussa" not in text_of(card)
    moved = office.now(case)
    office.presses(moved, _to(office, moved, ANNIKA, OTHER), OTHER)
    office.works()
    assert list(live(office)) == [CHAT.place], "and goes with it"


def _to(office: Office, case: Case, slug: str, chat: Address = CHAT) -> str:
    name = office.library.base.officials[slug].name
    rows = office.presses(case, "over", chat).buttons or ()
    return next(row[0].act for row in rows if row[0].label == name)
