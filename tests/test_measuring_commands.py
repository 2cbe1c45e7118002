"""`aura evaluate`, `tune`, `why` and `gaps` as people run them."""

import json
import re
from pathlib import Path

import pytest

from bot.commands.tune import USUAL, write_tier
from bot.errors import AuraError
from bot.evaluation import tiers
from bot.evaluation.figures import FIGURES
from bot.knowledge import load
from tests.commands import aura
from tests.conftest import ROOT
from tests.fakes import MONDAY

DAY = ("--day", "2026-11-23")
QUESTIONS = """\
{"text": "mistä saa ilmaista hiekkaa", "lang": "fi", "answer": "grit-free", "tags": ["clear"]}
{"text": "milloin meidän katu aurataan", "lang": "fi", "answer": "ploughing-when"}
{"text": "minne lumikuorman saa viedä", "lang": "fi", "answer": "snow-dump"}
{"text": "När plogas vår gata?", "lang": "sv", "answer": "ploughing-when"}
{"text": "when will my street be ploughed", "lang": "en", "answer": "ploughing-when"}
{"text": "Saturnuksen renkaiden massa", "lang": "fi", "answer": null, "tags": ["nonsense"]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of questions."""
    (tmp_path / "q.jsonl").write_text(QUESTIONS, encoding="utf-8")
    return tmp_path


def test_evaluate_shows_the_figures_and_writes_a_page_and_json(folder: Path) -> None:
    ran = aura(folder, "evaluate", "q.jsonl", *DAY, "--report", "r.html", "--json", "r.json")
    assert ran.status == 0
    assert "6 questions of q.jsonl, 1 without an answer" in ran.said
    for part in ("Where they go", "By language", "By topic", "By kind", "By tag", "Calibration"):
        assert f"\n{part}\n" in ran.said
    assert max(map(len, ran.said.splitlines())) <= 90
    data = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert set(data["figures"]) == set(FIGURES)
    assert data["groups"]["language"]["sv"]["top1"]["of"] == 1
    assert len(data["questions"]) == 6
    assert (folder / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_evaluate_fails_when_a_requirement_is_not_met(folder: Path) -> None:
    met = aura(folder, "evaluate", "q.jsonl", *DAY, "--require", "top1=0", "--require", "ece=1")
    assert (met.status, "All 2 requirements are met." in met.said) == (0, True)
    words = ("--require", "wrong_drafts=0", "--require", "en.top3=1", "--require", "ece=0")
    missed = aura(folder, "evaluate", "q.jsonl", *DAY, *words)
    assert missed.status == 1
    assert missed.said.count("Not met: ") == 1
    assert "Not met: ece is 0." in missed.said


def test_an_unknown_figure_is_refused_before_anything_is_measured(folder: Path) -> None:
    refused = aura(folder, "evaluate", "q.jsonl", "--require", "top2=0.5").refusal(2)
    assert "no figure 'top2'. Choose among top1, top3, mrr" in refused


@pytest.mark.parametrize("command", [("evaluate",), ("tune",), ("gaps", "--questions")])
def test_mistakes_in_the_questions_are_named_with_their_lines(
    folder: Path, command: tuple[str, ...]
) -> None:
    (folder / "bad.csv").write_text("text;lang;answer\nmoi;fi;hello\nhej;no;\n", encoding="utf-8")
    ran = aura(folder, *command, "bad.csv")
    assert ran.status == 1
    assert "bad.csv:2: no such answer as 'hello'." in ran.said
    assert "bad.csv:3: the city does not serve the language 'no'." in ran.said
    assert "2 mistakes in bad.csv. Nothing was measured." in ran.said
    missing = aura(folder, *command, "none.jsonl")
    assert (missing.status, "none.jsonl:1: cannot be read" in missing.said) == (1, True)


def test_a_page_that_cannot_be_written_is_told_plainly(folder: Path) -> None:
    ran = aura(folder, "evaluate", "q.jsonl", "--report", "no-folder/r.html")
    assert ran.status == 1
    assert ran.complained.startswith("aura: no-folder/r.html cannot be written")


def test_tune_shows_the_present_tier_beside_those_for_the_wanted_precisions(folder: Path) -> None:
    ran = aura(folder, "tune", "q.jsonl", *DAY)
    assert ran.status == 0
    assert "\nnow " in ran.said
    for wanted in USUAL:
        assert f"\n{100 * wanted:g} %: " in ran.said
    assert "too small to tell" in ran.said
    only = aura(folder, "tune", "q.jsonl", *DAY, "--precision", "0.5").said
    assert ("50 %: " in only, "85 %: " in only) == (True, False)


@pytest.fixture
def city(folder: Path) -> Path:
    """The city.toml of a new base whose copied answers have been reviewed."""
    aura(folder, "init", "my-city", "--languages", "fi,sv", "--service", "en")
    for answer in (folder / "my-city" / "answers").rglob("*.md"):
        text = re.sub(r"review_again = .*", "review_again = 2100-01-01", answer.read_text("utf-8"))
        answer.write_text(text, encoding="utf-8")
    file = folder / "my-city" / "city.toml"
    file.chmod(0o640)
    return file


def test_tune_writes_the_one_number_and_the_base_is_whole_after_it(
    folder: Path, city: Path
) -> None:
    before = city.read_text(encoding="utf-8").split("\n")
    (folder / "few.jsonl").write_text(QUESTIONS.split("\n")[1], encoding="utf-8")
    words = ("few.jsonl", *DAY, "--knowledge", "my-city", "--precision", "0.9", "--write")
    ran = aura(folder, "tune", *words)
    assert ran.status == 0
    wrote = re.search(r"Wrote \w+ = ([\d.]+) to my-city/city.toml, checked", ran.said)
    assert wrote
    after = city.read_text(encoding="utf-8").split("\n")
    (change,) = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert change[1].startswith(f"{tiers.KEY[1]} = {wrote[1]}")
    assert city.stat().st_mode & 0o777 == 0o640
    base = load(city.parent, MONDAY.date())
    assert tiers.draft_tier(base.city) == float(wrote[1])


def test_tune_writes_nothing_when_no_tier_reaches_it(folder: Path, city: Path) -> None:
    before = city.read_bytes()
    (folder / "few.jsonl").write_text(QUESTIONS.split("\n")[5], encoding="utf-8")
    words = ("few.jsonl", *DAY, "--knowledge", "my-city", "--precision", "0.9", "--write")
    ran = aura(folder, "tune", *words)
    assert (ran.status, "Nothing was written." in ran.said) == (1, True)
    assert city.read_bytes() == before


def test_a_number_that_the_checks_refuse_leaves_the_file_as_it_was(city: Path) -> None:
    before = city.read_bytes()
    with pytest.raises(AuraError, match="was left as it was"):
        write_tier(city.parent, 1.5, MONDAY.date(), print)
    assert city.read_bytes() == before
    assert len(list(city.parent.glob("*city.toml*"))) == 1


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("--write",), "one wanted precision"),
        (("--precision", "95"), "a share such as 0.9"),
        (("--precision", "nan"), "a share such as 0.9"),
    ],
)
def test_tune_refuses_what_makes_no_sense(folder: Path, words: tuple[str, ...], wrong: str) -> None:
    assert wrong in aura(folder, "tune", "q.jsonl", *words).refusal(2)


def test_why_tells_language_place_candidates_words_way_and_official(tmp_path: Path) -> None:
    ran = aura(tmp_path, "why", "milloin Koivukuja aurataan, puh 040 123 4567", *DAY)
    assert ran.status == 0
    assert "Language: fi\nPlace: Koivukuja, Koivumäki\nMasked at the door: phone\n" in ran.said
    assert "ploughing-when" in ran.said.partition("Candidates\n")[2].splitlines()[1]
    assert "aurataan" in ran.said
    base = load(ROOT / "knowledge", MONDAY.date())
    assert f"drafts from {tiers.draft_tier(base.city):g}" in ran.said
    assert "Official: Annika Sundström (annika-sundstrom), topic winter-streets" in ran.said


def test_why_can_be_told_the_language_and_refuses_a_foreign_one(tmp_path: Path) -> None:
    said = aura(tmp_path, "why", "grus", "--language", "sv", *DAY).said
    assert "matched in sv" in said
    assert "the city serves fi, sv, en" in aura(tmp_path, "why", "x", "--language", "et").refusal(2)
    assert "in quotes" in aura(tmp_path, "why", " ").refusal(2)


def test_gaps_reads_the_bases_own_questions_or_those_named(folder: Path) -> None:
    own = aura(ROOT, "gaps", "--most", "3")
    assert own.status == 0
    assert "420 labelled questions" in own.said
    named = aura(folder, "gaps", "--questions", "q.jsonl")
    assert "6 labelled questions" in named.said
