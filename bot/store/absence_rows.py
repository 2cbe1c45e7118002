"""Officials' days away, as they are set while serving. Nothing is ever deleted: who set what, and
who ended it, can be seen later.
"""

from datetime import date, datetime

from bot.people import Absence, Whereabouts
from bot.store.rows import Row, Rows, moment, stamp


class AbsenceRows(Rows):
    """The part of the store that knows who is away."""

    def add_whereabouts(self, said: Whereabouts) -> Whereabouts:
        """Keep what was said of an official's days; the same with its number."""
        last = said.days.last
        row = {
            "official": said.official,
            "kind": "there" if said.is_there else "away",
            "first": said.days.first.isoformat(),
            "last": last.isoformat() if last else None,
            "set_by": said.set_by,
            "at": stamp(said.at),
        }
        return _to_whereabouts({**row, "id": self._add("absences", row)})

    def end_whereabouts(self, number: int, at: datetime, by: str) -> None:
        """Let it count no more, from the first of its days on."""
        self._do(
            "update absences set ended_at = :at, ended_by = :by"
            " where id = :number and ended_at is null",
            number=number,
            at=stamp(at),
            by=by,
        )

    def whereabouts(self, day: date) -> list[Whereabouts]:
        """What counts on ``day`` or later, in the order it was said."""
        rows = self._all(
            "select * from absences where ended_at is null and (last is null or last >= :day)"
            " order by id",
            day=day.isoformat(),
        )
        return [_to_whereabouts(row) for row in rows]


def _to_whereabouts(row: Row) -> Whereabouts:
    last = row["last"]
    return Whereabouts(
        row["official"],
        Absence(date.fromisoformat(row["first"]), date.fromisoformat(last) if last else None),
        row["set_by"],
        moment(row["at"]),
        row["kind"] == "there",
        row["id"],
    )
