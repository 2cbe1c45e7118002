"""The nouns of cards that ask an official whether an answer is still true, frozen."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.mail import Reach


class Stage(StrEnum):
    """How far such a card has come."""

    OPEN = "open"  # it asks
    SURE = "sure"  # it asks whether the answer is really to be taken out of use
    KEPT = "kept"  # somebody said yes, on a card or on the desk
    RETIRED = "retired"  # somebody took the answer out of use, on a card or on the desk
    REVIEWED = "reviewed"  # the review was written into the file
    ENDED = "ended"  # the answer's last day was written into the file
    CHANGED = "changed"  # the text is another one, or there is none any more
    AGAIN = "again"  # it is asked again below
    OVER = "over"  # the chat is its official's no more

    @property
    def is_live(self) -> bool:
        """Whether it can be decided on."""
        return self in (Stage.OPEN, Stage.SURE)


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One answer as it stood, shown to one official once."""

    reach: Reach
    """The chat that it is shown in."""
    official: str
    slug: str
    language: str
    version: str
    stand: str
    """``Answer.stand`` as the card shows it."""
    day: date
    """The working day whose morning word it comes with."""
    begun: bool = False
    """Whether a post of it has begun; how it ended is told by ``shown``."""
    message: str | None = None
    """The channel's own name of its message; None where it is not known."""
    stage: Stage = Stage.OPEN
    shown: Stage | None = None
    """The stage that its message shows; None before it is known to stand there."""
    by: str = ""
    """Who ended it."""
    at: datetime | None = None
    """When it ended."""
    id: int = 0

    @property
    def reference(self) -> str:
        """What its buttons and its message are known by."""
        return f"REVIEW-{self.id}"

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about."""
        return self.slug, self.language, self.stand
