"""The strangers: messages about other things, by which the matcher learns how sure it may be."""

from importlib.resources import files

import pytest

from bot.matching import AnswerMatcher

_LANGUAGES = ("fi", "sv", "en")
_each = pytest.mark.parametrize("language", _LANGUAGES)


def _lines(language: str) -> list[str]:
    page = files("bot.matching").joinpath("background", f"{language}.txt")
    return page.read_text(encoding="utf-8").splitlines()


@_each
def test_three_hundred_strangers_each_said_once(language: str) -> None:
    lines = _lines(language)

    assert len(lines) == 300
    assert len({line.casefold() for line in lines}) == 300


@_each
def test_a_stranger_is_one_short_message(language: str) -> None:
    for line in _lines(language):
        assert line == line.strip()
        assert 5 <= len(line) <= 300


def test_no_message_is_shared_by_two_languages() -> None:
    every = [line.casefold() for language in _LANGUAGES for line in _lines(language)]

    assert len(set(every)) == len(every)


@_each
def test_strangers_are_in_their_own_language(matcher: AnswerMatcher, language: str) -> None:
    """The sample city has never heard of most of these words, so a few may look foreign."""
    astray = [text for text in _lines(language) if matcher.language_of(text, language) != language]

    assert len(astray) <= 300 * 0.04, astray
