"""Officials' cards: what is shown to them where they are reached."""

from bot.mail import Reach, Slip
from bot.model import ERASED, State
from bot.store.reach_rows import ReachRows, to_reach
from bot.store.rows import Row, listed

_DECIDABLE = (State.AWAITING_APPROVAL, State.HANDED_OVER)
_CONCERNS = """case when reaches.official = ''
    then coalesce(cases.topic, '') in (select value from json_each(reaches.topics))
    else cases.owner = reaches.official end"""
_STANDS = "cards.begun, cards.above, cards.nudge, cards.beside"
_BELONGS = f"""case when cards.beside is null then {_CONCERNS}
    else cases.owner <> reaches.official and exists (select 1 from nudges
        where nudges.case_id = cards.case_id and nudges.official = reaches.official
            and nudges.wait = cards.beside) end"""  # noqa: S608 - no value in it
"""Shown to its owner or in a room, or to who was reminded of another's case. How long the latter
holds is told by the version: a waiting period ends with a change of the case."""
_BEHIND = f"""
select reaches.*, cases.id as case_id, cases.reference, cases.urgent, null as message,
    false as begun, '' as above, null as nudge, null as beside
from reaches join cases on {_CONCERNS}
where reaches.channel = :channel and reaches.ended is null
    and cases.state in (select value from json_each(:decidable))
    and not exists (select 1 from cards
        where cards.reach_id = reaches.id and cards.case_id = cases.id)
union all
select reaches.*, cases.id, cases.reference, cases.urgent, nullif(cards.message, ''), {_STANDS}
from cards join reaches on reaches.id = cards.reach_id join cases on cases.id = cards.case_id
where reaches.channel = :channel
    and (cards.version <> cases.version or reaches.ended is not null
        or not ({_BELONGS}) or cards.above <> ''
        or cards.notes <> (select count(*) from notes where notes.case_id = cards.case_id))
    and not (reaches.official = '' and reaches.ended is not null and reaches.why = 'blocked')
"""  # noqa: S608 - no value in it
_SLIPS = f"""
select * from (select *,
    row_number() over (partition by id order by urgent desc, case_id) as rank from ({_BEHIND}))
where rank <= :limit order by urgent desc, case_id, message is not null
"""  # noqa: S608 - no value in it
_SLIP = f"""
select cases.reference, nullif(cards.message, '') as message, {_STANDS}
from cards join cases on cases.id = cards.case_id
where cards.reach_id = :reach_id and cases.reference = :reference
"""  # noqa: S608 - no value in it
_TAKEN = """
select 1 from nudges where id = :nudge_id and (shown_at is not null or exists
    (select 1 from cards where nudge = :nudge_id and begun = 1 and reach_id <> :reach_id))
"""


class CardRows(ReachRows):
    """The part of the store that knows officials' cards."""

    def slips(self, channel: str, limit: int) -> list[Slip]:
        """Cards that are missing or behind, at most ``limit`` of each reach, so that one that takes
        none holds up no other; urgent ones first, then the oldest case.
        """
        rows = self._all(_SLIPS, channel=channel, decidable=listed(_DECIDABLE), limit=limit)
        return [_to_slip(to_reach(row), row) for row in rows]

    def slip(self, reach: Reach, reference: str) -> Slip:
        """What is noted of a case's card at a reach, behind or not."""
        row = self._one(_SLIP, reach_id=reach.id, reference=reference)
        return _to_slip(reach, row) if row else Slip(reach, reference)

    def begin_card(
        self, reach_id: int, case_id: int, *, nudge: int | None = None, beside: int | None = None
    ) -> None:
        """Note that a card is about to be posted, perhaps for a reminder; ``keep_card``,
        ``forget_post`` or ``drop_card`` ends it. What shows the case until then is the message
        above.
        """
        self._do(
            "insert into cards (reach_id, case_id, message, version, begun, nudge, beside)"
            " values (:reach_id, :case_id, '', 0, 1, :nudge, :beside)"
            " on conflict (reach_id, case_id) do update set message = '', version = 0, begun = 1,"
            " nudge = :nudge, beside = :beside,"
            " above = case when message <> '' then message else above end",
            reach_id=reach_id,
            case_id=case_id,
            nudge=nudge,
            beside=beside,
        )

    def forget_post(self, reach_id: int, case_id: int) -> None:
        """A post that had begun never went out: the message above is the card again, if any."""
        found = {"reach_id": reach_id, "case_id": case_id}
        where = " where reach_id = :reach_id and case_id = :case_id and begun = 1"
        lost = "above = '' and (beside is null or nudge is not null)"
        self._do(f"delete from cards{where} and {lost}", **found)  # noqa: S608
        self._do(f"update cards set message = above, above = '', begun = 0{where}", **found)  # noqa: S608

    def renew_card(self, reach_id: int, case_id: int) -> None:
        """Post a card anew: its message shows nothing that could be decided on any more."""
        self._do(
            "update cards set message = '', version = 0, begun = 0, nudge = null"
            " where reach_id = :reach_id and case_id = :case_id",
            reach_id=reach_id,
            case_id=case_id,
        )

    def clear_above(self, reach_id: int, case_id: int) -> None:
        """The message above a card tells that the case stands below, or is gone."""
        self._do(
            "update cards set above = '' where reach_id = :reach_id and case_id = :case_id",
            reach_id=reach_id,
            case_id=case_id,
        )

    def keep_card(
        self,
        reach_id: int,
        case_id: int,
        message: str,
        version: int,
        notes: int = 0,
        *,
        nudge: int | None = None,
        beside: int | None = None,
    ) -> None:
        """Note which version of a case a message shows to be decided on, how many notes it had,
        for which reminder it was posted, and in which waiting period it stands beside the owner;
        that it shows this case is known for good, until the case is erased.
        """
        self._do(
            "insert into cards (reach_id, case_id, message, version, notes, nudge, beside)"
            " values (:reach_id, :case_id, :message, :version, :notes, :nudge, :beside)"
            " on conflict (reach_id, case_id) do update set message = excluded.message,"
            " version = excluded.version, notes = excluded.notes, begun = 0,"
            " nudge = excluded.nudge, beside = excluded.beside",
            reach_id=reach_id,
            case_id=case_id,
            message=message,
            version=version,
            notes=notes,
            nudge=nudge,
            beside=beside,
        )
        self._know_post(reach_id, case_id, message)

    def _know_post(self, reach_id: int, case_id: int, message: str) -> None:
        self._do(
            "insert into posts (reach_id, case_id, message) select :reach_id, id, :message"
            " from cases where id = :case_id and place <> :erased"
            " on conflict (reach_id, message) do update set case_id = excluded.case_id",
            reach_id=reach_id,
            case_id=case_id,
            message=message,
            erased=ERASED,
        )

    def case_shown(self, channel: str, message: str) -> str | None:
        """The reference of the case that a message shows or has shown, also after the decision.

        None when it shows none, when its case was erased, and when messages of several cases have
        that name, each in its own chat: a channel asks by names that it gives once only.
        """
        rows = self._all(
            "select distinct cases.reference from posts"
            " join reaches on reaches.id = posts.reach_id join cases on cases.id = posts.case_id"
            " where posts.message = :message and reaches.channel = :channel",
            channel=channel,
            message=message,
        )
        return rows[0]["reference"] if len(rows) == 1 else None

    def is_taken(self, nudge_id: int, reach_id: int) -> bool:
        """Whether a chat has shown a reminder, or another than that one is just showing it."""
        return self._one(_TAKEN, nudge_id=nudge_id, reach_id=reach_id) is not None

    def drop_card(self, reach_id: int, case_id: int) -> None:
        """Forget a card: its message shows nothing that could be decided on any more."""
        self._do(
            "delete from cards where reach_id = :reach_id and case_id = :case_id",
            reach_id=reach_id,
            case_id=case_id,
        )

    def card(self, reach_id: int, case_id: int) -> tuple[str, int] | None:
        """The message that shows a case to be decided on, and which version of it."""
        row = self._one(
            "select message, version from cards"
            " where reach_id = :reach_id and case_id = :case_id and message <> ''",
            reach_id=reach_id,
            case_id=case_id,
        )
        return (row["message"], row["version"]) if row else None


def _to_slip(reach: Reach, row: Row) -> Slip:
    return Slip(
        reach,
        row["reference"],
        row["message"],
        bool(row["begun"]),
        row["above"] or None,
        row["nudge"],
        row["beside"],
    )
