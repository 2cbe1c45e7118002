"""Reminders on the desk, where also officials without any chat see them."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bot.city import Base
from bot.mail import Nudge
from bot.model import Act, Case
from bot.ports import Store
from bot.states import Level
from tests.fakes import ScriptedMatcher
from tests.offices import ANNIKA, JARI
from tests.served import Served, browser, served
from tests.slack_desk import WebResident

MAIJA = "maija-lehtonen"
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture(scope="module")
def desk(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A running desk without chats."""
    folder = tmp_path_factory.mktemp("reminded")
    with served(base, folder, scripted, messages_per_address=10_000) as running:
        yield running


def _asked(desk: Served, text: str = "milloin aura tulee Koivukujalle") -> Case:
    with desk.client() as client:
        WebResident(client).asks(text)
    found: Case = desk.run(lambda store: store.cases(newest=True, limit=1)[0])
    return found


def _reminds(store: Store, case: Case, level: Level, official: str, minutes: int = 1) -> None:
    promise = store.promise(case.id)
    assert promise
    at = case.received_at + timedelta(minutes=minutes)
    store.add_nudge(Nudge(case.reference, promise.wait, level, official, at))


def _makes_urgent(store: Store, case: Case) -> None:
    store.change_case(case.evolve(Act.EDITED, case.changed_at, urgent=True))


def test_an_official_sees_the_cases_of_others_they_were_reminded_of(desk: Served) -> None:
    case, urgent = _asked(desk), _asked(desk, "milloin aura tulee Apilatielle")
    desk.run(_reminds, case, Level.HEAD, MAIJA)
    desk.run(_reminds, urgent, Level.DUE, MAIJA)
    desk.run(_makes_urgent, urgent)
    with desk.official(MAIJA) as maija:
        page = maija.get("/desk").text
        everyones = maija.get("/desk?view=all").text
    assert "Muistutukset muiden asioista" in page
    assert "Muistutus: luvattu aika on ohi" in page
    found = re.findall(r"/desk/case/([A-Z0-9-]{11})", page)
    assert found == [urgent.reference, case.reference], "urgent first"
    assert "Annika Sundström" in page
    assert "Muistutukset muiden asioista" not in everyones


def test_the_owners_own_case_is_flagged_where_it_stands(desk: Served) -> None:
    case = _asked(desk)
    desk.run(_reminds, case, Level.HALF, ANNIKA)
    with desk.official(ANNIKA) as annika:
        page = annika.get("/desk").text
    assert "Muistutus: puolet ajasta on kulunut" in page
    assert "Muistutukset muiden asioista" not in page


def test_when_somebody_has_answered_the_reminder_is_gone_from_the_queue(desk: Served) -> None:
    case = _asked(desk)
    desk.run(_reminds, case, Level.DUE, JARI)
    with desk.official(JARI) as jari:
        assert case.reference in jari.get("/desk").text
        desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=ANNIKA)
        assert case.reference not in jari.get("/desk").text


def test_the_record_says_by_time_who_was_reminded(desk: Served) -> None:
    """Of one case, not of one person: nobody is measured by it (L31)."""
    case = _asked(desk)
    desk.run(_reminds, case, Level.DUE, ANNIKA, 20)
    desk.run(_reminds, case, Level.HALF, ANNIKA, 20)  # covered by the graver one
    desk.run(_reminds, case, Level.DUE, JARI, 10)
    with desk.official(JARI) as jari:
        page = jari.get(f"/desk/case/{case.reference}").text
    told = re.findall(r"<li>([^<]+ sai muistutuksen: [^<]+?) <", page)
    assert told == [
        "Jari Koskela sai muistutuksen: luvattu aika on tullut",
        "Annika Sundström sai muistutuksen: luvattu aika on tullut",
    ]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium."""
    with browser() as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_reminders_can_be_read_by_everybody_on_every_width(
    desk: Served, chrome: Browser, width: int
) -> None:
    case = _asked(desk)
    desk.run(_reminds, case, Level.QUALITY, MAIJA)
    page = chrome.new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(desk.link(MAIJA))
    page.get_by_role("button").click()
    for address in ("/desk", f"/desk/case/{case.reference}"):
        page.goto(desk.url + address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page, options=_RULES).response["violations"] == []
