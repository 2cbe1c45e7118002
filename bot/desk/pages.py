"""The desk's routes: sign in, the queue, a case, the decisions."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import structlog
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.cards import in_words
from bot.desk import answers, views
from bot.desk.away import AwayPages
from bot.desk.doors import DoorPages
from bot.desk.learning import LearningPages, waiting
from bot.desk.linking import LinkingPages, latest_reach, lost
from bot.desk.noting import NotePages
from bot.desk.reviews import ReviewPages
from bot.desk.signin import Session
from bot.desk.today import TodayPages
from bot.desk.weeks import WeekPages
from bot.errors import AuraError, NoSuchCaseError
from bot.model import Case, Reason, State
from bot.pages.http import client_address
from bot.ports import Store
from bot.standing import who_gets

BELL = "desk"
"""Rung after every change of any case."""
_MARKS = frozenset({"sensitive", "ordinary"})
_SAID = frozenset({"desk.sent", "desk.done_ok", "desk.handed", "learn.sent"})
"""What changes only how a case is shown: the official goes on reading it."""
_log = structlog.get_logger(__name__)


class Desk(
    DoorPages, LearningPages, LinkingPages, NotePages, AwayPages, TodayPages, WeekPages, ReviewPages
):
    """The officials' pages and forms."""

    def routes(self) -> list[BaseRoute]:
        """Where officials work."""
        return [
            Route("/desk", self._signed_in(self.queue)),
            Route("/desk/answers", self._signed_in(self.answers)),
            Route("/desk/events", self._signed_in(self.events)),
            Route("/desk/file/{number}", self._signed_in(self._files.show)),
            Route("/desk/case/{reference}", self._signed_in(self.case)),
            Route("/desk/case/{reference}/decide", self._signed_in(self.decide), methods=["POST"]),
            *self.door_routes(),
            *self.learning_routes(),
            *self.linking_routes(),
            *self.note_routes(),
            *self.away_routes(),
            *self.today_routes(),
            *self.week_routes(),
            *self.review_routes(),
        ]

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
            said=said if said in _SAID else "",
            to=request.query_params.get("to", ""),
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
            in_words=in_words,
            now=self._pages.now(),
            elsewhere=self._elsewhere(sheet.case),
        )

    def _elsewhere(self, case: Case) -> set[str]:
        """Who would not get the case if it were handed to them now: somebody stands in."""
        base, now = self._pages.base, self._pages.now()
        people = base.officials.values()
        return {one.slug for one in people if who_gets(base, one, now, urgent=case.urgent) != one}

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
        more = f"&learn={case.reference}" if case.state is State.ANSWERED else ""
        if act == "hand_over":  # perhaps to who stands in for who was chosen
            said, more = "desk.handed", f"&to={case.owner}"
        return RedirectResponse(f"/desk?said={said}{more}", 303)

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


def _aside(store: Store) -> Any:
    return store.aside(100)
