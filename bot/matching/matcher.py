"""The first matcher: stemmed words weighed by rarity, typing errors repaired by rapidfuzz."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, fsum, log
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.city import Answer, Base, Kind, Place
from bot.matching.language import Languages
from bot.matching.places import Places
from bot.matching.text import stemmer, stems
from bot.model import Candidate, Ranking

_SHOWN = 5
_WORDS_WEIGHT = 0.8
_BODY_WEIGHT = 0.4
_REPAIRED_TRUST = 0.6
# Logistic of (coverage, lead over the next answer), fitted by leaving phrasings and answers
# out of the sample base in turn; once for all bases: calibrating each comes with its own issue.
_COVERED, _LEAD, _BIAS = 3.0, 6.2, -2.4


@dataclass(frozen=True, slots=True)
class _Phrasing:
    answer: int
    stems: frozenset[str]
    weight: float


class _Score(NamedTuple):
    """How near an answer is, both from 0 to 1."""

    likeness: float
    """Of the question to the answer's nearest phrasing."""
    covered: float
    """The share of the question's information that the answer's words hold."""

    @property
    def blend(self) -> float:
        """What answers are ranked by."""
        return 0.6 * self.likeness + 0.4 * self.covered


class _Index:
    """One language's answers, ready to be asked."""

    def __init__(self, answers: list[Answer], language: str) -> None:
        self.language = language
        self.slugs = [answer.slug for answer in answers]
        self._fields = [_field_weights(answer) for answer in answers]
        self._rarity = _rarities(self._fields)
        matters = (f for a, f in zip(answers, self._fields, strict=True) if a.kind is not Kind.TALK)
        self._is_talk = [answer.kind is Kind.TALK for answer in answers]
        self._talk = frozenset(self._rarity).difference(*matters)
        self._unknown = log(1 + len(answers)) if answers else 1.0
        self._phrasings: list[_Phrasing] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, answer in enumerate(answers):
            for text in (answer.title, *answer.asked):
                self._add(number, frozenset(stems(text, language)))
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._rarity):  # so that a tie is repaired the same way every time
            self._by_length[len(word)].append(word)

    def _add(self, answer: int, words: frozenset[str]) -> None:
        for word in words:
            self._holding[word].append(len(self._phrasings))
        self._phrasings.append(_Phrasing(answer, words, self._total(words)))

    def _weigh(self, stem: str) -> float:
        return self._rarity.get(stem, self._unknown)

    def _total(self, words: Iterable[str]) -> float:
        """The words' weights together; ``fsum``, because a set has no order."""
        return fsum(map(self._weigh, words))

    def _understood(self, word: str) -> tuple[str, float]:
        """The word's stem and how far it is trusted: a repaired one less than a known one.

        An unknown stem becomes the nearest known one that begins alike, within 1, 2 or 3
        edits by its length.
        """
        stem = stemmer(self.language)(word)
        if stem in self._rarity or len(stem) < 4:
            return stem, 1.0
        edits = 1 if len(stem) < 6 else 2 if len(stem) < 11 else 3
        lengths = range(len(stem) - edits, len(stem) + edits + 1)
        near = [w for n in lengths for w in self._by_length[n] if w[0] == stem[0]]
        found = process.extractOne(stem, near, scorer=OSA.distance, score_cutoff=edits)
        return (found[0], _REPAIRED_TRUST) if found else (stem, 1.0)

    def scores(self, words: list[str]) -> tuple[list[_Score], dict[str, str]]:
        """Each answer's score, and the stems understood with the resident's own words."""
        understood = {word: self._understood(word) for word in words}
        asked = {stem: word for word, (stem, _) in understood.items()}
        trust = dict(understood.values())
        weights = {stem: self._weigh(stem) * share for stem, share in trust.items()}
        if not self._total(trust):
            return [_Score(0.0, 0.0)] * len(self.slugs), asked
        totals = self._totals(trust)
        nearest = self._nearest(weights, totals)
        covered = [
            fsum(weight * fields.get(stem, 0.0) for stem, weight in weights.items()) / total
            for fields, total in zip(self._fields, totals, strict=True)
        ]
        return [_Score(n, c) for n, c in zip(nearest, covered, strict=True)], asked

    def _totals(self, asked: Iterable[str]) -> list[float]:
        """What the question weighs to each answer: swearing and greetings, which only small talk
        holds, weigh nothing to a matter (S2).
        """
        whole = self._total(asked)
        matter = self._total(stem for stem in asked if stem not in self._talk) or whole
        return [whole if talk else matter for talk in self._is_talk]

    def _nearest(self, weights: dict[str, float], totals: list[float]) -> list[float]:
        """For each answer the weighted Dice likeness of its nearest phrasing."""
        shared: dict[int, float] = defaultdict(float)
        for stem, weight in weights.items():
            for number in self._holding.get(stem, ()):
                shared[number] += weight
        best = [0.0] * len(self.slugs)
        for number, weight in shared.items():
            phrasing = self._phrasings[number]
            likeness = 2 * weight / (totals[phrasing.answer] + phrasing.weight)
            best[phrasing.answer] = max(best[phrasing.answer], likeness)
        return best

    def why(self, answer: int, asked: dict[str, str]) -> tuple[str, ...]:
        """The resident's words that decided, weightiest first."""
        fields = self._fields[answer]
        decided = (stem for stem in asked if stem in fields)
        ranked = sorted(decided, key=lambda stem: (-self._weigh(stem) * fields[stem], stem))
        return tuple(asked[stem] for stem in ranked[:5])


def _field_weights(answer: Answer) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in (
        (answer.body, _BODY_WEIGHT),
        (" ".join(answer.words), _WORDS_WEIGHT),
        (" ".join((answer.title, *answer.asked)), 1.0),
    ):
        weights.update(dict.fromkeys(stems(text, answer.language), weight))
    return weights


def _rarities(fields: list[dict[str, float]]) -> dict[str, float]:
    seen: dict[str, int] = defaultdict(int)
    for words in fields:
        for word in words:
            seen[word] += 1
    return {word: log(1 + len(fields) / n) for word, n in seen.items()}


class AnswerMatcher:
    """Matches questions to the base's answers in each of the city's languages."""

    def __init__(self, base: Base) -> None:
        """Index every answer; 8,000 phrasings took half a second."""
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
        scores, asked = index.scores(self._places.without(question))
        order = sorted(range(len(scores)), key=lambda n: (-scores[n].blend, index.slugs[n]))
        order = order[: _SHOWN + 1]
        candidates = [
            Candidate(
                index.slugs[number],
                _confidence(scores[number], scores[following] if following is not None else None),
                index.why(number, asked),
            )
            for number, following in zip(order, [*order[1:], None], strict=True)
            if scores[number].blend > 0
        ]
        falling = _falling(candidates[:_SHOWN])
        return Ranking(language, falling, falling[0].confidence if falling else 0.0)


def _confidence(score: _Score, following: _Score | None) -> float:
    lead = score.blend - (following.blend if following else 0.0)
    sure = _COVERED * score.covered + _LEAD * lead + _BIAS
    return round(1 / (1 + exp(-sure)), 4)


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
