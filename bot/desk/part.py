"""What every part of the desk has: the store, the pages, the session's guard, a language."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

import structlog
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot import wording
from bot.calendar import local
from bot.cases import Cases
from bot.desk.files import DeskFiles, Fetch
from bot.desk.signin import LINK_LIFE, Session, SignIn
from bot.errors import AuraError
from bot.pages.http import Rates, is_same_origin
from bot.pages.live import Bells
from bot.pages.render import Pages
from bot.ports import Runner
from bot.renewals import Verdicts

_log = structlog.get_logger(__name__)
Handler = Callable[[Request, Session], Awaitable[Response]]
"""A page or a form of somebody who has signed in."""


class DeskPart(ABC):
    """One part of ``Desk``: pages and forms of one matter, all built from the same things."""

    def __init__(
        self,
        runner: Runner,
        cases: Cases,
        pages: Pages,
        bells: Bells,
        sign_in: SignIn,
        *,
        verdicts: Verdicts,
        fetch: Mapping[str, Fetch] | None = None,
        bot_name: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Everything is handed in; the desk keeps nothing of its own. ``fetch``: the files that
        residents sent, by channel. ``bot_name``: of the city's Telegram bot, empty while it is not
        known, None without one.
        """
        self._files = DeskFiles(runner, pages, fetch or {})
        self._runner = runner
        self._cases = cases
        self._pages = pages
        self._bells = bells
        self._sign_in = sign_in
        self._bot_name = bot_name
        self._verdicts = verdicts
        self._rates = Rates()

    def _signed_in(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """The handler for officials only; a form must come from a page of this session."""

        async def guarded(request: Request) -> Response:
            session = await self._sign_in.session(request)
            if session is None:
                _log.warning("desk.not_signed_in", path=request.url.path.split("/")[1])
                return self._door(request, problem="desk.sign_in_needed", status=401)
            if request.method == "POST":
                form = await request.form(max_files=0, max_fields=30)
                token = str(form.get("form_token", ""))
                if not (is_same_origin(request) and self._sign_in.fits(session, token)):
                    _log.warning("desk.form_refused", official=session.official.slug)
                    problem = self._pages.base.say(self._language(request, session), "error.form")
                    return await self._queue_page(request, session, problem=problem, status=403)
            return await handler(request, session)

        return guarded

    @abstractmethod
    async def _queue_page(
        self, request: Request, session: Session, *, problem: str = "", status: int = 200
    ) -> Response: ...

    @abstractmethod
    async def _case_page(
        self,
        request: Request,
        session: Session,
        *,
        problem: str = "",
        form: FormData | None = None,
        status: int = 200,
    ) -> Response: ...

    def _door(
        self,
        request: Request,
        session: Session | None = None,
        *,
        problem: str = "",
        status: int = 200,
        opens: bool = False,
    ) -> Response:
        """The page before signing in; ``opens``: with the button that uses a link up."""
        return self._pages.page(
            "sign_in.html",
            self._language(request, session),
            status=status,
            opens=opens,
            problem=problem,
            minutes=int(LINK_LIFE.total_seconds() // 60),
        )

    def _said(self, error: AuraError, language: str) -> str:
        """An error in the official's language; its own sentence where there is no phrase."""
        return wording.error(self._pages.base, language, error)

    def _language(self, request: Request, session: Session | None) -> str:
        city = self._pages.base.city
        chosen = request.query_params.get("lang") or request.cookies.get("aura_desk_language")
        own = session.official.languages if session else ()
        for language in (chosen, *own, *city.languages):
            if language in city.languages:
                return language
        return city.languages[0]

    def _today(self) -> date:
        """The day on the city's clock."""
        return local(self._pages.base.city, self._pages.now()).date()
