"""One door to the Web API: calls over slack_sdk's client, its errors as ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import FileError, SendError

USUAL = "https://slack.com"
"""Slack's own server."""
REFUSED = "token refused"
"""The state of a connection whose token Slack does not take."""
_CALL_SECONDS = 12.0
_CONNECT_SECONDS = 5.0
_TOKEN_WAIT = 20.0
"""Seconds until a text is tried again whose app has no right token just now."""
_USUAL_WAIT = 30.0
"""Seconds to wait where a refusal does not say how long."""
_TOKEN = frozenset(
    ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]
)
_LEFT = frozenset(["user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot"])
"""Errors after which nobody is there any more."""
_OUTSIDE = frozenset(["not_in_channel", "channel_not_found", "is_archived", "missing_scope"])
"""Errors that end when somebody invites the app or gives it its rights."""
_TOO_OFTEN = frozenset(["ratelimited", "rate_limited"])
_UNKNOWN = frozenset(
    ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"]
)
"""Errors after which a message may stand in the channel all the same."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who the app is in its workspace, as auth.test told."""

    user: str
    bot: str
    team: str


class SlackApi:
    """The Web API with one bot's token, which is never logged."""

    def __init__(self, token: str, server: str = USUAL) -> None:
        """``server`` without a path: Slack's own or a stand-in. Nothing is retried here: a post
        that is sent again may stand there twice (see ``SlackChannel.send``).
        """
        self._token = token
        self._server = server
        self.is_refused = False
        """Whether Slack refused the token when it was last shown."""
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    async def __aenter__(self) -> Self:
        """Open the connections; asks nothing of Slack yet."""
        seconds = aiohttp.ClientTimeout(total=_CALL_SECONDS, sock_connect=_CONNECT_SECONDS)
        self._session = aiohttp.ClientSession(timeout=seconds)
        self._client = self.client(self._token)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def client(self, token: str | None = None) -> AsyncWebClient:
        """slack_sdk's own client, with a token or none; several share the connections."""
        return AsyncWebClient(
            token, base_url=f"{self._server}/api/", session=self._session, retry_handlers=[]
        )

    async def call(self, method: str, **values: Any) -> dict[str, Any]:
        """What a method answers, e.g. ``call("chat.postMessage", channel="D1", text="...")``.

        Raises:
            SlackApiError, aiohttp.ClientError, TimeoutError: see ``as_send_error``.
        """
        return await self._asked(method, "json", "POST", values)

    async def ask(self, method: str, **values: Any) -> dict[str, Any]:
        """The same for methods that only read: they take no JSON."""
        return await self._asked(method, "params", "GET", values)

    async def _asked(
        self, method: str, where: Literal["json", "params"], verb: str, values: Mapping[str, Any]
    ) -> dict[str, Any]:
        if self._client is None:
            raise RuntimeError("The connections are not open.")
        given: Any = {where: {key: value for key, value in values.items() if value is not None}}
        try:
            answer = await self._client.api_call(method, http_verb=verb, **given)
        except SlackApiError as error:
            self.is_refused = code_of(error) in _TOKEN
            raise
        self.is_refused = False
        data = answer.data
        return data if isinstance(data, dict) else {}

    async def respond(self, url: str, **values: Any) -> None:
        """Answer through a payload's response_url, also where the app is no member. Raises as
        ``call``, and SendError for an address that is not Slack's: nobody else is spoken to.
        """
        if self._session is None:
            raise RuntimeError("The connections are not open.")
        if not url.startswith(("https://hooks.slack.com/", f"{self._server}/")):
            raise SendError("The address to answer at is not Slack's.", permanent=True)
        async with self._session.post(url, json=values, allow_redirects=False) as answer:
            answer.raise_for_status()

    async def upload(self, channel: str, name: str, body: bytes) -> None:
        """Put a file into a channel. Raises as ``call``."""
        place = await self.ask("files.getUploadURLExternal", filename=name, length=len(body))
        if self._session is None:
            raise RuntimeError("The connections are not open.")
        async with self._session.post(str(place["upload_url"]), data=body) as answer:
            answer.raise_for_status()
        files = [{"id": place["file_id"], "title": name}]
        await self.call("files.completeUploadExternal", files=files, channel_id=channel)

    async def download(self, url: str, most: int) -> bytes:
        """A file of Slack's, of at most ``most`` bytes. Raises FileError."""
        if self._session is None or not url.startswith(
            ("https://files.slack.com/", f"{self._server}/")
        ):
            raise FileError  # the token goes to nobody else
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status != 200 or answer.content_type == "text/html":
                    raise FileError
                content = await answer.content.read(most + 1)
                while len(content) <= most and not answer.content.at_eof():
                    content += await answer.content.read(most + 1 - len(content))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise FileError from error
        if len(content) > most:
            raise FileError(too_large=True)
        return content


def code_of(error: BaseException | None) -> str:
    """Slack's own word for what went wrong, e.g. ``channel_not_found``; else empty."""
    answer = error.response if isinstance(error, SlackApiError) else None
    data = getattr(answer, "data", None)
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


def state_of(error: Exception) -> str:
    """What is wrong with the connection, in a few words for a log line and ``/healthz``."""
    code = code_of(error)
    if code in _TOKEN or code == "not_allowed_token_type":
        return REFUSED
    if code == "missing_scope":
        return "a scope is missing: update the app from `aura slack manifest`"
    if isinstance(error, aiohttp.ClientError | TimeoutError):
        return "no network"
    return f"failing: {code or type(error).__name__}"


def as_send_error(error: Exception) -> SendError:
    """What a failed call means to who wanted to send."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return SendError("No network.")
    if not isinstance(error, SlackApiError):
        return SendError(f"No answer from Slack ({type(error).__name__}).", uncertain=True)
    code, status = code_of(error), int(getattr(error.response, "status_code", 0) or 0)
    if status == 429 or code in _TOO_OFTEN:
        return SendError("Slack asks to wait.", again_in=_seconds(error))
    if status >= 500 or not code or code in _UNKNOWN:
        return SendError(f"No answer from Slack ({code or status}).", uncertain=True)
    return _refused(code)


def _refused(code: str) -> SendError:
    """What Slack certainly did not do."""
    if code in _TOKEN:
        return SendError("Slack refuses the app's token.", again_in=_TOKEN_WAIT)
    if code in _OUTSIDE:
        return SendError(f"The app cannot speak there: {code}. Invite it.")
    left = code in _LEFT
    return SendError(f"Slack refuses the message: {code}", permanent=True, unreachable=left)


def _seconds(error: SlackApiError) -> float:
    """How long a 429 asks to wait."""
    headers = getattr(error.response, "headers", None) or {}
    asked = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return float(asked) if asked.isdecimal() else _USUAL_WAIT
