"""The desk's page of absences: say when you are away and when you are back, see who stands in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import days
from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.errors import AuraError, NoDateError
from bot.people import Away, Official, Stead

_SAID = frozenset({"set", "returned", "was_here", "called_off"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One absence on the page."""

    away: Away
    running: bool
    span: str
    steads: list[tuple[str, bool]]
    """A sentence for each span of days, and whether it should worry somebody."""


class AwayPages(DeskPart):
    """The page and its forms; a part of ``Desk``."""

    def away_routes(self) -> list[BaseRoute]:
        """Where absences are seen and set."""
        changes = {"set": self.set_away, "back": self.set_back, "off": self.call_off}
        return [
            Route("/desk/away", self._signed_in(self.absences)),
            *(
                Route(f"/desk/away/{name}", self._signed_in(change), methods=["POST"])
                for name, change in changes.items()
            ),
        ]

    async def absences(self, request: Request, session: Session) -> Response:
        """Mine; everybody's, for those who may set them."""
        return await self._away_page(request, session)

    async def set_away(self, request: Request, session: Session) -> Response:
        """Set an absence; the cases have moved when the page comes."""
        form = await request.form(max_files=0, max_fields=30)
        try:
            away = await self._runner.run(
                self._cases.away,
                str(form.get("official", "")) or session.official.slug,
                first=self._day(request, session, str(form.get("first", ""))),
                until=self._until(request, session, form),
                by=session.official.slug,
            )
        except AuraError as error:
            return await self._away_page(request, session, error, form)
        return RedirectResponse(f"/desk/away?said=set&moved={len(away.moved)}", 303)

    async def set_back(self, request: Request, session: Session) -> Response:
        """End what runs today."""
        form = await request.form(max_files=0, max_fields=30)
        try:
            official = str(form.get("official", "")) or session.official.slug
            ran = await self._runner.run(self._cases.back, official, by=session.official.slug)
        except AuraError as error:
            return await self._away_page(request, session, error)
        return RedirectResponse(f"/desk/away?said={'returned' if ran else 'was_here'}", 303)

    async def call_off(self, request: Request, session: Session) -> Response:
        """Remove a coming absence."""
        form = await request.form(max_files=0, max_fields=30)
        number = str(form.get("number", ""))
        try:
            await self._runner.run(
                self._cases.call_off,
                int(number) if number.isdecimal() and len(number) < 16 else 0,
                by=session.official.slug,
            )
        except AuraError as error:
            return await self._away_page(request, session, error)
        return RedirectResponse("/desk/away?said=called_off", 303)

    def _until(self, request: Request, session: Session, form: FormData) -> date | None:
        """The last day; None: until further notice. Raises NoDateError when there is neither."""
        if form.get("open"):
            return None
        found = self._day(request, session, str(form.get("last", "")))
        if found is None:
            raise NoDateError
        return found

    def _day(self, request: Request, session: Session, text: str) -> date | None:
        """The day typed or picked; None for nothing. Raises NoDateError."""
        if not text.strip():
            return None
        language = self._language(request, session)
        found = days.parse_until(self._pages.base, text[:100], self._today(), language)
        if found is None:
            raise NoDateError
        return found

    async def _away_page(
        self,
        request: Request,
        session: Session,
        error: AuraError | None = None,
        form: FormData | None = None,
    ) -> Response:
        """The page; with what was typed when it was refused."""
        language, me = self._language(request, session), session.official.slug
        others = self._others(me)
        known = await self._runner.run(self._cases.absences, None if others else me)
        shown = [self._shown(one, language) for one in known]
        said, moved = request.query_params.get("said", ""), request.query_params.get("moved", "")
        return self._pages.page(
            "away.html",
            language,
            status=409 if error else 200,
            session=session,
            problem=self._said(error, language) if error else "",
            mine=[one for one in shown if one.away.official == me],
            theirs=[one for one in shown if one.away.official != me],
            others=others,
            said=said if said in _SAID else "",
            moved=int(moved) if moved.isdecimal() and len(moved) < 6 else 0,
            typed=_typed(form, me, self._today()),
        )

    def _others(self, me: str) -> list[Official]:
        """Whose absences I may set beside my own."""
        register = sorted(self._pages.base.officials.values(), key=lambda one: one.name)
        return [one for one in register if one.slug != me and self._cases.may_set_for(one.slug, me)]

    def _shown(self, away: Away, language: str) -> Shown:
        base = self._pages.base
        sentences = days.steads(base, language, away)
        worries = [one.stead in (Stead.FALLBACK, Stead.NOBODY) for one in away.stand_ins]
        return Shown(
            away,
            away.days.runs_on(self._today()),
            days.span(base, language, away.days),
            list(zip(sentences, worries, strict=True)),
        )


def _typed(form: FormData | None, me: str, today: date) -> dict[str, Any]:
    """What stands in the form's fields."""
    if form is None:
        return {"official": me, "first": today.isoformat(), "last": "", "open": False}
    return {key: str(form.get(key, "")) for key in ("official", "first", "last", "open")}
