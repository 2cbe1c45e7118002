"""A case as a card for its official, on any channel beside the desk. Pure.

Little goes there (L25): nothing of the resident's but masked words while there is something to
decide, and nothing of them afterwards. A sensitive matter is only announced (L27).
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import privacy, wording
from bot.cards.buttons import fits, others_of, own, title_for, units
from bot.cards.reading import Reading, is_live
from bot.mail import Block, Card, Part
from bot.model import RESIDENT, Act, Case, Event, Message, MessageKind, Note
from bot.states import Level

_MOST_WORDS = 900
"""How much of the thread a card shows: the newest of it. UTF-16 units."""
_MOST_MESSAGES = 8
"""How many messages of the thread: a dozen short ones would take a channel's room (Slack takes 50
blocks) from the draft that is approved.
"""
_MOST_NOTES, _MOST_NOTED = 2, 300
"""How many internal notes a card shows, the newest, and how much of them (UTF-16 units): the thread
has that much less. All of them stand on the desk.
"""
_MOST_MATCHED = 5
"""Words that decided the match, on a card."""
_SURE, _LIKELY = 0.8, 0.5
_SHOWN = frozenset({MessageKind.QUESTION, MessageKind.REPLY, MessageKind.ASK_BACK})
_DECISIONS = frozenset(
    {Act.APPROVED, Act.ANSWERED, Act.CLOSED, Act.ASKED_BACK, Act.REASSIGNED, Act.ERASED}
)


def draw(
    reading: Reading,
    case: Case,
    thread: Sequence[Message],
    events: Sequence[Event],
    *,
    notes: Sequence[Note] = (),
) -> Card:
    """The case's card: to be decided on, or who has decided. Of a sensitive one only that there
    is one, with the way to it (L27).
    """
    head = Block(Part.HEAD, _title(reading, case))
    if not is_live(reading, case):
        return Card(case.reference, case.version, (head, _outcome(reading, case, events)))
    if case.sensitive:
        note = Block(Part.NOTE, reading.say("card.sensitive"))
        return _on_desk(reading, Card(case.reference, case.version, (head, note), live=True))
    noted = _internal(reading, notes)
    blocks = [
        head,
        Block(Part.FACTS, _facts(reading, case)),
        *([Block(Part.STREET, case.street)] if case.street else ()),
        *_words(reading, thread, _MOST_WORDS - sum(units(block.text) for block in noted)),
        *noted,
        *_draft(reading, case),
        Block(Part.NOTE, "\n".join(_notes(reading, case))),
        Block(Part.REPLY, reading.say("card.reply")),
        Block(Part.THREAD, reading.say("card.thread")),
    ]
    buttons = own(reading, case)
    card = Card(case.reference, case.version, tuple(blocks), live=True, buttons=buttons)
    return _on_desk(reading, card)


def _on_desk(reading: Reading, card: Card) -> Card:
    """The card with the way to its case on the desk, if the desk has an address."""
    if not reading.desk:
        return card
    desk = f"{reading.desk}/case/{card.reference}"
    return replace(card, desk=desk, desk_label=reading.say("card.desk"))


def ended(reading: Reading, case: Case) -> Card:
    """What is left of a card when its chat is no longer the official's."""
    blocks = (Block(Part.HEAD, case.reference), Block(Part.NOTE, reading.say("card.over")))
    return Card(case.reference, case.version, blocks)


def replaced(reading: Reading, case: Case, key: str = "card.below") -> Card:
    """What is left of a card that stands anew below: with the official's own text, or for another
    reason that the phrase of that key says.
    """
    blocks = (Block(Part.HEAD, case.reference), Block(Part.NOTE, reading.say(key)))
    return Card(case.reference, case.version, blocks)


def reminding(reading: Reading, card: Card, level: Level) -> Card:
    """The card with a line on top that tells for how long its resident has waited. It says nothing
    of the matter, nor whose it is, so that a sensitive one can have it too (L27).
    """
    line = Block(Part.REMINDER, reading.say(f"card.nudge_{level}"))
    return replace(card, blocks=(card.blocks[0], line, *card.blocks[1:]))


def cut(text: str, most: int) -> str:
    """The beginning of a text that is too long, with a mark that it goes on."""
    if units(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: most * 2]
    return f"{kept.decode('utf-16-le', 'ignore').rstrip()} …"


def _title(reading: Reading, case: Case) -> str:
    urgent = case.urgent and case.state.is_open
    late = case.state.is_open and reading.late
    flags = [reading.say("desk.urgent")] * urgent + [reading.say("desk.overdue")] * late
    return " · ".join([case.reference, *flags])


def _facts(reading: Reading, case: Case) -> str:
    """Language, district, age and deadline; where it may be another's also whose case it is."""
    district = reading.base.districts.get(case.district or "")
    may_be_anothers = reading.beside or reading.official is None
    owner = reading.say("card.owner", name=reading.who(case.owner)) if may_be_anothers else ""
    facts = [
        owner,
        reading.say(f"language.{case.language}"),
        wording.in_language(district.name, reading.language) if district else "",
        reading.say("desk.waiting_since", when=reading.when(case.received_at)),
        reading.say("desk.due", when=reading.when(case.deadline)),
    ]
    return " · ".join(fact for fact in facts if fact)


def _words(reading: Reading, thread: Sequence[Message], room: int) -> list[Block]:
    """The newest of the thread, oldest first: the resident's words and the city's, at most
    ``_MOST_MESSAGES``. ``room``: how much of them, UTF-16 units.
    """
    old = {message.replaces for message in thread}
    blocks: list[Block] = []
    for message in reversed(thread):
        if message.kind not in _SHOWN or message.id in old:
            continue
        if room <= 0 or len(blocks) == _MOST_MESSAGES:
            break
        text = privacy.show(message.text, reading.base.spoken(reading.language))
        shown = cut(text, room)
        room -= units(text)
        part = Part.RESIDENT if message.author == RESIDENT else Part.CITY
        head = f"{reading.who(message.author)}, {reading.when(message.at)}"
        blocks.insert(0, Block(part, shown, head[:1].upper() + head[1:]))
    return blocks


def _internal(reading: Reading, notes: Sequence[Note]) -> list[Block]:
    """The newest of what officials have noted for each other, oldest first."""
    blocks: list[Block] = []
    room = _MOST_NOTED
    for note in reversed(notes):
        if room <= 0 or len(blocks) == _MOST_NOTES:
            break
        text = privacy.show(note.text, reading.base.spoken(reading.language))
        who, when = reading.who(note.official), reading.when(note.at)
        head = reading.say("card.note", name=who, when=when)
        blocks.insert(0, Block(Part.INTERNAL, cut(text, room), head))
        room -= units(text)
    return blocks


def _draft(reading: Reading, case: Case) -> list[Block]:
    """What an approval sends, whole; or how to see it."""
    text, best = case.draft.text, case.draft.candidates[:1]
    sure = case.draft.confidence or (best[0].confidence if best else 0.0)
    head = reading.say("desk.draft")
    if case.draft.answer and sure:
        percent = reading.say("desk.confidence", percent=round(sure * 100))
        head += f" · {percent} ({reading.say(in_words(sure))})"
    if not text:
        return []
    if not fits(case):
        return [Block(Part.DRAFT, reading.say("card.long"), head)]
    return [Block(Part.DRAFT, text, head)]


def in_words(confidence: float) -> str:
    """The phrase for a confidence: sure, likely or unsure."""
    if confidence >= _SURE:
        return "desk.sure"
    return "desk.likely" if confidence >= _LIKELY else "desk.unsure"


def _notes(reading: Reading, case: Case) -> list[str]:
    """Why the case is here, what it was drafted from, what else was found."""
    draft = case.draft
    notes = [reading.say(f"why.{draft.why}")]
    words = [word for c in draft.candidates if c.slug in draft.slugs for word in c.why]
    if words:
        notes[0] += (
            f" ({reading.say('desk.words_matched', words=', '.join(words[:_MOST_MATCHED]))})"
        )
    notes += [_source(reading, case, slug) for slug in draft.slugs]
    confidences = {candidate.slug: candidate.confidence for candidate in draft.candidates}
    for slug in others_of(reading, case):
        answer = reading.base.answer(slug, case.language)
        if answer:
            title = title_for(reading, answer)
            notes.append(f"· {title} ({confidences[slug] * 100:.0f} %)")
    return notes


def _source(reading: Reading, case: Case, slug: str) -> str:
    """The answer that was drafted from: its title in the reader's language, version, review."""
    answer = reading.base.answer(slug, case.language)
    if answer is None:
        return slug
    version = reading.say(
        "desk.answer_version",
        slug=answer.slug,
        version=answer.version,
        reviewed_on=answer.reviewed_on,
        review_again=answer.review_again,
    )
    return f"{title_for(reading, answer)}. {version}"


def _outcome(reading: Reading, case: Case, events: Sequence[Event]) -> Block:
    """Who decided what, when, and whether the text was changed."""
    decided = [event for event in events if event.act in _DECISIONS]
    if not decided:
        return Block(Part.NOTE, reading.say(f"state.{case.state}"))
    last = decided[-1]
    edited = any(event.act is Act.EDITED for event in events) or last.detail == "edited"
    told = f"{reading.who(last.by)}: {reading.say(f'act.{last.act}')}, {reading.when(last.at)}"
    if last.act in (Act.APPROVED, Act.ANSWERED) and edited:
        told += f" ({reading.say('card.edited')})"
    if last.act is Act.CLOSED and case.reason:
        told += f" ({reading.say(f'reason.{case.reason}')})"
    if last.act is Act.REASSIGNED:
        told += f" → {reading.who(case.owner)}"
    return Block(Part.NOTE, told)
