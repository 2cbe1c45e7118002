"""`aura knowledge`: proposed phrasings, and their way into the answers' files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.answers import Answer
from bot.city import Base
from bot.commands.cases import opened
from bot.errors import AuraError, NoSuchProposalError, NotWritableError
from bot.knowledge import load
from bot.knowledge.writing import add_wording
from bot.learning import TERMINAL, Proposal, ProposalState
from bot.library import is_asked
from bot.store import SqliteStore

Say = Callable[[str], None]
_OPEN = (ProposalState.PROPOSED, ProposalState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the command finds its things."""

    data_file: Path
    folder: Path
    """The answer base."""


def show_list(data_file: Path, say: Say) -> None:
    """One line a phrasing that waits: for a yes, or for its place in the answer's file."""
    with opened(data_file) as store:
        waiting = store.proposals(_OPEN)
    for proposal in waiting:
        say(
            f"{proposal.id:4}  {proposal.state:8}  {proposal.slug}.{proposal.language}  "
            f'"{proposal.wording}"  {proposal.official}, {proposal.reference}'
        )
    accepted = sum(proposal.state is ProposalState.ACCEPTED for proposal in waiting)
    say(
        f"{len(waiting) - accepted} wait for a yes, {accepted} are accepted and not written yet."
        + (" Write them with: aura knowledge accept" if accepted else "")
    )


def accept(
    places: Places, today: date, say: Say, numbers: Sequence[int], *, everything: bool
) -> None:
    """Write phrasings into their answers' files: those already accepted on the desk, those with
    these numbers, or every one that waits.

    Raises:
        NoSuchProposalError: nothing that waits has such a number; nothing was written.
        KnowledgeError: the base has mistakes; nothing was written.
        AuraError: some could not be written; the others were.
    """
    base = load(places.folder, today)
    with opened(places.data_file) as store:
        states = _OPEN if everything or numbers else (ProposalState.ACCEPTED,)
        chosen = _chosen(store, states, numbers)
    if not chosen:
        say("No accepted phrasing waits. See: aura knowledge list")
    failed = 0
    for proposal in chosen:
        try:
            say(_written(places, base, proposal))
        except AuraError as error:
            failed += 1
            say(f"{proposal.id}: not written. {error}")
    if failed:
        raise AuraError(f"{failed} of {len(chosen)} phrasings were not written; see above.")


def decline(data_file: Path, number: int, say: Say) -> None:
    """Decline one that waits, or that was accepted and is not written yet."""
    with opened(data_file) as store:
        (proposal,) = _chosen(store, _OPEN, [number])
        _settle(store, proposal, ProposalState.DECLINED)
    say(f'Declined: {proposal.slug}.{proposal.language} "{proposal.wording}"')


def _chosen(
    store: SqliteStore, states: Sequence[ProposalState], numbers: Sequence[int]
) -> list[Proposal]:
    waiting = store.proposals(states)
    if not set(numbers) <= {proposal.id for proposal in waiting}:
        raise NoSuchProposalError
    return [proposal for proposal in waiting if not numbers or proposal.id in numbers]


def _written(places: Places, base: Base, proposal: Proposal) -> str:
    """Write one phrasing and mark it as written, both or neither; what was done."""
    answer = _answer(base, proposal)
    if is_asked(answer, proposal.wording):
        with opened(places.data_file) as store:
            _settle(store, proposal, ProposalState.WRITTEN)
        return f"{proposal.id}: {answer.slug}.{answer.language} has it already."
    with opened(places.data_file) as store:
        _settle(store, proposal, ProposalState.WRITTEN)
        path = add_wording(places.folder, answer, proposal.wording)
    return f'{proposal.id}: wrote "{proposal.wording}" into {path}'


def _answer(base: Base, proposal: Proposal) -> Answer:
    for answers in (base.answers, base.incomplete):
        if answer := answers.get(proposal.slug, {}).get(proposal.language):
            return answer
    raise NotWritableError(
        f"There is no answer {proposal.slug}.{proposal.language} any more. "
        f"Decline it with: aura knowledge decline {proposal.id}"
    )


def _settle(store: SqliteStore, proposal: Proposal, state: ProposalState) -> None:
    """The proposal's new state; who accepted it on the desk stays its decider."""
    decided = replace(proposal, state=state)
    if proposal.decided_by is None or state is ProposalState.DECLINED:
        decided = replace(decided, decided_by=TERMINAL, decided_at=datetime.now(UTC))
    store.change_proposal(decided, before=proposal.state)
