"""What residents were promised, and whom the clock has reminded of it."""

from dataclasses import replace
from datetime import datetime

from bot.mail import Nudge, Reach
from bot.model import Case, State
from bot.promises import Ending, Kept, Promise
from bot.states import Level
from bot.store.reach_rows import to_reach
from bot.store.rows import Row, Rows, listed, moment, stamp, to_case

_DECIDABLE = (State.AWAITING_APPROVAL, State.HANDED_OVER)
_NUDGES = """
select nudges.*, cases.reference from nudges join cases on cases.id = nudges.case_id
"""
_WAITING = """
exists (select 1 from promises where promises.case_id = nudges.case_id
    and promises.wait = nudges.wait and promises.ended_at is null)
and cases.state in (select value from json_each(:decidable))
"""
"""The waiting period goes on, and an official's decision ends it."""
_OF_OFFICIAL = f"{_NUDGES} where nudges.official = :official and {_WAITING} order by nudges.id desc"
_TO_SHOW = f"""
select nudges.*, cases.reference, reaches.id as reach_id, reaches.channel, reaches.place,
    reaches.since, reaches.ended, reaches.why, reaches.topics
from nudges join cases on cases.id = nudges.case_id
join reaches on reaches.official = nudges.official
where nudges.shown_at is null and reaches.channel = :channel and reaches.ended is null
    and {_WAITING}
order by nudges.id limit :limit
"""  # noqa: S608 - no value in it


class PromiseRows(Rows):
    """The part of the store that knows who waits, until when, and who has heard of it."""

    def add_promise(self, promise: Promise) -> Promise:
        """Keep a new promise; the same with its number. Without a waiting period it begins one."""
        row = self._all(
            "insert into promises (case_id, wait, made_at, due)"
            " values (:case_id, :wait, :made_at, :due) returning id",
            case_id=promise.case_id,
            wait=promise.wait,
            made_at=stamp(promise.made_at),
            due=stamp(promise.due),
        )[0]
        wait = promise.wait or row["id"]
        self._do("update promises set wait = :wait where id = :id", wait=wait, id=row["id"])
        return replace(promise, id=row["id"], wait=wait)

    def end_promise(self, number: int, at: datetime, how: Ending) -> None:
        """End a promise that runs."""
        self._do(
            "update promises set ended_at = :at, how = :how where id = :id and ended_at is null",
            id=number,
            at=stamp(at),
            how=how,
        )

    def promise(self, case_id: int) -> Promise | None:
        """The promise of a case that runs."""
        row = self._one(
            "select * from promises where case_id = :case_id and ended_at is null",
            case_id=case_id,
        )
        return _to_promise(row) if row else None

    def promises_of(self, case_id: int) -> list[Promise]:
        """All promises of a case, in order."""
        rows = self._all(
            "select * from promises where case_id = :case_id order by id", case_id=case_id
        )
        return [_to_promise(row) for row in rows]

    def kept_share(self, since: datetime, until: datetime) -> list[Kept]:
        """Of the first promises of waiting periods that ended from ``since`` until before
        ``until``, how many were kept, by their cases' topic and language. What was told anew after
        one was missed makes nothing better or worse.
        """
        rows = self._all(
            "select cases.topic, cases.language, sum(promises.how = 'kept') as kept,"
            " sum(promises.how = 'missed') as missed"
            " from promises join cases on cases.id = promises.case_id"
            " where promises.how in ('kept', 'missed') and promises.wait = promises.id"
            " and promises.ended_at >= :since and promises.ended_at < :until"
            " group by cases.topic, cases.language order by cases.topic, cases.language",
            since=stamp(since),
            until=stamp(until),
        )
        return [Kept(row["topic"], row["language"], row["kept"], row["missed"]) for row in rows]

    def late(self, now: datetime) -> dict[str, datetime]:
        """The first time told of each case whose resident waits past it, by the case's reference:
        the longest missed first. Also after a new time was told.
        """
        rows = self._all(
            "select cases.reference, min(missed.due) as due"
            " from promises running join promises missed"
            " on missed.case_id = running.case_id and missed.wait = running.wait"
            " join cases on cases.id = running.case_id"
            " where running.ended_at is null and missed.due < :now"
            " group by cases.id order by 2, cases.id",
            now=stamp(now),
        )
        return {row["reference"]: moment(row["due"]) for row in rows}

    def to_look_at(self, now: datetime, limit: int) -> list[Case]:
        """Open cases that the clock has to look at by ``now``: those that have changed, and those
        put off until then.
        """
        rows = self._all(
            "select * from cases where look_at <= :now order by look_at, id limit :limit",
            now=stamp(now),
            limit=limit,
        )
        return [to_case(row) for row in rows]

    def look_anew(self) -> None:
        """Look at every open case at once."""
        self._do("update cases set look_at = '' where look_at <> ''")

    def look_later(self, case_id: int, at: datetime) -> None:
        """Look at a case again at that time, or when it has changed."""
        self._do("update cases set look_at = :at where id = :id", id=case_id, at=stamp(at))

    def add_nudge(self, nudge: Nudge) -> Nudge | None:
        """Keep a reminder; the same with its number, or None when it had been given before."""
        rows = self._all(
            "insert into nudges (case_id, wait, level, official, at, shown_at)"
            " select id, :wait, :level, :official, :at, :shown from cases"
            " where reference = :reference on conflict do nothing returning id",
            reference=nudge.reference,
            wait=nudge.wait,
            level=nudge.level,
            official=nudge.official,
            at=stamp(nudge.at),
            shown=stamp(nudge.shown) if nudge.shown else None,
        )
        return replace(nudge, id=rows[0]["id"]) if rows else None

    def nudges(self, case_id: int) -> list[Nudge]:
        """All reminders of a case, in order."""
        rows = self._all(f"{_NUDGES} where case_id = :case_id order by nudges.id", case_id=case_id)
        return [_to_nudge(row) for row in rows]

    def nudges_to_show(self, channel: str, limit: int) -> list[tuple[Reach, Nudge]]:
        """Reminders that no chat has shown, of cases that still wait for a decision, with where
        their official is reached on the channel; oldest first.
        """
        rows = self._all(
            _TO_SHOW,
            channel=channel,
            decidable=listed(_DECIDABLE),
            limit=limit,
        )
        return [(to_reach({**row, "id": row["reach_id"]}), _to_nudge(row)) for row in rows]

    def nudges_of(self, official: str) -> list[Nudge]:
        """The reminders an official has had of cases that still wait for a decision, newest first,
        shown in a chat or not.
        """
        rows = self._all(_OF_OFFICIAL, official=official, decidable=listed(_DECIDABLE))
        return [_to_nudge(row) for row in rows]

    def shown(self, nudge_id: int, at: datetime) -> None:
        """Note that a chat has shown the reminder."""
        self._do(
            "update nudges set shown_at = :at where id = :id and shown_at is null",
            id=nudge_id,
            at=stamp(at),
        )


def _to_promise(row: Row) -> Promise:
    return Promise(
        row["case_id"],
        moment(row["made_at"]),
        moment(row["due"]),
        row["wait"],
        moment(row["ended_at"]) if row["ended_at"] else None,
        Ending(row["how"]) if row["how"] else None,
        row["id"],
    )


def _to_nudge(row: Row) -> Nudge:
    return Nudge(
        row["reference"],
        row["wait"],
        Level(row["level"]),
        row["official"],
        moment(row["at"]),
        moment(row["shown_at"]) if row["shown_at"] else None,
        row["id"],
    )
