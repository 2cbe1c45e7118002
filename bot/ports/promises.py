"""What is kept of promises to residents and of reminders to officials."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.mail import Nudge, Reach
from bot.model import Case
from bot.promises import Ending, Kept, Promise


class PromiseStore(Protocol):
    """Who waits, until when, and who has heard of it."""

    # Promises.
    def add_promise(self, promise: Promise) -> Promise:
        """Keep a new promise; the same with its number. Without a waiting period it begins one.

        A case has at most one promise that runs: the store refuses a second.
        """
        ...

    def end_promise(self, number: int, at: datetime, how: Ending) -> None:
        """End a promise that runs."""
        ...

    def promise(self, case_id: int) -> Promise | None:
        """The promise of a case that runs."""
        ...

    def promises_of(self, case_id: int) -> list[Promise]:
        """All promises of a case, in order."""
        ...

    def kept_share(self, since: datetime, until: datetime) -> list[Kept]:
        """Of the first promises of waiting periods that ended from ``since`` until before
        ``until``, how many were kept, by their cases' topic and language.
        """
        ...

    def late(self, now: datetime) -> Mapping[str, datetime]:
        """The first time told of each case whose resident waits past it, by the case's reference:
        the longest missed first. Also after a new time was told.
        """
        ...

    # The clock's looks.
    def to_look_at(self, now: datetime, limit: int) -> list[Case]:
        """Open cases that the clock has to look at by ``now``: those that have changed, and those
        put off until then.
        """
        ...

    def look_anew(self) -> None:
        """Look at every open case at once."""
        ...

    def look_later(self, case_id: int, at: datetime) -> None:
        """Look at a case again at that time, or when it has changed."""
        ...

    # Reminders.
    def add_nudge(self, nudge: Nudge) -> Nudge | None:
        """Keep a reminder; the same with its number, or None when it had been given before."""
        ...

    def nudges(self, case_id: int) -> list[Nudge]:
        """All reminders of a case, in order."""
        ...

    def nudges_to_show(self, channel: str, limit: int) -> list[tuple[Reach, Nudge]]:
        """Reminders that no chat has shown, of cases that still wait for a decision in the same
        waiting period, with where their official is reached on the channel; oldest first.
        """
        ...

    def nudges_of(self, official: str) -> list[Nudge]:
        """The reminders an official has had of cases that still wait for a decision, newest first,
        shown in a chat or not.
        """
        ...

    def shown(self, nudge_id: int, at: datetime) -> None:
        """Note that a chat has shown the reminder; again changes nothing."""
        ...
