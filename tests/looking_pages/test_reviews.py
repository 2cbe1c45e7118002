"""The desk's page of reviews, over real HTTP: who may say yes, and what a yes writes."""

import re
from datetime import date
from pathlib import Path

import httpx2
import pytest

from bot.city import Base
from bot.knowledge.writing import read_answer
from tests.fakes import Clock, ScriptedMatcher
from tests.looking_pages.conftest import FILE, QUALITY, SLUG
from tests.served import FORM_TOKEN, Served, first, served
from tests.towns import TODAY


def _reviews(client: httpx2.Client, act: str, version: str = "") -> httpx2.Response:
    """Press a button of the Finnish version's card, or send what it would."""
    page = client.get("/desk/reviews?view=all").text
    if not version:
        form = page[page.index(f"/desk/reviews/{SLUG}/fi") :]
        version = first(re.compile(r'name="version" value="(\w+)"'), form)
    data = {"form_token": first(FORM_TOKEN, page), "version": version, "act": act}
    return client.post(f"/desk/reviews/{SLUG}/fi", data=data)


def _reviewer(town: Base) -> str:
    """To whom the answer goes."""
    author = town.answers[SLUG]["fi"].author
    owner = town.answers[SLUG]["fi"].owner or town.topics["winter-streets"].official
    return owner if owner != author else QUALITY


def test_a_yes_writes_the_review_and_the_answer_is_due_no_more(
    desk: Served, town: Base, folder: Path
) -> None:
    reviewer = _reviewer(town)
    with desk.official(reviewer) as official:
        assert "Milloin katuni aurataan" in official.get("/desk/reviews").text
        page = _reviews(official, "keep")
        assert "Merkitty todeksi. Seuraava tarkistus: 23.11.2027." in page.text
        assert "Milloin katuni aurataan" not in page.text
    found = read_answer(FILE, (folder / FILE).read_text("utf-8"))
    assert (found.reviewed_by, found.reviewed_on) == (reviewer, TODAY)
    assert found.review_again == date(2027, 11, 23)


def test_taking_out_of_use_is_asked_twice(desk: Served, town: Base, folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    with desk.official(_reviewer(town)) as official:
        page = _reviews(official, "retire")
        assert "Poistetaanko vastaus käytöstä?" in page.text
        assert (folder / FILE).read_bytes() == before
        assert "Vastaus on poistettu käytöstä." in _reviews(official, "retire_yes").text
    assert read_answer(FILE, (folder / FILE).read_text("utf-8")).valid_until == date(2026, 11, 22)


def test_the_author_and_strangers_to_the_matter_cannot_say_yes(
    desk: Served, town: Base, folder: Path
) -> None:
    """L2."""
    before = (folder / FILE).read_bytes()
    answer = town.answers[SLUG]["fi"]
    for slug in (answer.author, "petri-maenpaa"):
        with desk.official(slug) as official:
            assert 'value="keep"' not in _card(official)
            page = _reviews(official, "keep", answer.stand)
            assert page.status_code == 409
            assert "Liisa Hagman" in page.text  # who may
    assert (folder / FILE).read_bytes() == before


def _card(client: httpx2.Client) -> str:
    page = client.get("/desk/reviews?view=all").text
    return page[page.index("Milloin katuni aurataan") :].split("</section>")[0]


def test_an_answer_that_changed_meanwhile_is_not_reviewed_unseen(
    desk: Served, town: Base, folder: Path
) -> None:
    with desk.official(_reviewer(town)) as official:
        assert _reviews(official, "keep", version="0" * 12).status_code == 409
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write("\nLisäys.\n")
        before = (folder / FILE).read_bytes()
        assert "Katso se uudelleen" in _reviews(official, "keep").text
    assert (folder / FILE).read_bytes() == before


def test_where_the_folder_cannot_be_written_the_page_says_what_to_write(
    town: Base, scripted: ScriptedMatcher, clock: Clock, tmp_path: Path
) -> None:
    no_file = tmp_path / "odd"
    (no_file / FILE).mkdir(parents=True)
    with (
        served(town, tmp_path / "data", scripted, now=clock, knowledge=no_file) as desk,
        desk.official(_reviewer(town)) as official,
    ):
        page = _reviews(official, "keep")
        assert page.status_code == 409
        assert f"Tiedostoa {FILE} ei voi kirjoittaa" in page.text
        assert "review_again = 2027-11-23" in page.text


def test_how_to_edit_is_told_with_the_files_path(desk: Served, town: Base) -> None:
    with desk.official(_reviewer(town)) as official:
        assert f"Muuta tekstiä tiedostossa {FILE}" in official.get("/desk/reviews").text


@pytest.mark.parametrize("act", ["burn", "back", ""])
def test_an_act_that_is_none_changes_nothing(
    desk: Served, town: Base, folder: Path, act: str
) -> None:
    before = (folder / FILE).read_bytes()
    with desk.official(_reviewer(town)) as official:
        page = _reviews(official, act)
        assert page.status_code == 409
        assert "does not say what to do" in page.text
    assert (folder / FILE).read_bytes() == before
