"""slack_sdk and slack_bolt as anybody would use them, in a loop of their own."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.slack_courier import SIGNING_SECRET
from tests.slack_server import APP_TOKEN, TOKEN, SlackServer

T = TypeVar("T")
_START_SECONDS = 15


class Loop:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 20.0) -> T:
        """The result of a coroutine."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def close(self) -> None:
        """End all that still runs, and the thread."""
        self.run(_end_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


async def _end_all() -> None:
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@contextmanager
def running_loop() -> Iterator[Loop]:
    """A loop until the block ends."""
    loop = Loop()
    try:
        yield loop
    finally:
        loop.close()


class Client:
    """The Web API by slack_sdk, one call at a time."""

    def __init__(self, url: str, loop: Loop, token: str = TOKEN) -> None:
        """``url``: the root."""
        self._loop = loop
        self.web = AsyncWebClient(
            token=token, base_url=f"{url}/api/", retry_handlers=[], timeout=10
        )

    def __call__(self, method: str, **fields: Any) -> dict[str, Any]:
        """The answer of a method, by slack_sdk's own function. Raises SlackApiError."""
        does = getattr(self.web, method.replace(".", "_"))
        answer = self._loop.run(does(**fields))
        return dict(answer.data)

    def refusal(self, method: str, **fields: Any) -> str:
        """The error of a call that must not work."""
        try:
            answer = self(method, **fields)
        except SlackApiError as error:
            return str(error.response["error"])
        raise AssertionError(f"{method} worked: {answer}")


def bolt_app(server: SlackServer) -> AsyncApp:
    """A plain app that knows the stand-in."""
    quiet = logging.getLogger("quiet-bolt")
    quiet.setLevel(logging.CRITICAL)
    web = AsyncWebClient(token=TOKEN, base_url=f"{server.url}/api/", retry_handlers=[])
    return AsyncApp(client=web, signing_secret=SIGNING_SECRET, logger=quiet)


@asynccontextmanager
async def _socket(server: SlackServer, app: AsyncApp) -> AsyncIterator[None]:
    web = AsyncWebClient(base_url=f"{server.url}/api/", retry_handlers=[])
    handler: Any = AsyncSocketModeHandler(  # its methods are untyped
        app, APP_TOKEN, logger=app.logger, web_client=web, ping_interval=0.5
    )
    await handler.client.connect()
    try:
        yield
    finally:
        await handler.client.close()


@contextmanager
def over_sockets(
    server: SlackServer, loop: Loop, made: Callable[[], AsyncApp], sockets: int = 1
) -> Iterator[None]:
    """A bolt app connected by Socket Mode until the block ends."""

    async def make() -> AsyncApp:
        return made()

    app = loop.run(make())
    held = [_socket(server, app) for _ in range(sockets)]
    for one in held:
        loop.run(one.__aenter__())
    try:
        server.wait(lambda: server.connected == sockets)
        yield
    finally:
        for one in held:
            loop.run(one.__aexit__(None, None, None))


@contextmanager
def over_http(server: SlackServer, loop: Loop, made: Callable[[], AsyncApp]) -> Iterator[str]:
    """A bolt app behind Starlette until the block ends; its address for requests."""

    async def make() -> uvicorn.Server:
        handler = AsyncSlackRequestHandler(made())

        async def take(request: Request) -> Response:
            return await handler.handle(request)

        routes = [Route("/slack/events", take, methods=["POST"])]
        settings = uvicorn.Config(Starlette(routes=routes), port=0, log_level="critical")
        return uvicorn.Server(settings)

    serving = loop.run(make())
    ended = asyncio.run_coroutine_threadsafe(serving.serve(), loop.loop)
    loop.run(_started(serving))
    port = serving.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}/slack/events"
    server.over_http(url)
    try:
        yield url
    finally:
        server.over_http(None)
        serving.should_exit = True
        ended.result(_START_SECONDS)


async def _started(serving: uvicorn.Server) -> None:
    async with asyncio.timeout(_START_SECONDS):
        while not serving.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
            await asyncio.sleep(0.01)
