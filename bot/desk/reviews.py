"""The desk's page of answers to review: still true, edit, or take out of use."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import days, reviewing
from bot.answers import Answer
from bot.city import Base
from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.errors import AnswerChangedError, AuraError, NotWritableError, NotYoursError
from bot.knowledge.renewing import Ending, Review, lines, write
from bot.knowledge.writing import name_of
from bot.librarian import LIBRARY_BELL

_MOST = 20
"""So many answers are shown at once, the earliest."""
_TAKEN = timedelta(seconds=30)
"""Within this time the librarian has taken a changed file, or says what is wrong with it."""
_SAID = frozenset({"kept_ok", "retired_ok"})
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Version:
    """One answer in one language, as it stands on the page."""

    answer: Answer
    date: str
    """Its review date."""
    is_over: bool
    goes_to: str
    may_keep: bool
    may_retire: bool
    is_author: bool
    names: str
    """Who may review it."""
    file: str
    by_hand: list[str]
    """The lines that change with the text."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody else has to write, where the program may not."""

    file: str
    lines: list[str]


class ReviewPages(DeskPart):
    """The page and its forms; a part of ``Desk``."""

    def review_routes(self) -> list[BaseRoute]:
        """Where answers are reviewed."""
        decide = self._signed_in(self.decide_review)
        return [
            Route("/desk/reviews", self._signed_in(self.reviews)),
            Route("/desk/reviews/{slug}/{language}", decide, methods=["POST"]),
        ]

    async def reviews(self, request: Request, session: Session) -> Response:
        """The answers that go to the reader; all that are due, if asked."""
        return await self._reviews_page(request, session)

    async def decide_review(self, request: Request, session: Session) -> Response:
        """A yes, or the end of an answer after a second press; both are written at once."""
        form = await request.form(max_files=0, max_fields=30)
        act, me = str(form.get("act", "")), session.official.slug
        try:
            answer = self._seen(request, str(form.get("version", "")))
            if act == "retire":
                return await self._reviews_page(request, session, sure=answer)
            verdict = self._verdict(act, answer, me)
            is_written = await self._written(answer, verdict)
        except AuraError as error:
            return await self._reviews_page(request, session, error=error)
        if not is_written:
            hand = Hand(name_of(answer), lines(verdict.values))
            return await self._reviews_page(request, session, hand=hand)
        _log.info("answer.reviewed", answer=answer.slug, language=answer.language, by=me, act=act)
        said = "kept_ok" if isinstance(verdict, Review) else "retired_ok"
        return RedirectResponse(f"/desk/reviews?said={said}", 303)

    def _seen(self, request: Request, version: str) -> Answer:
        """The answer of the address, as the page showed it. Raises AnswerChangedError."""
        base, slug = self._pages.base, request.path_params["slug"]
        for answers in (base.answers, base.incomplete):
            found = answers.get(slug, {}).get(request.path_params["language"])
            if found and found.version == version:
                return found
        raise AnswerChangedError

    def _verdict(self, act: str, answer: Answer, by: str) -> Review | Ending:
        """What is to be written. Raises NotYoursError where the official may not say so."""
        base, today = self._pages.base, self._today()
        is_ending = act == "retire_yes"
        may = reviewing.may_retire if is_ending else reviewing.may_review
        if not may(base, answer, today, by):
            people = reviewing.reviewers(base, answer, today)
            raise NotYoursError(", ".join(one.name for one in people))
        if is_ending:
            return Ending(today)
        if act == "keep":
            return Review(by, today, reviewing.again_on(base, today))
        raise AuraError("The form does not say what to do. Open the page again.")

    async def _written(self, answer: Answer, verdict: Review | Ending) -> bool:
        """Write it into the file, one at a time; False: it cannot be. Raises AnswerChangedError."""
        if self._folder is None:
            return False
        try:
            async with self._writing:
                await asyncio.to_thread(write, self._folder, answer, verdict)
        except NotWritableError as error:
            _log.warning("answer.not_written", answer=answer.slug, error=str(error))
            return False
        self._settled[name_of(answer)] = self._pages.now()
        self._bells.ring(LIBRARY_BELL)
        return True

    def _due(self, session: Session, *, everything: bool) -> list[Answer]:
        """What is to be reviewed; not what has just been and is not in use yet."""
        base, today, now = self._pages.base, self._today(), self._pages.now()
        due = reviewing.due(base, today)
        if not everything:
            due = reviewing.of_official(base, today, session.official.slug)
        just = {name for name, at in self._settled.items() if now - at < _TAKEN}
        return [answer for answer in due if name_of(answer) not in just]

    async def _reviews_page(
        self,
        request: Request,
        session: Session,
        *,
        error: AuraError | None = None,
        hand: Hand | None = None,
        sure: Answer | None = None,
    ) -> Response:
        """The page; ``sure``: with the question whether to take that answer out of use."""
        language, me = self._language(request, session), session.official.slug
        base, today = self._pages.base, self._today()
        everything = request.query_params.get("view") == "all"
        found = self._due(session, everything=everything)
        slugs = list(dict.fromkeys(answer.slug for answer in found))
        found.sort(key=lambda answer: base.city.languages.index(answer.language))
        said = request.query_params.get("said", "")
        return self._pages.page(
            "reviews.html",
            language,
            status=409 if error or hand else 200,
            session=session,
            problem=self._said(error, language) if error else "",
            said=said if said in _SAID else "",
            again=days.numbered(reviewing.again_on(base, today)),
            everything=everything,
            hand=hand,
            sure=sure,
            cards=[
                [_version(base, one, today, me) for one in found if one.slug == slug]
                for slug in slugs[:_MOST]
            ],
            whole=len(slugs),
            most=_MOST,
        )


def _version(base: Base, answer: Answer, today: date, me: str) -> Version:
    people = reviewing.reviewers(base, answer, today)
    review = Review(me, today, reviewing.again_on(base, today))
    return Version(
        answer,
        days.numbered(answer.review_again),
        answer.review_again < today,
        reviewing.goes_to(base, answer, today).name,
        reviewing.may_review(base, answer, today, me),
        reviewing.may_retire(base, answer, today, me),
        answer.author == me,
        ", ".join(one.name for one in people),
        name_of(answer),
        lines(review.values),
    )
