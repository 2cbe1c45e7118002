"""Writing a phrasing into an answer's file: one more phrasing, and not one other sign changed."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.city import Base
from bot.errors import AnswerChangedError, NotWritableError
from bot.knowledge.files import MOST_BYTES
from bot.knowledge.writing import add_wording, with_wording
from tests.conftest import ROOT

NAME = "answers/winter-streets/plough-ridge.fi.md"
_FILES = sorted((ROOT / "knowledge" / "answers").rglob("*.md"))
_WORDINGS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
_LISTS = {
    "one line": 'asked = ["a", "b"]',
    "one line, comma at the end": 'asked = ["a", "b",]',
    "one line, spaces": 'asked=[ "a" , "b" ]  # as they say',
    "empty": "asked = []",
    "empty with a comment": "asked = [\n  # nothing yet\n]",
    "a value a line": 'asked = [\n  "a",\n  "b",\n]',
    "no comma at the end": 'asked = [\n  "a",\n  "b"\n]',
    "a comment after the last": 'asked = [\n\t"a", # one, ]\n\t"b" # two\n\t# three\n]',
    "the bracket behind a value": 'asked = ["a",\n         "b"]',
    "the bracket behind a comma": 'asked = [\n    "a", "b",]',
    "a comma on its own line": 'asked = [\n  "a",\n  "b"\n  ,\n]',
    "odd strings": 'asked = [\n  \'a "]\',\n  """b\n, ] \\" """,\n]',
    "a quoted key": '"asked" = [ "a",\n]',
    "the key in a text before": "source = '''\nasked = [\"no\"]\n'''\nasked = [\"a\"]",
}


def _text(listed: str) -> str:
    source = "" if "source =" in listed else 'source = "x"\n'
    return (
        f'+++\ntitle = "T" # the title\n{listed}\nwords = ["asked = ["]\nauthor = "a"\n'
        f"reviewed_by = 'b'\nreviewed_on = 2026-01-01\nreview_again = 2027-01-01\n{source}+++\n\n"
        'Teksti, asked = ["x"].\n'
    )


def _parts(text: str) -> list[str]:
    """Before, within and behind the lines ``+++``; a phrasing may hold these signs, too."""
    return re.split(r"(?m)^\+\+\+\r?$", text, maxsplit=2)


def _front(text: str) -> dict[str, Any]:
    return tomllib.loads(_parts(text)[1])


@settings(max_examples=60)
@given(path=st.sampled_from(_FILES), wording=_WORDINGS)
def test_any_wording_in_any_answer_of_the_city_is_exactly_one_phrasing_more(
    path: Path, wording: str
) -> None:
    before = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT / "knowledge").as_posix()
    after = with_wording(name, before, wording)
    assert _front(after) == {
        **_front(before),
        "asked": [*_front(before)["asked"], wording],
    }
    assert _parts(after)[2] == _parts(before)[2]
    assert len(after.splitlines()) >= len(before.splitlines())


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("listed", _LISTS.values(), ids=_LISTS)
@settings(max_examples=10)
@given(wordings=st.lists(_WORDINGS, min_size=2, max_size=2))
def test_however_the_list_is_written_its_form_and_its_comments_stay(
    listed: str, newline: str, wordings: list[str]
) -> None:
    before = after = _text(listed).replace("\n", newline)
    for wording in wordings:
        after = with_wording(NAME, after, wording)
    was, now = _front(before), _front(after)
    assert now["asked"] == [*was["asked"], *wordings]
    assert now == {**was, "asked": now["asked"]}
    rest = iter(after)
    assert all(sign in rest for sign in before), "a sign of the file is gone"
    assert ("\r" in after) == (newline == "\r\n")


def test_a_new_phrasing_stands_on_a_line_of_its_own_like_the_others() -> None:
    after = with_wording(NAME, _text('asked = [\n    "a",\n    "b", # two\n]'), 'sano "moi"')
    assert 'asked = [\n    "a",\n    "b", # two\n    "sano \\"moi\\"",\n]' in after


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (_text('asked = ["a"]').replace("title", "titel"), "aura check"),
        (_text("asked = [[]]"), "aura check"),
        ("no front matter", "aura check"),
        (_text("\"as\\u006bed\" = ['a']"), "by hand"),
    ],
)
def test_a_file_that_cannot_be_kept_as_it_is_is_left_to_a_person(text: str, wrong: str) -> None:
    with pytest.raises(NotWritableError, match=wrong):
        with_wording(NAME, text, "uusi")


def _copied(tmp_path: Path, content: str) -> Path:
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(content.encode())
    return path


def test_the_file_keeps_its_rights_and_its_first_signs_and_nothing_lies_beside_it(
    base: Base, tmp_path: Path
) -> None:
    original = (ROOT / "knowledge" / NAME).read_text(encoding="utf-8")
    path = _copied(tmp_path, "\ufeff" + original)
    path.chmod(0o640)
    add_wording(tmp_path, base.answers["plough-ridge"]["fi"], "kuka vie penkan")
    assert path.read_bytes().startswith("\ufeff+++".encode())
    assert '"kuka vie penkan",' in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


@pytest.mark.parametrize("content", [None, "x" * 10, _text('asked = ["a"]') + "x" * MOST_BYTES])
def test_what_cannot_be_written_is_one_sentence_and_changes_nothing(
    base: Base, tmp_path: Path, content: str | None
) -> None:
    path = _copied(tmp_path, content) if content else tmp_path / NAME
    with pytest.raises((NotWritableError, AnswerChangedError), match=NAME):
        add_wording(tmp_path, base.answers["plough-ridge"]["fi"], "uusi")
    assert not path.exists() or path.read_text(encoding="utf-8") == content
