"""A plain slack_bolt app under the trials that Aura must pass: the same bodies, the same kills.

    uv run python -m tests.bench.slack

About three minutes. The plain app is ``slack_plain.py``; how long a tap takes is in
``slack_tap.py``.
"""

import logging
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from bot.knowledge import load
from bot.matching import AnswerMatcher
from tests.bench.slack_plain import plain_app
from tests.conftest import ROOT
from tests.fakes import MONDAY
from tests.serving import all_cases, quick_base
from tests.slack_client import over_http, running_loop
from tests.slack_kills import killed_again_and_again, outcome
from tests.slack_malformed import COUNT, tally
from tests.slack_people import Person
from tests.slack_server import SlackServer, slack
from tests.slack_serving import slack_process
from tests.slack_town import PUSHED, slack_town

EVENTS, KILLS = 400, 7


@contextmanager
def plain_process(server: SlackServer, file: Path) -> Iterator[None]:
    """The plain app over Socket Mode in a process, killed at the end."""
    words = [sys.executable, "-m", "tests.bench.slack_plain", server.url, str(file)]
    running = subprocess.Popen(words, stderr=subprocess.DEVNULL, cwd=ROOT)  # noqa: S603
    try:
        yield
    finally:
        running.kill()
        running.wait(timeout=10)


def _plain_malformed() -> None:
    with slack() as server, running_loop() as loop:
        database = sqlite3.connect(":memory:", check_same_thread=False)
        with over_http(server, loop, lambda: plain_app(server.url, database)) as url:
            print(f"plain bolt, {COUNT} malformed requests: {tally(url).told()}")
        database.close()


def _our_malformed(folder: Path) -> None:
    base = load(ROOT / "knowledge", MONDAY.date())
    with slack_town(base, AnswerMatcher(base), folder, **PUSHED) as town:
        town.server.wait(lambda: town.server.made("auth.test"))
        found = tally(str(town.server.courier.request_url))
    print(f"aura, the same: {found.told()}")


def _our_killed(folder: Path) -> None:
    knowledge, data = quick_base(folder), folder / "data"
    with slack() as server:
        people = [Person(server, f"Henkilö {number}") for number in range(EVENTS)]
        killed_again_and_again(
            server, people, KILLS, lambda: slack_process(data, knowledge, server)
        )
        with slack_process(data, knowledge, server) as process:
            process.is_healthy(received=EVENTS, unread=0)
        writers = {person.dm: person.id for person in people}
        found = outcome(server, [writers[case.place] for case in all_cases(data)])
    print(
        f"aura, the same: {found.acked} acknowledged, {found.lost} of them lost, "
        f"{found.twice} kept twice"
    )


def _plain_killed(file: Path) -> None:
    with slack() as server:
        people = [Person(server, f"Henkilö {number}") for number in range(EVENTS)]
        killed_again_and_again(server, people, KILLS, lambda: plain_process(server, file))
        database = sqlite3.connect(file)
        kept = [str(row[0]) for row in database.execute("SELECT place FROM cases")]
        database.close()
        found = outcome(server, kept)
    print(
        f"plain bolt, {EVENTS} messages, {KILLS} kill -9: {found.acked} acknowledged, "
        f"{found.lost} of them lost, {found.twice} kept twice"
    )


def main() -> None:
    """Both trials of the plain app and of ours."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)  # only figures here
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _plain_malformed()
        _our_malformed(folder / "ours")
        _plain_killed(folder / "plain.sqlite3")
        _our_killed(folder)


if __name__ == "__main__":
    main()
