"""Cards that ask whether an answer is still true: when, to whom, how often, what a press does."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Kind
from bot.cases import Cases
from bot.errors import AnswerChangedError, SendError, StoreError
from bot.library import Library
from bot.mail import Card
from bot.model import Address
from bot.people import Absence
from bot.renewals import ReviewAct
from bot.retention import Rule
from bot.reviews import Stage
from tests.fakes import refused
from tests.offices import ANNIKA, JARI
from tests.review_town import (
    CHATS,
    MAIJA,
    OPENING,
    SLUGS,
    WHEN,
    ReviewTown,
    day,
    due_base,
    file_of,
    labels,
    rewritten,
    words,
)
from tests.towns import TODAY, with_absences

KEEP, RETIRE, SURE, BACK = ReviewAct
TITLE = "Milloin katuni aurataan"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One answer of Annika's is due today."""
    return due_base(tmp_path / "city")


@pytest.fixture
def town(folder: Path) -> ReviewTown:
    """The town on a Monday at the opening."""
    return ReviewTown(folder)


@pytest.fixture
def card(town: ReviewTown) -> Card:
    """The card that Annika is shown."""
    [(place, card)] = town.looks()
    assert place == CHATS[ANNIKA]
    return card


# When, to whom, how often.


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


def test_a_long_text_is_cut_to_what_a_chat_takes(town: ReviewTown, folder: Path) -> None:
    with file_of(folder).open("a", encoding="utf-8") as file:
        file.write("\n" + "Pitkä rivi lunta. " * 400)
    town.reads()
    [(_, card)] = town.looks()
    assert len(words(card)) < 3500
    assert " …" in words(card)


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
    assert "kysytään uudelleen alempana" in words(town.shown(card))
    assert labels(town.shown(again)) == ["Yhä totta", "Poista käytöstä"]


def test_another_text_is_another_card(town: ReviewTown, folder: Path, card: Card) -> None:
    rewritten(file_of(folder), TITLE, "Milloin katu aurataan")
    town.reads()
    assert "Vastausta on muutettu" in words(town.shown(card))
    assert labels(town.shown(card)) == []
    town.clock.move(days=1)
    [(_, new)] = town.looks()
    assert "Milloin katu aurataan" in words(new)


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
    ("failure", "comes"),
    [
        (refused(), True),
        (refused(uncertain=True), False),
        (refused(permanent=True), False),
    ],
)
def test_only_what_surely_did_not_go_out_is_posted_again(
    town: ReviewTown, failure: SendError, *, comes: bool
) -> None:
    """After the word has gone out, the card meets the failure."""
    town.tells()
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


def test_a_card_whose_post_a_crash_broke_off_comes_no_more(town: ReviewTown) -> None:
    town.tells()
    with town.store.transaction():
        for card in town.store.review_cards():
            town.store.change_review_card(replace(card, begun=True))
    town.starts()
    assert town.looks() == []


_moves = st.lists(
    st.sampled_from([0, 60, 3600, 5 * 3600, 86_400, 3 * 86_400, 8 * 86_400, -3600, -86_400]),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five answers of Annika's are due; nobody writes there."""
    return due_base(tmp_path_factory.mktemp("many") / "city", SLUGS)


@settings(max_examples=20, deadline=None)
@given(_moves)
def test_whatever_the_clock_does_nothing_is_asked_twice_in_a_week(
    many: Path, moves: list[int]
) -> None:
    """Ticks done twice, restarts, jumps of an hour, a day or a week, either way."""
    town = ReviewTown(many)
    asked: list[tuple[str, str, int]] = []
    for seconds in moves:
        town.clock.move(seconds=seconds)
        town.starts()
        today = town.clock().date()
        asked += [(place, town.slug_of(card), today.toordinal()) for place, card in town.looks()]
        assert town.looks() == []
    for place, slug, when in asked:
        again = [at for where, what, at in asked if (where, what) == (place, slug) and at != when]
        assert all(abs(at - when) >= 7 for at in again)
    assert len(asked) == len(set(asked))
    days = {(place, when) for place, _, when in asked}
    assert all(sum((p, w) == one for p, _, w in asked) <= 3 for one in days)


# What a press does.


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
    before = file_of(folder).read_bytes()
    assert "Kirjoitit tämän itse" in town.presses(card, KEEP, CHATS[JARI])
    assert file_of(folder).read_bytes() == before
    assert labels(town.shown(card)) == ["Yhä totta", "Poista käytöstä"]


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
    file_of(folder).unlink()
    told = town.presses(card, KEEP)
    assert f"Tiedostoa answers/winter-streets/{WHEN}.fi.md ei voi kirjoittaa" in told
    assert f'reviewed_by = "{ANNIKA}"\nreviewed_on = 2026-11-23' in told
    assert labels(town.shown(card)) == ["Yhä totta", "Poista käytöstä"]


def test_a_decision_that_could_not_be_noted_is_seen_in_the_file(
    town: ReviewTown, card: Card
) -> None:
    town.runner.failures = [None, None, StoreError("The disk is full.")]
    assert town.presses(card, KEEP) == ""
    assert town.file().reviewed_by == ANNIKA
    town.reads()
    assert "Tarkistus on merkitty tiedostoon: Annika Sundström" in words(town.shown(card))


# What is kept.


def test_a_decided_card_goes_with_time_and_an_open_one_stays(town: ReviewTown, card: Card) -> None:
    days = town.library.base.city.retention.talk_days
    town.clock.move(days=days + 1)
    town.presses(card, KEEP)
    town.looks()
    cases = Cases(town.library, town.clock)
    town.clock.move(days=days - 1)
    assert _gone(town, cases) == 0
    town.clock.move(days=1)
    assert _gone(town, cases) == 1
    assert town.store.review_card(card.version) is None


def _gone(town: ReviewTown, cases: Cases) -> int:
    with town.store.transaction():
        return cases.purge(town.store, Rule.REVIEW, town.clock())


def test_a_chat_stays_known_as_long_as_its_cards(town: ReviewTown, card: Card) -> None:
    with town.store.transaction():
        town.store.end_reach(ANNIKA, "telegram", OPENING, "unlinked")
    town.shown(card)
    kept = town.store.review_card(card.version)
    assert kept
    assert kept.stage is Stage.OVER
    cases = Cases(town.library, town.clock)
    town.clock.move(days=town.library.base.city.retention.talk_days)
    with town.store.transaction():
        assert cases.purge(town.store, Rule.REACH, town.clock()) == 0
        assert cases.purge(town.store, Rule.REVIEW, town.clock()) == 1
        assert cases.purge(town.store, Rule.REACH, town.clock()) == 1
    assert Address("telegram", CHATS[ANNIKA]).place not in {
        reach.place for reach in town.store.reaches("telegram")
    }
