"""Questions that are clear to anybody, with the answers they ask for, and what was found."""

import pytest

from bot.model import Ranking

_CLEAR = [
    ("fi", "milloin meidän katu aurataan", "ploughing-when"),
    ("fi", "mistä saa ilmaista hiekkaa", "grit-free"),
    ("fi", "liukastuin kadulla ja ranne murtui", "slip-claim"),
    ("fi", "minne lumikuorman saa viedä", "snow-dump"),
    ("fi", "saako pihan lumen työntää kadulle", "snow-to-street"),
    ("fi", "autoni on siirretty, mistä löydän sen", "car-moved"),
    ("fi", "lumikasa peittää näkyvyyden risteyksessä", "snow-piles"),
    ("fi", "yksityistie auraamatta, auttaako kaupunki", "state-private-road"),
]
clear = pytest.mark.parametrize(("language", "question", "slug"), _CLEAR)


def top(ranking: Ranking) -> str | None:
    """The answer found first."""
    return ranking.best.slug if ranking.best else None
