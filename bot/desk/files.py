"""Files that residents sent, shown to officials through our own server: few types, limited size.

The file stays with the channel that brought it; it is fetched when it is looked at, and is gone
with the case.
"""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.desk.signin import Session
from bot.errors import FileError
from bot.model import File
from bot.pages.render import Pages
from bot.ports import Runner, Store

MOST_BYTES = 10 * 1024 * 1024
"""The largest file that is shown; Telegram's own limit for bots is 20 MB."""
SHOWN = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
"""Pictures shown in the page, and how such a file begins."""
SAVED = {"application/pdf": b"%PDF-"}
"""What is only handed out to be saved."""

Fetch = Callable[[File, int], Awaitable[bytes]]
"""Fetches a file of at most so many bytes from its channel. Raises FileError."""


class DeskFiles:
    """One page: a file's content."""

    def __init__(self, runner: Runner, pages: Pages, fetch: Mapping[str, Fetch]) -> None:
        """``fetch`` by the channel's name."""
        self._runner = runner
        self._pages = pages
        self._fetch = fetch

    async def show(self, request: Request, session: Session) -> Response:
        """A file, if it is of a type we show and really is; 404 with a plain word otherwise."""
        number = request.path_params["number"]
        file = await self._runner.run(_file, int(number) if number.isdecimal() else 0)
        language = next(
            (code for code in session.official.languages if code in self._pages.base.phrases),
            self._pages.base.city.languages[0],
        )
        begins = (SHOWN | SAVED).get(file.kind) if file else None
        if file is None or begins is None or file.channel not in self._fetch:
            return PlainTextResponse(self._pages.base.say(language, "desk.file_gone"), 404)
        try:
            content = await self._fetch[file.channel](file, MOST_BYTES)
        except FileError as error:
            key = "desk.file_large" if error.too_large else "desk.file_gone"
            return PlainTextResponse(self._pages.base.say(language, key), 404)
        if not content.startswith(begins):
            return PlainTextResponse(self._pages.base.say(language, "desk.file_gone"), 404)
        return _response(file, content)


def _response(file: File, content: bytes) -> Response:
    """The content under its own type, never run and never guessed (nosniff for all pages)."""
    place = "inline" if file.kind in SHOWN else "attachment"
    headers = {
        "Cache-Control": "private, max-age=300",
        "Content-Disposition": f'{place}; filename="aura-{file.id}"',
    }
    return Response(content, media_type=file.kind, headers=headers)


def _file(store: Store, number: int) -> File | None:
    return store.file(min(number, 2**62))
