"""Words of private matters (L27): found in any language, and not in what everybody asks.

``sensitive/known.toml`` was written before the patterns and is what they were improved on;
``sensitive/held_out.toml`` was written with it, and nothing was tuned on it. Both are by one
author, so they flatter. ``sensitive/second_author.toml`` and ``second_check.toml`` are private
matters among the base's own phrasings, which others wrote for other ends.
"""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import SafetyGroup, SensitiveGroup
from bot.city import Base
from bot.sensitivity import why_sensitive
from tests.conftest import ROOT

_LANGUAGES = ("fi", "sv", "en")
_each = pytest.mark.parametrize("language", _LANGUAGES)


def _sentences(name: str) -> dict[str, dict[str, list[str]]]:
    path = ROOT / "tests" / "sensitive" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


_KNOWN, _HELD_OUT = _sentences("known"), _sentences("held_out")
_SECOND, _CHECK = _sentences("second_author"), _sentences("second_check")


def _missed(base: Base, told: dict[str, list[str]]) -> list[str]:
    private = [text for group, texts in told.items() if group != "harmless" for text in texts]
    return [text for text in private if why_sensitive(base, text) is None]


def _false(base: Base, told: dict[str, list[str]]) -> list[str]:
    return [text for text in told["harmless"] if why_sensitive(base, text)]


@_each
def test_every_known_private_matter_is_found_and_no_everyday_question(
    base: Base, language: str
) -> None:
    """40 private and 62 everyday sentences in each language."""
    assert _missed(base, _KNOWN[language]) == []
    assert _false(base, _KNOWN[language]) == []


@_each
def test_private_matters_kept_back_from_the_patterns_are_found(base: Base, language: str) -> None:
    """Measured before anything was changed: 12 of 12 found, 0 of 12 false, in each language; one in
    English is missed since the patterns were mended on what others wrote.
    """
    assert len(missed := _missed(base, _HELD_OUT[language])) <= 1, missed
    assert len(false := _false(base, _HELD_OUT[language])) <= 1, false


@_each
def test_private_matters_in_others_words_are_found(base: Base, language: str) -> None:
    """Measured before they were mended: fi 5 of 19, sv 6 of 18, en 9 of 18. One stays missed: it
    asks of anybody ("when one is on sick leave").
    """
    assert len(missed := _missed(base, _SECOND[language])) <= 1, missed


@_each
def test_private_matters_in_others_words_kept_back_are_found(base: Base, language: str) -> None:
    """The other half, read but not mended on. Measured before: fi 5 of 19, sv 7 of 17, en 8 of 17;
    after: 16, 16 and 17. Of words nobody has read expect what was found before.
    """
    assert len(missed := _missed(base, _CHECK[language])) <= 3, missed


@_each
def test_harmless_neighbours_of_dangers_are_private_only_where_they_tell_of_health(
    base: Base, language: str
) -> None:
    """Measured over all 274 in the lists of the words of danger: 14, of which 11 tell of an illness
    or an injury.
    """
    path = ROOT / "tests" / "safety"
    told = [tomllib.loads(one.read_text(encoding="utf-8")) for one in sorted(path.glob("*.toml"))]
    found = [text for one in told for text in _false(base, one[language])]
    assert len(found) <= 6, found


def test_labelled_questions_of_every_day_are_seldom_private(base: Base) -> None:
    """Measured: 16 of 420, and each of them tells of an illness, an injury, a need or a named
    neighbour.
    """
    found = [one.text for one in base.questions if why_sensitive(base, one.text)]
    assert len(found) <= 18, found


_GENERAL = ("safety", "elsewhere")
"""Topics in whose phrasings residents do tell of themselves."""


def test_phrasings_of_ordinary_answers_are_seldom_private(base: Base) -> None:
    """Measured: 71 of 7,333, most of them about an injury after slipping."""
    answers = [answer for answer in base.every_answer() if answer.topic not in _GENERAL]
    asked = [text for answer in answers for text in answer.asked]
    found = [text for text in asked if why_sensitive(base, text)]
    assert len(found) <= len(asked) / 90, found


@pytest.mark.parametrize("kind", ["identity", "account", "card"])
def test_what_is_masked_at_the_door_tells_of_a_private_matter(base: Base, kind: str) -> None:
    assert why_sensitive(base, "milloin aura tulee", removed=("phone", kind)) == "masked"


def test_a_phone_number_alone_tells_nothing_private(base: Base) -> None:
    assert why_sensitive(base, "soittakaa minulle", removed=("phone", "email")) is None


def test_a_topic_may_be_private_as_a_whole(base: Base) -> None:
    topic = replace(base.topics["schools"], sensitive=True)
    private = replace(base, topics={**base.topics, "schools": topic})
    assert why_sensitive(private, "milloin koulu alkaa", topic="schools") == "topic"
    assert why_sensitive(private, "milloin koulu alkaa", topic="waste") is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("en halua enää elää", "crisis"),
        ("he threatens to kill me", "violence"),
        ("mies hakkaa naista naapurissa", "violence"),
    ],
)
def test_a_person_in_crisis_or_violence_is_a_private_matter(
    base: Base, text: str, group: str
) -> None:
    assert why_sensitive(replace(base, sensitive={}), text) == group


def test_a_fallen_tree_or_a_fire_is_nobodys_private_matter(base: Base) -> None:
    for text in ("puu kaatui sähkölinjan päälle", "roskis palaa", "katulamppu kipinöi"):
        assert why_sensitive(base, text) is None


def test_a_crisis_line_sent_by_matching_alone_tells_of_a_private_matter(base: Base) -> None:
    assert why_sensitive(base, "no se on siinä", answer="crisis-help") == "crisis"
    assert why_sensitive(base, "no se on siinä", answer="emergency") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("naapurini Reijo kolaa lumet kadulle", True),
        ("Torikadulla naapuri Rantanen kolaa", True),
        ("grannen Karlsson skottar snö", True),
        ("our neighbour Mr Smith shovels snow", True),
        ("naapurini kolaa lumet Torikadulle", False),
        ("naapuri Harjulassa kolaa lumet", False),
        ("Naapuri kolaa. Milloin aurataan", False),
        ("the neighbour on Monday", False),
        ("NAAPURI KOLAA LUMET KADULLE", False),
    ],
)
def test_a_neighbour_is_private_when_named(base: Base, text: str, *, named: bool) -> None:
    assert (why_sensitive(base, text) == "neighbour") is named


def _small(base: Base, group: SensitiveGroup | SafetyGroup) -> Base:
    return replace(base, safety={}, sensitive={"x": group})  # type: ignore[dict-item]


def test_a_harmless_neighbour_of_a_private_word_does_not_count(base: Base) -> None:
    group = SensitiveGroup("x", {"fi": ("astma",)}, {"fi": ("astma hoitaja*",)})
    assert why_sensitive(_small(base, group), "astma hoitajan puhelinnumero") is None
    assert why_sensitive(_small(base, group), "astma hoitaja sanoi että astma") == "x"


@given(text=st.text(max_size=400))
def test_any_text_is_judged(base: Base, text: str) -> None:
    assert why_sensitive(base, text) in {None, *base.sensitive, *base.safety}


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_words_around_a_private_matter_do_not_hide_it(base: Base, before: str, after: str) -> None:
    assert why_sensitive(base, f"{before} \n sairastan skitsofreniaa \n {after}")
