"""Signing in by a link, and out."""

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.pages.http import client_address, is_same_origin

_TRIES_A_MINUTE = 60
_log = structlog.get_logger(__name__)


class DoorPages(DeskPart):
    """The way in and the way out."""

    def door_routes(self) -> list[BaseRoute]:
        """Where officials come and go."""
        return [
            Route("/desk/in/{link}", self.link_page),
            Route("/desk/in/{link}", self.enter, methods=["POST"]),
            Route("/desk/out", self._signed_in(self.leave), methods=["POST"]),
        ]

    async def link_page(self, request: Request) -> Response:
        """The page of a sign-in link: one button, so that a link preview uses nothing up."""
        return self._door(request, opens=True)

    async def enter(self, request: Request) -> Response:
        """Use the link up and open a session (new at each sign-in, ASVS 7.2.4)."""
        if not (
            is_same_origin(request)
            and self._rates.allow("sign-in", client_address(request), _TRIES_A_MINUTE)
        ):
            return self._door(request, problem="desk.link_used", status=429)
        response = RedirectResponse("/desk", 303)
        if await self._sign_in.open(request.path_params["link"], response):
            return response
        _log.warning("desk.dead_link")
        return self._door(request, problem="desk.link_used", status=403)

    async def leave(self, request: Request, session: Session) -> Response:
        """Sign out."""
        response = self._door(request, session)
        await self._sign_in.close(session, response)
        return response
