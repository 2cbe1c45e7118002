"""When, to whom and how often officials are asked about an answer."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import SendError
from bot.library import Library
from bot.mail import Card
from bot.model import Address
from bot.people import Absence
from bot.renewals import ReviewAct
from tests.fakes import refused
from tests.offices import ANNIKA
from tests.review_cards.town import (
    CHATS,
    KEEP,
    MAIJA,
    OPENING,
    SLUGS,
    SURE,
    TITLE,
    WHEN,
    ReviewTown,
    due_base,
    file_of,
    labels,
    rewritten,
    words,
)
from tests.towns import TODAY, with_absences


def test_the_card_comes_with_the_morning_word_and_shows_the_answer(town: ReviewTown) -> None:
    town.clock.move(minutes=-1)
    assert town.looks() == []
    town.clock.move(minutes=1)
    [(place, card)] = town.looks()
    assert place == CHATS[ANNIKA]
    assert "Vastauksia tarkistettavana: 1" in town.chat.told[0][1]
    told = words(card)
    answer = town.library.base.answers[WHEN]["fi"]
    assert answer.title in told
    assert "Katujen talvihoito · suomi · Tarkistettava 23.11.2026 mennessä" in told
    assert answer.body[:200] in told
    assert "Viimeksi tarkistanut: Maija Lehtonen, 12.10.2026." in told
    assert f"Lähde: {answer.source}" in told
    assert labels(card) == ["Yhä totta", "Poista käytöstä"]
    assert (card.desk, card.desk_label) == (f"{town.desk}/reviews#{WHEN}.fi", "Muuta")


def test_where_the_desk_has_no_address_the_card_names_the_file(folder: Path) -> None:
    [(_, card)] = ReviewTown(folder, desk="").looks()
    assert card.desk == ""
    assert f"answers/winter-streets/{WHEN}.fi.md" in words(card)


def test_a_long_text_is_cut_and_found_true_on_the_desk_only(town: ReviewTown, folder: Path) -> None:
    with file_of(folder).open("a", encoding="utf-8") as file:
        file.write("\n" + "Pitkä rivi lunta. " * 400)
    town.reads()
    [(_, card)] = town.looks()
    assert len(words(card)) < 3500
    assert " …" in words(card)
    assert "Lue se kokonaan työpöydällä" in words(card)
    assert labels(card) == ["Poista käytöstä"]


def test_it_is_shown_once_whatever_starts_anew(town: ReviewTown) -> None:
    assert len(town.looks()) == 1
    town.starts()
    assert town.looks() == []
    town.clock.move(hours=5)
    town.reads()
    assert town.looks() == []
    town.clock.move(days=1)
    assert town.looks() == []


def test_three_a_day_the_earliest_first(tmp_path: Path) -> None:
    town = ReviewTown(due_base(tmp_path / "city", SLUGS))
    assert town.asks() == list(SLUGS[:3])
    town.clock.move(hours=6)
    town.starts()
    assert town.asks() == []
    town.clock.move(hours=18)
    assert town.asks() == list(SLUGS[3:])


def test_after_a_week_without_a_decision_it_is_asked_again_below(
    town: ReviewTown, card: Card
) -> None:
    town.clock.move(days=6)
    assert town.looks() == []
    town.clock.move(days=1)
    [(_, again)] = town.looks()
    assert town.slug_of(again) == WHEN
    assert "Samasta vastauksesta kysytään uudelleen alempana." in words(town.shown(card))
    assert labels(town.shown(again)) == ["Yhä totta", "Poista käytöstä"]


def test_another_text_is_another_card(town: ReviewTown, folder: Path, card: Card) -> None:
    rewritten(file_of(folder), TITLE, "Milloin katu aurataan")
    town.reads()
    assert "Vastausta on muutettu" in words(town.shown(card))
    assert labels(town.shown(card)) == []
    town.clock.move(days=1)
    [(_, new)] = town.looks()
    assert "Milloin katu aurataan" in words(new)


@pytest.mark.parametrize("act", [KEEP, SURE])
def test_what_was_decided_is_not_asked_again_while_the_base_is_not_taken_anew(
    town: ReviewTown, folder: Path, card: Card, act: ReviewAct
) -> None:
    """As when a mistake elsewhere in the folder keeps the librarian from it."""
    town.on_desk(act)
    assert labels(town.shown(card)) == []
    for _ in range(9):
        town.clock.move(days=1)
        assert town.looks() == []
    if act is KEEP:
        rewritten(file_of(folder), "review_again = .*", f"review_again = {TODAY}")
        town.reads()
        town.clock.move(days=1)
        assert len(town.looks()) == 1


def test_while_its_official_is_away_who_stands_in_is_asked(town: ReviewTown, card: Card) -> None:
    """The official's own card goes on; the other one's is another."""
    away = {ANNIKA: (Absence(TODAY + timedelta(days=1), TODAY + timedelta(days=9)),)}
    base = with_absences(town.library.base, away)
    officials = {
        **base.officials,
        ANNIKA: replace(base.officials[ANNIKA], deputy=MAIJA),
    }
    town.library = Library(replace(base, officials=officials))
    town.starts()
    town.clock.move(days=1)
    [(place, other)] = town.looks()
    assert place == CHATS[MAIJA]
    assert town.presses(other, KEEP, CHATS[MAIJA]) == ""
    assert "Maija Lehtonen totesi" in words(town.shown(card))
    assert "Maija Lehtonen totesi" in words(town.shown(other))


def test_without_a_chat_or_at_home_nobody_is_asked(town: ReviewTown) -> None:
    town.clock.move(days=-1)  # Sunday
    assert town.looks() == []
    with town.store.transaction():
        town.store.end_reach(ANNIKA, "telegram", OPENING, "unlinked")
    town.clock.move(days=1)
    assert town.looks() == []


def test_a_chat_that_is_linked_no_more_keeps_no_buttons(town: ReviewTown, card: Card) -> None:
    with town.store.transaction():
        town.store.end_reach(ANNIKA, "telegram", OPENING, "unlinked")
    after = town.shown(card)
    assert "ei ole enää yhdistetty" in words(after)
    assert labels(after) == []


def test_in_a_new_chat_it_is_asked_anew(town: ReviewTown, card: Card) -> None:
    with town.store.transaction():
        town.store.add_reach(ANNIKA, Address("telegram", "31"), town.clock())
    assert labels(town.shown(card)) == []
    town.clock.move(days=1)
    [(place, new)] = town.looks()
    assert (place, town.slug_of(new)) == ("31", WHEN)


@pytest.mark.parametrize(
    ("failure", "can_look", "comes"),
    [
        (refused(), False, True),
        (refused(uncertain=True), False, False),
        (refused(uncertain=True), True, True),
        (refused(permanent=True), True, False),
    ],
)
def test_only_what_surely_did_not_go_out_is_posted_again(
    town: ReviewTown, failure: SendError, *, can_look: bool, comes: bool
) -> None:
    """After the word has gone out, the card meets the failure."""
    town.tells()
    town.chat.can_look = can_look
    town.chat.failures = [failure]
    assert town.shows() == []
    town.clock.move(minutes=1)
    town.starts()
    assert bool(town.looks()) is comes
    town.clock.move(minutes=1)
    assert town.looks() == []


def test_a_card_that_stands_although_nobody_was_told_so_is_found(town: ReviewTown) -> None:
    town.chat.lost = [refused(uncertain=True)]
    [(_, card)] = town.looks()
    town.clock.move(minutes=1)
    assert town.looks() == []
    assert town.presses(card, KEEP) == ""
    assert "Annika Sundström totesi" in words(town.shown(card))


@pytest.mark.parametrize("can_look", [False, True])
def test_a_card_whose_post_a_crash_broke_off_comes_where_it_can_be_seen_not_to_stand(
    town: ReviewTown, *, can_look: bool
) -> None:
    town.tells()
    town.chat.can_look = can_look
    with town.store.transaction():
        for card in town.store.review_cards():
            town.store.change_review_card(replace(card, begun=True))
    town.starts()
    assert len(town.looks()) == can_look
    assert town.looks() == []
