"""Dictionary forms and compound parts, with libvoikko and without it."""

import os
from collections.abc import Iterable
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.city import Base
from bot.matching.lemmas import Analyser, has_voikko
from bot.matching.text import tokens

_FINNISH = (
    "lumi lumen aura auran auraus katu kadun kadulla päiväkoti koti kodin kuusi kuuset kuusen "
    "kävellä kävelee meidän reuna reunassa työtön paikka hakea hakemus lapsi lapset lumiaura"
)


@pytest.fixture(scope="module")
def voikko() -> Analyser:
    """Finnish with libvoikko; skipped without it, except where CI says that it must be there."""
    if not has_voikko() and os.environ.get("VOIKKO") != "required":
        pytest.skip("needs libvoikko: uv sync --extra voikko; apt-get install libvoikko1 voikko-fi")
    assert has_voikko(), "CI must have libvoikko here"
    return Analyser("fi", _FINNISH.split())


@pytest.fixture(scope="module")
def stems() -> Analyser:
    """Finnish as it is read without libvoikko."""
    return Analyser("fi", _FINNISH.split(), uses_voikko=False)


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("lumiauran", ("lumiaura", "lumi", "aura")),
        ("lumenkaatopaikalle", ("lumenkaatopaikka", "lumi", "kaato", "paikka")),
        ("kadulla", ("katu",)),
        ("kadullakin", ("katu",)),
        ("liukastuin", ("liukastua", "liukastaa")),
        ("kuusi", ("kuusi",)),
        ("päiväkodin", ("päiväkoti", "päivä", "koti")),
        ("asemakaavan", ("asemakaava", "asema", "kaava")),
        ("lapsille", ("lapsi",)),
        ("vaihtoi", ("vaihtaa",)),
    ],
)
def test_voikko_gives_the_dictionary_form_and_the_parts(
    voikko: Analyser, word: str, terms: tuple[str, ...]
) -> None:
    assert voikko.terms(word) == terms


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("meijän", "me"),
        ("kadul", "katu"),
        ("reunas", "reuna"),
        ("kavelee", "kävellä"),
        ("tyoton", "työtön"),
        ("aurataa", "aurata"),
        ("lumiauroi", "lumiaura"),
    ],
)
def test_an_unknown_word_is_read_as_the_known_one_it_stands_for(
    voikko: Analyser, word: str, lemma: str
) -> None:
    assert voikko.terms(word)[0] == lemma


@pytest.mark.parametrize(
    ("word", "like"),
    [
        ("kadul", "kadulla"),
        ("reunas", "reunassa"),
        ("kavelee", "kävelee"),
        ("meijän", "meidän"),
        ("lumiauralla", "lumiaura"),
    ],
)
def test_stems_bring_spoken_and_written_together_too(stems: Analyser, word: str, like: str) -> None:
    assert stems.terms(word)[0] == stems.terms(like)[0]


def test_without_voikko_the_bases_words_show_the_parts(stems: Analyser) -> None:
    assert stems.terms("lumiauraus")[1:] == (stems.terms("lumi")[0], stems.terms("auraus")[0])


@pytest.mark.parametrize(
    ("language", "words", "word", "terms"),
    [
        ("sv", "snö plog ploga högen", "snöplog", ("snöplog", "snö", "plog")),
        ("sv", "gatan gata lampa lampor", "gatulampor", ("gatulamp", "gat", "lamp")),
        ("en", "plough ploughed street", "ploughed", ("plough",)),
        ("en", "snow plough", "plowed", ("plough",)),
        ("xx", "foo", "foos", ("foos",)),
    ],
)
def test_other_languages_go_by_stems(
    language: str, words: str, word: str, terms: tuple[str, ...]
) -> None:
    known = [each for each in words.split() for _ in range(4)]
    assert Analyser(language, known).terms(word) == terms


@pytest.mark.parametrize("word", ["12", "112", "x", "ö"])
def test_numbers_and_letters_stay(stems: Analyser, word: str) -> None:
    assert stems.terms(word) == (word,)


def test_an_analyser_that_has_learnt_nothing_still_answers() -> None:
    assert Analyser("sv").terms("gatorna") == ("gat",)


def test_what_is_known_is_told(stems: Analyser) -> None:
    assert stems.knows("kaduilla") or stems.knows("kadulla")
    assert not stems.knows("bokashi")


@given(st.text("aeiouyäökstlnrhpmv", min_size=1, max_size=20))
def test_terms_are_never_empty_and_each_once(word: str) -> None:
    for analyser in (Analyser("fi", _FINNISH.split(), uses_voikko=False), Analyser("sv", ["snö"])):
        terms = analyser.terms(word)
        assert terms
        assert all(terms)
        assert len(set(terms)) == len(terms)


@pytest.mark.parametrize("uses_voikko", [False, True])
def test_two_threads_get_what_one_gets(base: Base, uses_voikko: bool) -> None:  # noqa: FBT001
    """A base is built on one thread while another matches."""
    words = [w for a in base.every_answer() if a.language == "fi" for w in tokens(a.title)]
    asked = [f"{word}kin" for word in words]

    def answers(analyser: Analyser, into: list[tuple[str, ...]]) -> None:
        into.extend(map(analyser.terms, asked))

    alone = [*map(Analyser("fi", words, uses_voikko=uses_voikko).terms, asked)]
    found: list[list[tuple[str, ...]]] = [[] for _ in range(4)]
    ones = [Analyser("fi", words, uses_voikko=uses_voikko) for _ in range(2)]
    threads = [Thread(target=answers, args=(ones[n % 2], found[n])) for n in range(4)]
    _run(threads)
    assert found == [alone] * 4


def _run(threads: Iterable[Thread]) -> None:
    threads = list(threads)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
