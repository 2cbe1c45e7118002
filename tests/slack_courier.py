"""How Slack brings things to an app: over Socket Mode, or as signed HTTP, and again if need be."""

import asyncio
import hashlib
import hmac
import io
import itertools
import json
import time
import urllib.parse
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import aiohttp
from aiohttp import web

SIGNING_SECRET = "aura-stand-in-signing-secret-of-the-tests"
MOST_SOCKETS = 10
SLACK_WAITS = (0.0, 60.0, 300.0)
"""Seconds before each retry of an event; after the last it is given up."""


class Kind(Enum):
    """What is brought; the type of its Socket Mode envelope."""

    EVENT = "events_api"
    INTERACTION = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app said to one attempt."""

    ok: bool
    payload: Any = None
    """Its response: options, errors of a form, words for a command."""
    status: int | None = None
    """Of HTTP; None over a socket and where no answer came."""
    reason: str = ""
    """Why it failed."""
    seconds: float = 0.0
    again: bool = True
    """False: the app forbade retries (``X-Slack-No-Retry``)."""


@dataclass(eq=False)
class Delivery:
    """One thing on its way to the app."""

    kind: Kind
    payload: dict[str, Any]
    takes_answer: bool = False
    acks: list[Ack] = field(default_factory=list)
    """One for each attempt so far."""
    is_over: bool = False
    """Acknowledged or given up."""

    @property
    def event_id(self) -> str:
        """Of an event; empty for others."""
        return str(self.payload.get("event_id", ""))

    @property
    def is_acked(self) -> bool:
        """Whether the app took it."""
        return bool(self.acks) and self.acks[-1].ok


def signature(body: bytes, at: int, secret: str = SIGNING_SECRET) -> str:
    """``v0=...`` over the raw body at that Unix time."""
    base = f"v0:{at}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def signed(body: bytes, *, at: int | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers of a signed request."""
    now = int(time.time()) if at is None else at
    stamp = {"X-Slack-Request-Timestamp": str(now)}
    return stamp | {"X-Slack-Signature": signature(body, now, secret)}


def wire(kind: Kind, payload: dict[str, Any]) -> tuple[bytes, str]:
    """Body and content type over HTTP."""
    if kind is Kind.EVENT:
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind is Kind.COMMAND else {"payload": json.dumps(payload)}
    return urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded"


class Courier:
    """Brings things to the app; lives in the server's loop."""

    def __init__(self, told: Callable[[], None]) -> None:
        """``told``: called after every change, for those who wait."""
        self._told = told
        self.request_url: str | None = None
        """Where HTTP goes; None: over sockets."""
        self.ack_seconds = 3.0
        self.waits: tuple[float, ...] = SLACK_WAITS
        self.sockets: list[web.WebSocketResponse] = []
        self.tickets: set[str] = set()
        self._turn = itertools.count()
        self._open: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Ack]]] = {}
        self.sent: list[tuple[int, str]] = []
        """For each envelope sent over a socket: number of the socket's connection, its type."""
        self.opened = 0
        """How many sockets were ever opened."""
        self._numbers: dict[int, int] = {}
        self._wires: dict[int, asyncio.Transport] = {}
        self._ring = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def start(self, delivery: Delivery) -> None:
        """Begin to bring it."""
        task = asyncio.get_running_loop().create_task(self._bring(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop everything."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def ring(self) -> None:
        """Every retry that waits comes now."""
        self._ring.set()
        self._ring = asyncio.Event()

    async def _bring(self, delivery: Delivery) -> None:
        tries = len(self.waits) + 1 if delivery.kind is Kind.EVENT else 1
        for number in range(tries):
            if number:
                wait = self.waits[number - 1]
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._ring.wait()
            ack = await self._try(delivery, number)
            delivery.acks.append(ack)
            delivery.is_over = ack.ok or not ack.again or number == tries - 1
            self._told()
            if delivery.is_over:
                return

    async def _try(self, delivery: Delivery, number: int) -> Ack:
        begun = time.monotonic()
        reason = delivery.acks[-1].reason if number else ""
        way = self._over_http if self.request_url else self._over_socket
        try:
            async with asyncio.timeout(self.ack_seconds):
                ack = await way(delivery, number, reason)
        except TimeoutError:
            ack = Ack(False, reason="http_timeout" if self.request_url else "timeout")
        except (aiohttp.ClientError, OSError):
            ack = Ack(False, reason="connection_failed")
        seconds = time.monotonic() - begun
        return Ack(ack.ok, ack.payload, ack.status, ack.reason, seconds, ack.again)

    # Signed HTTP.
    async def _over_http(self, delivery: Delivery, number: int, reason: str) -> Ack:
        body, kind = wire(delivery.kind, delivery.payload)
        headers = signed(body) | {"Content-Type": kind}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        status, told, answer = await self.post(str(self.request_url), body, headers)
        again = told.get("X-Slack-No-Retry") != "1"
        if status != 200:
            return Ack(False, status=status, reason="http_error", again=again)
        return Ack(True, _read(answer), status)

    async def post(
        self, url: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """A raw POST: status, headers and body of the answer."""
        self._session = self._session or aiohttp.ClientSession()
        agent = {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        async with self._session.post(
            url, data=io.BytesIO(body), headers=agent | headers
        ) as answer:
            return answer.status, dict(answer.headers), await answer.read()

    # Socket Mode.
    async def _over_socket(self, delivery: Delivery, number: int, reason: str) -> Ack:
        if not self.sockets:
            return Ack(False, reason="connection_failed")
        socket = self.sockets[next(self._turn) % len(self.sockets)]
        envelope = str(uuid.uuid4())
        body: dict[str, Any] = {"envelope_id": envelope, "type": delivery.kind.value}
        body |= {"payload": delivery.payload, "accepts_response_payload": delivery.takes_answer}
        if delivery.kind is Kind.EVENT:
            body |= {"retry_attempt": number, "retry_reason": reason}
        future: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._open[envelope] = (socket, future)
        self.sent.append((self._numbers[id(socket)], delivery.kind.value))
        try:
            await socket.send_str(json.dumps(body))
            return await future
        finally:
            self._open.pop(envelope, None)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket, from its hello until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=404)
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.sockets) >= MOST_SOCKETS:
            await self._say(socket, "disconnect", reason="too_many_websockets")
            await socket.close()
            return socket
        self.opened += 1
        self._numbers[id(socket)] = self.opened
        assert request.transport
        self._wires[id(socket)] = request.transport
        self.sockets.append(socket)
        count = len(self.sockets)
        await self._say(
            socket, "hello", num_connections=count, connection_info={"app_id": "A0AURADESK"}
        )
        await socket.ping(b"Ping from stand-in")
        self._told()
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._heard(message.data)
        finally:
            self._gone(socket)
        return socket

    async def _say(self, socket: web.WebSocketResponse, kind: str, **more: Any) -> None:
        info = {"host": "stand-in", "approximate_connection_time": 18060}
        await socket.send_str(json.dumps({"type": kind, "debug_info": info} | more))

    def _heard(self, text: str) -> None:
        try:
            said = json.loads(text)
            _, future = self._open[said["envelope_id"]]
        except (ValueError, KeyError, TypeError):
            return  # too late, or no acknowledgement at all
        if not future.done():
            future.set_result(Ack(True, said.get("payload")))

    def _gone(self, socket: web.WebSocketResponse) -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)
        for owner, future in list(self._open.values()):
            if owner is socket and not future.done():
                future.set_result(Ack(False, reason="connection_failed"))
        self._told()

    def cut(self) -> None:
        """Break the connection of every socket."""
        for socket in self.sockets:
            self._wires[id(socket)].abort()

    async def warn(self) -> None:
        """Tell every socket that it ends soon."""
        for socket in list(self.sockets):
            await self._say(socket, "disconnect", reason="warning")

    async def refresh(self) -> None:
        """End every socket; the app shall come again."""
        for socket in list(self.sockets):
            with suppress(ConnectionError):
                await self._say(socket, "disconnect", reason="refresh_requested")
            self.sockets = [other for other in self.sockets if other is not socket]
            await socket.close()


def _read(answer: bytes) -> Any:
    """The payload in a body: JSON, words, or nothing."""
    text = answer.decode()
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return {"text": text}
