"""Which of the city's languages a message is in: naive Bayes over letter trigrams. Pure.

Learns from the base's own texts, so it knows any city's languages and no others.
"""

from collections import Counter
from collections.abc import Mapping
from math import log

from bot.matching.text import tokens, trigrams

_SURE = 5.0
"""How many nats one language must lead by before the conversation's language is left (L19).
About e to the 5th, 150 to 1: "ok" keeps the conversation's language, a clause does not."""
_SURE_OF_A_WORD = 16.0
"""The same for a single word, which may be a name: "auraus?" keeps it, "plogning?" does not."""


class Languages:
    """Recognises the city's languages by their trigrams."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Learn from ``texts``: language to much text in it."""
        counts = {language: Counter(trigrams(text)) for language, text in texts.items()}
        known: set[str] = set().union(*counts.values())
        self._known = frozenset(known)
        self._weights: dict[str, dict[str, float]] = {}
        self._unseen: dict[str, float] = {}
        for language, count in counts.items():
            total = count.total() + len(known) + 1
            self._weights[language] = {run: log((n + 1) / total) for run, n in count.items()}
            self._unseen[language] = log(1 / total)

    def language_of(self, text: str, usual: str) -> str:
        """The likeliest language; ``usual`` unless another one clearly leads it.

        Runs that no language of the city has, as in a foreign script, speak for none.
        """
        runs = [run for run in trigrams(text) if run in self._known]
        if not runs or len(self._weights) < 2:
            return usual
        likely = {language: self._likelihood(runs, language) for language in self._weights}
        best = max(likely, key=lambda language: likely[language])
        sure = _SURE if sum(map(str.isalpha, tokens(text))) > 1 else _SURE_OF_A_WORD
        if best != usual and likely[best] - likely.get(usual, float("-inf")) < sure:
            return usual
        return best

    def _likelihood(self, runs: list[str], language: str) -> float:
        weights, unseen = self._weights[language], self._unseen[language]
        return sum(weights.get(run, unseen) for run in runs)
