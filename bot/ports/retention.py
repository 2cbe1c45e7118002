"""What is not kept for ever (L25, L28)."""

from datetime import datetime
from typing import Protocol

from bot.model import Address, Case
from bot.retention import Purge, Rule


class RetentionStore(Protocol):
    """What is old enough to go, its going, and the proof of it."""

    has_erased: bool
    """Whether something went that the write-ahead log may still hold."""

    def quiet_cases(self, after: int, before: datetime, limit: int) -> list[Case]:
        """Answered cases with a number above ``after`` in which nobody has said or done anything
        since ``before``.
        """
        ...

    def ended_cases(
        self, after: int, young: datetime, old: datetime, limit: int
    ) -> list[tuple[Case, datetime]]:
        """Answered and closed cases with a number above ``after`` that still have words or an
        address, and when anybody last did something in them: by ``young``, if it was answered by
        ``old``.
        """
        ...

    def resting(self, after: Address, before: datetime, but: str, limit: int) -> list[Address]:
        """Where nothing has been going on since ``before`` and nothing is on its way, on all
        channels but one; in the order of channel and place, beyond ``after``.
        """
        ...

    def take_key(self) -> bool:
        """Let this program's secret be the one that addresses are disguised by; False: it was
        another one before, and who was disguised by that is not recognised any more.
        """
        ...

    def has_key(self) -> bool:
        """Whether addresses are disguised by this program's secret, or by none yet."""
        ...

    def disguise(self, address: Address) -> tuple[datetime, datetime]:
        """Keep a keyed digest in the address's place, by which every method that takes an address
        recognises it (L25); when its first and its last case were received.
        """
        ...

    def purge(self, rule: Rule, before: datetime, at: datetime, limit: int) -> Purge:
        """Let go what is old enough by a rule of rows, at most ``limit`` of each table; its
        proof is written first.
        """
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
