"""The first matcher: stemmed words weighed by rarity, typing errors repaired by rapidfuzz."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.city import Answer, Base, Place
from bot.matching.language import Languages
from bot.matching.places import Places
from bot.matching.text import stemmer, stems, tokens
from bot.model import Candidate, Ranking

_SHOWN = 5
_WORDS_WEIGHT = 0.8
_BODY_WEIGHT = 0.4
# Logistic of (blended score, lead over the next answer), set by leaving one phrasing out of
# the sample base at a time; the matcher's own issue calibrates per base.
_SCORE, _LEAD, _BIAS = 7.0, 5.0, -3.6


@dataclass(frozen=True, slots=True)
class _Phrasing:
    answer: int
    stems: frozenset[str]
    weight: float


class _Index:
    """One language's answers, ready to be asked."""

    def __init__(self, answers: list[Answer], language: str) -> None:
        self.language = language
        self.slugs = [answer.slug for answer in answers]
        self._fields = [_field_weights(answer) for answer in answers]
        self._rarity = _rarities(self._fields)
        self._unknown = log(1 + len(answers)) if answers else 1.0
        self._phrasings: list[_Phrasing] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, answer in enumerate(answers):
            for text in (answer.title, *answer.asked):
                self._add(number, frozenset(stems(text, language)))
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._rarity:
            self._by_length[len(word)].append(word)

    def _add(self, answer: int, words: frozenset[str]) -> None:
        for word in words:
            self._holding[word].append(len(self._phrasings))
        self._phrasings.append(_Phrasing(answer, words, sum(map(self._weigh, words))))

    def _weigh(self, stem: str) -> float:
        return self._rarity.get(stem, self._unknown)

    def _repaired(self, word: str) -> str:
        """The word's stem; if unknown, the nearest known one within 1, 2 or 3 edits by length."""
        stem = stemmer(self.language)(word)
        if stem in self._rarity or len(stem) < 4:
            return stem
        edits = 1 if len(stem) < 6 else 2 if len(stem) < 11 else 3
        near = [
            w for n in range(len(stem) - edits, len(stem) + edits + 1) for w in self._by_length[n]
        ]
        found = process.extractOne(stem, near, scorer=OSA.distance, score_cutoff=edits)
        return found[0] if found else stem

    def scores(self, text: str) -> tuple[list[float], set[str]]:
        """A score from 0 to 1 for each answer, and the question's stems as understood."""
        asked = {self._repaired(word) for word in tokens(text)}
        total = sum(map(self._weigh, asked))
        if not total:
            return [0.0] * len(self.slugs), asked
        nearest = self._nearest(asked, total)
        covered = [
            sum(self._weigh(word) * fields.get(word, 0.0) for word in asked) / total
            for fields in self._fields
        ]
        return [0.6 * n + 0.4 * c for n, c in zip(nearest, covered, strict=True)], asked

    def _nearest(self, asked: set[str], total: float) -> list[float]:
        """For each answer the weighted Dice likeness of its nearest phrasing."""
        shared: dict[int, float] = defaultdict(float)
        for word in asked:
            for number in self._holding.get(word, ()):
                shared[number] += self._weigh(word)
        best = [0.0] * len(self.slugs)
        for number, weight in shared.items():
            phrasing = self._phrasings[number]
            likeness = 2 * weight / (total + phrasing.weight)
            best[phrasing.answer] = max(best[phrasing.answer], likeness)
        return best

    def why(self, answer: int, asked: set[str]) -> tuple[str, ...]:
        """The stems that decided, weightiest first."""
        fields = self._fields[answer]
        decided = [word for word in asked if word in fields]
        return tuple(sorted(decided, key=lambda w: (-self._weigh(w) * fields[w], w))[:5])


def _field_weights(answer: Answer) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in (
        (answer.body, _BODY_WEIGHT),
        (" ".join(answer.words), _WORDS_WEIGHT),
        (" ".join((answer.title, *answer.asked)), 1.0),
    ):
        weights.update(dict.fromkeys(stems(text, answer.language), weight))
    return weights


def _rarities(fields: Iterable[dict[str, float]]) -> dict[str, float]:
    seen: dict[str, int] = defaultdict(int)
    everything = list(fields)
    for words in everything:
        for word in words:
            seen[word] += 1
    return {word: log(1 + len(everything) / n) for word, n in seen.items()}


class AnswerMatcher:
    """Matches questions to the base's answers in each of the city's languages."""

    def __init__(self, base: Base) -> None:
        """Index every answer; takes a second or so per thousand phrasings."""
        self._languages = Languages(_texts(base))
        self._places = Places(base)
        self._indexes = {
            language: _Index([a for a in base.every_answer() if a.language == language], language)
            for language in base.city.languages
        }

    def language_of(self, text: str, usual: str) -> str:
        """The language of ``text``; ``usual`` when the text is too short to tell (L19)."""
        return self._languages.language_of(text, usual)

    def place(self, text: str) -> Place:
        """The street and district the text names, if any."""
        return self._places.find(text)

    def match(self, question: str, language: str) -> Ranking:
        """The nearest answers in ``language``, best first. KeyError for a foreign language."""
        index = self._indexes[language]
        scores, asked = index.scores(question)
        order = sorted(range(len(scores)), key=lambda n: (-scores[n], index.slugs[n]))[: _SHOWN + 1]
        candidates = [
            Candidate(
                index.slugs[number],
                _confidence(scores[number], scores[following] if following is not None else 0.0),
                index.why(number, asked),
            )
            for number, following in zip(order, [*order[1:], None], strict=True)
            if scores[number] > 0
        ]
        return Ranking(language, _falling(candidates[:_SHOWN]))


def _confidence(score: float, following: float) -> float:
    return round(1 / (1 + exp(-(_SCORE * score + _LEAD * (score - following) + _BIAS))), 4)


def _falling(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """The candidates with confidences that never rise and together make at most one."""
    kept: list[Candidate] = []
    left, limit = 1.0, 1.0
    for candidate in candidates:
        confidence = round(max(0.0, min(candidate.confidence, limit, left)), 4)
        kept.append(Candidate(candidate.slug, confidence, candidate.why))
        left, limit = left - confidence, confidence
    return tuple(kept)


def _texts(base: Base) -> dict[str, str]:
    texts: dict[str, list[str]] = {language: [] for language in base.city.languages}
    for answer in base.every_answer():
        if answer.language in texts:
            texts[answer.language] += [answer.title, answer.body, *answer.asked]
    return {language: "\n".join(lines) for language, lines in texts.items()}
