"""kill -9 of the real `aura serve` while Slack brings events: none lost, none twice."""

from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.serving import all_cases, quick_base
from tests.slack_kills import killed_again_and_again, outcome
from tests.slack_people import Person
from tests.slack_server import slack
from tests.slack_serving import slack_process

EVENTS, KILLS = 400, 7


@pytest.mark.timeout(180)  # 8 starts on a busy machine
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
