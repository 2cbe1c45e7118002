"""Compounds taken apart and put together by known words only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.compounds import Splitter, joined
from bot.matching.text import stemmer

_FINNISH_WORDS = """
lumi lumen kaato paikka aura auraus hiekka hiekoitus katu valo kunto talo yhtiö päivä koti hakemus
asia asiakas palvelu kirja kirjasto tie jää kaukalo maan kulta
"""
_SWEDISH_WORDS = """
snö gata belysning skatt återbäring familj park stad styrelse plog bil cykel väg parkering
tillstånd hus håll kyrka kompost odla
"""
_FINNISH = dict.fromkeys(_FINNISH_WORDS.split(), 5) | {"ko": 90, "suo": 1}
_SWEDISH = dict.fromkeys(_SWEDISH_WORDS.split(), 5)


@pytest.fixture(scope="module")
def finnish() -> Splitter:
    return Splitter(_FINNISH, "fi", stemmer("fi"))


@pytest.fixture(scope="module")
def swedish() -> Splitter:
    return Splitter(_SWEDISH, "sv", stemmer("sv"))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("lumiaura", ("lumi", "aura")),
        ("lumiauraus", ("lumi", "auraus")),
        ("lumenkaato", ("lumen", "kaato")),
        ("lumenkaatopaikka", ("lumen", "kaato", "paikka")),
        ("katuvalo", ("katu", "valo")),
        ("taloyhtiö", ("talo", "yhtiö")),
        ("hiekoituspaikka", ("hiekoitus", "paikka")),
        ("hakemusasia", ("hakemus", "asia")),
        ("asiakaspalvelu", ("asiakas", "palvelu")),
        ("jääkaukalo", ("jää", "kaukalo")),
        ("lumiauralla", ("lumi", "auralla")),
        ("katuvaloista", ("katu", "valoista")),
    ],
)
def test_a_finnish_compound_is_taken_apart(
    finnish: Splitter, word: str, parts: tuple[str, ...]
) -> None:
    assert finnish.parts(word) == parts


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("snöplog", ("snö", "plog")),
        ("gatubelysning", ("gata", "belysning")),
        ("skatteåterbäring", ("skatt", "återbäring")),
        ("familjepark", ("familj", "park")),
        ("stadsstyrelse", ("stad", "styrelse")),
        ("parkeringstillstånd", ("parkering", "tillstånd")),
        ("cykelvägen", ("cykel", "vägen")),
        ("snöplogsbil", ("snö", "plog", "bil")),
    ],
)
def test_a_swedish_compound_is_taken_apart(
    swedish: Splitter, word: str, parts: tuple[str, ...]
) -> None:
    assert swedish.parts(word) == parts


@pytest.mark.parametrize("word", ["", "a", "aura", "auralla", "kirjasto", "kultamaan", "suopaikka"])
def test_other_finnish_words_stay_whole(finnish: Splitter, word: str) -> None:
    """Endings that look like words, and words too rare or short, part nothing."""
    assert finnish.parts(word) == ()


@pytest.mark.parametrize("word", ["kompostring", "odlaren", "plogen"])
def test_other_swedish_words_stay_whole(swedish: Splitter, word: str) -> None:
    assert swedish.parts(word) == ()


def test_english_writes_its_compounds_apart() -> None:
    assert Splitter({"snow": 9, "plough": 9}, "en").parts("snowplough") == ()


def test_more_common_parts_are_preferred() -> None:
    vocabulary = {"kaupan": 9, "kaupa": 9, "nala": 2, "alas": 9, "nalas": 2}
    assert Splitter(vocabulary, "fi").parts("kaupanalas") == ("kaupan", "alas")


@given(st.lists(st.sampled_from(sorted(_FINNISH)), min_size=2, max_size=3))
def test_a_compound_of_known_words_has_known_parts(words: list[str]) -> None:
    splitter = Splitter(_FINNISH, "fi")
    compound = "".join(words)
    if all(len(word) > 3 and word != "maan" for word in words) and compound not in _FINNISH:
        parts = splitter.parts(compound)
        assert 2 <= len(parts) <= len(words)
        assert set(parts) <= set(_FINNISH)


@pytest.mark.parametrize(
    ("words", "together"),
    [
        (["lumi", "aura", "tuli"], ["lumi", "aura", "tuli"]),
        (["snö", "högen", "växer"], ["snöhögen", "växer"]),
        (["ompelu", "kone", "piste"], ["ompelukone", "piste"]),
        (["a", "b", "c"], ["abc"]),
        (["12", "aura"], ["12", "aura"]),
        ([], []),
    ],
)
def test_wrongly_split_words_are_joined_when_they_are_one(
    words: list[str], together: list[str]
) -> None:
    known = {"lumi", "aura", "lumiaura", "snö", "snöhögen", "ompelukone", "kone", "ab", "abc"}
    assert joined(words, known) == together
