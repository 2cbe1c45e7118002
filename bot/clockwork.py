"""What the clock does each minute: silence, absences, reminders, broken promises.

The order tells: who is away loses their cases first, so that who stands in is reminded and named.
"""

import structlog

from bot.cases import Cases, Ticked
from bot.ports import Runner

_log = structlog.get_logger(__name__)


class Clockwork:
    """The clock's turn, in use cases of their own; each can be taken again at any time."""

    def __init__(self, runner: Runner, cases: Cases) -> None:
        """Nothing runs until it is told to."""
        self._runner = runner
        self._cases = cases

    async def check(self) -> None:
        """The invariant: each open case has one owner who is in the register (design)."""
        for reference in await self._runner.run(self._cases.check):
            _log.error("invariant.repaired", case=reference)

    async def minute(self) -> None:
        """One turn. A fault in one part holds up no other; the next turn tries it again."""
        for part in (self.silence, self.cover, self.tick):
            try:
                await part()
            except Exception:
                _log.exception("clock.failed", part=part.__name__)

    async def silence(self) -> None:
        """Hand over what residents were asked and have left unanswered."""
        for reference in await self._runner.run(self._cases.silence):
            _log.info("case.silent", case=reference)

    async def cover(self) -> None:
        """Move cases from officials who are away to who stands in; absences begin at midnight."""
        for reference in await self._runner.run(self._cases.cover):
            _log.info("case.covered", case=reference)

    async def tick(self) -> None:
        """Remind officials and renew missed promises: a transaction for each case, once a turn.

        A fault in one case does not hold up the others; the next turn tries it again.
        """
        seen: set[str] = set()
        while True:
            look = await self._runner.run(self._cases.due)
            fresh = [reference for reference in look.found if reference not in seen]
            for reference in fresh:
                await self._tick_one(reference)
            seen.update(fresh)
            if not fresh and (look.is_last or look.found):  # found again: it has failed
                return

    async def _tick_one(self, reference: str) -> None:
        try:
            _tell(await self._runner.run(self._cases.tick, reference))
        except Exception:
            _log.exception("clock.failed", case=reference)


def _tell(ticked: Ticked) -> None:
    for nudge in ticked.nudges:
        _log.info(
            "case.nudged",
            case=nudge.reference,
            reminder=nudge.level,  # `level` is the line's own
            official=nudge.official,
        )
    if ticked.is_renewed:
        _log.warning("case.promise_missed", case=ticked.reference)
    if ticked.is_back:
        _log.info("case.unanswered", case=ticked.reference)
