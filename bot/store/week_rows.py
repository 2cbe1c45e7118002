"""What officials are told by the day and the week: the figures, and which word has gone out."""

from datetime import date, datetime

from bot.model import OPEN
from bot.store.rows import Row, Rows, listed, stamp
from bot.weeks import Happened, Judgement, Unmet, WordKind

_HAPPENED = """
select topic, district, language, received, answered, state, judged from (
    select cases.topic, cases.district, cases.language,
        cases.received_at >= :since as received,
        exists (select 1 from events where events.case_id = cases.id
            and events.at >= :since and events.at < :until
            and (events.act in ('approved', 'answered')
                or events.act = 'received' and events.state = 'answered')) as answered,
        (select events.state from events where events.case_id = cases.id
            and events.at < :until order by events.id desc limit 1) as state,
        (select events.act from events where events.case_id = cases.id
            and events.at >= :since and events.at < :until
            and events.act in ('helped', 'disagreed')
            order by events.id desc limit 1) as judged
    from cases
    where cases.received_at < :until
        and (cases.state in (select value from json_each(:open))
            or cases.id in (select case_id from events where events.at >= :since))
)
where received or answered or judged is not null
    or state in (select value from json_each(:open))
"""
_UNMET = """
select cases.reference, cases.topic, messages.language, messages.text
from cases
join events on events.case_id = cases.id and events.act = 'received'
join messages on messages.id = (select min(id) from messages
    where case_id = cases.id and kind = 'question')
where cases.received_at >= :since and cases.received_at < :until and cases.sensitive = 0
    and coalesce(cases.reason, '') not in ('spam', 'withdrawn', 'duplicate')
    and events.detail not in ('danger', 'foreign', 'asked_human', 'formal', 'talk')
    and (events.detail = 'no_match' or exists (select 1 from events own
        where own.case_id = cases.id and own.act = 'answered' and own.answer is null))
order by cases.id desc limit :limit
"""
_JUDGED = {"helped": Judgement.HELPED, "disagreed": Judgement.NOT, None: Judgement.NONE}


class WeekRows(Rows):
    """The part of the store that looks back."""

    def happened(self, since: datetime, until: datetime) -> list[Happened]:
        """What happened from ``since`` until before ``until``, a line for each case."""
        values = {"since": stamp(since), "until": stamp(until), "open": listed(OPEN)}
        return [_to_happened(row) for row in self._all(_HAPPENED, **values)]

    def unmet(self, since: datetime, until: datetime, limit: int) -> list[Unmet]:
        """Questions of that time which found nothing or were answered in own words, newest
        first. Left out are private matters (L27), those for which a human was asked, dangers,
        formal matters, other languages, and what was spam, withdrawn or a duplicate.
        """
        rows = self._all(_UNMET, since=stamp(since), until=stamp(until), limit=limit)
        return [Unmet(**row) for row in rows]

    def begin_word(self, official: str, kind: WordKind, day: date) -> bool:
        """Note that the official's word of that day has had its turn; False: it had before."""
        return bool(
            self._do(
                "insert into words (official, kind, day) values (:official, :kind, :day)"
                " on conflict do nothing",
                official=official,
                kind=kind,
                day=day.isoformat(),
            )
        )

    def word_sent(self, official: str, kind: WordKind, day: date, at: datetime) -> None:
        """Note when it went out."""
        self._do(
            "update words set sent_at = :at"
            " where official = :official and kind = :kind and day = :day",
            official=official,
            kind=kind,
            day=day.isoformat(),
            at=stamp(at),
        )

    def drop_word(self, official: str, kind: WordKind, day: date) -> None:
        """Forget its turn, since it surely did not go out: it is tried again."""
        self._do(
            "delete from words"
            " where official = :official and kind = :kind and day = :day and sent_at is null",
            official=official,
            kind=kind,
            day=day.isoformat(),
        )

    def forget_words_before(self, day: date) -> None:
        """Remove the notes of earlier days: nothing is sent for them any more."""
        self._do("delete from words where day < :day", day=day.isoformat())


def _to_happened(row: Row) -> Happened:
    return Happened(
        row["topic"],
        row["district"],
        row["language"],
        bool(row["received"]),
        bool(row["answered"]),
        row["state"] in OPEN,
        _JUDGED[row["judged"]],
    )
