"""Hears Slack by either way: Socket Mode, where we call, or signed HTTP, where Slack does.

Both ways end in one bolt app. An event is in the store before it is acknowledged (a middleware
before all others); a tap or a form is decided before.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.listening import WORKING, Listening
from bot.channels.slack import views
from bot.channels.slack.api import REFUSED, Me, SlackApi, state_of
from bot.channels.slack.cards import CARD
from bot.channels.slack.channel import CASE
from bot.channels.slack.commands import COMMAND, SlackCommands
from bot.channels.slack.gate import body_in, is_signed
from bot.channels.slack.home import SlackHome
from bot.channels.slack.keeper import SlackKeeper
from bot.channels.slack.listeners import acknowledged, failed, nothing, with_payload
from bot.channels.slack.officials import Officials
from bot.channels.slack.payloads import Happened, Payload, Verified, for_bolt, payload_in
from bot.channels.slack.rights import RIGHTS, SlackRights
from bot.errors import StoreError

_log = structlog.get_logger(__name__)
PATH = "/slack"
"""Where Slack pushes, if it does."""
MOST_PUSHED = 1024 * 1024
"""The largest body Slack pushes, in bytes: a change of a message of 40,000 signs, before and after,
as text and as blocks, six bytes a sign.
"""
_LOOK_SECONDS = 1.0
_LOST_SECONDS = 30.0
"""How long a connection may be away before it is built anew; the library mends it by itself."""
_REFUSED_SECONDS = 5.0
"""How often a refused token is shown again."""
_PING_SECONDS = 5.0
_CLOSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Access:
    """How the app is reached; from the settings."""

    token: str
    server: str
    app_token: str = ""
    """For Socket Mode."""
    signing_secret: str = ""
    """For signed HTTP, where there is no app token."""


@dataclass(frozen=True, slots=True)
class Hearers:
    """Who does something with what is heard."""

    keeper: SlackKeeper
    officials: Officials
    commands: SlackCommands
    home: SlackHome
    rights: SlackRights


class SlackEar(Listening):
    """One app's ear; outlives wrong tokens and lost networks."""

    def __init__(
        self,
        api: SlackApi,
        access: Access,
        hearers: Hearers,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``clock``: Unix seconds."""
        super().__init__("slack", sleep)
        self._api = api
        self._access = access
        self._hearers = hearers
        self._clock = clock
        self._me: Me | None = None
        self._app: AsyncApp | None = None

    async def turn(self) -> None:
        """By the one way or by the other."""
        if self._app is None:
            await self._begin()
        await (self._listen() if self._access.app_token else self._stay())

    def state_after(self, error: Exception) -> str:
        """What is wrong, in a few words."""
        return state_of(error)

    async def _begin(self) -> None:
        told = await self._api.call("auth.test")
        self._me = Me(str(told["user_id"]), str(told.get("bot_id", "")), str(told["team_id"]))
        self._app = self._bolt(self._me)

    def _bolt(self, me: Me) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot
            )

        app = AsyncApp(
            name="aura",
            logger=logging.getLogger("slack_bolt"),  # else bolt takes the root's level (bot.logs)
            client=self._api.client(),
            signing_secret="",
            authorize=authorize,
            before_authorize=self._keep,
            request_verification_enabled=False,  # the gate has done it
            ssl_check_enabled=False,
            ignoring_self_events_enabled=False,  # events never come so far
            attaching_function_token_enabled=False,
        )
        hearers = self._hearers
        app.action(re.compile(rf"^{CARD}\."))(with_payload(hearers.officials.pressed))
        app.action(re.compile(rf"^{CASE}\."))(acknowledged(hearers.keeper.pressed))
        app.action(re.compile(rf"^{RIGHTS}\."))(with_payload(hearers.rights.pressed))
        app.action(views.PREVIEW)(with_payload(hearers.officials.preview))
        app.action(re.compile(""))(acknowledged(nothing))
        app.view(views.FORM)(with_payload(hearers.officials.submitted))
        app.options(views.CHOICE)(with_payload(hearers.officials.searched))
        app.command(COMMAND)(with_payload(hearers.commands.typed))
        app.error(failed)
        return app

    async def _keep(
        self,
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[Any]],  # noqa: A002 - bolt's
    ) -> BoltResponse | None:
        """Events end here: kept, then acknowledged."""
        payload = context["payload"]
        if not isinstance(payload, Happened) or self._me is None:
            await next()
            return None
        if payload.kind == "app_home_opened":
            self._hearers.home.opened(payload.event)
            return BoltResponse(status=200)
        try:
            await self._hearers.keeper.happened(payload, self._me)
        except StoreError:
            return BoltResponse(status=503)
        return BoltResponse(status=200)

    async def _heard(self, payload: Payload) -> BoltResponse:
        """What bolt makes of it. It is shown only what has been found whole."""
        if self._app is None:
            return BoltResponse(status=503)
        request = AsyncBoltRequest(
            body=for_bolt(payload), mode="socket_mode", context={"payload": payload}
        )
        return await self._app.async_dispatch(request)

    # Socket Mode.
    async def _listen(self) -> None:
        """Be connected until the connection is lost for good."""
        if self._app is None:
            return
        web = self._api.client(self._access.app_token)
        handler = _Socket(self._app, self._access.app_token, web, self._heard)
        try:
            await handler.client.connect()  # type: ignore[no-untyped-call]
            self._now_is(WORKING)
            lost = 0.0
            while lost < _LOST_SECONDS:
                await self._look(is_connected=lost < 3 * _LOOK_SECONDS)
                lost = 0.0 if await handler.client.is_connected() else lost + _LOOK_SECONDS
        finally:
            with suppress(Exception):  # what went wrong before is what is told
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await handler.client.close()  # type: ignore[no-untyped-call]

    async def _look(self, *, is_connected: bool = True) -> None:
        """Tell how it stands, after a moment. A token that was refused is shown again from time to
        time, since nobody else may have anything to say.
        """
        await self._sleep(_LOOK_SECONDS)
        if not is_connected:
            self._now_is("no network")
        elif not self._api.is_refused:
            self._now_is(WORKING)
        else:
            self._now_is(REFUSED)
            await self._sleep(_REFUSED_SECONDS)
            with suppress(Exception):  # it is told by ``is_refused``
                await self._api.call("auth.test")

    # Signed HTTP.
    async def _stay(self) -> None:
        while True:
            await self._look()

    def routes(self) -> list[BaseRoute]:
        """Where Slack pushes, if it does."""
        is_pushed = bool(self._access.signing_secret)
        return [Route(PATH, self.pushed, methods=["POST"])] if is_pushed else []

    async def pushed(self, request: Request) -> Response:
        """One request from Slack: proved, found whole, done, and only then acknowledged.

        The body's size is limited by the web side (``BodyLimit``, to ``MOST_PUSHED``).
        """
        body = await request.body()
        if not is_signed(self._access.signing_secret, request.headers, body, self._clock()):
            return PlainTextResponse("", 401)
        payload = payload_in(body_in(body, request.headers.get("content-type", "")))
        if payload is None:
            _log.warning("slack.malformed")
            return PlainTextResponse("", 400)
        if isinstance(payload, Verified):
            return PlainTextResponse(payload.challenge)
        return to_starlette_response(await self._heard(payload))


class _Socket(AsyncSocketModeHandler):
    """bolt's handler, behind the same door as HTTP."""

    def __init__(
        self,
        app: AsyncApp,
        token: str,
        web: Any,
        heard: Callable[[Payload], Awaitable[BoltResponse]],
    ) -> None:
        super().__init__(app, token, web_client=web, ping_interval=_PING_SECONDS)
        self._heard = heard

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """One envelope; what is not as Slack describes is acknowledged, or it came for ever."""
        start = time.time()
        payload = payload_in(req.payload)
        if payload is None:
            _log.warning("slack.malformed")
            response = BoltResponse(status=200)
        else:
            response = await self._heard(payload)
        await send_async_response(client, req, response, start)
