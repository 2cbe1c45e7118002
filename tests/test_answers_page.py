"""The page of all answers, and what plain language means."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.city import Base
from bot.desk.answers import shelves
from bot.knowledge import plain, sample_folder
from tests.fakes import MONDAY
from tests.served import Served, served


@pytest.fixture(scope="module")
def desk(base: Base, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running desk."""
    with served(base, tmp_path_factory.mktemp("answers")) as running:
        yield running


def test_every_answer_stands_on_the_page_under_its_topic(base: Base) -> None:
    found = [entry.slug for shelf in shelves(base, "fi") for entry in shelf.entries]
    assert sorted(found) == sorted(base.answers)


@pytest.mark.parametrize(
    ("words", "slug"), [("aurausvalli", "plough-ridge"), ("plogvall", "plough-ridge")]
)
def test_an_answer_is_found_by_a_word_of_any_language(base: Base, words: str, slug: str) -> None:
    found = [entry.slug for shelf in shelves(base, "en", words) for entry in shelf.entries]
    assert slug in found


def test_an_answer_without_an_official_language_is_shown_as_missing_it(base: Base) -> None:
    """L18."""
    half = {"half": {"fi": replace(base.answers["plough-map"]["fi"], slug="half")}}
    with_half = replace(base, incomplete=half)
    entries = [e for shelf in shelves(with_half, "sv") for e in shelf.entries if e.slug == "half"]
    assert entries[0].missing == ("sv", "en")


def test_a_review_that_is_near_is_due(base: Base) -> None:
    entry = shelves(base, "fi")[0].entries[0]
    assert entry.is_due(entry.review_again - timedelta(days=30))
    assert not entry.is_due(entry.review_again - timedelta(days=31))


def test_the_page_is_read_and_searched_by_officials_only(desk: Served) -> None:
    with desk.client() as stranger:
        assert stranger.get("/desk/answers").status_code == 401
    with desk.official("annika-sundstrom") as client:
        page = client.get("/desk/answers?q=plogvall").text
    assert "plough-ridge" in page
    assert "slip-claim" not in page


_PLAIN = "Kaupunki auraa kadun. Kysy lisää."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (_PLAIN, []),
        ("Katu " + "oikein " * 20 + "aurataan.", ["a sentence of 22 words"]),
        ("Katu aurataan, hiekoitetaan ja suljetaan.", ["3 passives"]),
        ("Mikäli asiakas kysyy.", ["“Mikäli”", "“asiakas”"]),
        ("Katso [sivu](https://a.example/mikäli-asiakas).", []),
    ],
)
def test_plain_language_is_checked_with_the_line(
    base: Base, tmp_path: Path, body: str, said: list[str]
) -> None:
    """L3, H7."""
    answer = replace(base.answers["plough-map"]["fi"], body=body)
    warnings = plain.warnings(_folder(tmp_path, answer), _only(base, answer), sample_folder())
    found = [str(warning) for warning in warnings]
    assert len(found) == len(said)
    assert all(any(part in line for line in found) for part in said)
    assert all(re.search(r"plough-map\.fi\.md:4: warning", line) for line in found)


def _only(base: Base, answer: Answer) -> Base:
    return replace(base, answers={answer.slug: {"fi": answer}})


def _folder(root: Path, answer: Answer) -> Path:
    """A folder with one answer file: two lines of front matter, the body on the fourth."""
    path = root / "answers" / answer.topic / f"{answer.slug}.fi.md"
    path.parent.mkdir(parents=True)
    path.write_text(f'+++\ntitle = "x"\n+++\n{answer.body}\n', encoding="utf-8")
    return root


def test_the_sample_citys_own_answers_are_plain(base: Base) -> None:
    folder = sample_folder()
    assert [str(w) for w in plain.warnings(folder, base, folder)] == []


def test_reviews_are_not_due_on_the_day_of_the_tests(base: Base) -> None:
    assert all(answer.review_again > MONDAY.date() for answer in base.every_answer())
