"""What officials do at an open page in a real browser: no tap, word or news is lost."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import ask as _ask
from tests.browsing import blank as _page
from tests.browsing import faults as _faults
from tests.browsing import official as _official
from tests.browsing import open_case as _open_case
from tests.served import Served

pytestmark = pytest.mark.browser


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
