"""The queue of getUpdates, as the Bot API keeps it: nothing goes until it is confirmed."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

_LATER = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds of update that come only when asked for by name."""


@dataclass
class Updates:
    """The queue of getUpdates: an update stays until a higher offset confirms it."""

    waiting: list[dict[str, Any]] = field(default_factory=list)
    confirmed: int = 0
    allowed: list[str] | None = None
    luck: random.Random | None = None
    """When set, every update comes one to four times, shuffled, even after it is confirmed."""
    _again: list[dict[str, Any]] = field(default_factory=list)
    next_id: int = 500_000_001

    def add(self, body: dict[str, Any]) -> int:
        """Keep an update of one kind, e.g. ``{"message": ...}``; its update_id."""
        number = self.next_id
        self.next_id += 1
        if self.allowed is None or not self._refused(next(iter(body), "")):
            self.waiting.append({"update_id": number} | body)
        return number

    def _refused(self, kind: str) -> bool:
        return kind not in self.allowed if self.allowed else kind in _LATER

    def batch(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Confirm what is below ``offset``; the oldest that wait."""
        if offset < 0:
            offset = self.waiting[offset:][0]["update_id"] if self.waiting else 0
        self.confirmed += sum(update["update_id"] < offset for update in self.waiting)
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        found = self.waiting[: min(max(limit, 1), 100)]
        return self._shuffled(found) if self.luck else found

    def _shuffled(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        assert self.luck
        echoes, self._again = self._again, []
        for update in found:
            copies = [update] * self.luck.randint(0, 3)
            now = self.luck.randint(0, len(copies))
            echoes += copies[:now]
            self._again += copies[now:]
        mixed = found + echoes
        self.luck.shuffle(mixed)
        return mixed


@dataclass
class Polls:
    """The long polls that wait: a newer one ends the older."""

    number: int = 0
    waiting: int = 0
    ring: asyncio.Event = field(default_factory=asyncio.Event)
