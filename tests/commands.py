"""The commands as people run them: a process of its own, nothing set but what is given."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


class Ran:
    """What a command said and how it ended."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.status, self.said, self.complained = done.returncode, done.stdout, done.stderr
        assert "Traceback" not in done.stderr

    def refusal(self, status: int) -> str:
        """The one plain sentence or two on stderr; nothing on stdout."""
        assert (self.status, self.said) == (status, "")
        (line,) = self.complained.splitlines()
        assert line.startswith("aura: ")
        assert line.endswith(".")
        return line


def aura(folder: Path, *words: str, typed: str = "", **settings: str) -> Ran:
    """Run ``aura words`` in ``folder``; settings are the environment beside the bare one."""
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "COLUMNS": "200",
        **settings,
    }
    command = [sys.executable, "-m", "bot", *words]
    done = subprocess.run(  # noqa: S603 - our own program, our own words
        command, cwd=folder, env=env, input=typed, capture_output=True, encoding="utf-8",
        timeout=60, check=False,
    )  # fmt: skip
    return Ran(done)
