"""A plain slack_bolt app under the trials that Aura must pass: the same bodies, the same kills.

    uv run python -m tests.bench.slack
    uv run python -m tests.bench.slack http://127.0.0.1:8000/slack/events <signing secret>

The second form sends the malformed bodies to a server that runs, such as ``aura serve`` over HTTP.
About two minutes. The plain app is ``slack_plain.py``.
"""

import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.slack_plain import plain_app
from tests.conftest import ROOT
from tests.slack_client import over_http, running_loop
from tests.slack_kills import killed_again_and_again, outcome
from tests.slack_malformed import COUNT, tally
from tests.slack_people import Person
from tests.slack_server import SlackServer, slack

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
    """Both trials of the plain app, or the malformed bodies for the server named."""
    if len(sys.argv) > 2:
        print(f"{sys.argv[1]}: {tally(sys.argv[1], sys.argv[2]).told()}")
        return
    _plain_malformed()
    with tempfile.TemporaryDirectory() as folder:
        _plain_killed(Path(folder) / "plain.sqlite3")


if __name__ == "__main__":
    main()
