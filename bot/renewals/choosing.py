"""Which answers an official is asked about with a morning word."""

from datetime import datetime, timedelta

from bot import reviewing
from bot.calendar import local
from bot.city import Base
from bot.mail import Reach
from bot.ports import Store
from bot.reviews import ReviewCard, Stage

MOST = 3
"""Cards for one official and working day: a morning has other work too."""
_AGAIN = timedelta(days=7)
"""After so long without a decision an answer is asked about again."""


def choose(store: Store, base: Base, reach: Reach, now: datetime) -> int:
    """Note which cards are to be posted in the official's chat today, each answer as it stands:
    of those that go to them the ones never asked about, then those asked longest ago; of equals
    the earliest. How many. What was decided as it stands is written, and the base not taken anew
    since: nothing is asked of it.
    """
    today = local(base.city, now).date()
    told = [c for c in store.review_cards_of(reach.official) if c.begun or c.day == today]
    last = {card.key: card.id for card in told}  # they come in their order
    resting = {c.key for c in told if c.day > today - _AGAIN and c.stage is not Stage.OVER}
    resting |= store.decided_reviews()
    due = [
        (last.get(about, 0), one)
        for one in reviewing.of_official(base, today, reach.official)
        if (about := (one.slug, one.language, one.stand)) not in resting
    ]
    due.sort(key=lambda found: found[0])
    room = MOST - sum(card.day == today for card in told)
    chosen = [one for _, one in due[: max(room, 0)]]
    for one in chosen:
        store.add_review_card(
            ReviewCard(reach, reach.official, one.slug, one.language, one.version, one.stand, today)
        )
    return len(chosen)
