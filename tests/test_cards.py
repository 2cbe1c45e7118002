"""A card on its own: what it shows and hides, in any channel's limits."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import cards, privacy
from bot.cards import CardAct, Reading
from bot.channels.buttons import Press
from bot.channels.slack.cards import drawn
from bot.channels.telegram.buttons import MOST_BYTES
from bot.channels.telegram.cards import CARD, text_of
from bot.channels.telegram.text import MOST_UNITS
from bot.channels.telegram.updates import CARD_SIGN
from bot.channels.text import units
from bot.city import Base
from bot.mail import Card, Part
from bot.model import (
    RESIDENT,
    Act,
    Candidate,
    Case,
    Draft,
    Event,
    Message,
    MessageKind,
    Note,
    State,
)
from tests.fakes import MONDAY
from tests.stores import a_case

ANNIKA = "annika-sundstrom"
MOST_BLOCKS = 50
_TEXT = st.text(max_size=2600) | st.text("😀<&*[](){}\n ", max_size=2600)


def _reading(base: Base) -> Reading:
    return Reading(base, base.officials[ANNIKA], MONDAY, "https://neuvonta.example.fi/desk")


def _case(**changes: object) -> Case:
    return replace(a_case(owner=ANNIKA), **changes)  # type: ignore[arg-type]


def _asked(text: str) -> Message:
    return Message(1, MONDAY, RESIDENT, MessageKind.QUESTION, "fi", text)


def _plain(card: Card) -> str:
    return "\n".join(f"{block.head}\n{block.text}" for block in card.blocks)


@settings(max_examples=150)
@given(
    question=_TEXT,
    draft=_TEXT,
    messages=st.sampled_from([1, 3, 60]),
    noted=st.lists(_TEXT, max_size=4),
    urgent=st.booleans(),
    state=st.sampled_from(State),
)
def test_a_card_fits_a_telegram_message_and_its_buttons_their_bytes(
    base: Base,
    question: str,
    draft: str,
    messages: int,
    noted: list[str],
    *,
    urgent: bool,
    state: State,
) -> None:
    longest = sorted(base.every_answer(), key=lambda answer: -len(answer.title))[:4]
    candidates = tuple(Candidate(a.slug, 0.4, ("lumenauraus" * 3,) * 9) for a in longest)
    made = Draft(draft, longest[0].slug, "0" * 12, 0.4, candidates, "matched")
    case = _case(draft=made, urgent=urgent, state=state, street="Koivukuja")
    notes = [Note(1, MONDAY, ANNIKA, text) for text in noted]
    card = cards.draw(_reading(base), case, [_asked(question)] * messages, [], notes=notes)
    assert units(text_of(card).replace("&amp;", "&").replace("&lt;", "<")) < MOST_UNITS
    assert text_of(card).startswith(CARD_SIGN)
    menus = [cards.menu(_reading(base), case, act) for act in CardAct]
    buttons = [button for rows in (card.buttons, *menus) for row in rows for button in row]
    presses = [Press(case.reference, 999_999_999, f"{CARD}.{button.act}") for button in buttons]
    assert all(len(press.data) <= MOST_BYTES for press in presses)


def test_many_short_messages_leave_room_for_the_draft_and_the_newest_stand(base: Base) -> None:
    """Slack takes 50 blocks: what is approved must be among them, and what was said last."""
    draft = Draft("Aura tulee aamulla.", "auraus", "1", 0.9, (), "matched")
    thread = [replace(_asked(f"no? {n}"), id=n + 1) for n in range(60)]
    notes = [Note(1, MONDAY, ANNIKA, text) for text in ("eka", "toka")]
    card = cards.draw(_reading(base), _case(draft=draft), thread, [], notes=notes)
    shown = [json.dumps(block.to_dict()) for block in drawn(card)]
    assert len(shown) <= MOST_BLOCKS
    for words in ("no? 59", "no? 52", "toka", "Aura tulee aamulla."):
        assert any(words in block for block in shown)
    assert not any("no? 51" in block for block in shown)


def test_an_approval_is_offered_only_where_the_whole_text_is_seen(base: Base) -> None:
    for length in (cards.MOST_DRAFT, cards.MOST_DRAFT + 1):
        case = _case(draft=Draft("x" * length, "ploughing-when", "0" * 12))
        card = cards.draw(_reading(base), case, [], [])
        acts = [button.act for row in card.buttons for button in row]
        assert (CardAct.APPROVE in acts) == ("x" * length in _plain(card)) == (length <= 2400)


@pytest.mark.parametrize("state", [s for s in State if s not in cards.DECIDABLE])
def test_what_does_not_wait_for_the_official_shows_no_words(base: Base, state: State) -> None:
    """L25: the resident's words are in the chat only while there is something to decide."""
    card = cards.draw(_reading(base), _case(state=state), [_asked("Kotini on tulessa")], [])
    assert not card.live
    assert card.buttons == ()
    assert "Kotini" not in _plain(card)


def test_masked_parts_are_shown_as_the_words_for_them(base: Base) -> None:
    text = privacy.mask("Soita 040 765 4321").text
    card = cards.draw(_reading(base), _case(), [_asked(text)], [])
    assert "[puhelinnumero poistettu]" in _plain(card)


def test_residents_words_are_no_markup(base: Base) -> None:
    words = '<b>x</b> **y** [z](https://evil.example) <script>"'
    drawn = text_of(cards.draw(_reading(base), _case(), [_asked(words)], []))
    assert "&lt;b&gt;x&lt;/b&gt; **y** [z](https://evil.example) &lt;script&gt;" in drawn


def test_a_changed_message_is_shown_in_its_newest_wording(base: Base) -> None:
    old = replace(_asked("Väärä katu"), id=1)
    new = replace(_asked("Oikea katu"), id=2, replaces=1)
    shown = _plain(cards.draw(_reading(base), _case(), [old, new], []))
    assert "Oikea katu" in shown
    assert "Väärä katu" not in shown


def test_a_card_speaks_the_officials_language_and_the_draft_the_residents(base: Base) -> None:
    swedish = replace(base.officials[ANNIKA], languages=("sv", "fi"))
    reading = replace(_reading(base), official=swedish)
    case = _case(language="en", draft=Draft("We plough today.", "ploughing-when", "0" * 12))
    shown = _plain(cards.draw(reading, case, [], []))
    assert "Utkast" in shown
    assert "We plough today." in shown
    assert "engelska" in shown


def test_an_official_who_has_left_is_named_by_the_slug(base: Base) -> None:
    events = [Event(1, MONDAY, Act.APPROVED, "gone-long-ago", 2, State.ANSWERED)]
    card = cards.draw(_reading(base), _case(state=State.ANSWERED), [], events)
    assert "gone-long-ago: " in card.blocks[-1].text
    assert card.blocks[-1].part is Part.NOTE


def test_marks_of_all_officials_and_answers_differ(base: Base) -> None:
    slugs = [*base.officials, *base.answers]
    assert len({cards.mark(slug) for slug in slugs}) == len(slugs)
    assert all(cards.marked(cards.mark(slug), slugs) == slug for slug in slugs)
    assert cards.marked("00000000", slugs) is None


def test_the_newest_notes_of_officials_stand_on_the_card_as_they_are(base: Base) -> None:
    notes = [Note(1, MONDAY, ANNIKA, f"**muistiin** <b>{number}</b>") for number in range(5)]
    card = cards.draw(_reading(base), _case(), [], [], notes=notes)
    shown = [block for block in card.blocks if block.part is Part.INTERNAL]
    assert [block.text for block in shown] == [f"**muistiin** <b>{n}</b>" for n in (3, 4)]
    assert shown[0].head == "Sisäinen muistiinpano: Annika Sundström, tänään klo 09.00"
    assert "**muistiin** &lt;b&gt;4&lt;/b&gt;" in text_of(card)


def test_long_notes_are_cut_and_the_newest_keeps_its_place(base: Base) -> None:
    notes = [Note(1, MONDAY, ANNIKA, sign * 2000) for sign in "ab"]
    card = cards.draw(_reading(base), _case(), [], [], notes=notes)
    [shown] = [block for block in card.blocks if block.part is Part.INTERNAL]
    assert shown.text == "b" * 300 + " …"


@pytest.mark.parametrize("sensitive", [True, False])
def test_a_card_that_is_silent_about_the_matter_is_silent_about_notes(
    base: Base, *, sensitive: bool
) -> None:
    """L25, L27: notes speak of the resident, too."""
    case = _case(sensitive=True) if sensitive else _case(state=State.ANSWERED)
    notes = [Note(1, MONDAY, ANNIKA, "Soitin hänelle")]
    card = cards.draw(_reading(base), case, [], [], notes=notes)
    assert "Soitin" not in _plain(card)
