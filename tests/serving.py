"""The real `aura serve` in a process of its own, to be killed; and what it leaves behind."""

import multiprocessing
import multiprocessing.connection
import multiprocessing.context
import os
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from bot.cli import main
from bot.model import Case, State
from bot.store import open_database
from tests.bases import small_base
from tests.conftest import ROOT

FEW = ("ploughing-when", "plough-ridge", "grit-free", "slip-claim", "crisis-help", "emergency")
"""Answers of a base that is read quickly: these tests are about messages, not about matching."""
QUIET_SECONDS = 0.5
"""How long the program waits for more of a question: less than usual, to be quick."""
_LOOK_SECONDS = 0.2
_ADDRESS = re.compile(r"Residents: (http://[\d.:]+)/")
_TOLD = re.compile(r"Residents: ")

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["bot.cli", "bot.app", "tests.serving"])


def _child(
    environment: Mapping[str, str], words: list[str], out: multiprocessing.connection.Connection
) -> None:
    """`aura` in a process that has imported everything already: only so can it start often."""
    for stream in (1, 2):
        os.dup2(out.fileno(), stream)
    for name in [name for name in os.environ if name.startswith("AURA_")]:
        del os.environ[name]
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.argv = ["aura", *words]
    main()


class Process:
    """A running `aura serve`."""

    def __init__(self, words: list[str], environment: Mapping[str, str], port: str = "0") -> None:
        """``port``: where its pages are, for a program that tells only its public address."""
        self._port = port
        reader, writer = _FORKS.Pipe(duplex=False)
        self.running = _FORKS.Process(target=_child, args=(environment, words, writer))
        self.lines: list[str] = []
        """All it has said so far, on both streams."""
        self.said = threading.Condition()
        self.running.start()
        writer.close()
        self._reader = threading.Thread(target=self._read, args=(reader,))
        self._reader.start()

    def _read(self, reader: multiprocessing.connection.Connection) -> None:
        with os.fdopen(os.dup(reader.fileno()), encoding="utf-8") as lines:
            reader.close()
            for line in lines:
                with self.said:
                    self.lines.append(line)
                    self.said.notify_all()
        with self.said:
            self.lines.append("")
            self.said.notify_all()

    def says(self, pattern: str | re.Pattern[str], seconds: float = 30.0) -> re.Match[str]:
        """The first line with that; waits for it."""

        def found() -> re.Match[str] | None:
            return next((m for line in self.lines if (m := re.search(pattern, line))), None)

        with self.said:
            self.said.wait_for(lambda: found() or self.lines[-1:] == [""], seconds)
            match = found()
        assert match, f"{pattern!r} was not said, but: {''.join(self.lines)[-3000:]}"
        return match

    @property
    def url(self) -> str:
        """Where its pages are; waits until it serves."""
        told = self.says(_TOLD if self._port != "0" else _ADDRESS)
        return told[1] if self._port == "0" else f"http://127.0.0.1:{self._port}"

    def health(self) -> dict[str, Any]:
        """What ``/healthz`` tells now."""
        told: dict[str, Any] = httpx2.get(f"{self.url}/healthz", timeout=10).json()
        return told

    def is_healthy(self, seconds: float = 60.0, **facts: object) -> dict[str, Any]:
        """What ``/healthz`` tells once it tells these facts; asks again and again."""
        end = time.monotonic() + seconds
        while not facts.items() <= (told := self.health()).items():
            assert time.monotonic() < end, f"{facts} not reached: {told}"
            time.sleep(_LOOK_SECONDS)
        return told

    def kill(self) -> None:
        """Kill -9, at once."""
        self.running.kill()
        self.running.join(timeout=10)
        self._reader.join(timeout=10)


def quick_base(folder: Path) -> Path:
    """A knowledge folder with few answers."""
    return small_base(folder / "knowledge", FEW)


@contextmanager
def serving(data: Path, knowledge: Path, **settings: str) -> Iterator[Process]:
    """`aura serve` with these settings until the block ends; killed then, however it stands."""
    port = settings.pop("port", "0")
    ours = {"knowledge": str(knowledge), "telegram_quiet": str(QUIET_SECONDS)} | settings
    environment = {f"AURA_{key.upper()}": value for key, value in ours.items()}
    process = Process(["serve", "--port", port, "--data", str(data)], environment, port)
    try:
        yield process
    finally:
        process.kill()


def all_cases(data: Path) -> list[Case]:
    """Every case in a stopped program's data file; its sums must hold."""
    store = open_database(data / "aura.sqlite3")
    try:
        assert store.sums().holds
        assert store.sums().unread == 0
        return store.cases(states=tuple(State), limit=10_000)
    finally:
        store.close()
