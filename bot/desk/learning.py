"""The desk's side of learning: the offer after a decision, and the page of proposed wordings."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.cases.learning import Offer
from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.errors import AuraError
from bot.learning import MOST_WORDING_SIGNS, Proposal, ProposalState
from bot.librarian import LIBRARY_BELL
from bot.ports import Store

OPEN = (ProposalState.PROPOSED, ProposalState.ACCEPTED)
_SAID = frozenset({"learn.accepted_ok", "learn.declined_ok"})


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal on the page."""

    proposal: Proposal
    title: str
    """Of the answer; its slug when it has left the base."""
    deciders: list[str]
    """Slugs of those who may accept or decline it."""
    names: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the queue page shows of learning."""

    offer: Offer | None
    to_decide: int
    """Proposals this official may decide."""
    mistakes: int
    """Of the answer base's changed files."""
    most: int = MOST_WORDING_SIGNS


def waiting(store: Store) -> int:
    """How many proposals wait for a yes."""
    return len(store.proposals((ProposalState.PROPOSED,)))


class LearningPages(DeskPart):
    """Forms and page of the wordings; a part of ``Desk``."""

    def learning_routes(self) -> list[BaseRoute]:
        """Where wordings are proposed and decided."""
        propose, decide = self._signed_in(self.propose), self._signed_in(self.decide_wording)
        return [
            Route("/desk/case/{reference}/propose", propose, methods=["POST"]),
            Route("/desk/wordings", self._signed_in(self.wordings)),
            Route("/desk/wordings/{number:int}", decide, methods=["POST"]),
        ]

    async def shown(self, request: Request, session: Session) -> Shown:
        """What the queue page shows: an offer after a decision, what waits, a broken base."""
        reference = request.query_params.get("learn", "")
        offer, count = await self._runner.run(self._look, session.official.slug, reference)
        return Shown(offer, count, self._pages.library.mistakes)

    def _look(self, store: Store, official: str, reference: str) -> tuple[Offer | None, int]:
        offer = self._cases.offer(store, reference) if reference else None
        proposed = store.proposals((ProposalState.PROPOSED,))
        return offer, sum(official in self._cases.deciders(proposal) for proposal in proposed)

    async def propose(self, request: Request, session: Session) -> Response:
        """Propose the wording as the official left it; what was typed is never lost."""
        form = await request.form(max_files=0, max_fields=30)
        reference, text = request.path_params["reference"], str(form.get("wording", ""))
        by = session.official.slug
        try:
            await self._runner.run(self._cases.propose_wording, reference, by=by, text=text)
        except AuraError as error:
            problem = self._said(error, self._language(request, session))
            offer = await self._runner.run(self._cases.offer_again, reference, text)
            return await self._wordings_page(request, session, problem=problem, offer=offer)
        return RedirectResponse("/desk?said=learn.sent", 303)

    async def wordings(self, request: Request, session: Session) -> Response:
        """Every wording that waits for a yes, or for its place in the answer's file."""
        return await self._wordings_page(request, session)

    async def decide_wording(self, request: Request, session: Session) -> Response:
        """Accept or decline; an accepted wording is used at once."""
        form = await request.form(max_files=0, max_fields=30)
        number, accept = request.path_params["number"], form.get("act") == "accept"
        by = session.official.slug
        try:
            await self._runner.run(self._cases.decide_wording, number, by=by, accept=accept)
        except AuraError as error:
            problem = self._said(error, self._language(request, session))
            return await self._wordings_page(request, session, problem=problem)
        self._bells.ring(LIBRARY_BELL)
        said = "learn.accepted_ok" if accept else "learn.declined_ok"
        return RedirectResponse(f"/desk/wordings?said={said}", 303)

    async def _wordings_page(
        self, request: Request, session: Session, *, problem: str = "", offer: Offer | None = None
    ) -> Response:
        said = request.query_params.get("said", "")
        return self._pages.page(
            "wordings.html",
            self._language(request, session),
            status=409 if problem else 200,
            session=session,
            problem=problem,
            said=said if said in _SAID else "",
            learning=Shown(offer, 0, 0),
            lines=await self._runner.run(self._lines),
        )

    def _lines(self, store: Store) -> list[Line]:
        return [self._line(proposal) for proposal in store.proposals(OPEN, limit=200)]

    def _line(self, proposal: Proposal) -> Line:
        base, deciders = self._pages.base, self._cases.deciders(proposal)
        answer = base.answer(proposal.slug, proposal.language)
        names = [base.officials[slug].name for slug in deciders]
        return Line(proposal, answer.title if answer else proposal.slug, deciders, names)
