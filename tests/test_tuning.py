"""Tiers for wanted precisions: found by asking routing itself, and written without harm."""

import tomllib
from itertools import pairwise

import pytest

from bot.answers import Labelled
from bot.city import Base
from bot.evaluation import tiers, tuning
from bot.evaluation.outcomes import Asked, ask, judge
from bot.matching import AnswerMatcher
from tests.conftest import ROOT, RULES
from tests.fakes import MONDAY, ScriptedMatcher

DAY = MONDAY.date()
FOUND = {
    "one": [("grit-free", 0.95)],
    "two": [("grit-free", 0.8)],
    "three": [("ploughing-when", 0.7)],
    "four": [("grit-free", 0.62)],
    "five": [("grit-free", 0.5)],
}


@pytest.fixture(scope="module")
def asked(base: Base, matcher: AnswerMatcher) -> list[Asked]:
    """Four questions with an answer, of which "three" goes wrong; "five" is a stranger."""
    labelled = [Labelled(word, "fi", "grit-free") for word in ("one", "two", "three", "four")]
    return ask(base, ScriptedMatcher(matcher, FOUND), [*labelled, Labelled("five", "fi", None)])


def test_a_tier_tells_what_would_be_drafted(base: Base, asked: list[Asked]) -> None:
    high, middle, low = (tuning.tier_at(base, asked, DAY, tier) for tier in (0.75, 0.65, 0.45))
    assert [t.drafts for t in (high, middle, low)] == [2, 3, 5]
    assert [t.precision.value for t in (high, middle, low)] == pytest.approx([1, 2 / 3, 3 / 5])
    assert [t.coverage.value for t in (high, middle, low)] == [0.5, 0.5, 0.75]
    assert [t.strangers.value for t in (high, middle, low)] == [0, 0, 1]
    assert middle.precision.low is not None
    assert middle.precision.high is not None
    assert 0 < middle.precision.low < 2 / 3 < middle.precision.high < 1


def test_safety_texts_and_small_talk_are_no_drafts_of_a_tier(
    base: Base, matcher: AnswerMatcher
) -> None:
    """They go by rules of their own: a false danger must not raise the tier for drafts."""
    scripted = ScriptedMatcher(matcher, RULES)
    labelled = [Labelled("lumi putoaa katolta", "fi", None), Labelled("kiitos", "fi", "thanks")]
    asked = ask(base, scripted, labelled)
    assert all(outcome.drafted for outcome in judge(base, asked, DAY))
    assert tuning.tier_at(base, asked, DAY, 0.5).drafts == 0


def test_the_lowest_tier_that_reaches_it_is_recommended(base: Base, asked: list[Asked]) -> None:
    found = tuning.tried(base, asked, DAY)
    picked = {share: tuning.lowest(found, share) for share in (0.6, 0.7, 0.9)}
    assert {share: tier and tier.tier for share, tier in picked.items()} == {
        0.6: found[0].tier,  # three of five
        0.7: 0.51,  # three of four, without the stranger
        0.9: 0.71,
    }
    assert all(a.drafts >= b.drafts for a, b in pairwise(found))


def test_a_precision_that_no_tier_reaches_is_told(base: Base, asked: list[Asked]) -> None:
    wrong = asked[2:3]
    assert tuning.lowest(tuning.tried(base, wrong, DAY), 0.5) is None
    assert "no tier reaches it" in "\n".join(tuning.advice(0.5, None, None))


def test_a_small_file_is_said_to_be_too_small(base: Base, asked: list[Asked]) -> None:
    tier = tuning.tier_at(base, asked, DAY, 0.75)
    said = "\n".join(tuning.advice(0.9, tier, tuning.change(base, asked, DAY, 0.75)))
    assert "too small to tell: with 2 drafts the true precision may be as low as 34.2 %" in said
    many = tuning.tier_at(base, asked[:1] * 40, DAY, 0.75)
    assert "Even the lower bound, 91.2 %" in "\n".join(
        tuning.advice(0.9, many, tuning.change(base, asked[:1] * 40, DAY, 0.75))
    )


def test_what_moves_is_told_both_ways_with_examples(base: Base, asked: list[Asked]) -> None:
    now = tiers.with_draft_tier(base, 0.65)
    stricter = tuning.change(now, asked, DAY, 0.75)
    assert [o.question.text for o in stricter.handed_over] == ["three"]
    assert stricter.drafted == ()
    looser = tuning.change(now, asked, DAY, 0.45)
    assert [o.question.text for o in looser.drafted] == ["four", "five"]
    said = list(tuning.advice(0.6, tuning.tier_at(now, asked, DAY, 0.45), looser))
    assert (
        "  2 would be drafted that are handed over now; 1 of these drafts are right, e.g." in said
    )
    assert said[-2:] == ["    wrong: grit-free: five", "    right: grit-free: four"]
    same = tuning.change(now, asked, DAY, 0.65)
    assert "  Nothing changes." in tuning.advice(0.6, tuning.tier_at(now, asked, DAY, 0.65), same)


def test_only_the_one_number_of_the_city_file_is_changed() -> None:
    before = (ROOT / "knowledge" / "city.toml").read_text(encoding="utf-8")
    after = tuning.with_number(before, tiers.KEY, 0.87)
    assert after is not None
    changed = [
        (old, new)
        for old, new in zip(before.split("\n"), after.split("\n"), strict=True)
        if old != new
    ]
    assert len(changed) == 1
    table, key = tiers.KEY
    read = tomllib.loads(after)
    assert (read[table] if table else read)[key] == 0.87


def test_spaces_comments_and_the_same_key_elsewhere_are_let_be() -> None:
    text = (
        "draft = 1 # not this\n[tiers]\n# draft = 2\n  draft   =  0.9   # sure = so\n[b]\ndraft=4"
    )
    assert tuning.with_number(text, ("tiers", "draft"), 0.85) == text.replace("0.9 ", "0.85 ")
    assert tuning.with_number(text, ("", "draft"), 0.5) == text.replace("draft = 1", "draft = 0.5")
    assert tuning.with_number(text, ("tiers", "doubt"), 0.5) is None
    dos = "[tiers]\r\ndraft = 0.9\r\nask = 0.8\r\n"
    assert tuning.with_number(dos, ("tiers", "draft"), 0.85) == dos.replace("0.9", "0.85")
