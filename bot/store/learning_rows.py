"""Wordings that officials propose, and what their decisions say of the matches."""

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.errors import ConflictError
from bot.learning import Judged, Proposal, ProposalState
from bot.model import slugs_of
from bot.store.rows import Row, Rows, listed, stamp, to_draft, to_proposal, to_row

_DECISIONS = """
select question.language, question.text, drafts.draft, decision.answer, decision.also,
    exists (select 1 from events where events.case_id = decision.case_id
        and events.id <= decision.id
        and (events.act = 'edited' or events.id = decision.id and events.detail = 'edited')
    ) as edited
from events decision
join events received on received.case_id = decision.case_id and received.act = 'received'
join drafts on drafts.case_id = decision.case_id and drafts.version = 1
join messages question on question.id = (select min(messages.id) from messages
    where messages.case_id = decision.case_id and messages.kind = 'question')
where decision.act in ('approved', 'answered')
    and not exists (select 1 from events earlier where earlier.case_id = decision.case_id
        and earlier.act in ('approved', 'answered') and earlier.id < decision.id)
    and not exists (select 1 from events later where later.case_id = decision.case_id
        and later.act = 'disagreed')
    and received.detail not in ('danger', 'foreign')
    and (received.detail not in ('asked_human', 'formal') or decision.answer is not null)
order by decision.id desc limit :limit
"""


class LearningRows(Rows):
    """The part of the store that learns."""

    def add_proposal(self, proposal: Proposal) -> Proposal:
        """Keep a proposed wording; the same proposal with its number."""
        return replace(proposal, id=self._add("proposals", to_row(proposal)))

    def proposal(self, number: int) -> Proposal | None:
        """The proposal with that number."""
        row = self._one("select * from proposals where id = :id", id=number)
        return to_proposal(row) if row else None

    def proposals(self, states: Sequence[ProposalState], limit: int = 1000) -> list[Proposal]:
        """Proposals in those states, oldest first."""
        rows = self._all(
            "select * from proposals where state in (select value from json_each(:states))"
            " order by id limit :limit",
            states=listed(states),
            limit=limit,
        )
        return [to_proposal(row) for row in rows]

    def change_proposal(self, proposal: Proposal, before: ProposalState) -> None:
        """Keep a proposal's new state and decider if its stored state is ``before``."""
        changed = self._do(
            "update proposals set state = :state, decided_by = :by, decided_at = :at"
            " where id = :id and state = :before",
            id=proposal.id,
            state=proposal.state,
            by=proposal.decided_by,
            at=stamp(proposal.decided_at) if proposal.decided_at else None,
            before=before,
        )
        if changed != 1:
            raise ConflictError

    def decisions(self, limit: int) -> list[Judged]:
        """What officials made of matches, newest first."""
        return [_to_judged(row) for row in self._all(_DECISIONS, limit=limit)]


def _to_judged(row: Row) -> Judged:
    shown = to_draft(row["draft"])
    return Judged(
        language=row["language"],
        question=row["text"],
        candidates=shown.candidates,
        drafted=shown.why in ("matched", "two_matters"),
        sent=slugs_of(row["answer"], json.loads(row["also"])),
        edited=bool(row["edited"]),
    )
