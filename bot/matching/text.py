"""Words of a text: split, folded and stemmed. Pure."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W\d_]+|\d+")
_MARK = re.compile(r"⟦\w+⟧")  # stands for masked data (``privacy``) and tells nothing
_STEMMERS = {
    "fi": "finnish",
    "sv": "swedish",
    "en": "english",
    "no": "norwegian",
    "da": "danish",
    "de": "german",
    "et": "estonian",
    "ru": "russian",
}


def tokens(text: str) -> list[str]:
    """The words and numbers of ``text``, in order, case-folded, marks of punctuation dropped."""
    return _WORD.findall(_MARK.sub(" ", unicodedata.normalize("NFKC", text)).casefold())


@lru_cache(maxsize=16)
def stemmer(language: str) -> Callable[[str], str]:
    """A function from a word to its stem; the word itself where no stemmer exists.

    Remembers its last 50,000 words. One thread at a time may ask it (``lemmas`` sees to that).
    """
    name = _STEMMERS.get(language)
    if name is None:
        return lambda word: word
    stem: Callable[[str], str] = lru_cache(maxsize=50_000)(Stemmer.Stemmer(name).stemWord)
    return stem


def trigrams(text: str) -> list[str]:
    """Runs of three signs of each word, with a space at both ends of the word."""
    runs: list[str] = []
    for word in tokens(text):
        padded = f" {word} "
        runs.extend(padded[at : at + 3] for at in range(len(padded) - 2))
    return runs
