"""The answer base: read whole, each mistake told with its file, its line and what to do."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import KnowledgeError, Mistake
from bot.knowledge import load, read
from bot.knowledge.files import MOST_BYTES
from tests.bases import small_base
from tests.conftest import ROOT
from tests.fakes import MONDAY
from tests.slips import (
    ANSWER,
    CITY,
    DISTRICTS,
    OFFICIALS,
    PHRASES,
    SAFETY,
    SLIPS,
    STREETS,
    SWEDISH,
    TOPICS,
    Slip,
)

TODAY = MONDAY.date()
MAIN_FILES = (CITY, TOPICS, STREETS, OFFICIALS, DISTRICTS, PHRASES, SAFETY)
KEPT = ("ploughing-when", "greeting", "crisis-help", "emergency")
"""The answers of the small base; its main files are the sample city's own."""
ODD_VALUES = (
    *("1", "-1.5", "nan", "true", '""', '"{"', '"x"', "2026-01-01", "07:00:00"),
    *("[]", "[1]", '["x"]', "[[]]", "[{}]", "{}", "{ a = 1 }", "[{ from = 1, until = 2 }]"),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small base without a mistake."""
    return small_base(tmp_path / "knowledge", KEPT)


def _write(root: Path, slip: Slip) -> int:
    """Make the slip; the line it is on."""
    path = root / slip.file
    text = path.read_text(encoding="utf-8")
    assert slip.old in text
    text = text.replace(slip.old, slip.new, 1)
    path.write_text(text, encoding="utf-8")
    return text[: text.index(slip.at)].count("\n") + 1


def _mistakes(root: Path) -> list[Mistake]:
    return read(root, TODAY)[1]


def _told(root: Path) -> list[str]:
    return [str(mistake) for mistake in _mistakes(root)]


def test_the_small_base_has_no_mistake(root: Path) -> None:
    base, mistakes = read(root, TODAY)
    assert mistakes == []
    assert base is not None
    assert sorted(base.answers) == sorted(KEPT)
    assert load(root, TODAY) == base


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_one_slip_is_one_mistake_with_file_line_and_what_to_do(root: Path, slip: Slip) -> None:
    line = _write(root, slip)
    (mistake,) = _mistakes(root)
    assert (mistake.file, mistake.line) == (slip.file, line)
    assert slip.wrong in mistake.wrong
    assert slip.mend in mistake.mend
    assert str(mistake).startswith(f"{slip.file}:{line}: ")
    assert mistake.serious


def test_a_city_with_the_threshold_of_before_is_told_what_to_write_instead(root: Path) -> None:
    city = root / CITY
    text = city.read_text(encoding="utf-8")
    start = text.index("[tiers]")
    text = text[:start] + text[text.index("\n\n", start) :]
    city.write_text(f"threshold = 0.5\n{text}", encoding="utf-8")
    (mistake,) = _mistakes(root)
    assert (mistake.line, mistake.wrong) == (1, "'threshold' is now the table [tiers]")
    assert "write [tiers] with draft = 0.90" in mistake.mend


def test_a_base_with_a_slip_is_not_served(root: Path) -> None:
    slip = SLIPS["unknown key"]
    line = _write(root, slip)
    with pytest.raises(KnowledgeError, match=r"1 mistake\. .*`aura check`") as told:
        load(root, TODAY)
    assert f"{slip.file}:{line}" in str(told.value)


def test_all_mistakes_are_told_at_once(root: Path) -> None:
    chosen = [SLIPS[name] for name in ("unknown kind", "unknown key", "a value too many")]
    chosen += [SLIPS[name] for name in ("a missing phrase", "a future review", "odd tier")]
    expected = {(slip.file, _write(root, slip)) for slip in chosen}
    assert {(mistake.file, mistake.line) for mistake in _mistakes(root)} == expected


def test_an_answer_without_an_official_language_is_not_used(root: Path) -> None:
    (root / SWEDISH).unlink()
    base, (mistake,) = read(root, TODAY)
    assert not mistake.serious
    assert f"Write {SWEDISH}" in mistake.mend
    assert sorted(load(root, TODAY).answers) == sorted({*KEPT} - {"ploughing-when"})
    assert base == load(root, TODAY)


def test_an_answer_may_lack_a_language_served_in_addition(root: Path) -> None:
    (root / SWEDISH.replace(".sv.", ".en.")).unlink()
    assert _mistakes(root) == []


def test_an_answer_past_its_review_date_is_a_warning(root: Path) -> None:
    late = load(root, TODAY).answers["ploughing-when"]["fi"].review_again + timedelta(days=1)
    base, mistakes = read(root, late)
    told = {mistake.file: mistake for mistake in mistakes}
    assert "has passed" in told[ANSWER].wrong
    assert f"{ANSWER}:{_line(root / ANSWER, 'review_again')}: warning: " in str(told[ANSWER])
    assert not any(mistake.serious for mistake in mistakes)
    assert base is not None
    assert not base.answers["ploughing-when"]["fi"].may_be_sent(late)


def test_a_text_of_danger_past_its_review_date_is_sent_and_the_warning_says_so(root: Path) -> None:
    name = "answers/safety/emergency.fi.md"
    late = load(root, TODAY).answers["emergency"]["fi"].review_again + timedelta(days=1)
    told = {mistake.file: mistake for mistake in read(root, late)[1]}
    assert "sent all the same" in told[name].mend
    assert "not used" not in told[name].mend


def _line(path: Path, words: str) -> int:
    text = path.read_text(encoding="utf-8")
    return text[: text.index(words)].count("\n") + 1


def _too_large(path: Path) -> None:
    path.write_text("x" * (MOST_BYTES + 1), encoding="utf-8")


def _link_out(path: Path) -> None:
    path.unlink()
    path.symlink_to(ROOT / "README.md")


def _latin(path: Path) -> None:
    path.write_bytes("Hyvää päivää".encode("latin-1"))


@pytest.mark.parametrize(
    ("spoil", "wrong", "mend"),
    [
        (_too_large, "larger than 256 kB", "Divide it"),
        (_link_out, "a link out of the folder", "Copy the file here"),
        (_latin, "not UTF-8", "Save the file as UTF-8"),
    ],
)
@pytest.mark.parametrize("name", [ANSWER, PHRASES, CITY])
def test_an_unfit_file_is_not_read(
    root: Path, spoil: Callable[[Path], None], wrong: str, mend: str, name: str
) -> None:
    spoil(root / name)
    (mistake,) = (each for each in _mistakes(root) if each.serious)
    assert (mistake.file, mistake.line, mistake.wrong) == (name, 1, wrong)
    assert mend in mistake.mend


def test_a_link_to_a_folder_is_not_followed(root: Path) -> None:
    (root / "answers/linked").symlink_to(root / "answers/talk")
    assert _told(root) == ["answers/linked:1: not a file. Remove it."]


@pytest.mark.parametrize("name", ["note.txt", "Moi.md", "talk/hello.md", "talk/deep/hello.fi.md"])
def test_a_wrong_file_name_is_a_mistake(root: Path, name: str) -> None:
    path = root / "answers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    (mistake,) = _mistakes(root)
    assert mistake.file == f"answers/{name}"
    assert "answers/<topic>/<slug>.<language>.md" in mistake.mend


def test_an_answer_under_an_unknown_topic_is_a_mistake(root: Path) -> None:
    (root / "answers/talk").rename(root / "answers/small-talk")
    wrong = [mistake.wrong for mistake in _mistakes(root)]
    assert wrong == ["unknown topic 'small-talk'"] * 3


def test_one_name_under_two_topics_is_a_mistake(root: Path) -> None:
    """Otherwise one of the two answers would silently take the other's place."""
    shutil.copytree(root / "answers/talk", root / "answers/parks", dirs_exist_ok=True)
    told = _told(root)
    assert len(told) == 3
    assert "greeting.en.md:1: 'greeting' stands under the topic 'parks' already" in told[0]


def test_months_are_from_1_to_12(root: Path) -> None:
    for language in ("fi", "sv", "en"):
        name = ANSWER.replace(".fi.", f".{language}.")
        line = _write(root, Slip(name, "months = [10,", "months = [13, 10,", "months"))
        assert f"{name}:{line}: a month is not from 1 to 12." in "\n".join(_told(root))
    assert len(_told(root)) == 3


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [("months", "[10,", "[9, 10,"), ("kind", 'kind = "answer"', 'kind = "human"')],
)
def test_languages_of_one_answer_agree(root: Path, key: str, old: str, new: str) -> None:
    _write(root, Slip(ANSWER, old, new, key))
    (told,) = _told(root)
    assert f": 'ploughing-when' differs in {key} between its languages" in told


def test_a_city_has_an_official_language(root: Path) -> None:
    line = _write(root, Slip(CITY, '= ["fi", "sv"]', "= []", "official_languages"))
    assert f'city.toml:{line}: no official language. Write e.g. ["fi"].' in _told(root)


@pytest.mark.parametrize("name", MAIN_FILES)
def test_a_missing_main_file_is_a_mistake(root: Path, name: str) -> None:
    (root / name).unlink()
    assert [(m.file, m.wrong) for m in _mistakes(root)] == [(name, "the file is missing")]


def test_a_missing_folder_is_a_mistake(tmp_path: Path) -> None:
    base, (mistake,) = read(tmp_path / "none", TODAY)
    assert base is None
    assert "aura init" in mistake.mend


def test_what_other_editors_leave_is_no_mistake(root: Path) -> None:
    """A byte order mark, line ends of another system, blank lines at the end of a table."""
    for name in (*MAIN_FILES, ANSWER):
        text = (root / name).read_text(encoding="utf-8") + "\n\n"
        (root / name).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert _mistakes(root) == []


@pytest.fixture(scope="module")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small base that each example mends again."""
    return small_base(tmp_path_factory.mktemp("common") / "knowledge", KEPT)


def _read_with(root: Path, name: str, content: bytes) -> None:
    """Whatever stands in a file, reading ends, and each mistake is on a line that there is."""
    path = root / name
    before = path.read_bytes()
    try:
        path.write_bytes(content)
        lines = content.count(b"\n") + 1
        for mistake in _mistakes(root):
            assert mistake.wrong
            assert mistake.mend
            assert mistake.file != name or 1 <= mistake.line <= lines
    finally:
        path.write_bytes(before)


@settings(max_examples=40)
@given(
    name=st.sampled_from((*MAIN_FILES, ANSWER)),
    cut=st.floats(0, 1),
    junk=st.binary(max_size=8) | st.sampled_from([b'"', b"[", b"]]", b"{", b"\x00", b"\r", b"+++"]),
)
def test_a_file_cut_anywhere_is_read_to_the_end(
    common: Path, name: str, cut: float, junk: bytes
) -> None:
    content = (common / name).read_bytes()
    _read_with(common, name, content[: int(len(content) * cut)] + junk)


@settings(max_examples=60)
@given(
    name=st.sampled_from((CITY, TOPICS, OFFICIALS, DISTRICTS, PHRASES, ANSWER)),
    which=st.floats(0, 1, exclude_max=True),
    value=st.sampled_from(ODD_VALUES),
)
def test_any_value_in_any_place_is_read_to_the_end(
    common: Path, name: str, which: float, value: str
) -> None:
    lines = (common / name).read_text(encoding="utf-8").split("\n")
    set_here = [at for at, line in enumerate(lines) if line[:1].isalpha() and " = " in line]
    at = set_here[int(which * len(set_here))]
    lines[at] = f"{lines[at].split(' = ')[0]} = {value}"
    _read_with(common, name, "\n".join(lines).encode())
