"""Staff who ask in Slack: in the app's messages, or by a mention in a room; answered in a thread."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import Act, State
from tests.fakes import ScriptedMatcher
from tests.slack_desk import eventually
from tests.slack_people import Person, mention
from tests.slack_seen import Seen
from tests.slack_town import Town, becomes, slack_town

QUESTION = "milloin aura tulee Koivukujalle"
RECEIPT = "viestisi on perillä"
CARD = "milloin aura tulee Koivukujalle"


@pytest.fixture
def town(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    with slack_town(base, scripted, tmp_path) as running:
        yield running


@pytest.fixture
def kalle(town: Town) -> Person:
    return town.newcomer()


def _answered(person: Person, room: str | None = None) -> Seen:
    """The answer that they got: under it they are asked whether it helped."""

    def found() -> Seen | None:
        messages = person.messages(room)[::-1]
        return next((m for m in messages if "case.helped" in m.elements), None)

    seen = person.server.wait(found, 15)
    assert seen
    return seen


def _approved(town: Town) -> None:
    town.decides(town.desk.aura.cases.approve, by="annika-sundstrom")


def test_a_direct_message_is_answered_in_its_thread(town: Town, kalle: Person) -> None:
    asked = kalle.says(QUESTION)
    assert kalle.sees(RECEIPT).body["thread_ts"] == asked
    town.annika.presses(town.annika.sees(CARD), "card.approve")
    answer = _answered(kalle)
    assert answer.body["thread_ts"] == asked
    assert "Annika Sundström\nKunnossapitoinsinööri" in answer.text


def test_did_it_help_is_for_who_asked_alone(town: Town, kalle: Person) -> None:
    room = town.room
    asked = kalle.says(f"{mention()} {QUESTION}", channel=room)
    kalle.sees(RECEIPT, channel=room)
    _approved(town)
    answer = _answered(kalle, room)
    assert answer.body["thread_ts"] == asked
    liisa = town.newcomer("Liisa Lahti")
    assert liisa.presses(answer, "case.helped").ok
    liisa.sees("Tämä painike on sille, joka kysyi", channel=room)
    assert town.events(Act.HELPED) == []
    assert kalle.presses(answer, "case.disagree").ok
    eventually(lambda: town.case.state is State.HANDED_OVER)
    assert kalle.presses(answer, "case.disagree").ok, "again: nothing more"
    assert len(town.events(Act.DISAGREED)) == 1


def test_an_ask_back_is_a_choice_by_buttons(town: Town, kalle: Person) -> None:
    kalle.says("penkka")
    asks = kalle.sees("[", seconds=15)
    choices = [action for action in asks.elements if action.startswith("case.")]
    assert len(choices) >= 2
    assert kalle.presses(asks, "case.1").ok
    eventually(lambda: town.case.state is State.AWAITING_APPROVAL)
    assert len(town.events(Act.CHOSE)) == 1


def test_a_mention_in_a_room_is_one_question_though_it_comes_as_two_events(
    town: Town, kalle: Person
) -> None:
    kalle.says(f"{mention()} {QUESTION}", channel=town.room)
    kalle.sees(RECEIPT, channel=town.room)
    town.server.settled()
    assert [line for line in town.thread() if "aura tulee" in line] == [QUESTION]
    assert len(town.cases) == 1


def test_a_word_in_the_thread_joins_the_case(town: Town, kalle: Person) -> None:
    """In a room without naming the app again, if it is the asker's; others talk among themselves."""
    liisa = town.newcomer("Liisa Lahti")
    for room in (None, town.room):
        asked = kalle.says(f"{mention() if room else ''} {QUESTION}", channel=room)
        kalle.sees(RECEIPT, channel=room)
        if room:
            liisa.says("minäkin mietin tätä", channel=room, thread=asked)
            liisa.says("puhutaan muusta", channel=room)
        kalle.says("penkka on jo metrin", channel=room, thread=asked)
        eventually(lambda: "penkka on jo metrin" in town.thread())
        assert town.thread()[0] == QUESTION
    town.server.settled()
    assert len(town.cases) == 2
    assert not any("mietin" in line or "muusta" in line for line in town.thread())


def test_a_changed_question_changes_the_draft_until_it_is_approved(
    town: Town, kalle: Person
) -> None:
    for room in (None, town.room):
        before = f"{mention()} {QUESTION}" if room else QUESTION
        asked = kalle.says(before, channel=room)
        card = town.annika.sees(CARD)
        kalle.edits(asked, before.replace("aura", "lumiaura"), channel=room)
        changed = becomes(town.annika, card, "milloin lumiaura tulee")
        town.annika.presses(changed, "card.approve")
        _answered(kalle, room)
        kalle.edits(asked, before.replace("aura", "jääkarhu"), channel=room)
        kalle.sees("asiaan on jo vastattu", channel=room)
        assert town.case.state is State.ANSWERED
    assert len(town.cases) == 2


def test_two_quick_messages_are_one_question(town: Town, kalle: Person) -> None:
    kalle.says("hei")
    kalle.says(QUESTION)
    kalle.sees(RECEIPT)
    assert len(town.cases) == 1
    assert "hei" in town.thread()[0]


def test_a_file_that_comes_along_can_be_opened_on_the_desk(
    base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> None:
    """On a desk without https, so that a plain client keeps its cookies."""
    picture = b"\x89PNG\r\n\x1a\n kuoppa"
    with slack_town(base, scripted, tmp_path, public_url="") as town:
        kalle = town.newcomer()
        kalle.sends(QUESTION, name="kuoppa.png", kind="image/png", content=picture)
        kalle.sees(RECEIPT)
        with town.desk.official("annika-sundstrom") as desk:
            page = desk.get(f"/desk/case/{town.case.reference}").text
            where = page.split('href="/desk/file/')[1].split('"')[0]
            assert desk.get(f"/desk/file/{where}").content == picture


def test_a_message_too_long_is_told_of(town: Town, kalle: Person) -> None:
    kalle.says("milloin " * 1000)
    kalle.sees("Viesti on liian pitkä")
    assert town.cases == []


def test_the_apps_own_words_and_other_bots_are_no_questions(town: Town, kalle: Person) -> None:
    kalle.says(QUESTION)
    kalle.sees(RECEIPT)
    with town.server.changed:
        world = town.server.world
        robot = world.add_user("Robotti", None, is_bot=True)
        room = world.channels[town.room]
        room.members.add(robot)
        world.post(room, robot, text=f"{mention()} milloin aurataan", bot_id="B0OTHER")
    town.server.flush()
    town.server.settled()
    assert len(town.cases) == 1
    with town.desk.client() as client:
        assert client.get("/healthz").json()["set_aside"] == 0


def test_an_officials_own_message_is_a_question_too(town: Town) -> None:
    town.jari.says(QUESTION)
    town.jari.sees(RECEIPT)
    town.annika.presses(town.annika.sees(CARD), "card.approve")
    _answered(town.jari)


def test_a_deleted_message_takes_nothing_with_it(town: Town, kalle: Person) -> None:
    """What was asked is in the store; its answer comes all the same, beside the gap."""
    asked = kalle.says(QUESTION)
    card = town.annika.sees(CARD)
    kalle.sees(RECEIPT)
    kalle.deletes(asked)
    town.annika.presses(card, "card.approve")
    _answered(kalle)
