"""kill -9 in the middle of the clock's turn: nothing told twice, nothing forgotten."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.cases import Cases
from bot.city import Base
from bot.library import Library
from bot.matching import AnswerMatcher
from bot.store import SqliteStore, open_database
from tests.conftest import ROOT
from tests.fakes import MONDAY, Clock
from tests.stores import FILE, rows
from tests.towns import Town

KILLS, CASES = 50, 8
_LONG = timedelta(days=14)
"""No promise runs for longer: the hours of five working days, Christmas among them."""
_TOLD = """
select (select count(*) from events where case_id = cases.id and act = 'renewed'),
    (select count(*) from messages where case_id = cases.id and kind = 'notice'),
    (select count(*) from outbox where case_id = cases.id),
    (select count(*) from promises where case_id = cases.id and how = 'missed'),
    (select count(*) from promises where case_id = cases.id and due > '{now}')
from cases
"""
_HEARD = "select level, count(*), count(distinct case_id) from nudges group by level"


class Victim:
    """The process whose forks are killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def turns(self, at: datetime, kill_when: Callable[[], bool], and_after: float) -> None:
        """A turn at that moment, killed when it is time and some seconds have passed."""
        assert self.process.stdout
        self._tells(at.isoformat())
        fork, late = int(self.process.stdout.readline()), time.monotonic() + 20
        while not kill_when() and time.monotonic() < late:
            time.sleep(0.001)
        time.sleep(and_after)
        os.kill(fork, signal.SIGKILL)
        self._tells("wait for it")
        assert self.process.stdout.readline() == "ended\n"

    def _tells(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()


@contextmanager
def _victim(path: Path) -> Iterator[Victim]:
    command = [sys.executable, "-m", "tests.reminder_kills", str(path)]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        yield Victim(process)
    finally:
        process.kill()
        process.wait(timeout=10)
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()


def test_kill_nine_in_fifty_turns_tells_nothing_twice_and_forgets_nothing(
    base: Base, matcher: AnswerMatcher, tmp_path: Path
) -> None:
    """Each time all promises have been missed again; a turn begins and is killed at a random
    moment after a random number of cases; the next one makes it whole.
    """
    path, clock, luck = tmp_path / FILE, Clock(), random.Random(7)  # noqa: S311 - test data
    middles = 0
    with closing(open_database(path)) as store, _victim(path) as victim:
        store.db.execute("pragma synchronous = off")  # this side is not killed
        town = Town(Cases(Library(base, matcher), clock), store)
        for number in range(CASES):
            case = town.opened("annika-sundstrom", f"CASE-{number}", place=f"home-{number}")
            assert case.deadline < MONDAY + _LONG
        for turn in range(1, KILLS + 1):
            clock.at = MONDAY + turn * _LONG
            wanted = luck.randrange(CASES)
            victim.turns(clock(), _when(store, clock(), wanted), luck.uniform(0, 0.003))
            middles += 0 < _done(store, clock()) < CASES
            town.ticks()
            assert Counter(rows(store, _told(clock()))) == {(turn, turn, turn, turn, 1): CASES}
        heard = {level: (n, of) for level, n, of in rows(store, _HEARD)}
    assert middles >= KILLS // 2, f"only {middles} kills came in the middle"
    assert heard == {
        "half": (CASES, CASES),
        "due": (2 * CASES, CASES),
        "head": (CASES, CASES),
        "quality": (CASES, CASES),
    }


def _done(store: SqliteStore, now: datetime) -> int:
    """How many cases have been told a new time at that moment."""
    asked = f"select count(*) from promises where ended_at is null and due > '{now.isoformat()}'"  # noqa: S608
    return int(rows(store, asked)[0][0])


def _when(store: SqliteStore, now: datetime, wanted: int) -> Callable[[], bool]:
    return lambda: _done(store, now) >= wanted


def _told(now: datetime) -> str:
    return _TOLD.format(now=now.isoformat())
