"""An office with officials who answer from chats: everything is real but the chats."""

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.board import Board
from bot.cards import Reading
from bot.cases import Cases
from bot.city import Base
from bot.library import Library
from bot.mail import Nudge
from bot.model import Address, Case
from bot.pressing import Press, Pressed, Pressing, new_code
from bot.renewals import ReviewPresses, Verdicts
from bot.states import Level
from bot.store import open_database
from tests.fakes import Clock, DirectRunner, FakeCards, ScriptedMatcher
from tests.residents import ask

ANNIKA, JARI = "annika-sundstrom", "jari-koskela"
CHAT, OTHER = Address("telegram", "11"), Address("telegram", "12")
ROOM = "C0123ABCD"
CHATS = {ANNIKA: CHAT, JARI: OTHER}


def with_telegram(base: Base, **allowed: bool | int) -> Base:
    """The base with those officials on Telegram (underscores for dashes), and nobody else."""
    given = {slug.replace("_", "-"): value for slug, value in allowed.items()}
    officials = {
        slug: replace(official, telegram=given.get(slug, False))
        for slug, official in base.officials.items()
    }
    return replace(base, officials=officials)


def with_room(base: Base, *topics: str, room: str = ROOM) -> Base:
    """The base with a Slack room for these topics, and no other."""
    changed = {
        slug: replace(topic, slack=room if slug in topics else "")
        for slug, topic in base.topics.items()
    }
    return replace(base, topics=changed)


class Office:
    """Two officials with their chats."""

    def __init__(self, base: Base, matcher: ScriptedMatcher, **allowed: bool | int) -> None:
        allowed = allowed or {"annika_sundstrom": True, "jari_koskela": True}
        self.clock = Clock()
        self.store = open_database(None)
        self.runner = DirectRunner(self.store)
        self.library = Library(with_telegram(base, **allowed), matcher)
        self.cases = Cases(self.library, self.clock)
        self.channel = FakeCards()
        self.slack = FakeCards("slack")
        channels = {channel.name: channel for channel in (self.channel, self.slack)}
        self.board = Board(
            self.runner, channels, self.library, self.clock, "https://a.example/desk"
        )
        self.verdicts = Verdicts(self.runner, self.library, Path("no such folder"), self.clock)
        reviews = ReviewPresses(self.runner, self.library, self.verdicts, self.clock)
        self.pressing = Pressing(self.runner, self.cases, self.library, reviews, self.clock)

    def links(self, official: str = ANNIKA, chat: Address | None = None) -> str | None:
        """Link the official's chat; what is told."""
        with self.store.transaction():
            code = new_code(self.store, official, "telegram", self.clock())
        return asyncio.run(self.pressing.link(chat or CHATS[official], code))

    def works(self) -> int:
        """The board's turn."""
        return asyncio.run(self.board.work())

    def asked(self, text: str = "milloin aura", owner: str = ANNIKA) -> Case:
        """A resident asks; the case as it stands, with that owner."""
        case = ask(self.cases, self.store, text)
        if case.owner != owner:
            with self.store.transaction():
                case = self.cases.hand_over(
                    self.store, case.reference, version=case.version, by=case.owner, to=owner
                )
        return case

    def reminds(self, case: Case, level: Level, official: str = ANNIKA) -> Nudge | None:
        """The clock reminds an official of a case that waits; None: for the second time."""
        with self.store.transaction():
            promise = self.store.promise(case.id)
            assert promise, "nobody is reminded of what is not promised"
            return self.store.add_nudge(
                Nudge(case.reference, promise.wait, level, official, self.clock())
            )

    def begins_anew(self) -> None:
        """The program is killed and started again: what the board had in mind is gone."""
        channels = {channel.name: channel for channel in (self.channel, self.slack)}
        self.board = Board(
            self.runner, channels, self.library, self.clock, "https://a.example/desk"
        )

    def presses(
        self, case: Case, act: str, chat: Address = CHAT, *, text: str = "", message: str = ""
    ) -> Pressed:
        """A press on the card as it was drawn from ``case``."""
        press = Press(case.reference, case.version, act, text, message)
        return asyncio.run(self.pressing.press(chat, press, "fi"))

    def now(self, case: Case) -> Case:
        """The case as it stands."""
        found = self.store.case(case.reference)
        assert found
        return found

    @property
    def reading(self) -> Reading:
        """Annika's, now."""
        return Reading(self.library.base, self.library.base.officials[ANNIKA], self.clock())

    @property
    def live(self) -> list[str]:
        """The references of cards that can be decided on, by what is shown."""
        return [card.reference for card in self.channel.shown.values() if card.live]
