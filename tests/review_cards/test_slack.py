"""Cards about answers in the real program, in Slack."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.knowledge import load
from bot.model import Address
from tests.fakes import Clock, ScriptedMatcher
from tests.offices import ANNIKA, JARI
from tests.review_cards.serving import decides_on_the_desk, linked
from tests.review_cards.town import TITLE, awkward, file_of, rewritten
from tests.served import Served
from tests.slack_desk import eventually, person_of, slack_desk
from tests.slack_people import Person
from tests.slack_seen import Seen
from tests.slack_server import SlackServer, slack
from tests.towns import TODAY

# Slack.


@pytest.fixture
def workspace() -> Iterator[SlackServer]:
    """The stand-in Slack."""
    with slack() as running:
        yield running


@pytest.fixture
def in_slack(
    workspace: SlackServer, folder: Path, scripted: ScriptedMatcher, tmp_path: Path
) -> Iterator[tuple[Served, Callable[[str], Person]]]:
    """The program on a Monday morning, with two officials in Slack."""
    base = load(folder, TODAY)
    people = {slug: person_of(workspace, base, slug) for slug in (ANNIKA, JARI)}
    chats = {slug.replace("-", "_"): Address("slack", who.id) for slug, who in people.items()}
    linked(tmp_path / "data", **chats)
    given = {"knowledge": folder, "now": Clock()}
    with slack_desk(workspace, base, tmp_path, scripted, **given) as running:
        yield running, people.__getitem__


def _turns(person: Person, card: Seen, words: str) -> Seen:
    """The card's message once it shows those words."""

    def shown() -> Seen | None:
        found = next(m for m in person.messages(card.channel) if m.ts == card.ts)
        return found if words in found.text else None

    seen = person.server.wait(shown, 15)
    assert seen
    return seen


def test_in_slack_one_tap_writes_the_review_and_the_late_hear_who(
    in_slack: tuple[Served, Callable[[str], Person]], folder: Path
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut: Maija Lehtonen")
    assert TITLE in card.text
    assert card.labels == ["Yhä totta", "Poista käytöstä", "Muuta"]
    assert annika.presses(card, "card.review.keep").ok
    assert f'reviewed_by = "{ANNIKA}"' in file_of(folder).read_text("utf-8")
    shown = _turns(annika, card, "Annika Sundström totesi tänään klo 09.00: yhä totta")
    assert shown.labels == []
    before = file_of(folder).read_bytes()
    assert annika.presses(card, "card.review.retire").ok
    annika.sees("Painalluksesi ei muuttanut mitään.")
    assert "Painalluksesi" in annika.whispers()[-1].text
    assert file_of(folder).read_bytes() == before


def test_in_slack_out_of_use_takes_a_second_tap(
    in_slack: tuple[Served, Callable[[str], Person]], folder: Path
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    annika.presses(card, "card.review.retire")
    asked = _turns(annika, card, "Poistetaanko vastaus käytöstä?")
    assert "valid_until" not in file_of(folder).read_text("utf-8")
    annika.presses(asked, "card.review.back")
    again = _turns(annika, card, "Viimeksi tarkistanut")
    annika.presses(again, "card.review.retire")
    sure = _turns(annika, card, "Poistetaanko vastaus käytöstä?")
    annika.presses(sure, "card.review.retire_yes")
    _turns(annika, card, "Annika Sundström poisti vastauksen käytöstä")
    assert "valid_until = 2026-11-22" in file_of(folder).read_text("utf-8")


def test_in_slack_strangers_and_the_author_change_nothing(
    in_slack: tuple[Served, Callable[[str], Person]], workspace: SlackServer, folder: Path
) -> None:
    """Nobody can be whispered to in a chat that is another's: there it is silence."""
    person = in_slack[1]
    card = person(ANNIKA).sees("Viimeksi tarkistanut")
    before = file_of(folder).read_bytes()
    for who in (Person(workspace, "Kalle", "kalle@aurala.example"), person(JARI)):
        for act in ("keep", "retire"):
            assert who.presses(card, f"card.review.{act}").ok
    assert file_of(folder).read_bytes() == before


def test_in_slack_the_card_follows_the_desk_and_tells_the_late(
    in_slack: tuple[Served, Callable[[str], Person]],
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    decides_on_the_desk(in_slack[0])
    assert _turns(annika, card, "Maija Lehtonen totesi").labels == []
    annika.presses(card, "card.review.keep")
    eventually(lambda: any("Maija Lehtonen totesi" in w.text for w in annika.whispers()))


@pytest.mark.parametrize("decided", [False, True])
def test_in_slack_words_under_the_card_change_nothing_and_become_no_question(
    in_slack: tuple[Served, Callable[[str], Person]], *, decided: bool
) -> None:
    desk, annika = in_slack[0], in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    if decided:
        decides_on_the_desk(desk)
        _turns(annika, card, "Maija Lehtonen totesi")
    annika.says("Ei tämä enää pidä paikkaansa", channel=card.channel, thread=card.ts)
    eventually(lambda: any("Sanat tässä eivät" in w.text for w in annika.whispers()))
    assert desk.run(lambda store: store.cases()) == []


def test_in_slack_what_cannot_be_written_is_whispered_with_its_lines(
    in_slack: tuple[Served, Callable[[str], Person]], folder: Path
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    awkward(folder)
    annika.presses(card, "card.review.keep")
    eventually(lambda: any("reviewed_on = 2026-11-23" in w.text for w in annika.whispers()))


def test_a_file_edited_by_hand_reaches_the_card(
    in_slack: tuple[Served, Callable[[str], Person]], folder: Path
) -> None:
    annika = in_slack[1](ANNIKA)
    card = annika.sees("Viimeksi tarkistanut")
    rewritten(file_of(folder), "review_again = .*", "review_again = 2027-11-01")
    shown = _turns(annika, card, "Tarkistus on merkitty tiedostoon: Maija Lehtonen")
    assert "1.11.2027" in shown.text
    assert shown.labels == []
