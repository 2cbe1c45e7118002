"""Writing a review into an answer's file: its dates, and not one other sign changed."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.city import Base
from bot.errors import AnswerChangedError, BrokenAnswerError, NotWritableError
from bot.knowledge.renewing import Ending, Review, decided, write
from bot.knowledge.writing import name_of, read_answer
from tests.bases import small_base
from tests.conftest import ROOT

_FOLDER = ROOT / "knowledge"
_FILES = sorted((_FOLDER / "answers").rglob("*.md"))
_DAYS = st.dates(date(2026, 11, 23), date(2036, 1, 1))
REVIEW = Review("liisa-hagman", date(2026, 11, 23), date(2027, 11, 23))
ENDING = Ending(date(2026, 11, 23))
NAME = "answers/winter-streets/x.fi.md"
_KEYS = re.compile(r"^(?:reviewed_by|reviewed_on|review_again|valid_until) = .*\r?\n", re.MULTILINE)


@settings(max_examples=80)
@given(path=st.sampled_from(_FILES), on=_DAYS, again=_DAYS, crlf=st.booleans())
def test_a_yes_changes_three_values_in_any_file_of_the_city_and_nothing_else(
    path: Path, on: date, again: date, *, crlf: bool
) -> None:
    name = path.relative_to(_FOLDER).as_posix()
    text = path.read_text(encoding="utf-8")
    before = text.replace("\n", "\r\n") if crlf else text
    seen = read_answer(name, before)
    after = decided(name, before, seen, Review("liisa-hagman", on, again))
    found = read_answer(name, after)
    assert (found.reviewed_by, found.reviewed_on, found.review_again) == ("liisa-hagman", on, again)
    assert found.version == seen.version  # the text itself is the same
    assert _KEYS.sub("", after) == _KEYS.sub("", before)
    assert len(after.splitlines()) == len(before.splitlines())


@settings(max_examples=40)
@given(path=st.sampled_from(_FILES), day=_DAYS, crlf=st.booleans())
def test_retiring_adds_one_line_and_a_second_time_none(
    path: Path, day: date, *, crlf: bool
) -> None:
    name = path.relative_to(_FOLDER).as_posix()
    text = path.read_text(encoding="utf-8")
    before = text.replace("\n", "\r\n") if crlf else text
    seen = read_answer(name, before)
    once = decided(name, before, seen, Ending(day))
    assert not read_answer(name, once).may_be_sent(day)
    assert _KEYS.sub("", once) == _KEYS.sub("", before)
    with pytest.raises(AnswerChangedError):  # it stands so no more
        decided(name, once, seen, Ending(day))
    assert decided(name, once, read_answer(name, once), Ending(day)) == once


def _text(dates: str, source: str = 'source = "x"') -> str:
    return (
        '+++\ntitle = "T"\nkind = "answer"\nasked = ["a"]\nwords = ["w"]\nauthor = "a"\n'
        f"{source}\n{dates}\n+++\n\nTeksti.\nreview_again = 2020-01-01\n"
    )


@pytest.mark.parametrize(
    "dates",
    [
        'reviewed_by = "b"  # Bo\nreviewed_on=2026-01-01 # then\nreview_again  =  2027-01-01',
        "'reviewed_by' = 'b'\n\"reviewed_on\" = 2026-01-01\n  review_again = 2027-01-01  ",
        'review_again = 2027-01-01\nreviewed_on = 2026-01-01\nreviewed_by = "b \\" #"',
    ],
)
def test_spaces_quotes_and_comments_stay(dates: str) -> None:
    before = _text(dates)
    after = decided(NAME, before, read_answer(NAME, before), REVIEW)
    kept = (
        after.replace('"liisa-hagman"', "B").replace("2026-11-23", "D").replace("2027-11-23", "E")
    )
    was = re.sub(r"(?<=[=] )(\"b.*?[^\\]\"|\"b\"|'b')(?=\s)", "B", before, count=1)
    was = was.replace("2026-01-01", "D").replace("2027-01-01", "E")
    assert kept == was


def test_a_key_within_a_text_of_many_lines_is_left_alone() -> None:
    source = 'source = """\nreview_again = 2001-01-01\n"""'
    before = _text('reviewed_by = "b"\nreviewed_on = 2026-01-01\nreview_again = 2027-01-01', source)
    after = decided(NAME, before, read_answer(NAME, before), REVIEW)
    assert "review_again = 2001-01-01" in after
    assert read_answer(NAME, after).review_again == REVIEW.again


def test_what_cannot_be_kept_as_it_is_is_not_written_and_says_what_to_write() -> None:
    source = 'source = """\nreview_again = 2001-01-01\n"""'
    dates = 'review_again = 2027-01-01\nreviewed_by = "b"\nreviewed_on = 2026-01-01'
    before = _text(dates).replace('source = "x"\n', "").replace("\n+++\n\n", f"\n{source}\n+++\n\n")
    with pytest.raises(NotWritableError, match="review_again = 2027-11-23"):
        decided(NAME, before, read_answer(NAME, before), REVIEW)


@pytest.mark.parametrize("decision", [REVIEW, ENDING])
def test_a_text_that_changed_meanwhile_is_not_touched(
    base: Base, tmp_path: Path, decision: Review | Ending
) -> None:
    folder = small_base(tmp_path / "city", ["plough-ridge"])
    seen = base.answers["plough-ridge"]["fi"]
    path = folder / name_of(seen)
    path.write_text(path.read_text(encoding="utf-8") + "\nLisäys.\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(AnswerChangedError):
        write(folder, seen, decision)
    assert path.read_bytes() == before


def test_a_second_yes_to_what_was_reviewed_meanwhile_is_refused(base: Base, tmp_path: Path) -> None:
    folder = small_base(tmp_path / "city", ["plough-ridge"])
    seen = base.answers["plough-ridge"]["fi"]
    path = write(folder, seen, REVIEW)
    with pytest.raises(AnswerChangedError):
        write(folder, seen, replace(REVIEW, by="maija-lehtonen"))
    assert read_answer(name_of(seen), path.read_text(encoding="utf-8")).reviewed_by == REVIEW.by


def test_a_file_that_is_gone_is_another_than_was_seen(base: Base, tmp_path: Path) -> None:
    folder = small_base(tmp_path / "city", ["plough-ridge"])
    seen = base.answers["plough-ridge"]["fi"]
    (folder / name_of(seen)).unlink()
    with pytest.raises(AnswerChangedError):
        write(folder, seen, REVIEW)
    assert not (folder / name_of(seen)).exists()


def test_what_is_no_file_cannot_be_written(base: Base, tmp_path: Path) -> None:
    """A refusal of the system that holds for everybody."""
    folder = small_base(tmp_path / "city", ["plough-ridge"])
    seen = base.answers["plough-ridge"]["fi"]
    (folder / name_of(seen)).unlink()
    (folder / name_of(seen)).mkdir()
    with pytest.raises(NotWritableError) as refusal:
        write(folder, seen, REVIEW)
    assert refusal.type is NotWritableError


@pytest.mark.parametrize("mistake", [b"\ntitle = \n", b"\xff"])
def test_a_file_with_a_mistake_is_mended_first(base: Base, tmp_path: Path, mistake: bytes) -> None:
    folder = small_base(tmp_path / "city", ["plough-ridge"])
    seen = base.answers["plough-ridge"]["fi"]
    path = folder / name_of(seen)
    path.write_bytes(path.read_bytes().replace(b"\nkind", mistake + b"\nkind", 1))
    before = path.read_bytes()
    with pytest.raises(BrokenAnswerError):
        write(folder, seen, REVIEW)
    assert path.read_bytes() == before
