"""A week in figures: by topic, language and district; never by person (L31, H4, L20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.city import Base, City
from bot.ports import Store
from bot.promises import Kept
from bot.weeks import Happened, Judgement

FEWEST = 5
"""A smaller figure of an area is not shown: it would be about somebody (S10)."""
_WEEK = timedelta(days=7)


class By(StrEnum):
    """What the rows of a table are."""

    ALL = "all"
    TOPIC = "topic"
    LANGUAGE = "language"
    DISTRICT = "district"


class Column(StrEnum):
    """What is counted; keys of the phrases' ``[week]``."""

    RECEIVED = "received"
    ANSWERED = "answered"
    WAITING = "waiting"
    KEPT = "kept"
    MISSED = "missed"
    HELPED = "helped"
    NOT = "not_helped"


class Hidden(StrEnum):
    """A figure that is not shown, as it stands in a table."""

    FEW = "<5"  # one to four
    HELD = "≥5"  # the sum less the others would tell a small one


Cell = int | Hidden
_COUNTED: Mapping[Column, str] = {
    Column.RECEIVED: "received",
    Column.ANSWERED: "answered",
    Column.WAITING: "waiting",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One topic, language or district, or all together."""

    by: By
    key: str | None
    """A slug or a language; None: no topic, or no place named."""
    cells: Mapping[Column, Cell]
    """Without KEPT and MISSED where promises are not counted: in districts."""

    @property
    def kept_percent(self) -> int | None:
        """The share of promised times that were kept, in whole percents, rounded down; None
        where there were none.
        """
        kept, missed = self.cells.get(Column.KEPT), self.cells.get(Column.MISSED)
        if not isinstance(kept, int) or not isinstance(missed, int) or not kept + missed:
            return None
        return 100 * kept // (kept + missed)


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday to Sunday on the city's clock."""

    monday: date
    all: Row
    tables: Mapping[By, tuple[Row, ...]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Its number by ISO 8601."""
        return self.monday.isocalendar().week


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def week_span(city: City, monday: date) -> tuple[datetime, datetime]:
    """From its first moment until the next week's, UTC."""
    zone = ZoneInfo(city.time_zone)
    since, until = (datetime.combine(day, time(), zone) for day in (monday, monday + _WEEK))
    return since.astimezone(UTC), until.astimezone(UTC)


def look_back(store: Store, base: Base, monday: date) -> Week:
    """The figures of the week that begins on ``monday``."""
    since, until = week_span(base.city, monday)
    return week(base, monday, store.happened(since, until), store.kept_share(since, until))


def week(base: Base, monday: date, happened: Sequence[Happened], promised: Sequence[Kept]) -> Week:
    """The figures of those lines, rows in the order of the city's files."""
    topics = _rows(By.TOPIC, (*base.topics, None), happened, promised)
    languages = _rows(By.LANGUAGE, base.city.languages, happened, promised)
    districts = _rows(By.DISTRICT, (*base.districts, None), happened, ())
    return Week(
        monday,
        _row(By.ALL, None, happened, promised),
        {By.TOPIC: topics, By.LANGUAGE: languages, By.DISTRICT: private(districts)},
    )


def private(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with no figure of one to four, nor any that could be told from the sum (S10)."""
    columns = {column for row in rows for column in row.cells}
    hidden = {column: _hidden([row.cells[column] for row in rows]) for column in columns}
    return tuple(
        Row(row.by, row.key, {c: hidden[c].get(number, cell) for c, cell in row.cells.items()})
        for number, row in enumerate(rows)
    )


def _hidden(cells: Sequence[Cell]) -> dict[int, Cell]:
    """Which cells of a column are hidden, by their place. Where the hidden ones make up fewer
    than FEWEST, or are a single one, the next larger is held back as well.
    """
    figures = {number: cell for number, cell in enumerate(cells) if isinstance(cell, int) and cell}
    found: dict[int, Cell] = {n: Hidden.FEW for n, cell in figures.items() if cell < FEWEST}
    for number in sorted(figures.keys() - found.keys(), key=lambda n: (figures[n], n)):
        if not found or (len(found) > 1 and sum(figures[n] for n in found) >= FEWEST):
            break
        found[number] = Hidden.HELD
    return found


def _rows(
    by: By,
    keys: Sequence[str | None],
    happened: Sequence[Happened],
    promised: Sequence[Kept],
) -> tuple[Row, ...]:
    """A row for each key that anything happened to; what has left the city's files comes last."""
    of: dict[str | None, tuple[list[Happened], list[Kept]]] = {key: ([], []) for key in keys}
    for one in happened:
        of.setdefault(getattr(one, by), ([], []))[0].append(one)
    for promise in promised:
        of.setdefault(getattr(promise, by), ([], []))[1].append(promise)
    return tuple(_row(by, key, *lines) for key, lines in of.items() if any(lines))


def _row(by: By, key: str | None, happened: Sequence[Happened], promised: Sequence[Kept]) -> Row:
    cells: dict[Column, Cell] = {
        column: sum(getattr(one, name) for one in happened) for column, name in _COUNTED.items()
    }
    if by is not By.DISTRICT:
        cells[Column.KEPT] = sum(one.kept for one in promised)
        cells[Column.MISSED] = sum(one.missed for one in promised)
    cells[Column.HELPED] = sum(one.judged is Judgement.HELPED for one in happened)
    cells[Column.NOT] = sum(one.judged is Judgement.NOT for one in happened)
    return Row(by, key, cells)
