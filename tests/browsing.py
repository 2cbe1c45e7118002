"""What residents and officials do in a real browser on a phone's width; accessibility by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.offices import ANNIKA
from tests.served import Served

PHONE = {"width": 360, "height": 740}
CITY_SITE = "http://www.aurala.example"
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def blank(chrome: Browser, **options: object) -> Page:
    """A new person's empty page; an error of a script on it fails the test."""
    context: BrowserContext = chrome.new_context(viewport=PHONE, **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return page


def official(chrome: Browser, desk: Served, slug: str = ANNIKA, **options: object) -> Page:
    """The page of an official who has just come in."""
    page = blank(chrome, **options)
    page.goto(desk.link(slug))
    page.get_by_role("button").click()
    page.wait_for_url("**/desk")
    return page


def ask(page: Page, desk: Served, words: str, language: str = "fi") -> None:
    """Ask by the form of the first page, as far as the conversation's page."""
    page.goto(f"{desk.url}/?lang={language}")
    page.locator("#text").fill(words)
    page.locator("button.main").click()
    page.wait_for_url("**/c/*")


def open_case(official: Page, desk: Served, words: str) -> None:
    """From the queue to the newest case with those words."""
    official.goto(f"{desk.url}/desk?view=all")
    official.locator(".queue a", has_text=words).first.click()


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page: rule and element."""
    found = Axe().run(page, options=AXE_RULES).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]
