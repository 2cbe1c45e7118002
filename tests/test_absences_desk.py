"""The desk's page of absences, without a script and on a phone's width."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import httpx2
import pytest
from playwright.sync_api import expect

from bot.city import Base
from bot.model import Case
from bot.ports import Store
from tests.fakes import Clock, ScriptedMatcher
from tests.served import FORM_TOKEN, Served, browser, first, served
from tests.stores import a_case

MAIJA, ANNIKA, HELENA = "maija-lehtonen", "annika-sundstrom", "helena-niemi"
QUALITY = "liisa-hagman"
TODAY = date(2026, 11, 23)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def desk(base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory,
         clock: Clock) -> Iterator[Served]:  # fmt: skip
    """A desk on a Monday morning."""
    with served(base, tmp_path_factory.mktemp("desk"), scripted, now=clock) as running:
        yield running


def _sends(client: httpx2.Client, what: str, **fields: str) -> httpx2.Response:
    token = first(FORM_TOKEN, client.get("/desk/away").text)
    return client.post(f"/desk/away/{what}", data={"form_token": token, **fields})


def _plain(page: httpx2.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def _opened(store: Store, owner: str) -> Case:
    return store.add_case(a_case(owner=owner))


def _owner(store: Store) -> str:
    case = store.case("AAA-AAA-AAA")
    assert case
    return case.owner


def test_an_official_is_away_at_once_and_sees_who_stands_in(desk: Served) -> None:
    desk.run(_opened, MAIJA)
    with desk.official(MAIJA) as maija:
        page = _sends(maija, "set", first="2026-11-23", last="2026-11-27")
        text = _plain(page)
        assert "Poissaolo on merkitty. Sijaiselle siirtyi asioita: 1." in text
        assert "23.11.2026–27.11.2026: sijainen on Annika Sundström." in text  # noqa: RUF001
        assert "Olet nyt poissa" in _plain(maija.get("/desk"))
    assert desk.run(_owner) == ANNIKA


def test_an_official_is_back_with_one_press(desk: Served) -> None:
    with desk.official(MAIJA) as maija:
        _sends(maija, "set", open="1")
        assert "23.11.2026 alkaen toistaiseksi" in maija.get("/desk/away").text
        assert "Poissaolo on päättynyt" in _sends(maija, "back").text
        assert "Poissaoloja ei ole merkitty" in maija.get("/desk/away").text
        assert "Tälle päivälle ei ole poissaoloa" in _sends(maija, "back").text


def test_a_coming_absence_is_removed(desk: Served) -> None:
    with desk.official(MAIJA) as maija:
        page = _sends(maija, "set", first="1.12.", last="torstaihin", open="").text
        assert "Viimeinen päivä on tänään tai myöhemmin" in page
        assert 'value="torstaihin"' in page  # what was typed is kept
        page = _sends(maija, "set", first="1.12.", last="3.12.").text
        number = first(re.compile(r'name="number" value="(\d+)"'), page)
        assert "Poissaolo on poistettu" in _sends(maija, "off", number=number).text


@pytest.mark.parametrize("last", ["", "joskus", "31.2."])
def test_a_last_day_that_cannot_be_read_is_asked_again(desk: Served, last: str) -> None:
    with desk.official(MAIJA) as maija:
        page = _sends(maija, "set", first="2026-11-23", last=last)
        assert page.status_code == 409
        assert "Päivä puuttuu, tai sitä ei voi lukea" in page.text


def test_a_colleagues_absence_is_set_by_those_who_may_and_by_nobody_else(desk: Served) -> None:
    with desk.official(ANNIKA) as annika:
        assert 'name="official"' not in annika.get("/desk/away").text
        page = _sends(annika, "set", official=MAIJA, open="1")
        assert "Kenen tahansa poissaolon merkitsee: Liisa Hagman, Tuomas Laine" in page.text
        assert _sends(annika, "back", official=MAIJA).status_code == 409
    with desk.official(QUALITY) as quality:
        page = _sends(quality, "set", official=MAIJA, open="1")
        assert "Maija Lehtonen · 23.11.2026 alkaen toistaiseksi" in _plain(page)
        assert "Merkinnyt Liisa Hagman." in _plain(page)
        number = "999999999999999999999"
        assert _sends(quality, "off", number=number).status_code == 200
        assert "Poissaolo on päättynyt" in _sends(quality, "back", official=MAIJA).text


def test_the_registers_absences_are_shown_and_nobody_without_a_session_sees_them(
    desk: Served,
) -> None:
    with desk.official(HELENA) as helena:
        page = _plain(helena.get("/desk/away?lang=en"))
        assert "21.12.2026–6.1.2027" in page  # noqa: RUF001
        assert "Set in the register" in page
    with desk.client() as stranger:
        assert stranger.get("/desk/away").status_code == 401
        assert stranger.post("/desk/away/set", data={"open": "1"}).status_code == 401
        assert stranger.post("/desk/away/back").status_code == 401


def test_a_form_from_elsewhere_changes_nothing(desk: Served) -> None:
    with desk.official(MAIJA) as maija:
        answer = maija.post("/desk/away/set", data={"form_token": "0" * 64, "open": "1"})
        assert answer.status_code == 403
        assert "Poissaoloja ei ole merkitty" in maija.get("/desk/away").text


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_on_a_phone_without_scripts_everything_fits_and_can_be_done(
    desk: Served, language: str, base: Base
) -> None:
    words = base.phrases[language]
    with browser() as chrome:
        page = chrome.new_context(viewport=PHONE, java_script_enabled=False).new_page()  # type: ignore[arg-type]
        page.goto(desk.link(QUALITY))
        page.get_by_role("button").click()
        page.goto(f"{desk.url}/desk?lang={language}")
        page.get_by_role("link", name=words["away.title"]).click()
        page.locator("#last").fill((TODAY + timedelta(days=4)).isoformat())
        page.get_by_role("button", name=words["away.save"], exact=True).click()
        expect(page.get_by_role("status")).to_contain_text(words["away.set"])
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.get_by_role("button", name=words["away.back"], exact=True).click()
        expect(page.get_by_role("status")).to_contain_text(words["away.returned"])
