"""What a press of a card about an answer does."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import Kind
from bot.errors import AnswerChangedError, StoreError
from bot.library import Library
from bot.mail import Card
from bot.model import Address
from bot.renewals import ReviewAct
from tests.fakes import refused
from tests.offices import ANNIKA, JARI
from tests.review_cards.town import (
    BACK,
    CHATS,
    KEEP,
    MAIJA,
    RETIRE,
    SURE,
    TITLE,
    WHEN,
    ReviewTown,
    day,
    file_of,
    labels,
    rewritten,
    unwritable,
    words,
)
from tests.towns import TODAY


def test_one_tap_writes_the_review_and_the_card_says_who(town: ReviewTown, card: Card) -> None:
    assert town.presses(card, KEEP) == ""
    after = town.file()
    assert (after.reviewed_by, after.reviewed_on) == (ANNIKA, TODAY)
    assert after.review_again == day("2027-11-23")
    shown = town.shown(card)
    assert "Annika Sundström totesi tänään klo 08.00: yhä totta" in words(shown)
    assert "Seuraava tarkistus: 23.11.2027" in words(shown)
    assert labels(shown) == []
    assert not shown.live
    town.reads()
    town.clock.move(days=1)
    assert town.looks() == []


def test_out_of_use_takes_a_second_tap(town: ReviewTown, folder: Path, card: Card) -> None:
    before = file_of(folder).read_bytes()
    assert town.presses(card, RETIRE) == ""
    assert file_of(folder).read_bytes() == before
    asked = town.shown(card)
    assert "Poistetaanko vastaus käytöstä?" in words(asked)
    assert labels(asked) == ["Kyllä, poista käytöstä", "Peruuta"]
    assert town.presses(asked, SURE) == ""
    assert town.file().valid_until == day("2026-11-22")
    assert "Annika Sundström poisti vastauksen käytöstä" in words(town.shown(card))


def test_a_yes_that_was_not_asked_for_is_asked_for_first(town: ReviewTown, card: Card) -> None:
    town.presses(card, RETIRE)
    asked = town.shown(card)
    town.presses(asked, BACK)
    assert labels(town.shown(card)) == ["Yhä totta", "Poista käytöstä"]
    town.presses(asked, SURE)  # the button of before
    assert town.file().valid_until is None
    assert labels(town.shown(card)) == ["Kyllä, poista käytöstä", "Peruuta"]


def test_the_text_of_a_danger_cannot_be_taken_out_of_use(town: ReviewTown) -> None:
    base = town.library.base
    danger = replace(base.answers[WHEN]["fi"], kind=Kind.DANGER)
    answers = {**base.answers, WHEN: {**base.answers[WHEN], "fi": danger}}
    town.library = Library(replace(base, answers=answers))
    town.starts()
    [(_, card)] = town.looks()
    assert labels(card) == ["Yhä totta"]
    assert "Tämän voi tarkistaa" in town.presses(card, RETIRE)
    assert labels(town.shown(card)) == ["Yhä totta"]


@pytest.mark.parametrize(
    ("act", "said"),
    [(KEEP, "Maija Lehtonen totesi"), (SURE, "Maija Lehtonen poisti vastauksen käytöstä")],
)
def test_after_the_desk_an_old_button_says_who_decided(
    town: ReviewTown, folder: Path, card: Card, act: ReviewAct, said: str
) -> None:
    town.on_desk(act)
    before = file_of(folder).read_bytes()
    for late in (KEEP, RETIRE, SURE, BACK):
        told = town.presses(card, late)
        assert said in told
        assert told.endswith("Painalluksesi ei muuttanut mitään.")
    assert file_of(folder).read_bytes() == before
    assert said in words(town.shown(card))
    assert labels(town.shown(card)) == []


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            ("review_again = .*", "review_again = 2027-11-01"),
            "Tarkistus on merkitty tiedostoon: Maija Lehtonen. Seuraava tarkistus: 1.11.2027.",
        ),
        (
            ("review_again = .*", r"\g<0>\nvalid_until = 2026-11-20"),
            "Vastaus on poistettu käytöstä tiedostossaan.",
        ),
        ((TITLE, "Milloin katu aurataan"), "Vastausta on muutettu tämän kortin jälkeen."),
    ],
)
def test_after_a_file_was_edited_by_hand_an_old_button_says_what_changed(
    town: ReviewTown, card: Card, edit: tuple[str, str], said: str
) -> None:
    path = file_of(town.folder)
    rewritten(path, *edit)
    before = path.read_bytes()
    assert "Katso se uudelleen" in town.presses(card, KEEP)  # before the librarian has looked
    town.reads()
    assert said in town.presses(card, KEEP)
    assert path.read_bytes() == before
    assert said in words(town.shown(card))


def test_a_second_tap_writes_nothing(town: ReviewTown, card: Card) -> None:
    assert town.presses(card, KEEP) == ""
    assert "Annika Sundström totesi" in town.presses(card, KEEP)


def test_of_two_decisions_at_once_one_counts(town: ReviewTown) -> None:
    answer = town.library.base.answers[WHEN]["fi"]

    async def both() -> list[object]:
        decide = town.verdicts.decide
        yes, no = decide(KEEP, answer, ANNIKA), decide(SURE, answer, MAIJA)
        return list(await asyncio.gather(yes, no, return_exceptions=True))

    first, second = asyncio.run(both())
    assert first is None
    assert isinstance(second, AnswerChangedError)
    assert (town.file().reviewed_by, town.file().valid_until) == (ANNIKA, None)


def test_it_speaks_the_officials_own_language(town: ReviewTown) -> None:
    base = town.library.base
    annika = replace(base.officials[ANNIKA], languages=("sv", "fi"))
    town.library = Library(replace(base, officials={**base.officials, ANNIKA: annika}))
    town.starts()
    [(_, card)] = town.looks()
    assert "Vinterunderhåll av gator · finska · Ska granskas senast 23.11.2026" in words(card)
    assert labels(card) == ["Stämmer ännu", "Ta ur bruk"]


def test_the_author_is_told_who_may(town: ReviewTown, folder: Path, card: Card) -> None:
    """L2."""
    rewritten(file_of(folder), 'author = ".*"', f'author = "{ANNIKA}"')
    town.reads()
    before = file_of(folder).read_bytes()
    assert "Kirjoitit tämän itse" in town.presses(card, KEEP)
    assert file_of(folder).read_bytes() == before


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("who", [MAIJA, JARI, ANNIKA])
def test_a_number_of_anothers_card_or_from_another_chat_does_nothing(
    town: ReviewTown, folder: Path, card: Card, who: str, *, asked: bool
) -> None:
    """Each may press cards of their own; a number can be forged."""
    with town.store.transaction():
        town.store.add_reach(ANNIKA, Address("telegram", "31"), town.clock())
    if asked:
        town.presses(card, RETIRE)
    before, shown = file_of(folder).read_bytes(), labels(town.shown(card))
    place = (CHATS | {ANNIKA: "31"})[who]
    for act in ReviewAct:
        assert "Katso se uudelleen" in town.presses(card, act, place, message="1")
        assert labels(town.shown(card)) == shown
    assert file_of(folder).read_bytes() == before


def test_a_yes_to_a_text_that_was_not_shown_whole_is_refused(
    town: ReviewTown, folder: Path
) -> None:
    with file_of(folder).open("a", encoding="utf-8") as file:
        file.write("\n" + "Pitkä rivi lunta. " * 400)
    town.reads()
    [(_, card)] = town.looks()
    before = file_of(folder).read_bytes()
    assert "Lue se kokonaan työpöydällä" in town.presses(card, KEEP)
    assert file_of(folder).read_bytes() == before


def test_a_stranger_is_refused(town: ReviewTown, folder: Path, card: Card) -> None:
    before = file_of(folder).read_bytes()
    for act in ReviewAct:
        assert "vain viranhaltija" in town.presses(card, act, "999")
    assert file_of(folder).read_bytes() == before


def test_a_button_of_no_card_says_what_to_do(town: ReviewTown, card: Card) -> None:
    assert "Katso se uudelleen" in town.presses(replace(card, version=77), KEEP)


def test_words_as_an_answer_to_the_card_change_nothing(town: ReviewTown, card: Card) -> None:
    assert "Sanat tässä eivät muuta vastausta" in town.presses(card, "words")


def test_where_the_folder_cannot_be_written_the_press_says_what_to_write(
    town: ReviewTown, folder: Path, card: Card
) -> None:
    unwritable(folder)
    told = town.presses(card, KEEP)
    assert f"Tiedostoa answers/winter-streets/{WHEN}.fi.md ei voi kirjoittaa" in told
    assert f'reviewed_by = "{ANNIKA}"\nreviewed_on = 2026-11-23' in told
    assert labels(town.shown(card)) == ["Yhä totta", "Poista käytöstä"]


def test_where_the_file_is_gone_or_has_a_mistake_the_press_says_so(
    town: ReviewTown, folder: Path, card: Card
) -> None:
    rewritten(file_of(folder), "review_again = .*", "review_again = soon")
    assert "Vastauksen tiedostossa on virhe" in town.presses(card, KEEP)
    file_of(folder).unlink()
    assert "Katso se uudelleen" in town.presses(card, KEEP)


def test_a_decision_that_could_not_be_noted_is_seen_in_the_file(
    town: ReviewTown, card: Card
) -> None:
    town.runner.failures = [None, None, StoreError("The disk is full.")]
    assert town.presses(card, KEEP) == ""
    assert town.file().reviewed_by == ANNIKA
    town.reads()
    assert "Tarkistus on merkitty tiedostoon: Annika Sundström" in words(town.shown(card))


@pytest.fixture
def unnoted(town: ReviewTown) -> Card:
    """A card that stands although nobody was told so, in a chat that cannot be read."""
    town.chat.lost, town.chat.can_look = [refused(uncertain=True)], False
    [(_, card)] = town.looks()
    return card


@pytest.mark.parametrize("settled", [True, False])
def test_a_press_tells_which_message_shows_the_card(
    town: ReviewTown, unnoted: Card, *, settled: bool
) -> None:
    if settled:
        town.clock.move(minutes=1)
        assert town.looks() == []
    assert town.presses(unnoted, RETIRE, message="1") == ""
    assert labels(town.shown(unnoted)) == ["Kyllä, poista käytöstä", "Peruuta"]
    assert town.presses(unnoted, SURE, message="1") == ""
    assert "Annika Sundström poisti" in words(town.shown(unnoted))


def test_after_the_desk_a_late_press_mends_a_card_of_no_known_message(
    town: ReviewTown, unnoted: Card
) -> None:
    town.on_desk(KEEP)
    town.clock.move(minutes=1)
    assert labels(town.shown(unnoted))  # nobody knows where it is
    assert "Maija Lehtonen totesi" in town.presses(unnoted, KEEP, message="1")
    assert labels(town.shown(unnoted)) == []


def test_where_the_message_stays_unknown_the_outcome_is_said(
    town: ReviewTown, unnoted: Card
) -> None:
    assert "Poistetaanko vastaus käytöstä?" in town.presses(unnoted, RETIRE)
    assert town.presses(unnoted, BACK) == ""
    assert "Annika Sundström totesi" in town.presses(unnoted, KEEP)


def test_a_page_of_the_desk_that_was_opened_before_is_refused_too(town: ReviewTown) -> None:
    before = town.library.base.answers[WHEN]["fi"].stand
    town.on_desk(KEEP)
    town.reads()
    with pytest.raises(AnswerChangedError):
        town.verdicts.seen(WHEN, "fi", before)
