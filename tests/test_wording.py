"""The bot's own words."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import wording
from bot.city import Base
from bot.errors import AlreadyDecidedError
from bot.places import Place, Street
from tests.fakes import MONDAY


@pytest.mark.parametrize(
    ("language", "hours", "words"),
    [
        ("fi", 4, "tänään klo 13.00"),
        ("sv", 24, "i morgon kl. 09.00"),
        ("en", 48, "on Wednesday 25.11. at 09:00"),
        ("fi", 48, "keskiviikkona 25.11. klo 09.00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(
    base: Base, language: str, hours: int, words: str
) -> None:
    assert wording.when(base, language, MONDAY + timedelta(hours=hours), MONDAY) == words


@pytest.mark.parametrize(
    ("language", "hours", "words"),
    [
        ("fi", 0, "tänään klo 03.35 kesäaikaa"),
        ("fi", 0.5, "tänään klo 03.05 talviaikaa"),
        ("sv", 0.5, "i dag kl. 03.05 vintertid"),
        ("en", 0.5, "today at 03:05 winter time"),
        ("fi", 1.5, "tänään klo 04.05"),
        ("fi", -1, "tänään klo 02.35"),
    ],
)
def test_the_hour_that_the_clock_shows_twice_is_told_apart(
    base: Base, language: str, hours: float, words: str
) -> None:
    """An urgent matter of 3.35 on the last night of summer time was promised for 3.05."""
    night = datetime(2026, 10, 25, 0, 35, tzinfo=UTC)
    assert wording.when(base, language, night + timedelta(hours=hours), night) == words


@pytest.mark.parametrize("minutes", [-1, 0, 59])
def test_the_night_on_which_an_hour_is_leapt_over_needs_no_more_words(
    base: Base, minutes: int
) -> None:
    leap = datetime(2027, 3, 28, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    said = {-1: "02.59", 0: "04.00", 59: "04.59"}[minutes]
    assert wording.when(base, "fi", leap, leap) == f"tänään klo {said}"


def _street(base: Base, name: str) -> Street:
    return next(street for street in base.streets if street.name_fi == name)


def test_a_known_street_fills_its_paragraph(base: Base) -> None:
    answer = base.answers["ploughing-when"]["sv"]
    street = _street(base, "Torikatu")
    text = wording.fill(base, answer, Place(street, street.district))
    assert "Torggatan" in text
    assert street.contractor in text
    assert "{" not in text


def test_without_a_known_street_its_paragraph_is_left_out(base: Base) -> None:
    for versions in base.answers.values():
        for answer in versions.values():
            assert "{" not in wording.fill(base, answer, Place())


def test_the_reply_is_signed_with_name_title_and_unit(base: Base) -> None:
    """S3."""
    official = base.officials["maija-lehtonen"]
    signed = wording.signed(base, "Hej.", official, "sv")
    assert signed == "Hej.\n\nMaija Lehtonen\nGatuchef, Gatuunderhållet"


def test_who_decided_is_told_in_words_where_it_was_no_official(base: Base) -> None:
    """A resident who has deleted the case is no "resident" to a Finnish official."""
    told = {
        code: wording.error(base, code, AlreadyDecidedError("resident")) for code in base.phrases
    }
    assert told["fi"].startswith("Asukas on jo")
    assert told["sv"].startswith("Invånaren har redan")
    assert told["en"].startswith("The resident has already")
    assert wording.error(base, "fi", AlreadyDecidedError("Jari")).startswith("Jari on jo")
