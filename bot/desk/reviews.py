"""The desk's page of answers to review: still true, edit, or take out of use."""

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import days, reviewing
from bot.answers import Answer
from bot.city import Base
from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.errors import AuraError
from bot.knowledge.renewing import Review, lines
from bot.knowledge.writing import name_of
from bot.renewals import Hand, ReviewAct

_MOST = 20
"""So many answers are shown at once, the earliest."""
_SAID = frozenset({"kept_ok", "retired_ok"})


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
        where, verdicts = request.path_params, self._verdicts
        try:
            act = next((act for act in ReviewAct if act == form.get("act")), None)
            answer = verdicts.seen(where["slug"], where["language"], str(form.get("version", "")))
            if act is ReviewAct.RETIRE:
                verdicts.check(act, answer, session.official.slug)
                return await self._reviews_page(request, session, sure=answer)
            hand = await verdicts.decide(act, answer, session.official.slug)
        except AuraError as error:
            return await self._reviews_page(request, session, error=error)
        if hand:
            return await self._reviews_page(request, session, hand=hand)
        said = "kept_ok" if act is ReviewAct.KEEP else "retired_ok"
        return RedirectResponse(f"/desk/reviews?said={said}", 303)

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
        found = self._verdicts.due(None if everything else me)
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
