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
    """Note which cards are to be posted in the official's chat today: of the answers that go to
    them the earliest, each as it stands once. How many.
    """
    today = local(base.city, now).date()
    known = store.review_cards_of(reach.official, today - _AGAIN + timedelta(days=1))
    told = [card for card in known if card.begun or card.day == today]
    asked = {card.key for card in told if card.stage is not Stage.OVER}
    room = MOST - sum(card.day == today for card in told)
    due = [
        answer
        for answer in reviewing.of_official(base, today, reach.official)
        if (answer.slug, answer.language, answer.stand) not in asked
    ][: max(room, 0)]
    for one in due:
        store.add_review_card(
            ReviewCard(reach, reach.official, one.slug, one.language, one.version, one.stand, today)
        )
    return len(due)
