"""`aura why`: one match explained."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.city import Base
from bot.errors import SettingsError
from bot.evaluation import explaining
from bot.evaluation.outcomes import hear
from bot.matching import AnswerMatcher


def why(
    text: str, base: Base, day: date | None, say: Callable[[str], None], language: str | None
) -> None:
    """Say what is made of a message now, or as ``day`` begins. Raises SettingsError for no text or
    a foreign language.
    """
    if not text.strip():
        raise SettingsError('Write the question in quotes: aura why "milloin katu aurataan".')
    if language not in (None, *base.city.languages):
        known = ", ".join(base.city.languages)
        raise SettingsError(f"--language {language}: the city serves {known}.")
    matcher = AnswerMatcher(base)
    made = hear(base, matcher, text, language)
    best, nearest = made.said.ranking.best, []
    if best:
        through = best.through or made.said.ranking.language
        nearest = matcher.nearest_phrasings(text, through, best.slug)
    zone = ZoneInfo(base.city.time_zone)
    at = datetime.combine(day, time(0), zone) if day else datetime.now(zone)
    for line in explaining.lines(base, made, at, nearest):
        say(line)
