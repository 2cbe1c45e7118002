"""Erasing what is someone's, one way for every channel: nothing vanishes that nobody has read."""

from bot.cases import Cases, Erasure
from bot.inbox import Inbox
from bot.model import Address
from bot.ports import Runner


class Erasing:
    """What a person has written and nobody has read yet becomes their case first: so it is counted,
    a danger in it is seen to, and a button that was drawn before it asks again (GDPR 17).
    """

    def __init__(self, runner: Runner, inbox: Inbox, cases: Cases) -> None:
        """``inbox`` works on what waits."""
        self._runner = runner
        self._inbox = inbox
        self._cases = cases

    async def planned(self, *addresses: Address) -> Erasure:
        """What ``done`` would do now. Raises StoreError."""
        await self._inbox.settle(*addresses)
        return await self._runner.run(self._cases.erasure, *addresses)

    async def done(self, mark: int, *addresses: Address) -> tuple[Erasure, bool]:
        """Erase, if it is still what was shown with that mark: what was done and True; else what
        would be done now and False. Raises StoreError.
        """
        await self._inbox.settle(*addresses)
        return await self._runner.run(self._cases.erase_as_shown, mark, *addresses)
