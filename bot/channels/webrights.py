"""The resident's rights in the web chat: save, my data, erase. Works without JavaScript (L29)."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.cases import Cases, Erasure
from bot.channels.webform import field, language_of, place_of
from bot.channels.webview import look
from bot.erasing import Erasing
from bot.model import Address
from bot.pages.files import FORMS, TakenFile, conversation_file, data_file
from bot.pages.render import Pages
from bot.ports import Runner

_MARK = re.compile(r"[0-9]{1,9}")


class WebRights:
    """The pages and files a conversation's own address opens."""

    def __init__(
        self, runner: Runner, cases: Cases, pages: Pages, channel: str, erasing: Erasing
    ) -> None:
        """``channel`` is the web channel's name."""
        self._runner = runner
        self._cases = cases
        self._pages = pages
        self._channel = channel
        self._erasing = erasing

    def routes(self) -> list[BaseRoute]:
        """Beside the conversation's own page."""
        return [
            Route("/c/{token}/conversation.{form}", self.save),
            Route("/c/{token}/data", self.data),
            Route("/c/{token}/erase", self.ask),
            Route("/c/{token}/erase", self.erase, methods=["POST"]),
        ]

    async def save(self, request: Request) -> Response:
        """The whole conversation as a file (306/2019 6 a § 6, L6)."""
        _, address = self._address(request)
        thread, cases, language = await self._runner.run(look, self._pages.base, address)
        form = request.path_params["form"]
        if not cases or form not in FORMS:
            return self._missing(request)
        name = cases[-1].reference
        return _download(conversation_file(self._pages, thread, language, name=name, form=form))

    async def data(self, request: Request) -> Response:
        """All that is kept about this conversation, as JSON (GDPR 15)."""
        _, address = self._address(request)
        kept = await self._runner.run(self._cases.my_data, address)
        if not kept["cases"]:
            return self._missing(request)
        return _download(data_file(kept))

    async def ask(self, request: Request) -> Response:
        """What would be erased and what would stay, with one button."""
        token, address = self._address(request)
        _, cases, language = await self._runner.run(look, self._pages.base, address)
        if not cases:
            return self._missing(request)
        language = self._asked(request) or language
        erasure = await self._erasing.planned(address)
        return self._page(erasure, language, token, done=False)

    async def erase(self, request: Request) -> Response:
        """Erase it, if it is still what the page showed, and say what was done; else ask again.
        Sent twice, it says the page is gone.
        """
        token, address = self._address(request)
        _, cases, language = await self._runner.run(look, self._pages.base, address)
        if not cases:
            return self._missing(request)
        sure = field(await request.form(max_files=0, max_fields=5), "sure")
        mark = int(sure) if _MARK.fullmatch(sure) else 0
        erasure, done = await self._erasing.done(mark, address)
        return self._page(erasure, self._asked(request) or language, token, done=done)

    def _page(self, erasure: Erasure, language: str, token: str, *, done: bool) -> Response:
        return self._pages.page(
            "erase.html",
            language,
            said=self._cases.erasure_said(erasure, language, done=done),
            mark=0 if done else erasure.mark,
            token=token,
            done=done,
        )

    def _address(self, request: Request) -> tuple[str, Address]:
        token, place = place_of(request)
        return token, Address(self._channel, place)

    def _asked(self, request: Request) -> str:
        asked = request.query_params.get("lang", "")
        return asked if asked in self._pages.base.city.languages else ""

    def _missing(self, request: Request) -> Response:
        language = language_of(request, self._pages.base.city.languages)
        return self._pages.page("missing.html", language, status=404)


def _download(file: TakenFile) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    return Response(file.body, headers=headers, media_type=f"{file.media_type}; charset=utf-8")
