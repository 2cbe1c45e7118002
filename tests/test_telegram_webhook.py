"""Telegram pushes: only who shows the secret is heard, and 200 comes after the commit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.city import Base
from bot.model import State
from bot.ports import Store
from tests.fakes import ScriptedMatcher
from tests.served import Served, served
from tests.telegram_server import TOKEN, TelegramServer, telegram

SECRET = "a-secret-that-telegram-shows-with-each-push"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
SENDER = {"id": 7, "is_bot": False, "first_name": "Etunimi", "language_code": "fi"}
UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 5,
        "from": SENDER,
        "chat": {"id": 7, "type": "private"},
        "date": 1,
        "text": "milloin Koivukuja aurataan",
    },
}


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """The stand-in Bot API, which knows the chat."""
    with telegram() as running:
        running.world.chats[7] = {"id": 7, "type": "private"}
        yield running


def _given(server: TelegramServer, **more: Any) -> dict[str, Any]:
    return {
        "telegram_token": TOKEN,
        "telegram_api": server.url,
        "telegram_webhook": "https://neuvonta.example.fi",
        "telegram_quiet": 0.1,
        **more,
    }


@pytest.fixture
def desk(
    server: TelegramServer, base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> Iterator[Served]:
    """The desk, with the webhook set."""
    given = _given(server, telegram_secret=SECRET)
    with served(base, tmp_path / "data", scripted, **given) as running:
        server.wait(lambda: server.made("setMyCommands")[3:])
        yield running


def _push(desk: Served, secret: str | None = SECRET, **body: Any) -> int:
    headers = {HEADER: secret} if secret else {}
    with desk.client() as client:
        return client.post("/telegram", headers=headers, **body).status_code


def _received(desk: Served) -> int:
    def received(store: Store) -> int:
        sums = store.sums()
        return sums.received + sums.unread + sums.aside

    return int(desk.run(received))


def test_a_push_is_committed_before_it_is_answered_and_once(
    desk: Served, server: TelegramServer
) -> None:
    assert _push(desk, json=UPDATE) == 200
    assert _received(desk) == 1
    assert _push(desk, json=UPDATE) == 200
    sent = server.wait(lambda: server.made("sendMessage"))
    assert "viestisi on perillä" in sent[0].fields["text"]
    assert _received(desk) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ä"])
def test_who_does_not_show_the_secret_is_not_heard(desk: Served, secret: str | None) -> None:
    headers = {HEADER.encode(): secret.encode()} if secret is not None else {}
    with desk.client() as client:
        assert client.post("/telegram", headers=headers, json=UPDATE).status_code == 403
    assert _received(desk) == 0


@pytest.mark.parametrize(
    ("content", "status", "kept"),
    [(b"no json", 400, 0), (b"\xff\xfe", 400, 0), (b'"words"', 200, 1), (b"x" * 70_000, 413, 0)],
    ids=["no json", "no text", "no update", "too large"],
)
def test_what_is_no_update_harms_nothing(
    desk: Served, content: bytes, status: int, kept: int
) -> None:
    assert _push(desk, content=content) == status
    assert _received(desk) == kept
    assert _push(desk, json=UPDATE) == 200


def test_telegram_is_told_where_to_push_and_with_which_secret(
    desk: Served, server: TelegramServer
) -> None:
    assert desk.url
    assert server.world.webhook == {
        "url": "https://neuvonta.example.fi/telegram",
        "secret_token": SECRET,
    }


def test_without_a_secret_of_its_own_one_is_made_from_the_programs(
    server: TelegramServer, base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> None:
    with served(base, tmp_path / "data", scripted, **_given(server, secret="s" * 40)) as desk:
        server.wait(lambda: server.made("setMyCommands")[3:])
        made = server.world.webhook["secret_token"]
        assert len(made) == 64
        assert made != "s" * 40
        assert _push(desk, made, json=UPDATE) == 200


def test_without_a_webhook_there_is_no_door_for_one(
    server: TelegramServer, base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> None:
    given = _given(server, telegram_webhook="")
    with served(base, tmp_path / "data", scripted, **given) as desk:
        assert _push(desk, json=UPDATE) == 404


def test_the_desk_says_how_telegram_is(desk: Served, server: TelegramServer) -> None:
    server.wait(lambda: server.made("setWebhook"))
    with desk.client() as client:
        assert client.get("/healthz").json()["telegram"] == "ok"
    assert desk.run(lambda store: store.cases(states=tuple(State))) == []
