"""Which of the city's languages a message is in, or that it is in none of them. Pure.

The city's languages are told apart by letter trigrams learnt from the base's own texts, so any
city's languages are known. That a message is in another language is told by its script, or by
the commonest words of the languages in ``foreign.toml`` where the base knows none of its words.
A resident who writes a dialect or spells badly must not be taken for a stranger, so it takes much
to say so.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import log
from unicodedata import category

from bot.matching.spoken import spoken_forms
from bot.matching.text import tokens, trigrams

_SURE = 5.0
"""How many nats one language must lead by before the conversation's language is left (L19).
About e to the 5th, 150 to 1: "ok" keeps the conversation's language, a clause does not."""
_SURE_OF_A_WORD = 16.0
"""The same for a single word, which may be a name: "auraus?" keeps it, "plogning?" does not."""
_MOST_OF_A_WORD = 16.0
"""One word of several weighs no more, so that a message is of the language of most of its words."""
_UNSEEN = -9.2
"""How likely (nats) a run of letters is that a small foreign text does not happen to hold."""
_UNSEEN_OWN = -11.5
"""The same for the base's texts, which are large: what they never hold is strange to them."""
_A_SIGN = 3.0
"""What a word says that is among the commonest of one side only."""
_A_SMALL_SIGN = 1.0
"""What a rarer word of the base says: neighbours such as Swedish and Danish share many."""
_COMMONEST = 300
"""Words of each of the city's languages that count as its commonest."""
_BY_LETTERS = 2.0
"""The most that an unknown word's letters can say."""
_FOREIGN = 2.0
"""How much must speak for another language over all that speaks for the city's."""
_FOREIGN_SHORT = 6.0
"""The same for two or three words: two commonest words of the other, and nothing against it."""
_SHORT = 4
"""Words from which a message is no longer short."""
_LATIN_END = "\u024f"
_VIETNAMESE = range(0x1E00, 0x1F00)
"""Latin letters with marks, beside those up to ``_LATIN_END``."""


@cache
def foreign_texts() -> Mapping[str, str]:
    """Language to its commonest words and a few sentences, from ``foreign.toml``."""
    return tomllib.loads(files(__package__).joinpath("foreign.toml").read_text(encoding="utf-8"))


def _is_latin(letter: str) -> bool:
    return letter <= _LATIN_END or ord(letter) in _VIETNAMESE


def _runs(words: Counter[str]) -> Counter[str]:
    """How often each run of letters is in a text of these words."""
    counts: Counter[str] = Counter()
    for word, n in words.items():
        for run in trigrams(word):
            counts[run] += n
    return counts


class _Letters:
    """How likely the runs of letters are in one language."""

    def __init__(self, counts: Counter[str], unseen: float) -> None:
        total = counts.total() or 1
        self._unseen = unseen
        self._logs = {run: max(log(n / total), unseen) for run, n in counts.items()}

    def of(self, runs: Iterable[str]) -> float:
        """The logarithm of how likely ``runs`` are, in nats."""
        return sum(self._logs.get(run, self._unseen) for run in runs)


class _Stranger:
    """One language that the city does not serve."""

    def __init__(self, text: str) -> None:
        words = Counter(tokens(text))
        self.words = frozenset(words)
        self.letters = _Letters(_runs(words), _UNSEEN)


class Languages:
    """Recognises the city's languages, and messages in none of them."""

    def __init__(self, texts: Mapping[str, str], foreign: Mapping[str, str] | None = None) -> None:
        """Learn from ``texts``: language to much text in it.

        ``foreign`` is the same for languages that are not the city's, ``foreign_texts()`` if not
        given; the city's own are left out of it.
        """
        used = {language: Counter(tokens(text)) for language, text in texts.items()}
        counts = {language: _runs(words) for language, words in used.items()}
        known: set[str] = set().union(*counts.values())
        self._known = frozenset(known)
        self._weights: dict[str, dict[str, float]] = {}
        self._unseen: dict[str, float] = {}
        for language, count in counts.items():
            total = count.total() + len(known) + 1
            self._weights[language] = {run: log((n + 1) / total) for run, n in count.items()}
            self._unseen[language] = log(1 / total)
        self._own_letters = frozenset("".join(known))
        self._own_words = frozenset(
            w for words in used.values() for w, n in words.items() if n > 1
        ).union(*map(spoken_forms, texts))
        self._commonest = frozenset(
            word for words in used.values() for word, _ in words.most_common(_COMMONEST)
        )
        self._letters = [_Letters(count, _UNSEEN_OWN) for count in counts.values()]
        others = (foreign_texts() if foreign is None else foreign).items()
        self._strangers = [_Stranger(text) for language, text in others if language not in texts]

    def language_of(self, text: str, usual: str) -> str | None:
        """The likeliest of the city's languages; ``usual`` unless another one clearly leads it.

        None when the text is clearly in a language that the city does not serve. Runs that no
        language of the city has speak for none.
        """
        words = [word for word in tokens(text) if word.isalpha()]
        if self._is_of_other_script(words) or self._is_foreign(words):
            return None
        spoken = [[run for run in trigrams(word) if run in self._known] for word in words]
        told = [runs for runs in spoken if runs]
        if not told or len(self._weights) < 2:
            return usual
        return self._likeliest(told, usual)

    def _likeliest(self, words: list[list[str]], usual: str) -> str:
        """By the runs of each word, of which none may outweigh the rest together."""
        totals = dict.fromkeys(self._weights, 0.0)
        for runs in words:
            likely = {language: self._likelihood(runs, language) for language in totals}
            most = max(likely.values())
            floor = most - _MOST_OF_A_WORD if len(words) > 1 else float("-inf")
            for language, value in likely.items():
                totals[language] += max(value, floor)
        best = max(totals, key=lambda language: totals[language])
        sure = _SURE if len(words) > 1 else _SURE_OF_A_WORD
        if best != usual and totals[best] - totals.get(usual, float("-inf")) < sure:
            return usual
        return best

    def _likelihood(self, runs: list[str], language: str) -> float:
        weights, unseen = self._weights[language], self._unseen[language]
        return sum(weights.get(run, unseen) for run in runs)

    def _is_of_other_script(self, words: list[str]) -> bool:
        """Whether most letters are of a script that the base never uses; one may be a sign: "µ"."""
        letters = "".join(words)
        other = [each for each in letters if not _is_latin(each) and each not in self._own_letters]
        is_one_enough = bool(other) and category(other[0]) == "Lo"  # as in Chinese
        return 2 * len(other) > len(letters) and (len(other) > 1 or is_one_enough)

    def _is_foreign(self, words: list[str]) -> bool:
        """Whether one language of others explains the words much better than the city's do."""
        least = _FOREIGN if len(words) >= _SHORT else _FOREIGN_SHORT
        words = [word for word in words if len(word) > 1]  # one letter is short for anything
        if len(words) < 2:
            return False
        unknown = [word for word in words if word not in self._own_words]
        likely = [s for s in self._strangers if not s.words.isdisjoint(unknown)]
        return any(self._is_theirs(words, stranger, least) for stranger in likely)

    def _is_theirs(self, words: list[str], stranger: _Stranger, least: float) -> bool:
        """Whether what speaks for the stranger's language over the city's reaches ``least``."""
        signs = [self._sign(word, stranger) for word in words]
        told = sum(sign for sign in signs if sign is not None)
        open_words = [word for word, sign in zip(words, signs, strict=True) if sign is None]
        if told + _BY_LETTERS * len(open_words) < least:
            return False
        return told + sum(self._by_letters(word, stranger) for word in open_words) >= least

    def _sign(self, word: str, stranger: _Stranger) -> float | None:
        """What a word says for the stranger's language (above 0) or the city's (below 0).

        None when neither knows it.
        """
        is_own = word in self._own_words
        if word in stranger.words:
            return 0.0 if is_own else _A_SIGN
        if not is_own:
            return None
        return -_A_SIGN if word in self._commonest else -_A_SMALL_SIGN

    def _by_letters(self, word: str, stranger: _Stranger) -> float:
        runs = trigrams(word)
        lead = stranger.letters.of(runs) - max(letters.of(runs) for letters in self._letters)
        return max(-_BY_LETTERS, min(_BY_LETTERS, lead / 2))
