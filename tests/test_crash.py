"""kill -9 of the real `aura serve` at random moments: nothing lost, nothing twice."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from bot.model import MessageKind, State
from bot.store import open_database
from tests.conftest import ROOT
from tests.serving import quick_base

KILLS = 10
_TRIES = 400
_ADDRESS = re.compile(r"Residents: (http://[\d.:]+)/")


@contextmanager
def _serving(
    data: Path, knowledge: Path = ROOT / "knowledge"
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The real command in a process of its own, and its address."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AURA_")}
    environment |= {"AURA_MESSAGES_PER_ADDRESS": "100000", "AURA_KNOWLEDGE": str(knowledge)}
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", "serve", "--port", "0", "--data", str(data)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert process.stdout
    try:
        lines = iter(process.stdout.readline, "")
        url = next(found[1] for line in lines if (found := _ADDRESS.search(line)))
        yield process, url
    finally:
        process.kill()
        process.wait(timeout=10)
        process.stdout.close()


def _send(client: httpx2.Client, url: str, nonce: str) -> bool:
    """One try to send a message; whether its receipt was seen."""
    form = {"nonce": nonce, "lang": "fi", "text": f"milloin katu {nonce[-4:]} aurataan"}
    try:
        page = client.post(f"{url}/ask", data=form)
    except httpx2.HTTPError:
        return False
    return page.status_code == 200 and "Viite on" in page.text


def _send_until_killed(
    folder: Path, knowledge: Path, nonces: list[str], luck: random.Random
) -> int:
    """Send the messages in order until the process is killed; how many were answered for."""
    with (
        _serving(folder / "data", knowledge) as (process, url),
        httpx2.Client(follow_redirects=True) as client,
    ):
        last, later = luck.randint(2, 12), luck.uniform(0, 0.05)
        killing = threading.Timer(later, process.kill)
        for done, nonce in enumerate(nonces):
            if done == last:  # so many are answered for on a slow machine too
                killing.start()
            if not _send(client, url, nonce):
                return done
    return len(nonces)


def test_kill_nine_at_ten_random_moments_loses_no_message_and_makes_no_second_case(
    tmp_path: Path,
) -> None:
    """The client sends again until it has seen the receipt, as a browser's user would."""
    luck = random.Random(2026)  # noqa: S311 - only test data
    nonces = [f"{luck.getrandbits(128):032x}" for _ in range(_TRIES)]
    seen, knowledge, data = 0, quick_base(tmp_path), tmp_path / "data"
    for _ in range(KILLS):
        seen += _send_until_killed(tmp_path, knowledge, nonces[seen:], luck)
    with _serving(data, knowledge) as (_, url), httpx2.Client(follow_redirects=True) as client:
        assert _send(client, url, nonces[seen]), "the desk goes on after the last kill"
    assert seen > KILLS, "the kills came too early to test anything"
    _everything_is_there_once(data, seen + 1)


def _everything_is_there_once(data: Path, accepted: int) -> None:
    store = open_database(data / "aura.sqlite3")
    cases = store.cases(states=tuple(State), limit=10_000)
    sums = store.sums()
    places = [case.place for case in cases]
    kinds = [message.kind for case in cases for message in store.thread(case.id)]
    receipts = kinds.count(MessageKind.RECEIPT) + kinds.count(MessageKind.CHOICE)
    store.close()
    assert len(places) == len(set(places)) == accepted
    assert sums.unread == sums.aside == 0
    assert sums.holds
    assert receipts == len([case for case in cases if case.state is not State.ANSWERED])


def test_sigterm_stops_the_desk_within_two_seconds_with_a_page_open(tmp_path: Path) -> None:
    with _serving(tmp_path) as (process, url), httpx2.Client(follow_redirects=True) as client:
        page = client.post(f"{url}/ask", data={"text": "auraus?", "lang": "fi"})
        with client.stream("GET", f"{url}{page.url.path}/events") as stream:
            next(stream.iter_lines())
            begun = time.monotonic()
            process.terminate()
            status = process.wait(timeout=5)
            took = time.monotonic() - begun
    assert took < 2
    assert status in {0, -signal.SIGTERM}
