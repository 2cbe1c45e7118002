"""The desk's page where an official links a Telegram chat, and ends the link."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.mail import Reach
from bot.ports import Store
from bot.pressing import CODE_LIFE, new_code

TELEGRAM = "telegram"
_LOST = frozenset({"blocked", "left"})


def lost(reach: Reach | None) -> bool:
    """Whether an official should hear that a link ended without their doing."""
    return reach is not None and reach.ended is not None and reach.why in _LOST


def latest_reach(store: Store, official: str) -> Reach | None:
    """Where the official is reached on Telegram, or was last."""
    own = [reach for reach in store.reaches(TELEGRAM) if reach.official == official]
    return max(
        own, key=lambda reach: (reach.ended is None, reach.ended or reach.since), default=None
    )


class LinkingPages(DeskPart):
    """The page and its forms; a part of ``Desk``."""

    def linking_routes(self) -> list[BaseRoute]:
        """Where a chat is linked."""
        make, unlink = self._signed_in(self.make_code), self._signed_in(self.unlink)
        return [
            Route("/desk/telegram", self._signed_in(self.telegram)),
            Route("/desk/telegram/code", make, methods=["POST"]),
            Route("/desk/telegram/unlink", unlink, methods=["POST"]),
        ]

    async def telegram(self, request: Request, session: Session) -> Response:
        """How it stands: linked, ended, or not yet."""
        return await self._telegram_page(request, session)

    async def make_code(self, request: Request, session: Session) -> Response:
        """A code, shown once; an earlier one is dead from now on."""
        if not session.official.telegram:
            return await self._telegram_page(request, session)
        slug, now = session.official.slug, self._pages.now()
        code = await self._runner.run(new_code, slug, TELEGRAM, now)
        return await self._telegram_page(request, session, code)

    async def unlink(self, request: Request, session: Session) -> Response:
        """End the link; the cards in the chat are emptied."""
        del request
        await self._runner.run(_end, session.official.slug, self._pages.now())
        return RedirectResponse("/desk/telegram", 303)

    async def _telegram_page(self, request: Request, session: Session, code: str = "") -> Response:
        return self._pages.page(
            "telegram.html",
            self._language(request, session),
            session=session,
            problem="",
            reach=await self._runner.run(latest_reach, session.official.slug),
            code=code,
            bot=self._bot_name(),
            minutes=int(CODE_LIFE.total_seconds() // 60),
        )


def _end(store: Store, official: str, now: datetime) -> None:
    store.end_reach(official, TELEGRAM, now, "unlinked")
