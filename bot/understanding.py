"""What the program takes a message to say: for a resident's words and for measuring alike. Pure."""

from dataclasses import dataclass
from datetime import date

from bot import privacy, routing, wording
from bot.city import Base
from bot.model import Ranking
from bot.places import Place
from bot.ports import Matcher
from bot.routing import Decision
from bot.safety import SafetyFinding, danger_in

_MOST_SIGNS = 6000
"""How much of a long thread is matched; the newest words count."""
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Understood:
    """What matching makes of some words; no tier of the city has a say in it."""

    ranking: Ranking
    place: Place
    wants_human: bool = False
    """Whether a person is asked for (L5)."""
    foreign: bool = False
    """Whether it was left unmatched because it is in none of the city's languages."""
    danger: SafetyFinding | None = None
    """The words of danger in it, whatever matching finds."""

    def decision(
        self, base: Base, day: date, danger: str | None, *, may_ask: bool = True
    ) -> Decision:
        """Which way it goes on ``day`` with the base's tiers. ``danger``: slug of the danger answer
        that words call for, mostly those of ``danger``.
        """
        return routing.decide(
            base,
            self.ranking,
            self.place,
            day,
            wants_human=self.wants_human,
            foreign=self.foreign,
            may_ask=may_ask,
            danger=danger,
        )


def recognised(matcher: Matcher, text: str, usual: str) -> str | None:
    """The language of masked words, ``usual`` where they do not tell; None: none of the city's."""
    return matcher.language_of(privacy.without_marks(text), usual)


def spare(base: Base) -> str:
    """In which language the desk speaks to who writes in none of the city's: English, if it can."""
    languages = base.city.languages
    return _ENGLISH if _ENGLISH in languages else languages[0]


def understand(base: Base, matcher: Matcher, text: str, language: str | None) -> Understood:
    """What masked words say, matched in ``language``; None: they are in none of the city's, and so
    left unmatched, though a danger or a wish for a person in them is seen all the same.
    """
    plain = wording.without_numbers(privacy.without_marks(text))[-_MOST_SIGNS:]
    used = language or spare(base)
    return Understood(
        ranking=matcher.match(plain, language) if language else Ranking(used),
        place=matcher.place(plain),
        wants_human=routing.asks_for_human(base, plain, used),
        foreign=language is None,
        danger=danger_in(base, plain, used),
    )
