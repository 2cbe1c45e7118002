"""What is not kept for ever (L25, L28)."""

from datetime import datetime
from typing import Protocol

from bot.model import Address, Case
from bot.retention import Purge, Rule


class RetentionStore(Protocol):
    """What is old enough to go, its going, and the proof of it."""

    def quiet_cases(self, before: datetime, limit: int) -> list[Case]:
        """Answered cases in which nobody has said or done anything since ``before``."""
        ...

    def ended_cases(
        self, after: int, young: datetime, old: datetime, limit: int
    ) -> list[tuple[Case, datetime]]:
        """Closed cases with a number above ``after`` that still have words or an address, and
        when anybody last did something in them: by ``young``, if it was answered by ``old``.
        """
        ...

    def resting(self, before: datetime, but: str, limit: int) -> list[Address]:
        """Where nothing has been going on since ``before`` and nothing is on its way, on all
        channels but one. ``limit`` -1: all.
        """
        ...

    def disguise(self, address: Address) -> tuple[datetime, datetime]:
        """Keep a keyed digest in the address's place, by which every method that takes an address
        recognises it (L25); when its first and its last case were received.
        """
        ...

    def spent(self, rule: Rule, before: datetime, limit: int = -1) -> Purge:
        """What is old enough to go by a rule of rows."""
        ...

    def purge(self, rule: Rule, before: datetime, at: datetime, limit: int) -> Purge:
        """Let go what ``spent`` finds; its proof is written first."""
        ...

    def prove(self, purge: Purge, at: datetime) -> None:
        """Keep the proof of what goes; in one night it is one proof a rule."""
        ...

    def purges(self, limit: int = -1, since: datetime | None = None) -> list[Purge]:
        """The proofs, newest night first."""
        ...

    def last_night(self) -> datetime | None:
        """When the last night began whose work is done."""
        ...

    def give_back(self, pages: int) -> int:
        """Give free pages of the file back to the disk, at most so many; how many are left."""
        ...
