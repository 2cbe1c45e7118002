"""A stand-in Slack not written by us, so that our own misunderstanding is not tested against
itself: npm's emulate, which `npm ci --prefix tests/slack_other` installs with the Node it needs.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.slack_client import Client, Loop
from tests.slack_server import TOKEN
from tests.slack_world import BOT, BOT_USER

_FOLDER = Path(__file__).parent
_INSTALL = "npm ci --prefix tests/slack_other"


def _node() -> str:
    """A Node that is new enough: the one installed beside emulate, else that of the machine.

    Skips the test where emulate is missing, except in CI.
    """
    is_there = (_FOLDER / "node_modules" / "emulate").is_dir()
    if not is_there and not os.environ.get("CI"):
        pytest.skip(f"needs: {_INSTALL}")
    assert is_there, f"CI must have run: {_INSTALL}"
    beside = next((_FOLDER / "node_modules").glob("node-linux-*/bin/node"), None)
    found = str(beside) if beside else shutil.which("node")
    assert found, "no Node for this kind of machine came with emulate: install Node 22.15 or newer"
    return found


@contextmanager
def other_slack() -> Iterator[str]:
    """The root address of emulate's Slack, in a process of its own, until the block ends."""
    process = subprocess.Popen(  # noqa: S603 - our own file
        [_node(), str(_FOLDER / "serve.mjs"), TOKEN, BOT_USER, BOT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        port = int(process.stdout.readline() or 0)
        assert port, f"the other stand-in did not start: {_INSTALL}"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        process.wait(timeout=10)
        process.stdout.close()


class OtherSlack:
    """What a test needs of it beside the Web API."""

    name = "emulate"

    def __init__(self, url: str, loop: Loop) -> None:
        self.call = Client(url, loop)
        self._loop = loop
        rooms = self.call("conversations.list", types="public_channel")["channels"]
        self.room = next(room["id"] for room in rooms if room["name"] == "talvi")

    def person(self, email: str) -> str:
        """The id of somebody of the seed."""
        return str(self.call("users.lookupByEmail", email=email)["user"]["id"])

    def trigger(self, user: str) -> str:
        """A trigger_id, by a route of its own."""
        made = self._loop.run(
            self.call.web.api_call("views.generateTriggerId", json={"user_id": user})
        )
        return str(made["trigger_id"])
