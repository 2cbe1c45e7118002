"""From a match to a draft or a handover, and to which named official. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bot.answers import Answer, Kind
from bot.city import Base
from bot.model import Candidate, Ranking
from bot.people import Official
from bot.places import Place

_DANGER_AT_LEAST = 0.25
"""A danger is met from this confidence on: a missed one is worse than a false one."""
_DANGER_BESIDE_HUMAN = 0.8
"""How sure a match must be of a danger where the message asks for a human in so many words and
has no word of danger: "haluan puhua ihmiselle" is near to a cry for help, and is none.
"""
_TOPIC_AT_LEAST = 0.25
"""A match too weak to draft from may still tell the topic, and so the right official."""
_NEAR = 0.5
"""Of two nearly equal answers the second has at least this share of the first's confidence."""
_DRAFTED = frozenset({Kind.ANSWER, Kind.ELSEWHERE})
"""What a reply may be drafted from for one tap; the rest is for an official to begin with (L1)."""
_LIKELIER = 0.5
"""A draft is at least likelier right than wrong, however good the base's drafts are as a whole."""
_TALK_AT_LEAST = 0.85
"""How sure small talk must be, all its answers together."""
_LONE_WORDS_AT_MOST = 3
"""A lone word such as "human" asks for one only in a message of hardly more words."""
_HUMAN_WORDS_AT_MOST = 16
"""A longer message says what it is about; a request for a person in it is left to the match."""


class Route(StrEnum):
    """Which way a question goes."""

    DRAFT = "draft"
    ASK = "ask"  # two answers are nearly equal: the resident says which (B1)
    HANDOVER = "handover"
    TALK = "talk"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a question goes and why: ``why`` is a key of the phrases' ``[why]``."""

    route: Route
    why: str
    official: Official
    """Whose it is while everybody is there; who has it then is for ``standing`` to say."""
    answer: Answer | None = None
    topic: str | None = None
    district: str | None = None
    also: Answer | None = None
    """The second answer: of a second matter, or the other one to ask about."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answer and the second one, those there are."""
        return tuple(answer for answer in (self.answer, self.also) if answer)

    @property
    def danger(self) -> str | None:
        """The slug of the danger answer that goes out at once, if one does."""
        return self.answer.slug if self.answer and self.route is Route.SAFETY else None


class _Way(NamedTuple):
    """A decision without its official."""

    route: Route
    why: str
    answer: Answer | None = None
    also: Answer | None = None


def asks_for_human(base: Base, text: str, language: str) -> bool:
    """Whether a message asks for a person in so many words (L5).

    Words of any language count where they are the whole message: who is stuck in a chat may cry
    "HUMAN!!" in it. In a longer one those of ``language`` do.
    """
    words = text.casefold()
    count = len(words.split())
    alone = " ".join(re.findall(r"\w+", words))
    return any(alone in phrases for phrases in base.human_words.values()) or any(
        count <= (_HUMAN_WORDS_AT_MOST if " " in phrase else _LONE_WORDS_AT_MOST)
        and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", words)
        for phrase in base.human_words.get(language, ())
    )


def decide(
    base: Base,
    ranking: Ranking,
    place: Place,
    day: date,
    *,
    wants_human: bool = False,
    foreign: bool = False,
    may_ask: bool = True,
    danger: str | None = None,
) -> Decision:
    """Which way to go, and whose it is while everybody is there.

    Args:
        base: The city's base.
        ranking: What matching made of the whole thread.
        place: Street and district the thread names.
        day: The day on the city's clock.
        wants_human: The resident asked for a person (L5).
        foreign: The words are in none of the city's languages.
        may_ask: The resident may be asked which of two answers is meant: once a case (B1).
        danger: Slug of the danger answer that words of danger in the message call for, if any.
    """
    way = (
        _to_safety(base, ranking, danger, wants_human=wants_human)
        or _to_a_person(wants_human=wants_human, foreign=foreign)
        or _by_tier(base, ranking, day, may_ask=may_ask)
    )
    topic = way.answer.topic if way.answer else _likely_topic(base, ranking)
    official = (
        base.officials[base.city.on_call]
        if way.route is Route.SAFETY
        else in_charge(base, topic, place.district, ranking.language)
    )
    return Decision(way.route, way.why, official, way.answer, topic, place.district, way.also)


def _to_safety(
    base: Base, ranking: Ranking, danger: str | None, *, wants_human: bool
) -> _Way | None:
    told = base.answer(danger, ranking.language) if danger else None
    sure = _DANGER_BESIDE_HUMAN if wants_human else _DANGER_AT_LEAST
    found = told or _danger(base, ranking, sure)
    return _Way(Route.SAFETY, "danger", found) if found else None


def _to_a_person(*, wants_human: bool, foreign: bool) -> _Way | None:
    if wants_human:
        return _Way(Route.HANDOVER, "asked_human")
    return _Way(Route.HANDOVER, "foreign") if foreign else None


def _by_tier(base: Base, ranking: Ranking, day: date, *, may_ask: bool) -> _Way:
    """Talk, draft, question back, findings or nothing: the tiers of city.toml."""
    return (
        _talk(base, ranking, day)
        or _two_matters(base, ranking, day)
        or _sure(base, ranking, day)
        or (_two_equal(base, ranking, day) if may_ask else None)
        or _unsure(base, ranking)
    )


def _two_matters(base: Base, ranking: Ranking, day: date) -> _Way | None:
    """Both answers in one draft, if each may be drafted by itself and both are surely right; else
    an official sees them.
    """
    found = [(base.answer(one.slug, ranking.language), one) for one in ranking.matters]
    matters = [(answer, one) for answer, one in found if answer and answer.kind is not Kind.TALK]
    if len(matters) < 2:
        return None
    (first, one), (second, other) = matters[:2]
    hindered = _hindrance(first, ranking, day) or _hindrance(second, ranking, day)
    unsure = one.confidence * other.confidence < base.city.tiers.draft
    if len(matters) > 2 or hindered or unsure:
        return _Way(Route.HANDOVER, "not_both", first, second)
    return _Way(Route.DRAFT, "two_matters", first, second)


def _sure(base: Base, ranking: Ranking, day: date) -> _Way | None:
    best = ranking.best
    if best is None or best.confidence < _LIKELIER or ranking.precision < base.city.tiers.draft:
        return None
    answer = base.answer(best.slug, ranking.language)
    if answer is None or answer.kind is Kind.TALK:
        return None
    if why := _hindrance(answer, ranking, day):
        return _Way(Route.HANDOVER, why, answer)
    return _Way(Route.DRAFT, "matched", answer)


def _two_equal(base: Base, ranking: Ranking, day: date) -> _Way | None:
    """Two answers to ask about: surely one of them, and the second not far behind."""
    if len(ranking.candidates) < 2:
        return None
    one, other = ranking.candidates[:2]
    if one.confidence + other.confidence < base.city.tiers.ask:
        return None
    first = base.answer(one.slug, ranking.language)
    second = base.answer(other.slug, ranking.language)
    far = other.confidence < one.confidence * _NEAR
    if far or first is None or second is None:
        return None
    if _hindrance(first, ranking, day) or _hindrance(second, ranking, day):
        return None
    return _Way(Route.ASK, "ask", first, second)


def _unsure(base: Base, ranking: Ranking) -> _Way:
    sure = max((c.confidence for c in ranking.candidates if _topic_of(base, c, ranking)), default=0)
    return _Way(Route.HANDOVER, "doubt" if sure >= base.city.tiers.doubt else "no_match")


def _hindrance(answer: Answer, ranking: Ranking, day: date) -> str | None:
    """Why a reply may not be drafted from an answer, if so: a key of the phrases' ``[why]``."""
    if answer.language != ranking.language:
        return "untranslated"
    if not answer.may_be_sent(day):
        return "not_valid_now"
    return None if answer.kind in _DRAFTED else "formal"


def _danger(base: Base, ranking: Ranking, at_least: float) -> Answer | None:
    for candidate in (*ranking.candidates, *ranking.matters):
        answer = base.answer(candidate.slug, ranking.language)
        is_danger = answer is not None and answer.kind is Kind.DANGER
        if is_danger and candidate.confidence >= at_least:
            return answer
    return None


def _talk(base: Base, ranking: Ranking, day: date) -> _Way | None:
    """Small talk, if it surely is: nobody reads what the bot answers by itself."""
    best, sure = None, 0.0
    for candidate in ranking.candidates:
        answer = base.answer(candidate.slug, ranking.language)
        if answer and answer.kind is Kind.TALK:
            best, sure = best or answer, sure + candidate.confidence
    if best is None or sure < _TALK_AT_LEAST or not best.may_be_sent(day):
        return None
    return _Way(Route.TALK, "talk", best)


def _likely_topic(base: Base, ranking: Ranking) -> str | None:
    """The topic whose candidates together are likely enough, if any."""
    shares: dict[str, float] = {}
    for candidate in ranking.candidates:
        topic = _topic_of(base, candidate, ranking)
        if topic:
            shares[topic] = shares.get(topic, 0.0) + candidate.confidence
    likely = max(shares, key=lambda topic: shares[topic], default=None)
    return likely if likely and shares[likely] >= _TOPIC_AT_LEAST else None


def _topic_of(base: Base, candidate: Candidate, ranking: Ranking) -> str | None:
    """A candidate's topic; none of small talk."""
    answer = base.answer(candidate.slug, ranking.language)
    return answer.topic if answer and answer.kind is not Kind.TALK else None


def in_charge(base: Base, topic: str | None, district: str | None, language: str) -> Official:
    """Whose such a question is while everybody is there: exactly one official's, by topic, then
    district, then language (L20).
    """
    if topic is None or topic not in base.topics:
        return base.officials[base.city.fallback_official]
    responsible = base.topics[topic].official
    able = [official for official in base.officials.values() if topic in official.topics]

    def fitness(official: Official) -> tuple[bool, bool, bool, bool, str]:
        return (
            bool(official.districts) and district not in official.districts,
            district is None or district not in official.districts,
            language not in official.languages,
            official.slug != responsible,
            official.slug,
        )

    return min(able, key=fitness, default=base.officials[responsible])
