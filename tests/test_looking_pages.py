"""The desk's pages of today, the week, days without anybody and reviews, over real HTTP."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.city import Base
from bot.desk.weeks import safe_cell
from bot.knowledge import load
from bot.knowledge.writing import read_answer
from bot.model import Address, Case, Question
from bot.people import Absence
from bot.ports import Store
from tests.bases import small_base
from tests.fakes import Clock, ScriptedMatcher
from tests.served import FORM_TOKEN, Served, browser, first, served
from tests.stores import a_case
from tests.towns import TODAY

MAIJA, JARI, ANNIKA = "maija-lehtonen", "jari-koskela", "annika-sundstrom"
QUALITY = "liisa-hagman"
SLUG = "ploughing-when"
FILE = f"answers/winter-streets/{SLUG}.fi.md"
KEPT = [SLUG, "grit-free", "plough-ridge", "snow-piles", "slippery-street", "slip-claim"]
PAGES = ("today", "coverage", "week", "reviews")
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city of a few answers, one of which is to be reviewed; Jari is away without a deputy."""
    made = small_base(tmp_path / "city", [*KEPT, "greeting", "thanks", "who-are-you", "venting"])
    path = made / FILE
    text = re.sub(r"review_again = .*", "review_again = 2026-11-25", path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def town(folder: Path) -> Base:
    """Its base."""
    base = load(folder, TODAY)
    jari = replace(
        base.officials[JARI], deputy=None, absences=(Absence(TODAY, date(2026, 11, 27)),)
    )
    return replace(base, officials={**base.officials, JARI: jari})


@pytest.fixture
def desk(
    town: Base, folder: Path, scripted: ScriptedMatcher, clock: Clock, tmp_path: Path
) -> Iterator[Served]:
    """Its desk on a Monday morning."""
    with served(town, tmp_path / "data", scripted, now=clock, knowledge=folder) as running:
        yield running


def _plain(page: httpx2.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def _receive(store: Store, desk: Served, number: int, text: str) -> Case:
    address = Address("web", f"home {number}")
    return desk.aura.cases.receive(store, Question(address, text, desk.aura.now()))


def _asks(desk: Served, *texts: str) -> list[Case]:
    """Somebody new asks each of them."""
    found: list[Case] = []
    for number, text in enumerate(texts):
        found.append(desk.run(_receive, desk, number, text))
    return found


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


def test_nobody_without_a_session_sees_any_of_it(desk: Served) -> None:
    with desk.client() as stranger:
        for page in (*PAGES, "week.csv"):
            assert stranger.get(f"/desk/{page}").status_code == 401
        assert stranger.post(f"/desk/reviews/{SLUG}/fi").status_code == 401


# Today and the days without anybody.


def test_today_says_what_waits_and_leads_there(desk: Served) -> None:
    (case,) = _asks(desk, "milloin aura tulee")
    with desk.official(case.owner) as owner:
        page = owner.get("/desk/today")
        assert "Odottaa sinua: 1" in page.text
        assert "Tänään 23.11.2026" in _plain(page)
    with desk.official("petri-maenpaa") as petri:
        assert "Mikään ei odota sinua" in petri.get("/desk/today").text


def test_the_days_without_anybody_name_topic_place_and_who_gets_the_questions(
    desk: Served,
) -> None:
    with desk.official(MAIJA) as maija:
        page = _plain(maija.get("/desk/coverage?lang=en"))
        assert "23.11.2026–27.11.2026" in page  # noqa: RUF001
        assert "Harjula" in page
        assert "Jari Koskela is away." in page
        assert "Your unit" in page
        assert "Days without anybody within two weeks: 5" in maija.get("/desk/today?lang=en").text
    with desk.official("katri-ahonen") as katri:
        assert "Your unit" not in katri.get("/desk/coverage?lang=en").text
        assert "Days without" not in _plain(katri.get("/desk/today?lang=en")).split("The week")[0]


# The week.


def test_the_week_shows_figures_by_topic_language_and_district(desk: Served) -> None:
    _asks(desk, *["milloin aura tulee Torikadulle"] * 6, "milloin aura tulee Harjulaan", "moi")
    with desk.official(QUALITY) as quality:
        page = _plain(quality.get("/desk/week?week=2026-11-24&lang=en"))
        assert "Week 48, 23.11.–29.11.2026" in page  # noqa: RUF001
        assert "The week is not over." in page
        assert "Received 8" in page
        assert "By topic" in page
        assert "Harjula &lt;5" in page or "Harjula <5" in page  # S10
        assert "Annika" not in page  # L31: nobody is named
    with desk.official(MAIJA) as maija:
        assert "Week 47" in maija.get("/desk/week?lang=en").text  # the last whole week
        assert "Nothing happened in this week." in maija.get("/desk/week?lang=en").text


@pytest.mark.parametrize("asked", ["", "x", "2026-13-45", "9999-12-31", "0001-01-01", "-1"])
def test_a_week_that_cannot_be_read_is_the_last_one_or_this_one(desk: Served, asked: str) -> None:
    with desk.official(QUALITY) as quality:
        assert quality.get("/desk/week", params={"week": asked}).status_code == 200


def test_what_deserves_an_answer_is_listed_in_the_residents_masked_words(desk: Served) -> None:
    stranger, twin, _ = _asks(
        desk,
        "mihin joulukuusen voi viedä",
        "mihin joulukuusen voi viedä keväällä",
        "milloin aura tulee",
    )
    with desk.official(QUALITY) as quality:
        page = _plain(quality.get("/desk/week?week=2026-11-23&lang=en"))
        assert "2 times" in page
        assert stranger.reference in page
        assert twin.reference in page
        assert "milloin aura tulee" not in page


def test_the_table_can_be_saved_and_holds_nobodys_words(desk: Served) -> None:
    _asks(desk, "=1+1 mihin joulukuusen voi viedä", "milloin aura tulee Harjulaan")
    with desk.official(QUALITY) as quality:
        answer = quality.get("/desk/week.csv?week=2026-11-23&lang=en")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="aura-2026-11-23.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["By"] == "The whole week"
    assert rows[0]["Received"] == "2"
    assert {row["Received"] for row in rows if row["By"] == "By district"} == {"<5"}
    assert "joulukuusen" not in answer.text


@pytest.mark.parametrize(
    "text", ["=1+1", "+358", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("x")']
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "12", "Talvihoito", "<5", "a=b", "–"])  # noqa: RUF001
def test_an_ordinary_cell_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


# Reviews.


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
    empty = tmp_path / "empty"
    empty.mkdir()
    with (
        served(town, tmp_path / "data", scripted, now=clock, knowledge=empty) as desk,
        desk.official(_reviewer(town)) as official,
    ):
        page = _reviews(official, "keep")
        assert page.status_code == 409
        assert f"Tiedostoa {FILE} ei voi kirjoittaa" in page.text
        assert "review_again = 2027-11-23" in page.text


def test_how_to_edit_is_told_with_the_files_path(desk: Served, town: Base) -> None:
    with desk.official(_reviewer(town)) as official:
        assert f"Muuta tekstiä tiedostossa {FILE}" in official.get("/desk/reviews").text


def test_an_act_that_is_none_changes_nothing(desk: Served, town: Base, folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    with desk.official(_reviewer(town)) as official:
        assert _reviews(official, "burn").status_code == 409
    assert (folder / FILE).read_bytes() == before


# In a browser.


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for all tests here."""
    with browser() as opened:
        yield opened


def _opened(chrome: Browser, desk: Served, width: int) -> Page:
    page = chrome.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=width != 360
    ).new_page()
    page.goto(desk.link(QUALITY))
    page.get_by_role("button").click()
    return page


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_on_a_phone_without_scripts_every_page_fits(
    desk: Served, chrome: Browser, town: Base, language: str
) -> None:
    _asks(desk, *["milloin aura tulee Torikadulle"] * 6, "mihin joulukuusen voi viedä")
    page = _opened(chrome, desk, 360)
    page.goto(f"{desk.url}/desk?lang={language}")
    page.get_by_role("link", name=town.say(language, "digest.title"), exact=True).click()
    for name in PAGES:
        page.goto(f"{desk.url}/desk/{name}?week=2026-11-23&view=all")
        assert page.locator("html").get_attribute("lang") == language
        _fits(page, 360)


def _fits(page: Page, width: int) -> None:
    box = page.locator("html").bounding_box()
    main = page.locator("main").bounding_box()
    assert box
    assert main
    assert main["width"] <= width
    assert box["width"] <= width


@pytest.mark.browser
def test_no_page_has_a_fault_that_axe_finds(desk: Served, chrome: Browser) -> None:
    _asks(desk, *["milloin aura tulee Torikadulle"] * 6, "mihin joulukuusen voi viedä")
    page = _opened(chrome, desk, 1200)
    for name in PAGES:
        page.goto(f"{desk.url}/desk/{name}?week=2026-11-23&view=all")
        found = Axe().run(page, options=_RULES).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in found] == []


@pytest.mark.browser
def test_no_word_of_a_table_is_broken_at_any_letter(desk: Served, chrome: Browser) -> None:
    """``Varhaiskasvatu-s`` stood on two lines while there was room."""
    desk.run(lambda store: store.add_case(a_case(topic="early-education", owner=ANNIKA)))
    page = _opened(chrome, desk, 1200)
    page.goto(f"{desk.url}/desk/week?week=2026-11-23&lang=fi")
    name = page.locator("tbody th", has_text="Varhaiskasvatus").element_handle()
    lines = "cell => { const r = document.createRange(); r.selectNodeContents(cell);"
    assert page.evaluate(f"{lines} return r.getClientRects().length }}", name) == 1


@pytest.mark.browser
def test_a_review_is_done_on_a_phone_without_scripts(
    desk: Served, chrome: Browser, folder: Path
) -> None:
    page = _opened(chrome, desk, 360)
    page.goto(f"{desk.url}/desk/reviews?view=all")
    page.get_by_role("button", name="Poista käytöstä").first.click()
    page.get_by_role("button", name="Kyllä, poista käytöstä").click()
    expect(page.get_by_role("status")).to_contain_text("poistettu käytöstä")
    assert "valid_until = 2026-11-22" in (folder / FILE).read_text("utf-8")
