"""The real `aura serve` in a process of its own, with the stand-in as its Telegram."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.model import Case, State
from bot.store import open_database
from tests.bases import small_base
from tests.conftest import ROOT
from tests.telegram_server import TOKEN, TelegramServer

FEW = ("ploughing-when", "plough-ridge", "snow-piles", "grit-free", "slip-claim", "greeting")
"""Answers of a base that is read quickly: these tests are about messages, not about matching."""
_ADDRESS = re.compile(r"Residents: (http://[\d.:]+)/")


class Process:
    """A running `aura serve`."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running
        self.lines: list[str] = []
        """All it has said so far, on both streams."""
        self.said = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.running.stdout
        for line in self.running.stdout:
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
        return self.says(_ADDRESS)[1]

    def kill(self) -> None:
        """Kill -9, at once."""
        self.running.send_signal(signal.SIGKILL)
        self.running.wait(timeout=10)
        self._reader.join(timeout=10)


def quick_base(folder: Path) -> Path:
    """A knowledge folder with few answers."""
    return small_base(folder / "knowledge", FEW)


@contextmanager
def aura_process(
    data: Path, knowledge: Path, server: TelegramServer, **settings: str
) -> Iterator[Process]:
    """`aura serve` until the block ends; killed then, however it stands."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AURA_")}
    ours = {"telegram_token": TOKEN, "telegram_api": server.url, "knowledge": str(knowledge)}
    environment |= {f"AURA_{key.upper()}": value for key, value in (ours | settings).items()}
    running = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-u", "-m", "bot", "serve", "--port", "0", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    process = Process(running)
    try:
        yield process
    finally:
        process.kill()
        assert running.stdout
        running.stdout.close()


def all_cases(data: Path) -> list[Case]:
    """Every case in a stopped program's data file; its sums must hold."""
    store = open_database(data / "aura.sqlite3")
    try:
        assert store.sums().holds
        assert store.sums().unread == 0
        return store.cases(states=tuple(State), limit=10_000)
    finally:
        store.close()
