"""What the program itself does where a case has gone wrong: no owner, no delivery, nobody there."""

from dataclasses import replace

from bot.cases.steps import Steps
from bot.model import BOT, Act, Case, Reason, State
from bot.ports import Store


class Mending(Steps):
    """Repairs, and what the outbox has to tell."""

    def check(self, store: Store) -> list[str]:
        """Give every open case without owner or deadline one: the fallback official, or who stands
        in for them; a deadline from now on where there is none.

        The invariant of the design: an open case has exactly one owner and one deadline. The
        references of the cases that had to be repaired; normally none.
        """
        return [
            self._mended(store, case).reference
            for case in store.ownerless(tuple(self.base.officials))
        ]

    def _mended(self, store: Store, case: Case) -> Case:
        owner, detail, deadline = case.owner, [], case.deadline
        if owner not in self.base.officials:
            detail.append(f"owner was '{owner}'")
            owner = self._same_owner(case)
        if deadline <= case.received_at:
            detail.append("no deadline")
            drafted = case.state is State.AWAITING_APPROVAL
            deadline = self._deadline(owner, case.topic, drafted=drafted, urgent=case.urgent)
        said = ", ".join(detail)
        return self._change(
            store, case, Act.REPAIRED, BOT, detail=said, owner=owner, deadline=deadline
        )

    def undelivered(
        self, store: Store, reference: str, error: str, *, is_reply: bool = False
    ) -> None:
        """A text never reached the resident, and a person sees it. A reply that did not has
        answered nobody: its case goes back to its official with the text, and waits (S1).
        """
        case = store.case(reference)
        if case is None:
            return
        if not is_reply or case.state is not State.ANSWERED:
            self._record(store, case, Act.UNDELIVERED, BOT, error)
            return
        owner = self._same_owner(case)
        self._change(
            store,
            case,
            Act.UNDELIVERED,
            BOT,
            detail=error,
            state=State.HANDED_OVER,
            owner=owner,
            deadline=self._deadline(owner, case.topic, drafted=False, urgent=case.urgent),
            draft=replace(case.draft, why="undelivered"),
            decided_by=None,
        )

    def unreachable(self, store: Store, reference: str) -> None:
        """End a case whose resident cannot be reached any more; its official sees why."""
        case = store.case(reference)
        if case and case.state is not State.CLOSED:
            reason = Reason.UNREACHABLE
            self._change(
                store,
                case,
                Act.CLOSED,
                BOT,
                detail=reason,
                state=State.CLOSED,
                reason=reason,
                decided_by=case.decided_by or BOT,
            )
