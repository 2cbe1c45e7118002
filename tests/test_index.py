"""One language's index: runs, terms, repairs and what is left out, on bases small enough to see."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.entries import Entry
from bot.matching.grams import GramSpace
from bot.matching.index import Index, Look, Without
from bot.matching.repair import Repair
from bot.matching.runs import Runs, Text
from bot.matching.terms import Field, Group, Terms
from bot.matching.text import tokens

_SNOW = Entry(
    "snow",
    ("Milloin katu aurataan", "koska aura tulee", "katu auraamatta", "lumi estää kulun"),
    ("lunta",),
    "Auraamme pääkadut ensin.",
    "Talvi",
)
_SAND = Entry(
    "sand",
    ("Mistä saa hiekkaa", "hiekoitushiekkaa ilmaiseksi", "onko hiekka-astia lähellä"),
    body="Hiekkaa saa kaupungin varikolta.",
)
_HELLO = Entry("hello", ("Hei", "moi", "terve", "hei hei", "kiitos", "kiitos avusta"), is_talk=True)
_WORDS = st.lists(st.sampled_from(tokens(" ".join(_SNOW.asked + _SAND.asked))), min_size=1)


@pytest.fixture(scope="module")
def index() -> Index:
    """Three answers in Finnish."""
    return Index([_SAND, _HELLO, _SNOW], "fi")


def _look(index: Index, text: str, without: Without | None = None) -> Look:
    look = index.look(index.read(tokens(text)), without)
    assert look is not None
    return look


def _first(index: Index, text: str, without: Without | None = None) -> str:
    return index.entries[int(_look(index, text, without).answers[0])].slug


def _number(index: Index, slug: str) -> int:
    return [entry.slug for entry in index.entries].index(slug)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("ab", {" a", "ab", "b ", " ab", "ab ", " ab "}),
        ("a b", {" a", "a ", " b", "b ", " a ", "a b", " b ", " a b", "a b "}),
    ],
)
def test_the_runs_of_a_text_are_two_to_four_signs_and_five_within_a_word(
    text: str, runs: set[str]
) -> None:
    """The run " a b " of five signs is none, since it spans two words."""
    assert len(GramSpace.learn([text.split()])[0]) == len(runs)


def test_runs_are_counted_and_unknown_ones_are_told() -> None:
    space, _ = GramSpace.learn([["aaaa"]])
    ids, counts, unknown = space.of(["aaaa"])
    assert (len(ids), unknown) == (len(space), 0)
    assert counts.sum() == (5 + 4 + 3) + 2  # " aaaa ": of two, three, four signs; of five
    ids, _, unknown = space.of(["äää"])
    assert (len(ids), unknown) == (0, 9)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), max_size=6))
def test_a_text_is_wholly_known_to_a_space_that_learned_it(words: list[str]) -> None:
    space, learned = GramSpace.learn([words])
    ids, counts, unknown = space.of(words)
    assert unknown == 0
    assert ids.tolist() == learned.ids.tolist()
    assert counts.tolist() == learned.counts.tolist()


def test_a_phrasing_is_likest_itself_and_its_answer() -> None:
    texts = [tokens(text) for text in (*_SNOW.asked, *_SAND.asked)]
    owners = [0] * len(_SNOW.asked) + [1] * len(_SAND.asked)
    runs = Runs([Text(*one) for one in zip(owners, texts, strict=True)], 2)
    for number, (owner, words) in enumerate(zip(owners, texts, strict=True)):
        asked = runs.asked(words)
        assert asked.known == pytest.approx(1)
        assert runs.likeness(asked).argmax() == owner
        cosines = runs.nearest(asked, np.arange(len(texts)))
        assert cosines.argmax() == number
        assert cosines[number] == pytest.approx(1, abs=1e-5)


def test_leaving_a_phrasing_out_is_as_if_it_had_never_been() -> None:
    """The index is not built again for it: the figures must agree all the same."""
    kept, gone = tokens("koska aura tulee"), tokens("milloin katu aurataan")
    others = [Text(1, tokens("mistä hiekkaa saa")), Text(1, tokens("hiekka-astia")), Text(0, kept)]
    with_it, without_it = Runs([*others, Text(0, gone)], 2), Runs(others, 2)
    asked = with_it.asked(gone)
    told = with_it.likeness(asked, (0, 3))
    plain = with_it.likeness(asked)
    real = without_it.likeness(without_it.asked(gone))
    assert told[1] == plain[1]
    assert told[0] < plain[0]
    # Not quite equal: rarities and the usual length are those of the whole base.
    assert told[0] == pytest.approx(real[0], abs=0.12)


def test_a_word_tells_the_more_the_fewer_answers_hold_it() -> None:
    def said(owner: int, *words: str) -> Field:
        return Field(owner, [Group((word,)) for word in words], 1.0, is_phrasing=True)

    terms = Terms([said(0, "katu", "aura"), said(1, "katu", "hiekka"), said(2, "katu")], 3)
    common, rare, unknown = (terms.information(Group((w,))) for w in ("katu", "aura", "xyz"))
    assert common < rare <= unknown
    covered = terms.covered([Group(("aura",)), Group(("xyz",))])
    assert covered.shares.tolist() == pytest.approx([rare / (rare + unknown), 0, 0])
    assert covered.unknown == pytest.approx(unknown / (rare + unknown))


def test_a_part_of_a_compound_covers_less_than_the_word_itself() -> None:
    whole = Field(0, [Group(("lumiaura", "lumi", "aura"))], 1.0, is_phrasing=True)
    terms = Terms([whole, Field(1, [Group(("hiekka",))], 1.0, is_phrasing=True)], 2)
    same = terms.covered([Group(("lumiaura", "lumi", "aura"))]).shares[0]
    part = terms.covered([Group(("lumikola", "lumi", "kola"))]).shares[0]
    assert same == pytest.approx(1)
    assert 0 < part < same


@pytest.mark.parametrize(
    ("word", "mended"),
    [
        ("auratana", "aurataan"),
        ("aurtaan", "aurataan"),
        ("xurataan", "aurataan"),
        ("hiekkka", "hiekka"),
        ("hie", None),
        ("talonmies", None),
        ("12345", None),
    ],
)
def test_a_slip_is_mended_by_the_words_of_the_base(word: str, mended: str | None) -> None:
    assert Repair(["aurataan", "hiekka", "katu"]).nearest(word) == mended


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("millon katu aurataan", "snow"),
        ("hiekka-astia?", "sand"),
        ("hiekkaastia", "sand"),
        ("hiekotus hiekkaa", "sand"),
        ("KATU AURAAMATTA", "snow"),
        ("hei", "hello"),
        ("hei, katu auraamatta, kiitos", "snow"),
    ],
)
def test_the_right_answer_comes_first(index: Index, text: str, slug: str) -> None:
    assert _first(index, text) == slug


def test_an_answer_left_out_is_not_found(index: Index) -> None:
    number = _number(index, "snow")
    for text in _SNOW.asked:
        assert _first(index, text) == "snow"
        assert _first(index, text, Without(number)) != "snow"


def test_a_phrasing_left_out_is_found_by_the_others_alone(index: Index) -> None:
    """Asked as if it were not there, a phrasing is less like its answer than when it is."""
    for number, phrasing, text in index.phrasings():
        there = _look(index, text)
        gone = _look(index, text, Without(number, phrasing))
        before = there.nearest[there.answers.tolist().index(number)]
        after = gone.nearest[gone.answers.tolist().index(number)]
        assert before == pytest.approx(1, abs=1e-5)
        assert after < before
        assert gone.unknown >= there.unknown


@settings(max_examples=60)
@given(_WORDS)
def test_adding_a_phrasing_never_lowers_its_own_answer(words: list[str]) -> None:
    text = " ".join(words)

    def place(entries: Sequence[Entry]) -> int:
        asked = Index(entries, "fi")
        ranked = [asked.entries[int(n)].slug for n in _look(asked, text).answers]
        return ranked.index("sand")

    more = Entry("sand", (*_SAND.asked, text), body=_SAND.body)
    assert place([_SNOW, more, _HELLO]) <= place([_SNOW, _SAND, _HELLO])


@settings(max_examples=60)
@given(_WORDS, st.permutations([_SNOW, _SAND, _HELLO]))
def test_the_order_of_the_files_changes_nothing(words: list[str], turned: list[Entry]) -> None:
    text = " ".join(words)
    first, second = Index([_SNOW, _SAND, _HELLO], "fi"), Index(turned, "fi")
    assert _look(first, text).blend.tolist() == _look(second, text).blend.tolist()
    assert _first(first, text) == _first(second, text)


@pytest.mark.parametrize("entries", [[], [Entry("empty", ("",))], [Entry("body", (), body="Lumi")]])
def test_a_base_with_hardly_anything_in_it_is_no_fault(entries: list[Entry]) -> None:
    index = Index(entries, "fi")
    for text in ("", "lumi", "abc def"):
        look = index.look(index.read(tokens(text)))
        assert look is None or np.isfinite(look.blend).all()


def test_the_nearest_phrasings_are_told(index: Index) -> None:
    near = index.nearest_phrasings(index.read(tokens("millo katu aurataan")), "snow")
    assert near[0] == "Milloin katu aurataan"
    assert index.nearest_phrasings(index.read(tokens("katu")), "no-such") == []


def test_the_words_that_decided_are_told_without_the_small_ones(index: Index) -> None:
    look = _look(index, "onko aura tulossa")
    assert look.why(look.answers.tolist().index(_number(index, "snow")))[0] == "aura"
