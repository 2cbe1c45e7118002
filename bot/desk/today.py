"""The desk's pages of what comes: the morning word, and the days without anybody."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import coverage, days
from bot.city import Base
from bot.coverage import Gap
from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.digests import morning
from bot.people import Absence
from bot.wording import in_language


@dataclass(frozen=True, slots=True)
class Line:
    """One gap on the page."""

    topic: str
    span: str
    away: str
    """The name of who is away."""
    left: str
    """A sentence: who gets the questions."""
    where: str
    spoken: str
    """Names of languages; empty: all of them."""
    is_yours: bool


class TodayPages(DeskPart):
    """The pages; a part of ``Desk``."""

    def today_routes(self) -> list[BaseRoute]:
        """Where officials look ahead."""
        return [
            Route("/desk/today", self._signed_in(self.today)),
            Route("/desk/coverage", self._signed_in(self.coverage)),
        ]

    async def today(self, request: Request, session: Session) -> Response:
        """The morning word as a page, for those without a chat and at any hour."""
        base, now, me = self._pages.base, self._pages.now(), session.official.slug
        return self._pages.page(
            "today.html",
            self._language(request, session),
            session=session,
            problem="",
            day=days.numbered(self._today()),
            morning=await self._runner.run(morning, base, me, now),
        )

    async def coverage(self, request: Request, session: Session) -> Response:
        """Every day without anybody within two weeks; those of one's own unit are marked."""
        base, language = self._pages.base, self._language(request, session)
        found = coverage.gaps(base, self._today())
        return self._pages.page(
            "coverage.html",
            language,
            session=session,
            problem="",
            days=coverage.USUAL_DAYS,
            lines=[_line(base, gap, language, session.official.slug) for gap in found],
        )


def _line(base: Base, gap: Gap, language: str, me: str) -> Line:
    span = days.span(base, language, Absence(gap.days[0], gap.days[-1]))
    left = base.say(language, f"away.{gap.stead}", days=span, name=base.official(gap.to).name)
    head = base.head_of(base.official(gap.official))
    return Line(
        topic_title(base, gap.topic, language) or base.say(language, "coverage.no_topic"),
        span,
        base.official(gap.official).name,
        left,
        _where(base, gap, language),
        _spoken(base, gap, language),
        head.slug == me,
    )


def topic_title(base: Base, topic: str | None, language: str) -> str:
    """The topic's title; its slug when it has left the city's files, nothing without one."""
    known = base.topics.get(topic or "")
    return in_language(known.title, language) if known else topic or ""


def _where(base: Base, gap: Gap, language: str) -> str:
    if coverage.whole_city(base, gap):
        return base.say(language, "coverage.whole_city")
    names = sorted(in_language(base.districts[d].name, language) for d in gap.districts if d)
    if None in gap.districts:
        names.append(base.say(language, "coverage.no_place"))
    return ", ".join(names)


def _spoken(base: Base, gap: Gap, language: str) -> str:
    if len(gap.languages) == len(base.city.languages):
        return ""
    return ", ".join(base.say(language, f"language.{code}") for code in gap.languages)
