"""What a card's button opens where there are forms: a text to write, a choice to make. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot import calendar, wording
from bot.answers import Kind
from bot.cards.buttons import WRITTEN, CardAct, away_mark, mark, menu, title_for
from bot.cards.reading import Reading
from bot.mail import Button
from bot.model import Act, Case, State

ACTS: Mapping[str, Act] = {
    CardAct.EDIT: Act.EDITED,
    CardAct.OWN: Act.ANSWERED,
    CardAct.ASK: Act.ASKED_BACK,
    CardAct.OTHER: Act.ANOTHER,
    CardAct.OVER: Act.REASSIGNED,
    CardAct.SHUT: Act.CLOSED,
}
"""The buttons that open a form, and what would be done with it."""
MOST_FOUND = 100
"""The most that one search shows."""
MOST_SIGNS = 3000
"""The longest text that a form takes; a longer one is written on the desk."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked before something is done to a case."""

    reference: str
    version: int
    act: CardAct
    title: str
    label: str
    submit: str
    """What the button says that does it."""
    words: Mapping[str, str]
    """What else the form says: ``cancel``, ``preview``, ``goes_out``, ``length``, ``search``,
    ``again``.
    """
    text: str = ""
    """What stands in the text field at first."""
    preview: str = ""
    """The text as it would go out, with the official's name under it (S3)."""
    most: int = MOST_SIGNS
    choices: tuple[Button, ...] = ()
    """What can be chosen at first."""
    searches: bool = False
    """Whether more can be found by words (``found``)."""

    @property
    def writes(self) -> bool:
        """Whether a text is asked for, instead of a choice."""
        return self.act in WRITTEN


def form(reading: Reading, case: Case, act: CardAct, text: str = "") -> Form:
    """The form that a button of the case's card opens; ``act`` is a key of ``ACTS``, ``text`` what
    has been written in it so far.
    """
    say = reading.say
    first = case.draft.text if act is CardAct.EDIT else ""
    now = text or first
    sends = "desk.approve" if case.state is State.AWAITING_APPROVAL else "desk.send_answer"
    title, label, submit = {
        CardAct.EDIT: ("card.edit", "desk.draft", sends),
        CardAct.OWN: ("card.own", "desk.your_answer", "desk.send_answer"),
        CardAct.ASK: ("desk.ask_back", "desk.ask_back_text", "desk.ask_back"),
        CardAct.OTHER: ("card.other", "desk.candidates", "desk.use"),
        CardAct.OVER: ("desk.hand_over", "desk.hand_over_to", "desk.hand_over"),
        CardAct.SHUT: ("desk.close", "desk.close_reason", "desk.close"),
    }[act]
    return Form(
        case.reference,
        case.version,
        act,
        say(title),
        say(label),
        say(submit),
        _words(reading, now),
        text=first,
        preview=_preview(reading, case, act, now),
        choices=_choices(reading, case, act),
        searches=act in (CardAct.OTHER, CardAct.OVER),
    )


def _words(reading: Reading, text: str) -> dict[str, str]:
    keys = ("cancel", "preview", "goes_out", "search", "again")
    length = reading.say("card.length", length=len(text), most=MOST_SIGNS)
    return {key: reading.say(f"card.{key}") for key in keys} | {"length": length}


def _preview(reading: Reading, case: Case, act: CardAct, text: str) -> str:
    if act not in WRITTEN or reading.official is None or not text:
        return ""
    return wording.signed(reading.base, text, reading.official, case.language)


def found(reading: Reading, case: Case, act: CardAct, words: str) -> tuple[Button, ...]:
    """What can be chosen by those words: officials by name, title, unit or topic; answers by
    their titles and phrasings. At most ``MOST_FOUND``.
    """
    wanted = words.casefold().split()
    if not wanted:
        return _choices(reading, case, act)
    known = _officials(reading, case) if act is CardAct.OVER else _answers(reading, case)
    fitting = (button for button, text in known if all(word in text.casefold() for word in wanted))
    return tuple(button for button, _ in zip(fitting, range(MOST_FOUND), strict=False))


def _choices(reading: Reading, case: Case, act: CardAct) -> tuple[Button, ...]:
    if act in WRITTEN:
        return ()
    rows = menu(reading, case, act)
    return tuple(row[0] for row in rows if row[0].act != CardAct.BACK)


def _officials(reading: Reading, case: Case) -> Iterable[tuple[Button, str]]:
    """Who may be given the case, each with everything it is found by."""
    base, language = reading.base, reading.language
    for slug, official in sorted(base.officials.items()):
        if slug == case.owner:
            continue
        topics = [base.topics[topic].title for topic in official.topics if topic in base.topics]
        told = (official.title, official.unit.name, *topics)
        text = " ".join([official.name, *(title for each in told for title in each.values())])
        label = f"{official.name}, {wording.in_language(official.title, language)}"
        label += away_mark(reading, case, official)
        yield Button(label, f"{CardAct.TO}.{mark(slug)}"), text


def _answers(reading: Reading, case: Case) -> Iterable[tuple[Button, str]]:
    """What a reply may be drafted from today, each with everything it is found by."""
    day = calendar.local(reading.base.city, reading.now).date()
    for slug in sorted(reading.base.answers):
        answer = reading.base.answer(slug, case.language)
        if answer is None or answer.kind is Kind.TALK or not answer.may_be_sent(day):
            continue
        title = title_for(reading, answer)
        text = " ".join([title, answer.title, *answer.asked, *answer.words, slug])
        yield Button(title, f"{CardAct.USE}.{mark(slug)}"), text
