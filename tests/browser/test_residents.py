"""A resident's way from question to reply in a real browser, on a phone's width."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import CITY_SITE
from tests.browsing import ask as _ask
from tests.browsing import blank as _page
from tests.browsing import faults as _faults
from tests.browsing import official as _official
from tests.browsing import open_case as _open_case
from tests.served import Served

pytestmark = pytest.mark.browser


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
