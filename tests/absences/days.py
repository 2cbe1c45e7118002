"""Days, and registers with gaps."""

from datetime import date, timedelta

from tests.towns import TODAY

MAIJA, ANNIKA, MIKAEL = "maija-lehtonen", "annika-sundstrom", "mikael-backstrom"


HELENA, EVA = "helena-niemi", "eva-lindqvist"


FALLBACK, QUALITY = "tuomas-laine", "liisa-hagman"


def day_after(days: int) -> date:
    return TODAY + timedelta(days=days)
