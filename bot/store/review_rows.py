"""Cards that ask officials whether an answer is still true."""

from dataclasses import replace
from datetime import date

from bot.reviews import ReviewCard, Stage
from bot.store.reach_rows import to_reach
from bot.store.rows import Row, Rows, moment, stamp

_CARDS = """
select reaches.*, card.id as card_id, card.official as asked, card.slug, card.language,
    card.version, card.stand, card.day, card.begun, card.message, card.stage, card.shown, card.by,
    card.at
from review_cards as card join reaches on reaches.id = card.reach_id
"""


class ReviewRows(Rows):
    """The part of the store that knows them."""

    def add_review_card(self, card: ReviewCard) -> ReviewCard:
        """Keep a card that is to be posted; the same with its number."""
        row = {
            "reach_id": card.reach.id,
            "official": card.official,
            "slug": card.slug,
            "language": card.language,
            "version": card.version,
            "stand": card.stand,
            "day": card.day.isoformat(),
        }
        return replace(card, id=self._add("review_cards", row))

    def review_card(self, number: int) -> ReviewCard | None:
        """The card with that number."""
        row = self._one(f"{_CARDS} where card.id = :number", number=number)
        return _to_card(row) if row else None

    def review_cards(self) -> list[ReviewCard]:
        """Cards that can be decided on, and those whose message does not show their end yet, in
        the order in which they came.
        """
        going = "card.at is null or card.shown is not card.stage"
        return [_to_card(row) for row in self._all(f"{_CARDS} where {going} order by card.id")]

    def review_cards_of(self, official: str) -> list[ReviewCard]:
        """All cards of an official that are kept, in the order in which they came."""
        where = "where card.official = :official order by card.id"
        return [_to_card(row) for row in self._all(f"{_CARDS} {where}", official=official)]

    def review_shown(self, channel: str, message: str) -> bool:
        """Whether a message of that name in any chat of the channel is such a card."""
        where = "where reaches.channel = :channel and card.message = :message limit 1"
        return bool(self._all(f"{_CARDS} {where}", channel=channel, message=message))

    def decided_reviews(self) -> set[tuple[str, str, str]]:
        """What was decided by an official, by ``ReviewCard.key``, as far as cards are kept."""
        rows = self._all(
            "select distinct slug, language, stand from review_cards"
            " where stage in (:kept, :retired)",
            kept=Stage.KEPT,
            retired=Stage.RETIRED,
        )
        return {(row["slug"], row["language"], row["stand"]) for row in rows}

    def change_review_card(self, card: ReviewCard) -> None:
        """Keep how far a card has come."""
        self._do(
            "update review_cards set begun = :begun, message = :message, stage = :stage,"
            " shown = :shown, by = :by, at = :at where id = :id",
            id=card.id,
            begun=card.begun,
            message=card.message,
            stage=card.stage,
            shown=card.shown,
            by=card.by,
            at=stamp(card.at) if card.at else None,
        )

    def drop_review_card(self, number: int) -> None:
        """Forget a card that was never posted."""
        self._do("delete from review_cards where id = :number and begun = 0", number=number)


def _to_card(row: Row) -> ReviewCard:
    return ReviewCard(
        to_reach(row),
        row["asked"],
        row["slug"],
        row["language"],
        row["version"],
        row["stand"],
        date.fromisoformat(row["day"]),
        bool(row["begun"]),
        row["message"],
        Stage(row["stage"]),
        Stage(row["shown"]) if row["shown"] else None,
        row["by"],
        moment(row["at"]) if row["at"] else None,
        row["card_id"],
    )
