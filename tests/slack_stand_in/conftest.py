"""What the proofs of the stand-in share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from tests.slack_client import Client, Loop, over_http, over_sockets, running_loop
from tests.slack_heard import Heard
from tests.slack_people import Person
from tests.slack_server import SlackServer, slack

Made = Callable[[], AsyncApp]
Ways = Callable[[Made], AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    with running_loop() as running:
        yield running


@pytest.fixture
def server() -> Iterator[SlackServer]:
    with slack() as running:
        yield running


@pytest.fixture
def call(server: SlackServer, loop: Loop) -> Client:
    return Client(server.url, loop)


@pytest.fixture
def anna(server: SlackServer) -> Person:
    return Person(server, "Anna Virtanen", "anna@aurala.example")


@pytest.fixture(params=["sockets", "http"])
def running(request: pytest.FixtureRequest, server: SlackServer, loop: Loop) -> Ways:
    """An app connected in either way."""
    if request.param == "sockets":
        return lambda made: over_sockets(server, loop, made)
    return lambda made: over_http(server, loop, made)


@pytest.fixture
def app(server: SlackServer) -> Heard:
    return Heard(server)
