"""What has become of an answer since a card showed it, by the base as it is now."""

from dataclasses import replace
from datetime import datetime

from bot import reviewing
from bot.answers import Answer
from bot.calendar import local
from bot.city import REVIEW_AHEAD, Base
from bot.ports import Store
from bot.reviews import ReviewCard, Stage


def answer_of(base: Base, card: ReviewCard) -> Answer | None:
    """The answer as the base has it now; None where it has it no more."""
    return reviewing.version(base, card.slug, card.language)


def looked(store: Store, base: Base, card: ReviewCard, now: datetime) -> ReviewCard:
    """The card at the stage where it is by now; kept, if that is another."""
    if not card.stage.is_live:
        return card
    stage, by = _stage(base, card, now)
    if stage is None:
        return card
    after = replace(card, stage=stage, by=by, at=now)
    store.change_review_card(after)
    return after


def stands(store: Store, card: ReviewCard, message: str | None, now: datetime) -> ReviewCard:
    """Keep that a message of it stands as it was posted, if not known by which name (``message``
    None); earlier ones then say that it is asked below.
    """
    after = replace(card, begun=True, message=message or card.message, shown=Stage.OPEN)
    store.change_review_card(after)
    for other in store.review_cards() if after.message else ():
        is_same = (other.key, other.official) == (card.key, card.official)
        if is_same and other.id < card.id and other.stage.is_live:
            store.change_review_card(replace(other, stage=Stage.AGAIN, at=now))
    return after


def is_theirs(base: Base, card: ReviewCard) -> bool:
    """Whether its chat is still its official's."""
    official, reach = base.officials.get(card.official), card.reach
    allowed = official is not None and official.may_be_at(reach.channel, reach.place)
    return allowed and reach.ended is None and reach.official == card.official


def _stage(base: Base, card: ReviewCard, now: datetime) -> tuple[Stage | None, str]:
    """How it has ended beside our surfaces, and by whom if the file says so; None: it has not."""
    answer = answer_of(base, card)
    if not is_theirs(base, card):
        return Stage.OVER, ""
    if answer is None or answer.version != card.version:
        return Stage.CHANGED, ""
    if answer.stand == card.stand:
        return None, ""
    today = local(base.city, now).date()
    if reviewing.is_retired(answer, today):
        return Stage.ENDED, ""
    is_due = answer.review_again <= today + REVIEW_AHEAD
    return (Stage.CHANGED, "") if is_due else (Stage.REVIEWED, answer.reviewed_by)
