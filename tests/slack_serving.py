"""The real `aura serve` in a process of its own, with the stand-in as its Slack."""

import socket
from contextlib import AbstractContextManager
from pathlib import Path

from tests.serving import Process, serving
from tests.slack_courier import SIGNING_SECRET
from tests.slack_server import APP_TOKEN, TOKEN, SlackServer

PUBLIC = "https://aura.example"
"""The address that the program believes to have."""


def slack_process(
    data: Path, knowledge: Path, server: SlackServer, **settings: str
) -> AbstractContextManager[Process]:
    """`aura serve` in Socket Mode until the block ends; killed then, however it stands."""
    ours = {"slack_token": TOKEN, "slack_api": server.url, "slack_app_token": APP_TOKEN}
    return serving(data, knowledge, **(ours | settings))


def pushed_process(
    data: Path, knowledge: Path, server: SlackServer, **settings: str
) -> AbstractContextManager[Process]:
    """The same, where Slack calls and signs."""
    ours = {"slack_token": TOKEN, "slack_api": server.url, "public_url": PUBLIC}
    ours |= {"slack_signing_secret": SIGNING_SECRET, "port": free_port()}
    return serving(data, knowledge, **(ours | settings))


def free_port() -> str:
    """A port that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])
