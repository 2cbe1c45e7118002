"""What the proofs of the stand-in share."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.telegram_server import TOKEN, TelegramServer, telegram


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with telegram() as running:
        yield running


@pytest.fixture
def call(server: TelegramServer) -> Iterator["Caller"]:
    with httpx2.Client(timeout=5) as client:
        yield Caller(server, client)


class Caller:
    """A bot that is nothing but a client."""

    def __init__(self, server: TelegramServer, client: httpx2.Client) -> None:
        self.server = server
        self.client = client

    def __call__(self, method: str, token: str = TOKEN, **fields: Any) -> dict[str, Any]:
        """The whole answer."""
        answer = self.client.post(f"{self.server.url}/bot{token}/{method}", json=fields)
        body: dict[str, Any] = answer.json()
        assert answer.status_code == body.get("error_code", 200)
        return body

    def numbers(self, **fields: Any) -> list[int]:
        """The update_ids that getUpdates gives."""
        return [update["update_id"] for update in self("getUpdates", **fields)["result"]]
