"""What every answer over HTTP has: headers, size limits, rates."""

import asyncio
from collections.abc import Mapping, Sequence

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY = 64 * 1024
"""The largest request body, bytes: a form of 6,000 characters with room to spare."""
_MOST_DISCARDED = 4 * 1024 * 1024
"""How much of a body that is too large is read and thrown away, bytes."""

BODY_SECONDS = 30
"""How long a body may take to arrive."""


class SecurityHeaders:
    """Headers of the security list (ASVS 3.4): no inline script or style, no foreign frames."""

    def __init__(self, app: ASGIApp, *, https: bool, embed_origins: Sequence[str]) -> None:
        self._app = app
        self._https = https
        self._frames = " ".join(embed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        is_desk = path == "/desk" or path.startswith("/desk/")
        frames = "'none'" if is_desk else f"'self' {self._frames}".strip()
        headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; "
            f"frame-ancestors {frames}"
        )
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer" if not is_desk else "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        shared = path == "/widget.js"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin" if shared else "same-origin"
        if self._https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


class BodyLimit:
    """Refuses a request body over the limit, announced or streamed, with 413."""

    def __init__(
        self, app: ASGIApp, most: int = MOST_BODY, wider: Mapping[str, int] | None = None
    ) -> None:
        """``most`` bytes; ``wider``: of some paths more."""
        self._app = app
        self._most = most
        self._wider = wider or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body within the limit, then pass it on whole."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await self._whole(receive, self._wider.get(scope["path"], self._most))
        except ClientDisconnect:
            return  # half a message is no message: its sender sees that it failed
        except TimeoutError:
            await PlainTextResponse("The message came too slowly.", 408)(scope, receive, send)
            return
        if body is None:
            await PlainTextResponse("The message is too large.", 413)(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _whole(self, receive: Receive, most: int) -> bytes | None:
        """The body, or None when it is over the limit."""
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                await _discard(receive, more=more)
                return None
        return body


async def _discard(receive: Receive, *, more: bool) -> None:
    """Read on for a while: who is cut off in the middle of sending may not hear the answer."""
    left = _MOST_DISCARDED
    while more and left > 0:
        message = await receive()
        more = message.get("more_body", False)
        left -= len(message.get("body", b""))


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class Rates:
    """Messages a minute by key, in a moving window in memory."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allow(self, kind: str, key: str, a_minute: int) -> bool:
        """Whether one more is allowed now; counts it if so."""
        return self._limiter.hit(parse(f"{a_minute}/minute"), kind, key)


def client_address(request: Request) -> str:
    """The client's network address; uvicorn has replaced it for trusted proxies (ASVS 15.3.4)."""
    return request.client.host if request.client else "unknown"


def is_same_origin(request: Request) -> bool:
    """Whether a form was sent from our own pages, by the browser's own word (ASVS 3.5.1)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or origin.split("://", 1)[-1] == request.headers.get("host")
