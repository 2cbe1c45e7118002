"""The desk's routes: sign in, the queue, a case, the decisions."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import structlog
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import wording
from bot.cases import Cases
from bot.desk import answers, views
from bot.desk.away import AwayPages
from bot.desk.files import DeskFiles, Fetch
from bot.desk.learning import Handler, LearningPages, waiting
from bot.desk.linking import LinkingPages, latest_reach, lost
from bot.desk.noting import NotePages
from bot.desk.reviews import ReviewPages
from bot.desk.signin import LINK_LIFE, Session, SignIn
from bot.desk.today import TodayPages
from bot.desk.weeks import WeekPages
from bot.errors import AuraError, NoSuchCaseError
from bot.model import Case, Reason, State
from bot.pages.http import Rates, client_address, is_same_origin
from bot.pages.live import Bells
from bot.pages.render import Pages
from bot.ports import Runner, Store

BELL = "desk"
"""Rung after every change of any case."""
_TRIES_A_MINUTE = 60
_MARKS = frozenset({"sensitive", "ordinary"})
"""What changes only how a case is shown: the official goes on reading it."""
_log = structlog.get_logger(__name__)


class Desk(LearningPages, LinkingPages, NotePages, AwayPages, TodayPages, WeekPages, ReviewPages):
    """The officials' pages and forms."""

    def __init__(
        self,
        runner: Runner,
        cases: Cases,
        pages: Pages,
        bells: Bells,
        sign_in: SignIn,
        *,
        fetch: Mapping[str, Fetch] | None = None,
        bot_name: Callable[[], str | None] = lambda: None,
        folder: Path | None = None,
    ) -> None:
        """Everything is handed in; the desk keeps nothing of its own. ``fetch``: the files that
        residents sent, by channel. ``bot_name``: of the city's Telegram bot, empty while it is not
        known, None without one. ``folder``: the answer base's, where reviews are written.
        """
        self._files = DeskFiles(runner, pages, fetch or {})
        self._runner = runner
        self._cases = cases
        self._pages = pages
        self._bells = bells
        self._sign_in = sign_in
        self._bot_name = bot_name
        self._folder = folder
        self._writing = asyncio.Lock()
        self._settled = {}
        self._rates = Rates()

    def routes(self) -> list[BaseRoute]:
        """Where officials work."""
        return [
            Route("/desk", self._signed_in(self.queue)),
            Route("/desk/in/{link}", self.link_page),
            Route("/desk/in/{link}", self.enter, methods=["POST"]),
            Route("/desk/out", self._signed_in(self.leave), methods=["POST"]),
            Route("/desk/answers", self._signed_in(self.answers)),
            Route("/desk/events", self._signed_in(self.events)),
            Route("/desk/file/{number}", self._signed_in(self._files.show)),
            Route("/desk/case/{reference}", self._signed_in(self.case)),
            Route("/desk/case/{reference}/decide", self._signed_in(self.decide), methods=["POST"]),
            *self.learning_routes(),
            *self.linking_routes(),
            *self.note_routes(),
            *self.away_routes(),
            *self.today_routes(),
            *self.week_routes(),
            *self.review_routes(),
        ]

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

    async def link_page(self, request: Request) -> Response:
        """The page of a sign-in link: one button, so that a link preview uses nothing up."""
        return self._door(request, opens=True)

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

    async def queue(self, request: Request, session: Session) -> Response:
        """My queue, everyone's, what is done, what could not be read."""
        asked = request.query_params.get("lang")
        response = await self._queue_page(request, session)
        if asked in self._pages.base.city.languages:
            response.set_cookie(
                "aura_desk_language", asked, max_age=31536000, samesite="lax", httponly=True
            )
        return response

    async def _queue_page(
        self, request: Request, session: Session, *, problem: str = "", status: int = 200
    ) -> Response:
        view = request.query_params.get("view", "mine")
        view = view if view in views.VIEWS else "mine"
        now = self._pages.now()
        shown = await self._runner.run(views.queue, view, session.official.slug, now)
        aside = await self._runner.run(_aside) if view == "aside" else []
        said = request.query_params.get("said", "")
        reach = await self._runner.run(latest_reach, session.official.slug)
        return self._pages.page(
            "queue.html",
            self._language(request, session),
            status=status,
            session=session,
            view=view,
            views=views.VIEWS,
            queue=shown,
            aside=aside,
            problem=problem,
            said=said if said in {"desk.sent", "desk.done_ok", "learn.sent"} else "",
            learning=await self.shown(request, session),
            now=now,
            lost=reach if lost(reach) else None,
            chat=self._bot_name() is not None and session.official.telegram,
        )

    async def answers(self, request: Request, session: Session) -> Response:
        """The whole answer base to read: by topic, searchable."""
        language = self._language(request, session)
        wanted = request.query_params.get("q", "")[:100]
        shelves = answers.shelves(self._pages.base, language, wanted)
        return self._pages.page(
            "answers.html",
            language,
            session=session,
            problem="",
            wanted=wanted,
            shelves=shelves,
            found=sum(len(shelf.entries) for shelf in shelves),
            today=self._today(),
            waiting=await self._runner.run(waiting),
        )

    async def case(self, request: Request, session: Session) -> Response:
        """One case: the thread, the draft, the choices, the record."""
        return await self._case_page(request, session)

    async def _case_page(
        self,
        request: Request,
        session: Session,
        *,
        problem: str = "",
        form: FormData | None = None,
        status: int = 200,
    ) -> Response:
        """The case's page; ``form`` holds what was typed when a decision was refused."""
        language = self._language(request, session)
        reference = request.path_params["reference"]
        try:
            sheet = await self._runner.run(views.sheet, self._pages.base, reference, self._today())
        except NoSuchCaseError as error:
            problem = self._said(error, language)
            return await self._queue_page(request, session, problem=problem, status=404)
        typed = views.typed(sheet.case, form or {})
        return self._pages.page(
            "case.html",
            language,
            status=status,
            session=session,
            sheet=sheet,
            case=sheet.case,
            problem=problem,
            typed=typed,
            reasons=[reason for reason in Reason if reason is not Reason.RESOLVED],
            in_words=views.in_words,
            now=self._pages.now(),
        )

    async def decide(self, request: Request, session: Session) -> Response:
        """One decision on the version the official saw; what was typed is never lost."""
        form = await request.form(max_files=0, max_fields=30)
        try:
            case = await self._decision(request.path_params["reference"], form, session)
        except AuraError as error:
            message = self._said(error, self._language(request, session))
            return await self._case_page(request, session, problem=message, form=form, status=409)
        act = form.get("act")
        if act in _MARKS:
            return RedirectResponse(f"/desk/case/{case.reference}", 303)
        if case.state.is_open and act in {"another", "edit", "reject"}:
            return RedirectResponse(f"/desk/case/{case.reference}#draft", 303)
        said = "desk.sent" if case.state is State.ANSWERED else "desk.done_ok"
        learn = f"&learn={case.reference}" if case.state is State.ANSWERED else ""
        return RedirectResponse(f"/desk?said={said}{learn}", 303)

    async def _decision(self, reference: str, form: FormData, session: Session) -> Case:
        """Translate a form into one call of the core."""
        given = {key: str(value) for key, value in form.items()}
        act, cases, version = given.get("act", ""), self._cases, given.get("version", "")
        uses: dict[str, tuple[Callable[..., Case], dict[str, Any]]] = {
            "approve": (cases.approve, {"text": given.get("text", "")}),
            "answer": (cases.answer, {"text": given.get("text", "")}),
            "edit": (cases.edit, {"text": given.get("text", "")}),
            "reject": (cases.reject, {}),
            "another": (cases.use_another, {"slug": given.get("slug", "")}),
            "hand_over": (cases.hand_over, {"to": given.get("to", "")}),
            "ask_back": (cases.ask_back, {"text": given.get("question", "")}),
            "close": (cases.close, {"reason": given.get("reason", "")}),
            "sensitive": (cases.mark, {"sensitive": True}),
            "ordinary": (cases.mark, {"sensitive": False}),
        }
        if act not in uses:
            raise AuraError("The form does not say what to do. Open the case again.")
        use, values = uses[act]
        seen = int(version) if version.isdecimal() else 0
        by = session.official.slug
        return await self._runner.run(use, reference, version=seen, by=by, **values)

    async def events(self, request: Request, session: Session) -> Response:
        """Server-sent events: the case's version, or a word that the queue has changed."""
        reference = request.query_params.get("case", "")
        who = client_address(request)
        if self._bells.is_full(who):
            return PlainTextResponse("Too many open pages. Reload to see news.", 503)
        official = session.official.slug

        async def news() -> AsyncIterator[ServerSentEvent]:
            async for _ in self._bells.listen(BELL, who=who):
                stand = await self._runner.run(views.stand, reference, official)
                yield ServerSentEvent(event="stand", data=stand)

        return EventSourceResponse(news(), ping=25)

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


def _aside(store: Store) -> Any:
    return store.aside(100)
