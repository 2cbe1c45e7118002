"""The real program on a real loopback port, in a thread of its own; and real browsers."""

import asyncio
import os
import re
import shutil
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.app import Aura, utc_now
from bot.city import Base
from bot.desk.signin import link_url, new_link
from bot.machine import bound_socket
from bot.model import Case
from bot.ports import Matcher
from bot.server import serve
from bot.settings import Settings

_READY_SECONDS = 60
FORM_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
NONCE = re.compile(r'name="nonce" value="([0-9a-f]{32})"')

SURE = re.compile(r'name="sure" value="(\d+)"')


def erase(client: httpx2.Client, path: str, language: str = "") -> httpx2.Response:
    """Have a conversation deleted, as its page asks; the page that tells so."""
    where = f"{path}/erase" + (f"?lang={language}" if language else "")
    return client.post(where, data={"sure": first(SURE, client.get(where).text)})


class Served:
    """A running desk and the doors to it."""

    def __init__(self, aura: Aura, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self.aura = aura
        self.url = url
        self._loop = loop

    def run(self, use: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a use case on the program's own store."""
        return self.wait(self.aura.store.run(use, *args, **kwargs))

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What comes of something that the program does in its own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def link(self, official: str) -> str:
        """A fresh sign-in link."""
        secret = self.run(new_link, self.aura.base, official, self.aura.now())
        return link_url(self.url, secret)

    def client(self) -> httpx2.Client:
        """A browser without JavaScript."""
        return httpx2.Client(base_url=self.url, follow_redirects=True, timeout=20)

    @contextmanager
    def official(self, slug: str) -> Iterator[httpx2.Client]:
        """A signed-in official without JavaScript."""
        with self.client() as client:
            client.post(self.link(slug))
            yield client


@contextmanager
def served(
    base: Base, folder: Path, matcher: Matcher | None = None, **given: Any
) -> Iterator[Served]:
    """Serve the base from a fresh data folder until the block ends.

    ``given``: settings, and ``now`` for another clock.
    """
    now = given.pop("now", utc_now)
    settings = Settings(data=folder, port=0, **given)
    taken = bound_socket(settings)
    settings = settings.model_copy(update={"port": taken.getsockname()[1]})
    aura = Aura(settings, base, now=now, matcher=matcher)
    is_ready = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []
    stops: list[Callable[[], None]] = []

    async def ready() -> None:
        loops.append(asyncio.get_running_loop())
        is_ready.set()

    thread = threading.Thread(
        target=serve, args=(aura, taken, ready), kwargs={"stopper": stops.append}
    )
    thread.start()
    try:
        assert is_ready.wait(_READY_SECONDS), "the desk did not start"
        yield Served(aura, f"http://127.0.0.1:{settings.port}", loops[0])
    finally:
        for stop in stops:
            stop()
        thread.join(timeout=10)
        assert not thread.is_alive(), "the desk did not stop"


def chromium() -> str:
    """Debian's Chromium; skips the test where there is none, except in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and not os.environ.get("CI"):
        pytest.skip("needs Chromium: apt-get install chromium")
    assert found, "CI must have Chromium"
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=chromium(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                # the tests' city site stands for a public one, our server is on loopback
                "--disable-features=LocalNetworkAccessChecks,PrivateNetworkAccessChecks",
            ],
        )
        yield opened
        opened.close()


def first(pattern: re.Pattern[str], text: str) -> str:
    """The first match of a pattern that must be there."""
    found = pattern.search(text)
    assert found, f"no {pattern.pattern} in the page"
    return found[1]


def ask(client: httpx2.Client, text: str, language: str = "fi", **more: str) -> httpx2.Response:
    """A resident's first words, by the form of the first page; the page after it."""
    page = client.get(f"/?lang={language}")
    form = {"nonce": first(NONCE, page.text), "lang": language, "text": text, **more}
    return client.post("/ask", data=form)


def path_of(response: httpx2.Response) -> str:
    """Where the client was led."""
    return str(response.url.path)


def asked(desk: Served, wish: str = "ask", text: str = "milloin Torikatu aurataan") -> Case:
    """A resident asks about ploughing, or for a human; the case it became."""
    with desk.client() as client:
        form = {"text": text, "lang": "fi", "wish": wish}
        client.post("/ask", data=form)
    found: Case = desk.run(lambda store: store.cases(newest=True, limit=1)[0])
    return found


def decide(client: httpx2.Client, reference: str, act: str, **fields: str) -> httpx2.Response:
    """An official's press on the case's page as it stands."""
    page = client.get(f"/desk/case/{reference}").text
    form = {
        "form_token": first(FORM_TOKEN, page),
        "version": first(VERSION, page),
        "act": act,
        **fields,
    }
    return client.post(f"/desk/case/{reference}/decide", data=form)
