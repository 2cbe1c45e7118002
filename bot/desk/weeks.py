"""The desk's page of a week in figures, and the same as a table to save."""

import asyncio
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import days
from bot.city import Base
from bot.desk.part import DeskPart
from bot.desk.signin import Session
from bot.desk.today import topic_title
from bot.digests import Matter, Week, look_back, matters, monday_of, week_span
from bot.digests.figures import By, Column, Row
from bot.digests.matters import MOST_QUESTIONS
from bot.ports import Store
from bot.weeks import Unmet
from bot.wording import in_language

_CHOICE = 26
"""So many weeks may be chosen from: half a year."""
_DAY = timedelta(days=1)
_EARLIEST = date(2000, 1, 3)
"""No desk is older; the calendar's own first years have no room for time zones."""
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The matters of one topic."""

    title: str
    matters: list[Matter]


class WeekPages(DeskPart):
    """The page and the table; a part of ``Desk``."""

    def week_routes(self) -> list[BaseRoute]:
        """Where officials look back."""
        return [
            Route("/desk/week", self._signed_in(self.week)),
            Route("/desk/week.csv", self._signed_in(self.week_table)),
        ]

    async def week(self, request: Request, session: Session) -> Response:
        """Figures and matters of the week asked for, else of the last whole one."""
        base, language = self._pages.base, self._language(request, session)
        monday = self._monday(request)
        week, unmet = await self._runner.run(_look, base, monday)
        found = await asyncio.to_thread(matters, base, unmet)
        running = monday_of(self._today())
        return self._pages.page(
            "week.html",
            language,
            session=session,
            problem="",
            week=week,
            named=_named(base, language, monday),
            choices=[
                (day, _named(base, language, day))
                for day in (running - number * 7 * _DAY for number in range(_CHOICE))
            ],
            is_running=monday == running,
            columns=[column for column in Column if column is not Column.MISSED],
            name=lambda row: _name(base, language, row),
            chapters=_chapters(base, language, found),
            looked_at=len(unmet) if len(unmet) == MOST_QUESTIONS else 0,
        )

    async def week_table(self, request: Request, session: Session) -> Response:
        """The figures as CSV; nobody's words are in it, since files travel."""
        base, language = self._pages.base, self._language(request, session)
        monday = self._monday(request)
        week = await self._runner.run(look_back, base, monday)
        text = "".join(table(base, language, week))
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="aura-{monday.isoformat()}.csv"',
        }
        content = text.encode("utf-8-sig")  # spreadsheets know UTF-8 by its mark
        return Response(content, 200, headers, "text/csv; charset=utf-8")

    def _monday(self, request: Request) -> date:
        """The Monday of the week asked for, any day of it; the last whole week's without one."""
        asked = request.query_params.get("week", "")
        running = monday_of(self._today())
        try:
            wanted = date.fromisoformat(asked)
        except ValueError:
            return running - 7 * _DAY
        return min(monday_of(max(wanted, _EARLIEST)), running)


def table(base: Base, language: str, week: Week) -> Iterator[str]:
    """The lines of the CSV."""
    head = [base.say(language, f"week.{word}") for word in ("by", "key", "name", *Column)]
    yield _csv_line(head)
    for row in (week.all, *(row for rows in week.tables.values() for row in rows)):
        cells = [str(row.cells.get(column, "")) for column in Column]
        by = base.say(language, f"week.{row.by}")
        yield _csv_line([by, row.key or "", _name(base, language, row), *cells])


def _csv_line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([safe_cell(cell) for cell in cells])
    return written.getvalue()


def safe_cell(text: str) -> str:
    """The text as no spreadsheet runs it: what looks like a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip().startswith(_FORMULAS) or text[:1] in _FORMULAS else text


def _look(store: Store, base: Base, monday: date) -> tuple[Week, list[Unmet]]:
    unmet = store.unmet(*week_span(base.city, monday), MOST_QUESTIONS)
    return look_back(store, base, monday), unmet


def _named(base: Base, language: str, monday: date) -> str:
    return base.say(
        language,
        "week.named",
        number=monday.isocalendar().week,
        first=f"{monday.day}.{monday.month}.",
        last=days.numbered(monday + 6 * _DAY),
    )


def _name(base: Base, language: str, row: Row) -> str:
    """A row's name in the reader's language."""
    if row.by is By.ALL:
        return base.say(language, "week.all")
    if row.by is By.TOPIC:
        return topic_title(base, row.key, language) or base.say(language, "week.no_topic")
    if row.by is By.LANGUAGE:
        return base.spoken(language).get(f"language.{row.key}", row.key or "")
    known = base.districts.get(row.key or "")
    return in_language(known.name, language) if known else base.say(language, "week.no_place")


def _chapters(base: Base, language: str, found: list[Matter]) -> list[Chapter]:
    """The matters under their topics."""
    topics = dict.fromkeys(matter.topic for matter in found)
    return [
        Chapter(
            topic_title(base, topic, language) or base.say(language, "week.no_topic"),
            [matter for matter in found if matter.topic == topic],
        )
        for topic in topics
    ]
