"""A stand-in Bot API not written by us, so that our own misunderstanding is not tested against
itself: npm's telegram-test-api, which `npm ci --prefix tests/telegram_other` installs.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

_FOLDER = Path(__file__).parent
_LOOK_SECONDS = 0.05
OTHER_TOKEN = "123456:AAtoken-of-the-other-stand-in-00000"


class OtherServer:
    """The running stand-in, by its own client routes."""

    def __init__(self, url: str, client: httpx2.Client) -> None:
        self.url = url
        self._client = client

    def ask(self, route: str, body: dict[str, Any]) -> Any:
        """What one of its client routes answers."""
        answer = self._client.post(f"{self.url}/{route}", json=body)
        return answer.raise_for_status().json()["result"]

    def seen(self) -> dict[str, Any]:
        """The methods the bot called (``asked``) and the presses it ``answered``."""
        answer: dict[str, Any] = self._client.get(f"{self.url}/asked").json()
        return answer


class OtherChatter:
    """One resident; the same few verbs as ``telegram_people.Chatter``."""

    def __init__(self, server: OtherServer, number: int, language: str = "fi") -> None:
        self.server = server
        self.id = number
        self._sender = {
            "id": number,
            "is_bot": False,
            "first_name": "Etunimi",
            "username": "kayttaja",
            "language_code": language,
        }
        self._chat = {"id": number, "type": "private", "first_name": "Etunimi"}

    def _body(self, **content: Any) -> dict[str, Any]:
        date = int(time.time())
        who = {"botToken": OTHER_TOKEN, "from": self._sender, "chat": self._chat, "date": date}
        return who | content

    def says(self, text: str) -> None:
        """Write a text, or a command."""
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            marks = [{"type": "bot_command", "offset": 0, "length": length}]
            self.server.ask("sendCommand", self._body(text=text, entities=marks))
        else:
            self.server.ask("sendMessage", self._body(text=text))

    @property
    def heard(self) -> list[dict[str, Any]]:
        """The bot's messages as it keeps them, oldest first."""
        kept = self.server.ask("getUpdatesHistory", {"token": OTHER_TOKEN})
        found = [
            update["message"] | {"message_id": update["messageId"], "date": update["time"] // 1000}
            for update in kept
            if str(update.get("message", {}).get("chat_id")) == str(self.id)
        ]
        return sorted(found, key=lambda message: int(message["message_id"]))

    @property
    def texts(self) -> list[str]:
        """The words of what they heard."""
        return [str(message["text"]) for message in self.heard]

    def wait(self, count: int, seconds: float = 60.0) -> list[str]:
        """The texts, once there are so many; its routes can only be asked again and again."""
        end = time.monotonic() + seconds
        while len(self.texts) < count:
            assert time.monotonic() < end, f"only heard {self.texts}"
            time.sleep(_LOOK_SECONDS)
        return self.texts

    def buttons(self) -> dict[str, dict[str, Any]]:
        """All callback buttons by label; the newest of a label."""
        found: dict[str, dict[str, Any]] = {}
        for message in self.heard:
            markup = message.get("reply_markup", {})
            markup = json.loads(markup) if isinstance(markup, str) else markup
            for row in markup.get("inline_keyboard", []):
                found |= {button["text"]: button | {"message": message} for button in row}
        return found

    def presses(self, label: str) -> None:
        """Press the newest button whose label holds those words."""
        fits = [b for text, b in self.buttons().items() if label.lower() in text.lower()]
        assert fits, f"no button {label!r} among {list(self.buttons())}"
        shown = fits[-1]["message"]
        message: dict[str, Any] = {
            "message_id": int(shown["message_id"]),
            "date": int(shown["date"]),
        }
        message |= {"chat": self._chat, "text": shown["text"]}
        body = self._body(message=message, data=fits[-1]["callback_data"])
        self.server.ask("sendCallback", body)


def _node() -> str:
    """Node; skips the test where it or the package is missing, except in CI."""
    found = shutil.which("node")
    if (found is None or not (_FOLDER / "node_modules").is_dir()) and not os.environ.get("CI"):
        pytest.skip("needs Node and: npm ci --prefix tests/telegram_other")
    assert found, "CI must have Node"
    return found


@contextmanager
def other_telegram() -> Iterator[OtherServer]:
    """The stand-in in a process of its own, until the block ends."""
    process = subprocess.Popen(  # noqa: S603 - our own file
        [_node(), str(_FOLDER / "serve.cjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        port = int(process.stdout.readline() or 0)
        assert port, "the other stand-in did not start: npm ci --prefix tests/telegram_other"
        with httpx2.Client(timeout=5) as client:
            yield OtherServer(f"http://127.0.0.1:{port}", client)
    finally:
        process.stdin.close()
        process.wait(timeout=10)
        process.stdout.close()
