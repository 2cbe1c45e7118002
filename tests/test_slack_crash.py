"""kill -9 of the real `aura serve` while Slack brings events: none lost, none twice."""

from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.offices import ANNIKA
from tests.serving import all_cases, quick_base
from tests.slack_cities import city_in_slack
from tests.slack_kills import killed_again_and_again, outcome
from tests.slack_people import Person
from tests.slack_server import slack
from tests.slack_serving import slack_process
from tests.slack_troubles import Fault, Trouble

EVENTS, KILLS = 400, 7


@pytest.mark.timeout(300)  # 8 starts on a busy machine
def test_four_hundred_events_and_seven_kills_make_four_hundred_cases(tmp_path: Path) -> None:
    """tests/bench/slack.py does the same to a plain app, and counts what that one loses."""
    knowledge, data = quick_base(tmp_path), tmp_path / "data"
    with slack() as server:
        people = [Person(server, f"Henkilö {number}") for number in range(EVENTS)]

        def started() -> AbstractContextManager[object]:
            return slack_process(data, knowledge, server)

        killed_again_and_again(server, people, KILLS, started)
        with slack_process(data, knowledge, server) as process:
            process.is_healthy(received=EVENTS, unread=0, set_aside=0, sum_holds=True)
        tried = sum(len(delivery.acks) > 1 for delivery in server.deliveries)
        writers = {person.dm: person.id for person in people}
        kept = [writers[case.place] for case in all_cases(data)]
        found = outcome(server, kept)
    assert (found.acked, found.lost, found.twice) == (EVENTS, 0, 0)
    assert Counter(kept) == {person.id: 1 for person in people}
    assert tried > 0, "no event came again"


@pytest.mark.timeout(180)
def test_a_kill_between_a_post_and_its_answer_makes_no_second_card_and_no_second_answer(
    tmp_path: Path,
) -> None:
    """The message stands, and the program never hears of it: the next one looks it up."""
    knowledge, data = city_in_slack(tmp_path, ANNIKA), tmp_path / "data"
    with slack() as server:
        annika = Person(server, "Annika Sundström", "annika.sundstrom@aurala.example")
        kalle = Person(server, "Kalle Korhonen")
        post = "chat.postMessage"
        kalle.says("milloin Koivukuja aurataan")
        for place in (annika.dm, kalle.dm):
            server.harm(Fault(Trouble.HANG_AFTER, method=post, channel=place, times=1))
        with slack_process(data, knowledge, server):
            server.wait(lambda: server.connected, 30)
            server.retry_now()
            server.wait(lambda: len(server.made(post)) == 2, 60)
        server.heal()
        with slack_process(data, knowledge, server) as process:
            server.wait(lambda: server.made("conversations.history", channel=annika.dm), 60)
            server.wait(lambda: server.made("conversations.replies", channel=kalle.dm), 60)
            card = annika.sees("milloin Koivukuja")
            annika.presses(card, "card.approve")
            kalle.sees("Annika Sundström\nKunnossapito", seconds=30)
            process.is_healthy(answered=1, unread=0)
        assert len(annika.messages()) == 1
        texts = [message.text for message in kalle.messages()]
    assert len(texts) == 2, texts
