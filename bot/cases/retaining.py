"""The end of a case's life: closed after a quiet period, later left without words (L25, L28).

Each method is one small step in one transaction, so that a night's work holds up nobody; doing it
again does nothing more.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.answers import Kind
from bot.cases.forgetting import Forgetting, is_answered, without_words
from bot.model import BOT, Act, Address, Case, Event, Reason, State
from bot.ports import Store
from bot.retention import OF_CASES, Purge, Rule, limit_of

NOWHERE = Address("", "")
"""Before every other address."""
MOST_LOOKED_AT = 10
"""Cases or places looked at in one step."""
_MOST_ROWS = 250
"""Rows let go in one step."""
QUIET = "quiet"
"""The detail of a closing for want of further words."""
_SELF = "web"
"""The channel whose places are digests of what only the resident has: nothing to disguise."""


class Retaining(Forgetting):
    """What time does to a case."""

    def settle(self, store: Store, after: int = 0) -> list[Case]:
        """Close answered cases in which nobody has said anything for ``quiet_days``; the resident
        hears nothing of it. The cases closed now: the next few above number ``after``.
        """
        before = self.now() - timedelta(days=self.base.city.retention.quiet_days)
        return [
            self._change(
                store,
                case,
                Act.CLOSED,
                BOT,
                detail=QUIET,
                state=State.CLOSED,
                reason=Reason.RESOLVED,
            )
            for case in store.quiet_cases(after, before, MOST_LOOKED_AT)
        ]

    def anonymise(self, store: Store, after: int, at: datetime) -> int | None:
        """Take words and address from the closed cases whose time is over, among the next few
        above number ``after``; ``at``: when the night began. The number of the last one looked
        at; None when there are no more.
        """
        last = None
        for case, purge in self._ended(store, after):
            last = case.id
            if purge:
                self._anonymise(store, case, purge.rule)
                store.prove(purge, at)
        return last

    def disguise(self, store: Store, after: Address, at: datetime) -> Address | None:
        """Replace where residents are reached by a digest, where nothing is going on any more: the
        next few places beyond ``after``. The last of them; None when there are no more.
        """
        before = self._before(Rule.ADDRESS)
        found = store.resting(after, before, _SELF, MOST_LOOKED_AT) if before else []
        for address in found:
            oldest, newest = store.disguise(address)
            store.prove(Purge(Rule.ADDRESS, 1, oldest, newest), at)
        return found[-1] if found else None

    def purge(self, store: Store, rule: Rule, at: datetime) -> int:
        """Let rows go whose time is over by a rule of rows; how many, some hundred at most."""
        before = self._before(rule)
        return store.purge(rule, before, at, _MOST_ROWS).count if before else 0

    def night_over(self, store: Store, at: datetime) -> list[Purge]:
        """Note that the work of the night that began at ``at`` is done; what went in it."""
        gone = [purge for purge in store.purges(since=at) if purge.at == at]
        store.prove(Purge(Rule.NIGHT, sum(purge.count for purge in gone)), at)
        return sorted(gone, key=lambda purge: list(Rule).index(purge.rule))

    def _ended(self, store: Store, after: int) -> Iterator[tuple[Case, Purge | None]]:
        """The next closed cases that are old enough for one rule or other, in the order of their
        numbers; what goes of each, or None if its own rule lets it stay.
        """
        limits = {rule: self._before(rule) for rule in OF_CASES}
        given = [limit for limit in (limits[Rule.ANSWERED], limits[Rule.FORMAL]) if limit]
        young = max(limit for limit in limits.values() if limit)
        for case, last in store.ended_cases(after, young, max(given), MOST_LOOKED_AT):
            rule = self.rule_of(case, store.events(case.id))
            limit = limits[rule]
            is_over = limit is not None and last <= limit
            yield case, Purge(rule, 1, last, last) if is_over else None

    def rule_of(self, case: Case, events: list[Event]) -> Rule:
        """Which rule says how long a closed case keeps its words."""
        if case.reason is Reason.SPAM:
            return Rule.TALK
        if self._is_formal(case, events):
            return Rule.FORMAL
        topic = self.base.topics.get(case.topic or "")
        is_talk = case.topic is None or (topic is not None and topic.kind is Kind.TALK)
        is_short = is_talk and not case.urgent and not is_answered(events)
        return Rule.TALK if is_short else Rule.ANSWERED

    def _before(self, rule: Rule) -> datetime | None:
        return limit_of(self.base.city.retention, rule, self.now())

    def _anonymise(self, store: Store, case: Case, rule: Rule) -> None:
        """Words and address go as in ``Rights.erase``. When the case was changed last stays: it is
        a figure, and no official need see the case again.
        """
        after = case.evolve(Act.ANONYMISED, self.now(), **without_words(case))
        store.change_case(replace(after, changed_at=case.changed_at))
        self._record(store, after, Act.ANONYMISED, BOT, rule)
        store.forget_words(case)
