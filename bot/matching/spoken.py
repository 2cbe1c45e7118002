"""Words as people say them, in their written form: "millon" is "milloin", "wanna" is "want".

Questions and phrasings both go through ``written``, so a rule need not be right about grammar;
it must only bring the forms of one word together and leave every other word alone. Pure.
"""

from functools import lru_cache

from bot.matching.english import ENGLISH
from bot.matching.finnish import FINNISH
from bot.matching.rules import Spoken
from bot.matching.swedish import SWEDISH

_LANGUAGES = {"fi": FINNISH, "sv": SWEDISH, "en": ENGLISH}
_NONE = Spoken()
_PLAIN = str.maketrans("äöåéèêëáàâãíìîïóòôõúùûüñçõšžćčøýÿ", "aoaeeeeaaaaiiiioooouuuuncoszccoyy")
_PLAIN_PAIRS = str.maketrans({"æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l", "þ": "th"})


@lru_cache(maxsize=65_536)
def written(word: str, language: str) -> str:
    """The written form of a case-folded ``word``; the word itself where no rule fits.

    Idempotent, never empty, letters to letters. Any thread may call it.
    """
    return _LANGUAGES.get(language, _NONE).written(word)


def guessed(word: str, language: str) -> tuple[str, ...]:
    """What an unknown ``word`` may stand for, likeliest first: "talos" may be "talossa".

    Unlike ``written`` these may be wrong: a guess counts only when it is a known word.
    """
    return _LANGUAGES.get(language, _NONE).guessed(word)


def spoken_forms(language: str) -> frozenset[str]:
    """The spoken words that are listed for ``language``."""
    return frozenset(_LANGUAGES.get(language, _NONE).words)


def folded(word: str) -> str:
    """The word as it is typed without dots, rings and accents: "hämärä" is "hamara".

    To look a word up among folded ones when nobody knows it as it stands. One letter may become
    two ("æ"), so the length may grow.
    """
    return word.translate(_PLAIN).translate(_PLAIN_PAIRS)
