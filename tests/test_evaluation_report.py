"""The report: one page, whole HTML, every drawing told in words, nothing taken as markup."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from bot.city import Base
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.markup import VOID, Markup, tag
from bot.evaluation.outcomes import Outcome
from bot.evaluation.report import page
from tests.fakes import MONDAY
from tests.lines import line
from tests.served import browser

EVIL = "<script>alert(1)</script> & \"so\" 'on'"
LINES = (
    line("grit-free", [("grit-free", 0.9)], drafted=["grit-free"], tags=["a<b"], topic="streets"),
    line("grit-free", [("ploughing-when", 0.7)], drafted=["ploughing-when"], text=EVIL),
    line("jobs", [("grit-free", 0.55)], words=["<b>"], topic="participation", language="sv"),
    line(None, [("grit-free", 0.2)], text="a stranger"),
    line(None),
)


class _Reader(HTMLParser):
    """Reads the page strictly: what is opened is closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.svgs: list[set[str]] = []
        self.told: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append(name)
        self.addresses += [value or "" for key, value in attributes if key in {"src", "href"}]
        if name == "svg":
            self.svgs.append(set())
        if "svg" in self.open:
            self.svgs[-1].add(name)
        self.open.append(name)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(name, attributes)
        self.open.pop()

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"title", "desc"} and data.strip():
            self.told.append(data)


def _page(base: Base, lines: tuple[Outcome, ...] = LINES) -> str:
    return page(Evaluation(base, "questions.jsonl", MONDAY.date(), lines))


@pytest.mark.parametrize("lines", [LINES, LINES[3:], LINES[:1], ()], ids=len)
def test_the_page_is_whole_whatever_there_is_to_show(
    base: Base, lines: tuple[Outcome, ...]
) -> None:
    read = _Reader(_page(base, lines))
    assert read.open == []
    assert {"html", "head", "body", "main", "h1", "table"} <= set(read.seen)


def test_every_drawing_has_a_title_and_is_told_in_words(base: Base) -> None:
    read = _Reader(_page(base))
    assert len(read.svgs) >= 6  # calibration, coverage, topics, and a bar chart a group
    assert all({"title", "desc"} <= names for names in read.svgs)
    assert len(read.told) == 2 * len(read.svgs) + 1


def test_the_page_needs_no_other_file_and_runs_no_script(base: Base) -> None:
    read = _Reader(_page(base))
    assert read.addresses == []
    assert not {"script", "link", "img", "iframe"} & set(read.seen)


def test_what_residents_write_is_never_markup(base: Base) -> None:
    html = _page(base)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; " in html
    assert "a&lt;b" in html


def test_a_tag_escapes_text_and_values_and_keeps_markup() -> None:
    assert tag("p", "<", tag("b", "&"), class_='"x"', aria_label="y") == (
        '<p class="&quot;x&quot;" aria-label="y">&lt;<b>&amp;</b></p>'
    )
    assert tag("line", x1=1) == '<line x1="1"/>'
    assert "circle" in VOID
    assert isinstance(tag("p"), Markup)


def test_the_sheet_is_not_broken_by_escaping(base: Base) -> None:
    assert "font: 100%/1.5 system-ui" in _page(base)
    assert "&" not in _page(base).partition("<style>")[2].partition("</style>")[0]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_fits_a_phone_and_breaks_no_accessibility_rule(
    base: Base, tmp_path: Path, width: int, scheme: str
) -> None:
    """WCAG 1.4.10 and what axe sees, in light and dark."""
    file = tmp_path / "report.html"
    file.write_text(_page(base, LINES * 12), encoding="utf-8")
    with browser() as chrome:
        opened = chrome.new_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        opened.goto(file.as_uri())
        assert not opened.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
        faults = Axe().run(opened, options=rules).response["violations"]
    assert [fault["id"] for fault in faults] == []
