"""One question from end to end in a real browser, on a phone's width; accessibility by axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.city import Base
from tests.fakes import ScriptedMatcher
from tests.served import Served, browser, served

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
ANNIKA = "annika-sundstrom"
CITY_SITE = "http://www.aurala.example"
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture(scope="module")
def desk(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A running desk."""
    folder = tmp_path_factory.mktemp("browser")
    settings = {"messages_per_address": 10_000, "embed_origins": (CITY_SITE,)}
    with served(base, folder, scripted, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for all tests here."""
    with browser() as opened:
        yield opened


def _page(chrome: Browser, **options: object) -> Page:
    context: BrowserContext = chrome.new_context(viewport=PHONE, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return page


def _official(chrome: Browser, desk: Served, slug: str = ANNIKA, **options: object) -> Page:
    page = _page(chrome, **options)
    page.goto(desk.link(slug))
    page.get_by_role("button").click()
    page.wait_for_url("**/desk")
    return page


def _ask(page: Page, desk: Served, words: str, language: str = "fi") -> None:
    page.goto(f"{desk.url}/?lang={language}")
    page.locator("#text").fill(words)
    page.locator("button.main").click()
    page.wait_for_url("**/c/*")


def _open_case(official: Page, desk: Served, words: str) -> None:
    official.goto(f"{desk.url}/desk?view=all")
    official.locator(".queue a", has_text=words).first.click()


def _faults(page: Page) -> list[str]:
    found = Axe().run(page, options=_RULES).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


@pytest.mark.parametrize(
    ("language", "words", "reply"),
    [
        ("fi", "milloin Torikatu aurataan", "Kaupunki auraa"),
        ("sv", "när plogas vår gata, Torggatan", "Staden plogar"),
        ("en", "when will my street be ploughed", "plough"),
    ],
)
def test_the_signed_reply_comes_without_reload_after_two_taps_on_a_phone(
    desk: Served, chrome: Browser, language: str, words: str, reply: str
) -> None:
    """S3, S4, L19."""
    resident = _page(chrome)
    _ask(resident, desk, words, language)
    official = _official(chrome, desk)
    _open_case(official, desk, words)
    official.locator("button.main").click()
    answer = resident.locator("li.reply")
    expect(answer).to_contain_text(reply)
    expect(answer).to_contain_text("Annika Sundström")
    assert answer.get_attribute("lang") == language


def test_what_cannot_be_matched_is_answered_by_an_official_in_own_words(
    desk: Served, chrome: Browser
) -> None:
    resident = _page(chrome)
    _ask(resident, desk, "kuinka monta siltaa kunnostetaan ensi vuonna")
    official = _official(chrome, desk, "tuomas-laine")
    _open_case(official, desk, "kuinka monta siltaa")
    official.locator("#text").fill("Ensi vuonna kunnostamme kaksi siltaa.")
    official.locator("button.main").click()
    expect(resident.locator("li.reply")).to_contain_text("kaksi siltaa")
    resident.get_by_role("button", name="Ei auttanut").click()
    expect(resident.locator("li.receipt").last).to_contain_text("lukee asiasi uudelleen")


def test_the_whole_way_works_without_javascript(desk: Served, chrome: Browser) -> None:
    """L15."""
    resident = _page(chrome, java_script_enabled=False)
    _ask(resident, desk, "milloin Satamatie aurataan")
    official = _official(chrome, desk, java_script_enabled=False)
    _open_case(official, desk, "Satamatie")
    official.locator("button.main").click()
    resident.reload()
    expect(resident.locator("li.reply")).to_contain_text("Satamatie")
    resident.get_by_role("button", name="Auttoi").first.click()
    expect(resident.locator("li.notice").last).to_contain_text("Hyvä kuulla")


@pytest.mark.parametrize("java_script", [True, False])
def test_the_resident_says_by_a_button_which_answer_is_meant(
    desk: Served, chrome: Browser, *, java_script: bool
) -> None:
    """B1, L15."""
    words = f"tämä penkka portin edessä, {'elävä' if java_script else 'hiljainen'} sivu"
    resident = _page(chrome, java_script_enabled=java_script)
    _ask(resident, desk, words)
    buttons = resident.locator(".choose button")
    expect(buttons).to_have_count(3)
    title = buttons.nth(1).inner_text()
    buttons.nth(1).click()
    expect(resident.locator("li.question").last).to_contain_text(title)
    expect(resident.locator("li.receipt").last).to_contain_text("tarkistaa vastauksen")
    expect(buttons).to_have_count(0)
    official = _official(chrome, desk)
    _open_case(official, desk, words)
    official.locator("button.main").click()
    if not java_script:
        resident.reload()
    expect(resident.locator("li.reply")).to_contain_text("Annika Sundström")


def test_neither_brings_the_question_to_an_official(desk: Served, chrome: Browser) -> None:
    resident = _page(chrome)
    _ask(resident, desk, "what about the ridge here on our little road", "en")
    resident.get_by_role("button", name="Neither, something else").click()
    expect(resident.locator("li.receipt").last).to_contain_text("will read your question")


def test_one_tap_uses_a_finding_and_another_sends_it(desk: Served, chrome: Browser) -> None:
    """S4."""
    resident = _page(chrome)
    _ask(resident, desk, "Satamatie on ihan liukas")
    official = _official(chrome, desk)
    _open_case(official, desk, "Satamatie on ihan liukas")
    official.locator("#findings button").first.click()
    official.locator("button.main", has_text="Hyväksy").click()
    expect(resident.locator("li.reply")).to_be_visible()


def test_a_new_question_comes_to_the_open_queue_by_itself(desk: Served, chrome: Browser) -> None:
    official = _official(chrome, desk)
    official.goto(f"{desk.url}/desk?view=all")
    _ask(_page(chrome), desk, "milloin Kirkkotie aurataan")
    expect(official.locator(".queue a", has_text="Kirkkotie")).to_be_visible()


def test_what_an_official_is_typing_is_not_lost_when_the_case_changes(
    desk: Served, chrome: Browser
) -> None:
    resident = _page(chrome)
    _ask(resident, desk, "miksi torilla on uusi patsas")
    official = _official(chrome, desk)
    _open_case(official, desk, "uusi patsas")
    official.locator("#text").fill("Kirjoitan juuri vastausta")
    resident.locator("#text").fill("ja kenen veistos se on")
    resident.locator("button.main").click()
    expect(official.locator("#changed")).to_be_visible()
    assert official.locator("#text").input_value() == "Kirjoitan juuri vastausta"
    official.locator("#changed a").click()
    expect(official.locator("#kept")).to_contain_text("Kirjoitan juuri vastausta")
    expect(official.locator(".thread")).to_contain_text("kenen veistos")
    official.locator("#text").fill("Patsas on Aino Kivelän.")
    official.locator("#draft button.main").click()
    expect(official.locator("#kept")).to_be_hidden()


def test_the_chat_is_used_by_keyboard_alone(desk: Served, chrome: Browser) -> None:
    """WCAG 2.1.1, 2.4.7."""
    page = _page(chrome)
    page.goto(f"{desk.url}/")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    page.keyboard.type("milloin Lehtotie aurataan")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("li.receipt")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_an_accessibility_rule(desk: Served, chrome: Browser, scheme: str) -> None:
    """L15: WCAG 2.1 AA as far as axe can see, in light and dark."""
    resident = _page(chrome, color_scheme=scheme)
    resident.goto(f"{desk.url}/")
    assert _faults(resident) == []
    _ask(resident, desk, "milloin Sahatie aurataan")
    assert _faults(resident) == []
    _ask(resident, desk, f"tämä penkka, {scheme}")
    assert _faults(resident) == []
    resident.get_by_role("link", name="Poista keskustelu").click()
    assert _faults(resident) == []
    official = _official(chrome, desk, color_scheme=scheme)
    for page in ("telegram", "away"):
        official.goto(f"{desk.url}/desk/{page}")
        assert _faults(official) == []
    official.goto(f"{desk.url}/desk?view=all")
    assert _faults(official) == []
    _open_case(official, desk, f"tämä penkka, {scheme}")
    assert _faults(official) == []
    _open_case(official, desk, "Sahatie")
    assert _faults(official) == []


@pytest.mark.parametrize("script", [True, False])
def test_a_resident_deletes_the_conversation_on_a_phone(
    desk: Served, chrome: Browser, *, script: bool
) -> None:
    """L29: asked first, with what stays and why; with JavaScript and without it."""
    page = _page(chrome, java_script_enabled=script)
    _ask(page, desk, "katolta putoaa lunta")
    page.get_by_role("link", name="Poista keskustelu").click()
    expect(page.get_by_text("joku voi olla vaarassa")).to_be_visible()
    page.get_by_role("link", name="Takaisin keskusteluun").click()
    _ask(page, desk, "milloin Sahatie aurataan")
    address = page.url
    page.get_by_role("link", name="Poista keskustelu").click()
    page.get_by_role("button", name="Poista pysyvästi").click()
    expect(page.get_by_role("heading", name="Keskustelu on poistettu")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(address)
    expect(page.get_by_text("Page not found")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_one_more_tap_on_a_phone_proposes_the_residents_words(
    desk: Served, chrome: Browser, *, script: bool
) -> None:
    """L15: the offer and the page of proposals, with JavaScript and without it."""
    words = f"milloin tulee aura Mäntytielle {'nyt' if script else 'taas'}"
    _ask(_page(chrome), desk, words)
    official = _official(chrome, desk, java_script_enabled=script)
    _open_case(official, desk, words)
    official.locator("details summary").first.click()
    official.locator("button[value=another]").first.click()
    official.locator("button[value=approve]").click()
    assert official.locator("#wording").input_value() == words
    assert not script or _faults(official) == []
    official.get_by_role("button", name="Ehdota").click()
    expect(official.get_by_role("status")).to_contain_text("odottaa hyväksyntää")
    official.goto(f"{desk.url}/desk/wordings")
    expect(official.get_by_text(words)).to_be_visible()
    assert not script or _faults(official) == []


def test_nothing_is_cut_off_at_320_pixels_with_double_text(desk: Served, chrome: Browser) -> None:
    """WCAG 1.4.4 and 1.4.10."""
    page = _page(chrome)
    page.set_viewport_size({"width": 320, "height": 640})
    _ask(page, desk, "milloin Pihlajatie aurataan")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide


def test_the_widget_opens_the_chat_on_the_citys_own_page(desk: Served, chrome: Browser) -> None:
    page = _page(chrome, locale="fi-FI")
    html = f'<main><h1>Kaupunki</h1></main><script src="{desk.url}/widget.js" defer></script>'
    page.route(f"{CITY_SITE}/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{CITY_SITE}/")
    page.get_by_role("button", name="Kysy kaupungilta").click()
    frame = page.frame_locator("iframe")
    frame.locator("#text").fill("milloin Kivikatu aurataan")
    frame.locator("button.main").click()
    expect(frame.locator("li.receipt")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_an_official_notes_something_for_the_others_on_a_phone(
    desk: Served, chrome: Browser, *, script: bool
) -> None:
    """L22, L15: marked as internal; the next official sees it, the resident's page does not."""
    words = f"milloin Kuusitie aurataan, {'kiitti' if script else 'terveisin'}"
    resident = _page(chrome, java_script_enabled=script)
    _ask(resident, desk, words)
    official = _official(chrome, desk, java_script_enabled=script)
    _open_case(official, desk, words)
    official.get_by_text("Lisää sisäinen muistiinpano").click()
    official.locator("#note").fill("Urakoitsija on tulossa.\nVarakone myös.")
    official.get_by_role("button", name="Tallenna muistiinpano").click()
    _open_case(other := _official(chrome, desk, "jari-koskela"), desk, words)
    notes = other.get_by_role("region", name="Sisäiset muistiinpanot")
    expect(notes).to_contain_text("Annika Sundström")
    expect(notes).to_contain_text("Varakone myös.")
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert _faults(other) == []
    resident.reload()
    assert "Urakoitsija" not in resident.content()


def test_a_note_loses_nothing_of_the_answer_that_is_being_written(
    desk: Served, chrome: Browser
) -> None:
    _ask(_page(chrome), desk, "kuka siivoaa aseman alikulun")
    official = _official(chrome, desk)
    _open_case(official, desk, "aseman alikulun")
    official.locator("#text").fill("Kirjoitan juuri vastausta")
    official.get_by_text("Lisää sisäinen muistiinpano").click()
    official.locator("#note").fill("Kysyn urakoitsijalta.")
    official.get_by_role("button", name="Tallenna muistiinpano").click()
    expect(official.locator("#notes")).to_contain_text("Kysyn urakoitsijalta.")
    expect(official.locator("#kept")).to_contain_text("Kirjoitan juuri vastausta")
    expect(official.locator("#kept")).not_to_contain_text("Kysyn")
