"""Messages that come in Slack while an app is killed again and again; the same for any app."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tests.slack_people import Person
from tests.slack_server import SlackServer

_TRIES = 20
_NEVER, _SOON = (3600.0,) * _TRIES, (0.5,) * _TRIES
_PATIENCE = 60.0
"""Seconds: a slow machine must not look like a kill."""


@dataclass(frozen=True)
class Outcome:
    """What became of the messages."""

    acked: int
    """Acknowledged: from then on they are the app's to keep."""
    lost: int
    """Acknowledged, but not kept."""
    twice: int
    """Kept more than once."""


def killed_again_and_again(
    server: SlackServer,
    people: Sequence[Person],
    kills: int,
    started: Callable[[], AbstractContextManager[object]],
) -> None:
    """Each person writes once, in ``kills`` rounds of an app that is killed in the middle of one.

    ``started`` runs the app in a process, and kills it (-9) when its block ends: after at least
    half of the round. What was not acknowledged comes again as the next app connects, as Slack
    would after a while; the last app runs until everything is acknowledged. This Slack has more
    patience than the real one (3 s and three retries), since what it gives up is not the app's to
    keep: only kills count here, not how fast the machine is.
    """
    server.courier.ack_seconds, server.courier.waits = _PATIENCE, _NEVER
    luck = random.Random(2026)  # noqa: S311 - only test data
    for number in range(kills):
        batch = people[number::kills]
        before = luck.randint(0, len(batch) // 2)
        _write(batch[:before])
        with started():
            server.wait(lambda: server.connected, _PATIENCE)
            server.retry_now()
            _write(batch[before:])
            some = len(_acked(server)) + luck.randint(len(batch) // 2, len(batch) - 1)
            _wait_for(server, some)
    with started():
        server.wait(lambda: server.connected, _PATIENCE)
        server.courier.waits = _SOON
        server.retry_now()
        server.settled(2 * _PATIENCE)


def outcome(server: SlackServer, kept: Iterable[str]) -> Outcome:
    """``kept``: for each case that the app has, the id of its writer."""
    times = Counter(kept)
    acked = set(_acked(server))
    twice = sum(count > 1 for count in times.values())
    return Outcome(len(acked), len(acked - set(times)), twice)


def _wait_for(server: SlackServer, some: int) -> None:
    server.wait(lambda: len(_acked(server)) >= some, _PATIENCE)


def _acked(server: SlackServer) -> list[str]:
    """Whose messages were acknowledged."""
    events = [delivery.payload.get("event", {}) for delivery in server.acked()]
    return [str(event["user"]) for event in events if "user" in event and "bot_id" not in event]


def _write(people: Sequence[Person]) -> None:
    for person in people:
        person.says(f"milloin katu {person.id} aurataan")
