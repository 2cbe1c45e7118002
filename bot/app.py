"""Builds every part from the settings, runs them in one loop, stops them in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.util import undefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.caretaker import Caretaker
from bot.cases import Cases
from bot.channels.web import WebChannel, WebChat, WebLimits
from bot.channels.webrights import WebRights
from bot.chats import Chats, Parts, Step, ended
from bot.city import Base
from bot.clockwork import Clockwork
from bot.desk import Desk
from bot.desk.pages import BELL
from bot.desk.signin import SignIn
from bot.erasing import Erasing
from bot.health import health_of
from bot.inbox import Inbox
from bot.knowledge import Stand
from bot.librarian import LIBRARY_BELL, Librarian
from bot.library import Library
from bot.machine import make_data_folder, room_for_pages, secret_of
from bot.outbox import Outbox
from bot.pages.http import BodyLimit, SecurityHeaders
from bot.pages.live import Bells
from bot.pages.render import STATIC, Pages
from bot.ports import Channel, Matcher
from bot.renewals import Verdicts
from bot.settings import Settings
from bot.store import StoreThread

_log = structlog.get_logger(__name__)
_WORK = "work"
_LOOK_SECONDS = 5.0
"""How often inbox and outbox look for work nobody rang for, e.g. after a failed send."""
_LIBRARY_SECONDS = 3.0
"""How often the knowledge folder is looked at; a change is used after two looks."""
_DEAD_SECONDS = 60.0
"""A worker that has not looked for so long is not alive."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Aura:
    """Every part, wired once. Building does nothing yet; ``running`` does."""

    def __init__(
        self,
        settings: Settings,
        base: Base,
        *,
        now: Callable[[], datetime] = utc_now,
        channels: Mapping[str, Channel] | None = None,
        matcher: Matcher | None = None,
        stand: Stand | None = None,
    ) -> None:
        """``channels`` replace the web channel, for the terminal; ``matcher`` the base's own;
        ``stand``: how the knowledge folder stood before ``base`` was read from it.
        """
        self.settings = settings
        self.library = Library(base, matcher)
        self.now = now
        self.bells = Bells()
        self.store = StoreThread(settings.data_file, changed=self._rings)
        self.cases = Cases(self.library, now)
        folder = settings.knowledge_folder()
        self.librarian = Librarian(self.library, self.store, folder, now, stand)
        wake = partial(self.bells.ring, LIBRARY_BELL)
        self.verdicts = Verdicts(self.store, self.library, folder, now, wake)
        self.chats = Chats(settings, self.library)
        if channels is None:
            channels = {WebChannel.name: WebChannel(self.bells), **self.chats.channels}
        self._channels = channels
        quiet = timedelta(seconds=settings.telegram_quiet)
        self.inbox = Inbox(self.store, channels, self.cases, now, quiet=quiet)
        self.outbox = Outbox(self.store, channels, self.cases, now)
        self.clockwork = Clockwork(self.store, self.cases)
        self.caretaker = Caretaker(self.store, self.cases, now)
        self._alive: dict[str, datetime] = {}
        self._connect(Pages(self.library, now))

    def _connect(self, pages: Pages) -> None:
        ring = partial(self.bells.ring, _WORK)
        parts = Parts(self.store, self.inbox, self.cases, self.verdicts, pages, ring, _WORK)
        self.chats.connect(parts)

    @property
    def base(self) -> Base:
        """The base that is served now."""
        return self.library.base

    def _rings(self) -> None:
        self.bells.ring(_WORK)
        self.bells.ring(BELL)

    @asynccontextmanager
    async def stored(self) -> AsyncIterator[None]:
        """The store alone open: nothing can be matched."""
        make_data_folder(self.settings)
        await self.store.open(secret_of(self.settings))
        try:
            yield
        finally:
            await self.store.close()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Store and matcher; no worker runs, and no case is touched but by the caller."""
        async with self.stored():
            await self.librarian.open()
            yield

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Store, workers and clock, stopped in the reverse order."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.opened())
            await self.clockwork.check()
            await self.clockwork.cover()
            await self.caretaker.open()
            await self.outbox.take_over()
            self.bells.most = min(self.bells.most, room_for_pages())
            steps: list[Step] = [
                ("inbox", self.inbox.work, _WORK, _LOOK_SECONDS),
                ("outbox", self.outbox.send_due, _WORK, _LOOK_SECONDS),
                ("librarian", self.look_at_library, LIBRARY_BELL, _LIBRARY_SECONDS),
            ]
            steps += await self.chats.run(stack)
            for name, step, bell, every in steps:
                work = self._worker(name, step, bell, every)
                worker = asyncio.create_task(work, name=name)
                stack.push_async_callback(ended, worker)
            self._start_clock(stack)
            stack.callback(self.bells.ring_all)
            yield

    def _start_clock(self, stack: AsyncExitStack) -> None:
        scheduler = AsyncIOScheduler(timezone=UTC)
        clockwork, at_once = self.clockwork, datetime.now(UTC)
        for job, seconds, first in (
            (clockwork.check, 3600, undefined),
            (clockwork.minute, 60, at_once),  # what became due while nothing ran
            (self.caretaker.work, 600, undefined),
        ):
            scheduler.add_job(
                job,
                "interval",
                seconds=seconds,
                next_run_time=first,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=60,
            )
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)

    async def _worker(
        self, name: str, step: Callable[[], Awaitable[int]], bell: str, every: float
    ) -> None:
        """Do what there is, then wait for a ring, or look again after ``every`` seconds."""
        async for _ in self.bells.listen(bell, every=every):
            try:
                await step()
            except Exception:  # the worker outlives any one failure
                _log.exception("worker.failed", worker=name)
            self._alive[name] = self.now()

    async def look_at_library(self) -> int:
        """Take a changed base; cases of officials who have left it, or are away by it, get another
        owner.
        """
        taken = await self.librarian.look()
        if taken:
            await self.clockwork.check()
            await self.clockwork.cover()
        return taken

    async def health(self, _request: Request) -> Response:
        """``/healthz``: 200 when all is well, 503 when somebody should look. Cases that break the
        invariant are named, and mended at once: the next look finds them well.
        """
        now = self.now()
        workers = {
            name: (now - seen).total_seconds() < _DEAD_SECONDS for name, seen in self._alive.items()
        }
        body = await health_of(self.store, self.base, tuple(self._channels), now)
        if body.get("breaches"):
            await self.clockwork.check()
        good = body.pop("good") and len(workers) > 1 and all(workers.values())
        body |= {
            "status": "ok" if good else "failing",
            "workers": workers,
            "base": "changed files have mistakes" if self.library.mistakes else "ok",
            **self.chats.states,
        }
        return JSONResponse(body, 200 if good else 503, {"Cache-Control": "no-store"})

    def web_app(self) -> Starlette:
        """The web side: chat, desk, health."""
        settings, pages = self.settings, Pages(self.library, self.now)

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            async with self.running():
                yield

        headers = Middleware(
            SecurityHeaders, https=settings.is_https, embed_origins=settings.embed_origins
        )
        return Starlette(
            routes=self._routes(pages, secret_of(settings)),
            middleware=[headers, Middleware(BodyLimit, wider=self.chats.bodies)],
            exception_handlers={404: lambda _request, _error: missing(pages)},
            lifespan=lifespan,
        )

    def _routes(self, pages: Pages, secret: str) -> list[BaseRoute]:
        settings = self.settings
        limits = WebLimits(settings.messages_per_conversation, settings.messages_per_address)
        chat = WebChat(self.store, self.inbox, pages, self.bells, secret=secret, limits=limits)
        erasing = Erasing(self.store, self.inbox, self.cases)
        rights = WebRights(self.store, self.cases, pages, WebChannel.name, erasing)
        sign_in = SignIn(self.store, self.library, self.now, secret=secret, https=settings.is_https)
        desk = Desk(
            self.store,
            self.cases,
            pages,
            self.bells,
            sign_in,
            verdicts=self.verdicts,
            fetch=self.chats.fetch,
            bot_name=self.chats.bot_name,
        )
        return [
            *chat.routes(),
            *rights.routes(),
            *desk.routes(),
            *self.chats.routes(),
            Route("/healthz", self.health),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]


def missing(pages: Pages) -> Response:
    """The page for an address there is not; the chat's own looks the same."""
    return pages.page("missing.html", pages.base.city.languages[0], status=404)
