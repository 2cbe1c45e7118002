"""The card that asks whether an answer is still true, on any channel beside the desk. Pure."""

from bot import days, reviewing
from bot.answers import Answer, Kind
from bot.calendar import local
from bot.cards import MOST_DRAFT, Reading, cut
from bot.knowledge.writing import name_of
from bot.mail import Block, Button, Card, Part, Rows
from bot.renewals.verdicts import ReviewAct
from bot.reviews import ReviewCard, Stage
from bot.wording import in_language

REVIEW = "review"
"""What the act of such a card's button begins with."""


def draw(reading: Reading, card: ReviewCard, answer: Answer | None) -> Card:
    """The card at its stage; ``answer``: as the base has it now, None where it has it no more."""
    title = answer.title if answer else card.slug
    head = Block(Part.REVIEW, title)
    if answer is None or not card.stage.is_live:
        note = Block(Part.NOTE, outcome(reading, card, answer))
        return Card(card.reference, card.id, (head, note))
    blocks = [head, Block(Part.FACTS, _facts(reading, answer))]
    if card.stage is Stage.SURE:
        blocks.append(Block(Part.NOTE, reading.say("review.retire_sure")))
    else:
        text = Block(Part.CITY, cut(answer.body, MOST_DRAFT), reading.say("review.card"))
        blocks += [text, Block(Part.NOTE, _notes(reading, answer))]
    desk = f"{reading.desk}/reviews#{answer.slug}.{answer.language}" if reading.desk else ""
    return Card(
        card.reference,
        card.id,
        tuple(blocks),
        live=True,
        buttons=_buttons(reading, card, answer),
        desk=desk,
        desk_label=reading.say("review.edit"),
    )


def outcome(reading: Reading, card: ReviewCard, answer: Answer | None) -> str:
    """What has become of a card that cannot be decided on any more."""
    at = card.at or reading.now
    if card.stage is Stage.OVER:
        return reading.say("card.over")
    day = local(reading.base.city, at).date()
    if card.stage is Stage.REVIEWED and answer:
        date = answer.review_again
    else:
        date = reviewing.again_on(reading.base, day)
    return reading.say(
        f"review.card_{card.stage}",
        name=reading.who(card.by),
        when=reading.when(at),
        date=days.numbered(date),
    )


def _facts(reading: Reading, answer: Answer) -> str:
    """Topic, language, and by when it is to be reviewed."""
    topic, language = reading.base.topics[answer.topic], f"language.{answer.language}"
    known = answer.language in reading.base.city.languages
    key = "due"
    if answer.review_again < local(reading.base.city, reading.now).date():
        key = "over_danger" if answer.kind is Kind.DANGER else "over"
    told = (
        in_language(topic.title, reading.language),
        reading.say(language) if known else answer.language,
        reading.say(f"review.{key}", date=days.numbered(answer.review_again)),
    )
    return " · ".join(told)


def _notes(reading: Reading, answer: Answer) -> str:
    """Who reviewed it last, where it is from, and where it is edited."""
    last = reading.say(
        "review.card_last",
        name=reading.who(answer.reviewed_by),
        date=days.numbered(answer.reviewed_on),
    )
    told = [last, f"{reading.say('desk.source')}: {answer.source}"]
    if not fits(answer):
        told.append(reading.say("review.card_long"))
    return "\n".join([*told, reading.say("review.card_edit", file=name_of(answer))])


def fits(answer: Answer) -> bool:
    """Whether the text can be shown whole; nobody says yes to what they have not seen."""
    return cut(answer.body, MOST_DRAFT) == answer.body


def _buttons(reading: Reading, card: ReviewCard, answer: Answer) -> Rows:
    """What the reader can decide: the same rules as on the desk."""
    base, day = reading.base, local(reading.base.city, reading.now).date()
    if card.stage is Stage.SURE:
        keys = {ReviewAct.RETIRE_YES: "review.retire_yes", ReviewAct.BACK: "review.cancel"}
    else:
        keys = {}
        if fits(answer) and reviewing.may_review(base, answer, day, reading.slug):
            keys[ReviewAct.KEEP] = "review.keep"
        if reviewing.may_retire(base, answer, day, reading.slug):
            keys[ReviewAct.RETIRE] = "review.retire"
    return tuple((Button(reading.say(key), f"{REVIEW}.{act}"),) for act, key in keys.items())
