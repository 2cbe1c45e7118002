"""What is not kept for ever: what is old enough to go, its going, the proof of it (L25, L28)."""

from datetime import datetime
from typing import NamedTuple

from bot.model import BOT, ERASED, STRANGER, Address, Case, State
from bot.retention import Purge, Rule
from bot.store.rights_rows import RightsRows
from bot.store.rows import DISGUISE, Row, moment, stamp, to_case

_LAST_WORD = f"""select max(at) from events
    where events.case_id = cases.id and events.by not in ('{BOT}', '{STRANGER}')"""  # noqa: S608
"""When somebody who belongs to the case last did something in it."""
_QUIET = f"""
select * from cases where id > :after and +state = :answered and received_at <= :before
    and ({_LAST_WORD}) <= :before order by id limit :limit
"""  # noqa: S608 - no value in it
_ENDED = f"""
select cases.*, coalesce(({_LAST_WORD}), changed_at) as last_word from cases
where id > :after and +state in (:closed, :answered) and received_at <= :young
    and (place <> '{ERASED}' or exists (select 1 from messages where case_id = cases.id))
    and coalesce(({_LAST_WORD}), changed_at) <= case
        when coalesce(reason, '') <> 'spam' and exists (select 1 from events
            where events.case_id = cases.id and events.act in ('approved', 'answered'))
        then :old else :young end
order by id limit :limit
"""  # noqa: S608
"""Walked by the number alone (hence ``+state``): a step must not look through all that is left."""
_RESTING = f"""
select distinct channel, place from cases home
where (channel, place) > (:channel, :place) and channel <> :but
    and place <> '{ERASED}' and place not like '{DISGUISE}%'
    and not exists (select 1 from cases
        where cases.channel = home.channel and cases.place = home.place
        and (cases.state not in (:closed, :answered) or cases.received_at > :before
            or ({_LAST_WORD}) > :before))
    and not exists (select 1 from outbox where outbox.channel = home.channel
        and outbox.place = home.place and outbox.state in ('queued', 'sending'))
order by channel, place limit :limit
"""  # noqa: S608
_CASES_THERE = "(select id from cases where channel = :channel and place = :place)"


class _Spent(NamedTuple):
    """Where to look for what is old enough to go."""

    table: str
    moment: str
    where: str
    key: str = "rowid"


_FREE = f"""not exists (select 1 from cases where cases.place <> '{ERASED}'
    and cases.channel = conversations.channel and cases.place = conversations.place)"""  # noqa: S608
_UNSEEN = """not exists (select 1 from cards where reach_id = reaches.id)
    and not exists (select 1 from posts where reach_id = reaches.id)
    and not exists (select 1 from review_cards where reach_id = reaches.id)"""
_WORDLESS = f"""exists (select 1 from cases where cases.id = case_id and cases.place = '{ERASED}')
    and not exists (select 1 from messages where messages.case_id = events.case_id)"""  # noqa: S608
_ROWS: dict[Rule, tuple[_Spent, ...]] = {
    Rule.ARRIVAL: (
        _Spent(
            "inbox",
            "at",
            "(state = 'aside' or state = 'read' and case_id is null)"
            " and external_id not like 'erased:%'",
        ),
    ),
    Rule.CONVERSATION: (_Spent("conversations", "at", _FREE),),
    Rule.PROPOSAL: (_Spent("proposals", "decided_at", "state in ('declined', 'written')"),),
    Rule.REVIEW: (_Spent("review_cards", "at", "true"),),
    Rule.REACH: (_Spent("reaches", "ended", _UNSEEN),),
    Rule.SIGN_IN: tuple(
        _Spent(table, "expires", "true", "digest") for table in ("codes", "links", "sessions")
    ),
    Rule.ABSENCE: (
        _Spent("absences", "coalesce(ended_at, last || 'T23:59:59.000000+00:00')", "true"),
    ),
    Rule.RECORD: (
        _Spent("events", "at", _WORDLESS),
        _Spent("nudges", "at", _WORDLESS.replace("events.", "nudges.")),
        _Spent("inbox", "at", "external_id like 'erased:%' and state = 'read'"),
    ),
}


class RetentionRows(RightsRows):
    """The part of the store that lets go."""

    def quiet_cases(self, after: int, before: datetime, limit: int) -> list[Case]:
        """Answered cases with a number above ``after`` in which nobody has said or done anything
        since ``before``.
        """
        rows = self._all(
            _QUIET, after=after, answered=State.ANSWERED, before=stamp(before), limit=limit
        )
        return [to_case(row) for row in rows]

    def ended_cases(
        self, after: int, young: datetime, old: datetime, limit: int
    ) -> list[tuple[Case, datetime]]:
        """Answered and closed cases with a number above ``after`` that still have words or an
        address, and when anybody last did something in them: by ``young``, if it was answered by
        ``old`` (spam is spam, answered or not).
        """
        rows = self._all(
            _ENDED,
            after=after,
            closed=State.CLOSED,
            answered=State.ANSWERED,
            young=stamp(young),
            old=stamp(old),
            limit=limit,
        )
        return [_ended(row) for row in rows]

    def resting(self, after: Address, before: datetime, but: str, limit: int) -> list[Address]:
        """Where nothing has been going on since ``before`` and nothing is on its way, on all
        channels but one; in the order of channel and place, beyond ``after``.
        """
        rows = self._all(
            _RESTING,
            channel=after.channel,
            place=after.place,
            closed=State.CLOSED,
            answered=State.ANSWERED,
            before=stamp(before),
            but=but,
            limit=limit,
        )
        return [Address(row["channel"], row["place"]) for row in rows]

    def take_key(self) -> bool:
        """Let this program's secret be the one that addresses are disguised by; False: it was
        another one before, and who was disguised by that is not recognised any more.
        """
        known = self.has_key()
        self._do(
            "insert into keys (name, digest) values ('places', :digest)"
            " on conflict (name) do update set digest = excluded.digest",
            digest=self._key_digest(),
        )
        return known

    def has_key(self) -> bool:
        """Whether addresses are disguised by this program's secret, or by none yet."""
        row = self._one("select digest from keys where name = 'places'")
        return row is None or row["digest"] == self._key_digest()

    def _key_digest(self) -> str:
        return self._disguised(Address("", "the key itself"))

    def disguise(self, address: Address) -> tuple[datetime, datetime]:
        """Keep a keyed digest in the address's place, by which it is recognised when it speaks
        again (L25); when its first and its last case were received.
        """
        home = {"channel": address.channel, "place": address.place}
        self._forget_arrivals(f"state = 'read' and case_id in {_CASES_THERE}", **home)
        self._forget_arrivals(
            "state = 'read' and case_id is null and place = :place"
            " and (channel = :channel or channel like :channel || '.%')",
            **home,
        )
        row = self._all(
            "select min(received_at) as oldest, max(received_at) as newest from cases"
            " where channel = :channel and place = :place",
            **home,
        )[0]
        digest = self._disguised(address)
        self._do(
            f"update outbox set place = :digest where case_id in {_CASES_THERE}",  # noqa: S608
            digest=digest,
            **home,
        )
        for table in ("conversations", "cases"):
            self._do(
                f"update or replace {table} set place = :digest"  # noqa: S608
                " where channel = :channel and place = :place",
                digest=digest,
                **home,
            )
        return moment(row["oldest"]), moment(row["newest"])

    def _spent(self, rule: Rule, before: datetime, limit: int) -> Purge:
        """What is old enough to go by a rule of rows, at most ``limit`` of each table."""
        found = Purge(rule, 0)
        for each in _ROWS[rule]:
            row = self._all(
                f"select count(*) as n, min(moment) as oldest, max(moment) as newest from"  # noqa: S608
                f" (select {each.moment} as moment {_from(each)})",
                before=stamp(before),
                limit=limit,
            )[0]
            found = found.joined(_purge(rule, row))
        return found

    def purge(self, rule: Rule, before: datetime, at: datetime, limit: int) -> Purge:
        """Let go what is old enough by a rule of rows, at most ``limit`` of each table; its
        proof is written first.
        """
        found = self._spent(rule, before, limit)
        if not found.count:
            return found
        self.prove(found, at)
        self.has_erased = True
        for each in _ROWS[rule]:
            values = {"before": stamp(before), "limit": limit}
            if rule is Rule.ARRIVAL:
                self._forget_arrivals(f"id in (select id {_from(each)})", **values)
            else:
                chosen = f"select {each.key} {_from(each)}"
                self._do(
                    f"delete from {each.table} where {each.key} in ({chosen})",  # noqa: S608
                    **values,
                )
        return found

    def prove(self, purge: Purge, at: datetime) -> None:
        """Keep the proof of what goes; in one night it is one proof a rule."""
        self._do(
            "insert into purges (at, rule, count, oldest, newest)"
            " values (:at, :rule, :count, :oldest, :newest)"
            " on conflict (at, rule) do update set count = count + excluded.count,"
            " oldest = coalesce(min(oldest, excluded.oldest), oldest, excluded.oldest),"
            " newest = coalesce(max(newest, excluded.newest), newest, excluded.newest)",
            at=stamp(at),
            rule=purge.rule,
            count=purge.count,
            oldest=stamp(purge.oldest) if purge.oldest else None,
            newest=stamp(purge.newest) if purge.newest else None,
        )

    def purges(self, limit: int = -1, since: datetime | None = None) -> list[Purge]:
        """The proofs, newest night first."""
        rows = self._all(
            "select rule, count as n, oldest, newest, at from purges"
            " where :since is null or at >= :since order by at desc, id limit :limit",
            limit=limit,
            since=stamp(since) if since else None,
        )
        return [_purge(Rule(row["rule"]), row, moment(row["at"])) for row in rows]

    def last_night(self) -> datetime | None:
        """When the last night began whose work is done."""
        row = self._one("select max(at) as at from purges where rule = :rule", rule=Rule.NIGHT)
        return moment(row["at"]) if row and row["at"] else None

    def give_back(self, pages: int) -> int:
        """Give free pages of the file back to the disk, at most so many; how many are left.

        Always 0 of a file that was made before files could shrink: it uses them again itself.
        """
        if self.db.execute("pragma auto_vacuum").fetchone()[0] != _INCREMENTAL:
            return 0
        self.has_erased = True
        for _ in range(pages):  # sqlite3 takes one step of it, which is one page
            self.db.execute("pragma incremental_vacuum(1)")
        return int(self.db.execute("pragma freelist_count").fetchone()[0])


_INCREMENTAL = 2


def _from(each: _Spent) -> str:
    return (
        f"from {each.table} where {each.where} and {each.moment} <= :before"
        f" order by {each.key} limit :limit"
    )


def _ended(row: Row) -> tuple[Case, datetime]:
    last = moment(row.pop("last_word"))
    return to_case(row), last


def _purge(rule: Rule, row: Row, at: datetime | None = None) -> Purge:
    oldest, newest = (moment(row[key]) if row[key] else None for key in ("oldest", "newest"))
    return Purge(rule, row["n"], oldest, newest, at)
