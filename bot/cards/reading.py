"""For whom, where and when a card is drawn. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot import wording
from bot.city import Base
from bot.model import Case, State
from bot.people import Official

DECIDABLE = (State.AWAITING_APPROVAL, State.HANDED_OVER)
"""The states in which a case waits for its official."""


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom, where and when a card is drawn."""

    base: Base
    official: Official | None
    """None: a room of several officials."""
    now: datetime
    desk: str = ""
    """The desk's address, e.g. ``https://neuvonta.example.fi/desk``; empty: no link."""
    topics: tuple[str, ...] = ()
    """Of a room: the slugs of its topics."""
    beside: bool = False
    """Whether the official was reminded of a case that is another's, and may decide on it too."""
    late: bool = False
    """Whether the first time that the case's resident was told has passed."""

    @property
    def slug(self) -> str:
        """The official's slug; empty for a room."""
        return self.official.slug if self.official else ""

    @property
    def language(self) -> str:
        """The official's first language among the city's; in a room the city's first one."""
        city = self.base.city.languages
        own = self.official.languages if self.official else ()
        return next((code for code in own if code in city), city[0])

    def say(self, key: str, **values: object) -> str:
        """A phrase in that language."""
        return self.base.say(self.language, key, **values)

    def when(self, at: datetime) -> str:
        """A moment in that language."""
        return wording.when(self.base, self.language, at, self.now)

    def who(self, slug: str) -> str:
        """An official's name; the program and the resident by their phrases."""
        official = self.base.officials.get(slug)
        key = f"who.{slug}"
        known = key in self.base.spoken(self.language)
        return official.name if official else self.say(key) if known else slug


def is_live(reading: Reading, case: Case) -> bool:
    """Whether the case waits for this official to decide, or for another while this one was
    reminded of it; for a room, whether it waits for whoever owns it and is of the room's topics.
    """
    is_theirs = case.owner == reading.slug or reading.beside
    here = is_theirs if reading.official else case.topic in reading.topics
    return case.state in DECIDABLE and here
