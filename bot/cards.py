"""A case as a card for its official, on any channel beside the desk. Pure.

Little goes there (L25): nothing of the resident's but masked words while there is something to
decide, and nothing of them afterwards. A sensitive matter is only announced (L27).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot import calendar, privacy, wording
from bot.city import Base, Kind
from bot.mail import Block, Button, Card, Part, Rows
from bot.model import RESIDENT, Act, Case, Event, Message, MessageKind, Note, Reason, State
from bot.people import Official

DECIDABLE = (State.AWAITING_APPROVAL, State.HANDED_OVER)
"""The states in which a case waits for its official."""
MOST_DRAFT = 2400
"""How long a draft is that a card can show whole (UTF-16 units, as Telegram counts); a longer one
is approved on the desk only."""
_MOST_WORDS = 900
"""How much of the thread a card shows: the newest of it. UTF-16 units."""
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
_REASONS = (Reason.NOT_OURS, Reason.DUPLICATE, Reason.WITHDRAWN, Reason.SPAM)


class CardAct(StrEnum):
    """What the buttons of a card do."""

    APPROVE = "approve"
    SEND = "send"  # the official's own text, as it stands on the card
    OTHER = "other"  # show the other answers
    USE = "use"  # draft from this one
    OVER = "over"  # show the officials
    TO = "to"  # hand over to this one
    SHUT = "shut"  # show the reasons for closing
    CLOSE = "close"  # close for this reason
    BACK = "back"  # show the card's own buttons again
    TEXT = "text"  # the official answered the card with a text
    EDIT = "edit"  # send the draft as the official has changed it in a form
    OWN = "own"  # send what the official has written in a form
    ASK = "ask"  # ask the resident what the official has written in a form


WRITTEN = frozenset({CardAct.EDIT, CardAct.OWN, CardAct.ASK})
"""What takes a form to write in; a channel without forms leaves these buttons out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom, where and when a card is drawn."""

    base: Base
    official: Official | None
    """None: a room of several officials."""
    now: datetime
    desk: str = ""
    """The desk's address, e.g. ``https://neuvonta.example.fi/desk``; empty: no link."""
    topics: tuple[str, ...] = ()
    """Of a room: the slugs of its topics."""

    @property
    def slug(self) -> str:
        """The official's slug; empty for a room."""
        return self.official.slug if self.official else ""

    @property
    def language(self) -> str:
        """The official's first language among the city's; in a room the city's first one."""
        city = self.base.city.languages
        own = self.official.languages if self.official else ()
        return next((code for code in own if code in city), city[0])

    def say(self, key: str, **values: object) -> str:
        """A phrase in that language."""
        return self.base.say(self.language, key, **values)

    def when(self, at: datetime) -> str:
        """A moment in that language."""
        return wording.when(self.base, self.language, at, self.now)

    def who(self, slug: str) -> str:
        """An official's name; the program and the resident by their phrases."""
        official = self.base.officials.get(slug)
        key = f"who.{slug}"
        known = key in self.base.spoken(self.language)
        return official.name if official else self.say(key) if known else slug


def is_live(reading: Reading, case: Case) -> bool:
    """Whether the case waits for this official to decide; for a room, whether it waits for
    whoever owns it and is of the room's topics.
    """
    here = case.owner == reading.slug if reading.official else case.topic in reading.topics
    return case.state in DECIDABLE and here


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
        *_words(reading, thread, _MOST_WORDS - sum(_units(block.text) for block in noted)),
        *noted,
        *_draft(reading, case),
        Block(Part.NOTE, "\n".join(_notes(reading, case))),
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


def replaced(reading: Reading, case: Case) -> Card:
    """What is left of a card that stands anew below, with the official's own text."""
    blocks = (Block(Part.HEAD, case.reference), Block(Part.NOTE, reading.say("card.below")))
    return Card(case.reference, case.version, blocks)


def own(reading: Reading, case: Case) -> Rows:
    """The card's own buttons."""
    approves = case.state is State.AWAITING_APPROVAL
    first: list[Button] = []
    second: list[Button] = []
    if case.draft.text and _fits(case):
        key = "desk.approve" if approves else "desk.send_answer"
        first = [Button(reading.say(key), CardAct.APPROVE if approves else CardAct.SEND)]
        second = [Button(reading.say("card.edit"), CardAct.EDIT)]
    if others_of(reading, case):
        second.append(Button(reading.say("card.other"), CardAct.OTHER))
    second.append(Button(reading.say("card.own"), CardAct.OWN))
    last = [
        Button(reading.say("desk.hand_over"), CardAct.OVER),
        Button(reading.say("desk.ask_back"), CardAct.ASK),
        Button(reading.say("card.close"), CardAct.SHUT),
    ]
    return tuple(tuple(row) for row in (first, second, last) if row)


def menu(reading: Reading, case: Case, act: CardAct) -> Rows:
    """The buttons one press further: which answer, which official, which reason."""
    found: list[Button] = []
    if act is CardAct.OTHER:
        for slug in others_of(reading, case):
            answer = reading.base.answer(slug, case.language)
            found.append(Button(answer.title if answer else slug, f"{CardAct.USE}.{mark(slug)}"))
    elif act is CardAct.OVER:
        for slug, official in sorted(reading.base.officials.items()):
            if slug != case.owner:
                found.append(Button(official.name, f"{CardAct.TO}.{mark(slug)}"))
    elif act is CardAct.SHUT:
        found = [Button(reading.say(f"reason.{r}"), f"{CardAct.CLOSE}.{r}") for r in _REASONS]
    return (*((button,) for button in found), (Button(reading.say("card.back"), CardAct.BACK),))


def others_of(reading: Reading, case: Case) -> list[str]:
    """The other answers that may be used today, at most three, as on the desk (B7)."""
    day = calendar.local(reading.base.city, reading.now).date()
    found = []
    for candidate in case.draft.candidates:
        answer = reading.base.answer(candidate.slug, case.language)
        drafted = candidate.slug in case.draft.slugs
        if answer and not drafted and answer.kind is not Kind.TALK and answer.may_be_sent(day):
            found.append(candidate.slug)
    return found[: 2 if case.draft.answer else 3]


def mark(slug: str) -> str:
    """A short mark of a slug, since a button has no room for it: 8 hexadecimal digits."""
    return hashlib.sha256(slug.encode()).hexdigest()[:8]


def marked(found: str, slugs: Iterable[str]) -> str | None:
    """The slug that a mark belongs to."""
    return next((slug for slug in slugs if mark(slug) == found), None)


def _fits(case: Case) -> bool:
    return _units(case.draft.text) <= MOST_DRAFT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, most: int) -> str:
    """The beginning of a text that is too long, with a mark that it goes on."""
    if _units(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: most * 2]
    return f"{kept.decode('utf-16-le', 'ignore').rstrip()} …"


def _title(reading: Reading, case: Case) -> str:
    urgent = case.urgent and case.state.is_open
    late = case.state.is_open and case.deadline < reading.now
    flags = [reading.say("desk.urgent")] * urgent + [reading.say("desk.overdue")] * late
    return " · ".join([case.reference, *flags])


def _facts(reading: Reading, case: Case) -> str:
    """Language, place, age and deadline; in a room also whose case it is."""
    district = reading.base.districts.get(case.district or "")
    owner = "" if reading.official else reading.say("card.owner", name=reading.who(case.owner))
    facts = [
        owner,
        reading.say(f"language.{case.language}"),
        wording.in_language(district.name, reading.language) if district else "",
        case.street or "",
        reading.say("desk.waiting_since", when=reading.when(case.received_at)),
        reading.say("desk.due", when=reading.when(case.deadline)),
    ]
    return " · ".join(fact for fact in facts if fact)


def _words(reading: Reading, thread: Sequence[Message], room: int) -> list[Block]:
    """The newest of the thread, oldest first: the resident's words and the city's. ``room``: how
    much of them, UTF-16 units.
    """
    old = {message.replaces for message in thread}
    blocks: list[Block] = []
    for message in reversed(thread):
        if message.kind not in _SHOWN or message.id in old or room <= 0:
            continue
        text = privacy.show(message.text, reading.base.spoken(reading.language))
        cut = _cut(text, room)
        room -= _units(text)
        part = Part.RESIDENT if message.author == RESIDENT else Part.CITY
        head = f"{reading.who(message.author)}, {reading.when(message.at)}"
        blocks.insert(0, Block(part, cut, head[:1].upper() + head[1:]))
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
        blocks.insert(0, Block(Part.INTERNAL, _cut(text, room), head))
        room -= _units(text)
    return blocks


def _draft(reading: Reading, case: Case) -> list[Block]:
    """What an approval sends, whole; or how to see it."""
    text, best = case.draft.text, case.draft.candidates[:1]
    sure = case.draft.confidence or (best[0].confidence if best else 0.0)
    head = reading.say("desk.draft")
    if case.draft.answer and sure:
        percent = reading.say("desk.confidence", percent=round(sure * 100))
        head += f" · {percent} ({reading.say(_in_words(sure))})"
    if not text:
        return []
    if not _fits(case):
        return [Block(Part.DRAFT, reading.say("card.long"), head)]
    return [Block(Part.DRAFT, text, head)]


def _in_words(confidence: float) -> str:
    if confidence >= _SURE:
        return "desk.sure"
    return "desk.likely" if confidence >= _LIKELY else "desk.unsure"


def _notes(reading: Reading, case: Case) -> list[str]:
    """Why the case is here, what else was found, how to answer in own words."""
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
            notes.append(f"· {answer.title} ({confidences[slug] * 100:.0f} %)")
    return [*notes, reading.say("card.reply")]


def _source(reading: Reading, case: Case, slug: str) -> str:
    """The answer that was drafted from: its title in the reader's language, version, review."""
    answer = reading.base.answer(slug, case.language)
    if answer is None:
        return slug
    own = reading.base.answer(slug, reading.language) or answer
    version = reading.say(
        "desk.answer_version",
        slug=answer.slug,
        version=answer.version,
        reviewed_on=answer.reviewed_on,
        review_again=answer.review_again,
    )
    return f"{own.title}. {version}"


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
