"""Slack asks to wait, fails, or is cut off after the work: obeyed, looked up, nothing sent twice."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import State
from tests.fakes import ScriptedMatcher
from tests.slack_desk import eventually
from tests.slack_people import Person, mention
from tests.slack_town import Town, becomes, slack_town
from tests.slack_troubles import Fault, Trouble, broken, too_many

QUESTION = "milloin aura tulee Koivukujalle"
RECEIPT = "viestisi on perillä"
POST, UPDATE, OPEN = "chat.postMessage", "chat.update", "views.open"


@pytest.fixture
def town(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    with slack_town(base, scripted, tmp_path, topics=("winter-streets",)) as running:
        yield running


def _receipts(person: Person, room: str | None = None) -> int:
    return sum(RECEIPT in message.text for message in person.messages(room))


def test_a_channel_gets_a_message_a_second_at_most_and_none_is_lost(town: Town) -> None:
    """The stand-in answers 429 to whoever is faster."""
    town.server.is_paced = True
    for _ in range(5):
        with town.resident() as resident:
            resident.asks(QUESTION)
    town.server.wait(lambda: len(town.annika.messages()) == 5, 30)
    town.server.wait(lambda: len(town.annika.messages(town.room)) == 5, 30)
    for channel in (town.annika.dm, town.room):
        times = [call.at for call in town.server.made(POST, channel=channel)]
        assert all(after - before > 0.95 for before, after in pairwise(times))
    assert not [call for call in town.server.made(POST, done=False) if call.status == 429]


def test_retry_after_is_obeyed_for_cards_and_their_changes(town: Town) -> None:
    dm = town.annika.dm
    town.server.harm(too_many(3, method=POST, channel=dm, times=1))
    town.server.harm(too_many(3, method=UPDATE, channel=dm, times=1))
    with town.resident() as resident:
        resident.asks(QUESTION)
        card = town.annika.sees("milloin aura tulee")
        town.annika.presses(card, "card.approve")
        becomes(town.annika, card, "Annika Sundström: Hyväksyi", 20)
    for method in (POST, UPDATE):
        first, then = [c for c in town.server.made(method, done=False) if c.fields["channel"] == dm]
        assert first.status == 429
        assert then.at - first.at >= 3


def test_a_form_that_slack_holds_back_opens_a_second_later_or_is_told_of(town: Town) -> None:
    with town.resident() as resident:
        resident.asks(QUESTION)
        card = town.annika.sees("milloin aura tulee")
        town.server.harm(too_many(1, method=OPEN, times=1))
        town.annika.presses(card, "card.edit")
        form = town.annika.modal()
        town.annika.closes(form)
        for fault in (too_many(30, method=OPEN, times=1), broken(500, method=OPEN, times=1)):
            before = len(town.annika.whispers())
            town.server.harm(fault)
            town.annika.presses(card, "card.edit")
            eventually(lambda before=before: len(town.annika.whispers()) > before)
            assert "paina painiketta uudelleen" in town.annika.whispers()[-1].text
        calls = [(c.status, c.error) for c in town.server.made(OPEN, done=False)]
        assert not town.annika.has_modal, calls
        town.annika.presses(card, "card.approve")
        resident.sees("Kunnossapitoinsinööri")


def test_a_cut_after_the_work_is_looked_up_and_not_sent_twice(town: Town) -> None:
    """In a direct chat, in a room, and for cards in both; a page of 500 is no answer either."""
    kalle, liisa = town.newcomer(), town.newcomer("Liisa Lahti")
    troubles: list[Fault] = []
    for place in (kalle.dm, town.room, town.annika.dm):
        cut = Fault(Trouble.CUT_AFTER, method=POST, channel=place, times=1)
        town.server.harm(broken(500, method=POST, channel=place, times=1), cut)
        troubles.append(cut)
    kalle.says(QUESTION)
    liisa.says(f"{mention()} milloin aura tulee Pihlajatielle", channel=town.room)
    for person, room in ((kalle, None), (liisa, town.room)):
        town.server.wait(lambda person=person, room=room: _receipts(person, room) == 1, 40)
    for place in (None, town.room):
        for street in ("Koivukujalle", "Pihlajatielle"):
            town.annika.sees(f"aura tulee {street}", channel=place, seconds=60)
    town.server.wait(lambda: all(cut.times == 0 for cut in troubles), 60)
    town.decides(town.desk.aura.cases.approve, by="annika-sundstrom")
    assert town.case.state is State.ANSWERED
    for place in (None, town.room):
        cards = [m for m in town.annika.messages(place) if "aura_card" in str(m.body)]
        assert len(cards) == 2
    assert (_receipts(kalle), _receipts(liisa, town.room)) == (1, 1)
