"""A stand-in Slack of our own, on loopback: what the real one promises, and how it fails.

The Web API, Socket Mode and the signed HTTP side. It checks what the real one checks, records
every call with its time, and can be told to refuse, to hang and to cut the connection.
"""

import asyncio
import json
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from tests.apart import served_apart
from tests.slack_courier import Courier, Delivery, Kind, signed
from tests.slack_files import MOST_FILE, file_routes
from tests.slack_methods import call as call_method
from tests.slack_methods import respond
from tests.slack_payloads import envelope, is_wanted
from tests.slack_record import Call, Record
from tests.slack_rules import ApiError
from tests.slack_troubles import Trouble
from tests.slack_wire import as_answer, read_call
from tests.slack_world import World

TOKEN = "xoxb-420000001-stand-in-token-of-the-tests"
APP_TOKEN = "xapp-1-A0AURADESK-stand-in-token-of-the-tests"
EVENTS = frozenset(
    {"message.im", "message.channels", "message.groups", "app_mention", "app_home_opened"}
)


class SlackServer(Record):
    """The stand-in; ``slack()`` runs it. Its methods may be called from any thread."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.tokens = {TOKEN}
        """Tokens that hold; empty it to revoke."""
        self.subscribed: frozenset[str] = EVENTS
        self.is_paced = False
        """Whether more than one message a second to a channel is answered with 429."""
        self.courier = Courier(self._tell)
        self._paces: dict[str, float] = defaultdict(float)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    # For the tests.
    @property
    def connected(self) -> int:
        """How many sockets are open now."""
        return len(self.courier.sockets)

    def over_http(self, request_url: str | None) -> None:
        """From now on everything goes there, signed; None: to sockets again."""
        self.courier.request_url = request_url

    def retry_now(self) -> None:
        """Every event that waits for its next attempt comes now."""
        self._soon(self.courier.ring)

    def warn(self) -> None:
        """``disconnect`` with ``warning`` to every socket."""
        self._await(self.courier.warn())

    def refresh(self) -> None:
        """``disconnect`` with ``refresh_requested`` to every socket, then they close."""
        self._await(self.courier.refresh())

    def cut_sockets(self) -> None:
        """Every socket's connection breaks."""
        self._soon(self.courier.cut)

    def bring(self, kind: Kind, payload: dict[str, Any], *, takes_answer: bool = False) -> Delivery:
        """Something for the app, over the transport in use; a malformed payload is fine."""
        delivery = Delivery(kind, payload, takes_answer)
        with self.changed:
            self.deliveries.append(delivery)
        self._soon(lambda: self.courier.start(delivery))
        return delivery

    def push(
        self, url: str, body: bytes, kind: str = "application/json", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """A raw, signed POST: status, headers, body.

        ``headers`` are laid over ours, with ``_`` for ``-``.
        """
        whole = signed(body) | {"Content-Type": kind}
        whole |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer: tuple[int, dict[str, str], bytes] = self._await(self.courier.post(url, body, whole))
        return answer

    def flush(self) -> None:
        """Send what has happened in the world to the app, as events."""
        with self.changed:
            news, self.world.news = self.world.news, []
            bodies = [
                envelope(self.world, json.loads(json.dumps(event)))
                for event in news
                if is_wanted(event, self.subscribed, self.world)
            ]
            self.changed.notify_all()
        for body in bodies:
            self.bring(Kind.EVENT, body)

    # Inside the loop.
    def _tell(self) -> None:
        with self.changed:
            self.changed.notify_all()

    async def _listen(self) -> None:
        assert self._runner
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await self._site.start()
        self.port = self._runner.addresses[0][1]
        self.world.url = self.url

    async def _close(self) -> None:
        if self._site:
            await self._site.stop()
        assert self._runner
        assert self._runner.server
        for connection in list(self._runner.server.connections):
            if connection.transport:
                connection.transport.abort()

    async def run(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Serve until ``stop``."""
        app = web.Application(client_max_size=MOST_FILE)
        app.router.add_route("*", "/api/{method}", self._called)
        app.router.add_post("/response/{number}", self._responded)
        app.router.add_routes(file_routes(self))
        app.router.add_get("/link", self.courier.serve)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0)
        await self._runner.setup()
        await super().run(ready, stop)

    async def _end(self) -> None:
        await self.courier.close()
        await super()._end()
        assert self._runner
        await self._runner.cleanup()

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            fields, token = await read_call(request)
        except ApiError as error:
            return web.json_response(error.body)
        held = {APP_TOKEN} if method == "apps.connections.open" else self.tokens
        if token not in held:
            why = "not_authed" if not token else "invalid_auth"
            if token in {TOKEN, APP_TOKEN} and self.tokens:
                why = "not_allowed_token_type"
            return web.json_response({"ok": False, "error": why})
        return await self._answer(request, method, fields)

    async def _responded(self, request: web.Request) -> web.StreamResponse:
        try:
            body = json.loads(await request.text())
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        number = request.match_info["number"]
        return await self._answer(request, "response", body | {"response_id": number})

    async def _answer(
        self, request: web.Request, method: str, fields: dict[str, Any]
    ) -> web.StreamResponse:
        at = time.monotonic()
        fault = self._fault(method, fields)
        result, refusal = None, None
        if fault is None or fault.does:
            try:
                result = self._do(method, fields)
            except ApiError as error:
                refusal = error
        elif fault.trouble is Trouble.REFUSED:
            refusal = ApiError(fault.error, status=fault.status, retry_after=fault.retry_after)
        is_cut = fault is not None and fault.trouble is not Trouble.REFUSED
        status = 0 if is_cut else refusal.status if refusal else 200
        error_name = refusal.error if refusal else ""
        with self.changed:
            self.calls.append(Call(method, fields, at, status, result, error_name))
            self.changed.notify_all()
        self.flush()
        if fault is not None and fault.trouble in {Trouble.HANG, Trouble.HANG_AFTER}:
            await self._healed.wait()
        if is_cut and request.transport:
            request.transport.abort()
        return as_answer(result, refusal)

    def _do(self, method: str, fields: dict[str, Any]) -> dict[str, Any]:
        with self.changed:
            if method == "response":
                respond(self.world, fields["response_id"], fields)
                return {}
            if method == "apps.connections.open":
                ticket = uuid.uuid4().hex
                self.courier.tickets.add(ticket)
                return {"url": f"ws://127.0.0.1:{self.port}/link?ticket={ticket}"}
            if method == "chat.postMessage" and self.is_paced:
                self._pace(str(fields.get("channel")))
            done: dict[str, Any] = json.loads(json.dumps(call_method(self.world, method, fields)))
            return done

    def _pace(self, channel: str) -> None:
        now = time.monotonic()
        if now - self._paces[channel] < 1:
            raise ApiError("ratelimited", status=429, retry_after=1)
        self._paces[channel] = now


@contextmanager
def slack() -> Iterator[SlackServer]:
    """The stand-in, serving in a thread of its own until the block ends."""
    with served_apart(SlackServer()) as server:
        yield server
