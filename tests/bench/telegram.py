"""Aura beside a plain ``run_polling`` bot: the same messages, the same kills, both figures.

    uv run python -m tests.bench.telegram

About four minutes. The plain bot is ``telegram_plain.py``.
"""

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.telegram_kills import killed_again_and_again
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer, telegram
from tests.telegram_serving import all_cases, aura_process, quick_base

UPDATES, KILLS = 600, 20
GOOD, SECONDS = 99, 30.0
"""Good messages beside one malformed, and how long they are waited for."""

Start = Callable[[], AbstractContextManager[object]]


@contextmanager
def plain_bot(server: TelegramServer, file: Path) -> Iterator[None]:
    """The plain bot in a process, killed at the end."""
    words = [sys.executable, "-m", "tests.bench.telegram_plain", server.url, TOKEN, str(file)]
    running = subprocess.Popen(words, stderr=subprocess.DEVNULL, cwd=ROOT)  # noqa: S603
    try:
        yield
    finally:
        running.kill()
        running.wait(timeout=10)


def _plain_places(file: Path) -> list[str]:
    database = sqlite3.connect(file)
    try:
        return [str(row[0]) for row in database.execute("SELECT place FROM cases")]
    finally:
        database.close()


def _killed(server: TelegramServer, started: Start) -> list[Chatter]:
    residents = [Chatter(server, 1000 + number) for number in range(UPDATES)]
    killed_again_and_again(server, residents, KILLS, started)
    with started():
        server.wait(lambda: server.world.updates.confirmed == UPDATES, 60)
        server.wait(lambda: server.polling, 60)
        time.sleep(15)  # both have emptied their queues long before
    return residents


def _malformed(server: TelegramServer, started: Start) -> str:
    residents = [Chatter(server, 1000 + number) for number in range(GOOD)]
    residents[0].says("ensin")
    server.add({"message": {"message_id": "x", "chat": [], "date": None}})
    for resident in residents[1:]:
        resident.says("sitten")
    with started():
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and not all(resident.heard for resident in residents):
            time.sleep(0.1)
    heard = sum(bool(resident.heard) for resident in residents)
    return f"{heard} of {GOOD} answered beside one malformed update, in {SECONDS:.0f} s"


def _told(name: str, places: list[str]) -> None:
    times = Counter(places)
    lost, twice = UPDATES - len(times), sum(count > 1 for count in times.values())
    print(f"{name}: {UPDATES} messages, {KILLS} kill -9: {lost} lost, {twice} kept twice")


def main() -> None:
    """Both bots, both trials."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        knowledge = quick_base(folder)
        with telegram() as server:
            _killed(server, lambda: aura_process(folder / "a", knowledge, server))
        _told("aura serve       ", [case.place for case in all_cases(folder / "a")])
        with telegram() as server:
            _killed(server, lambda: plain_bot(server, folder / "plain.sqlite3"))
        _told("plain run_polling", _plain_places(folder / "plain.sqlite3"))
        with telegram() as server:
            print("aura serve       :", end=" ")
            print(_malformed(server, lambda: aura_process(folder / "b", knowledge, server)))
        with telegram() as server:
            print("plain run_polling:", end=" ")
            print(_malformed(server, lambda: plain_bot(server, folder / "other.sqlite3")))


if __name__ == "__main__":
    main()
