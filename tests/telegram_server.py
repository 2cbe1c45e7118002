"""A stand-in Bot API of our own, on loopback: what the real one promises, and how it fails.

It keeps updates until a higher offset confirms them, checks what the real one checks, records
every call with its time, and can be told to refuse, to hang and to cut the connection.
"""

import asyncio
import json
import random
import re
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import h11

from tests.apart import StandIn, served_apart
from tests.telegram_rules import ApiError, Fields, parsed
from tests.telegram_troubles import Fault, Trouble
from tests.telegram_updates import Polls
from tests.telegram_wire import as_json, events, fields_in, request, unless_left
from tests.telegram_world import BOT_ID, World

TOKEN = f"{BOT_ID}:AAstand-in-token-of-the-tests-00000"
_PATH = re.compile(r"/(file/)?bot([^/]+)/(.+)")


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came, and what became of it."""

    method: str
    fields: Fields
    at: float
    """``time.monotonic()`` of its arrival."""
    status: int
    """Of the answer; 0 when the connection was cut or hung."""
    result: Any = None
    """None when nothing was done."""

    @property
    def chat(self) -> int:
        """The chat it spoke to; 0 for none."""
        return int(self.fields.get("chat_id") or 0)


class TelegramServer(StandIn[Fault]):
    """The stand-in; ``telegram()`` runs it. Its methods may be called from any thread."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.calls: list[Call] = []
        self.tokens = {TOKEN}
        """Tokens that hold; empty it to revoke."""
        self._polls = Polls()
        self._writers: set[asyncio.StreamWriter] = set()
        self._listening: asyncio.Server | None = None

    # For the tests.
    @property
    def polling(self) -> bool:
        """Whether somebody waits for updates at this moment."""
        return self._polls.waiting > 0

    def add(self, body: dict[str, Any]) -> int:
        """An update for the bot; its update_id. A malformed body is fine."""
        with self.changed:
            number = self.world.updates.add(body)
        self._soon(self._ring)
        return number

    def made(self, method: str, *, chat: int | None = None, done: bool = True) -> list[Call]:
        """The calls of one method; ``done`` leaves out those that did nothing."""
        with self.changed:
            return [
                call
                for call in self.calls
                if call.method.lower() == method.lower()
                and (chat is None or call.chat == chat)
                and (call.result is not None or not done)
            ]

    def shuffle(self, seed: int) -> None:
        """From now on each update comes one to four times, in any order."""
        with self.changed:
            self.world.updates.luck = random.Random(seed)  # noqa: S311 - only test data

    # Inside the loop.
    def _ring(self) -> None:
        self._polls.ring.set()
        self._polls.ring = asyncio.Event()

    async def _listen(self) -> None:
        self._listening = await asyncio.start_server(
            self._connected, "127.0.0.1", self.port, backlog=256
        )
        self.port = self._listening.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._listening:
            self._listening.close()
        for writer in list(self._writers):
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        connection = h11.Connection(h11.SERVER)
        try:
            while asked := await request(connection, reader):
                answer = await unless_left(reader, self._answer(*asked))
                if answer is None:
                    writer.transport.abort()
                    return
                for event in events(*answer):
                    writer.write(connection.send(event) or b"")
                await writer.drain()
                if connection.our_state is not h11.DONE:
                    break
                connection.start_next_cycle()
        except (OSError, h11.ProtocolError, asyncio.CancelledError):
            pass
        finally:
            self._writers.discard(writer)
            with suppress(OSError):
                writer.close()

    async def _answer(self, target: str, kind: str, body: bytes) -> tuple[int, bytes] | None:
        """Status and body; None: cut the connection."""
        at = time.monotonic()
        path, _, query = target.partition("?")
        found = _PATH.fullmatch(urllib.parse.unquote(path))
        if not found:
            return as_json(ApiError(404, "Not Found").body, 404)
        is_file, token, method = found.groups()
        if token not in self.tokens:
            return as_json(ApiError(401, "Unauthorized").body, 401)
        if is_file:
            return self._file(method)
        fields = {key: parsed(value) for key, value in urllib.parse.parse_qsl(query)}
        fields |= fields_in(kind, body)
        return await self._call(method, fields, at)

    def _file(self, path: str) -> tuple[int, bytes]:
        for file_id, (name, content) in self.world.files.items():
            if path == f"documents/{file_id}/{name}":
                return 200, content
        return as_json(ApiError(404, "Not Found").body, 404)

    async def _call(self, method: str, fields: Fields, at: float) -> tuple[int, bytes] | None:
        fault = self._fault(method, fields)
        result: Any = None
        refusal: ApiError | None = None
        if fault is None or fault.trouble is Trouble.CUT_AFTER:
            try:
                result = await self._do(method, fields)
            except ApiError as error:
                refusal = error
        elif fault.trouble is Trouble.REFUSED:
            refusal = ApiError(fault.status, fault.description, fault.retry_after)
        is_cut = fault is not None and fault.trouble is not Trouble.REFUSED
        status = 0 if is_cut else refusal.status if refusal else 200
        with self.changed:
            self.calls.append(Call(method, fields, at, status, result))
            self.changed.notify_all()
        if fault is not None and fault.trouble is Trouble.HANG:
            await self._healed.wait()
        if is_cut:
            return None
        if refusal:
            return as_json(refusal.body, status)
        return as_json({"ok": True, "result": result}, status)

    async def _do(self, method: str, fields: Fields) -> Any:
        if method.lower() == "getupdates":
            return await self._updates(fields)
        with self.changed:
            return json.loads(json.dumps(self.world.call(method, fields)))

    async def _updates(self, fields: Fields) -> list[dict[str, Any]]:
        if self.world.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._polls.number += 1
        mine = self._polls.number
        self._ring()
        end = time.monotonic() + min(float(fields.get("timeout") or 0), 50)
        with self.changed:
            self.world.updates.allowed = fields.get("allowed_updates", self.world.updates.allowed)
        offset, limit = int(fields.get("offset") or 0), int(fields.get("limit") or 100)
        while True:
            ring = self._polls.ring
            with self.changed:
                found = self.world.updates.batch(offset, limit)
            if found or time.monotonic() >= end:
                return found
            await self._rung(ring, end - time.monotonic())
            if self._polls.number != mine:
                raise ApiError(409, "Conflict: terminated by other getUpdates request")

    async def _rung(self, ring: asyncio.Event, seconds: float) -> None:
        self._polls.waiting += 1
        with self.changed:
            self.changed.notify_all()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(ring.wait(), seconds)
        finally:
            self._polls.waiting -= 1


@contextmanager
def telegram() -> Iterator[TelegramServer]:
    """The stand-in, serving in a thread of its own until the block ends."""
    with served_apart(TelegramServer()) as server:
        yield server
