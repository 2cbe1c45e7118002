"""From a match to a draft or a handover, and to which named official. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.city import Answer, Base, Kind, Official, Place
from bot.model import Candidate, Ranking

_DANGER_SHARE = 0.6
"""A danger needs only this share of the threshold: a missed one is worse than a false one."""
_TOPIC_SHARE = 0.5
"""A match too weak to draft from may still tell the topic, and so the right official."""
_TALK_AT_LEAST = 0.85
"""How sure small talk must be, all its answers together."""
_LONE_WORDS_AT_MOST = 3
"""A lone word such as "human" asks for one only in a message of hardly more words."""
_HUMAN_WORDS_AT_MOST = 8
"""A longer message says what it is about; a request for a person in it is left to the match."""


class Route(StrEnum):
    """Which way a question goes."""

    DRAFT = "draft"
    HANDOVER = "handover"
    TALK = "talk"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a question goes and why: ``why`` is a key of the phrases' ``[why]``."""

    route: Route
    why: str
    owner: Official
    answer: Answer | None = None
    topic: str | None = None
    district: str | None = None


def asks_for_human(base: Base, text: str, language: str) -> bool:
    """Whether a short message asks for a person in so many words (L5)."""
    words = text.casefold()
    count = len(words.split())
    return any(
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
) -> Decision:
    """Draft, handover, talk or safety text, with exactly one official who is there on ``day``.

    Args:
        base: The city's base.
        ranking: What matching made of the whole thread.
        place: Street and district the thread names.
        day: The day on the city's clock.
        wants_human: The resident asked for a person (L5).
    """
    route, why, answer = _way(base, ranking, day, wants_human=wants_human)
    topic = answer.topic if answer else _likely_topic(base, ranking)
    if route is Route.SAFETY:
        owner = present(base, base.officials[base.city.on_call], day)
    else:
        owner = official_for(base, topic, place.district, ranking.language, day)
    return Decision(route, why, owner, answer, topic, place.district)


def _way(
    base: Base, ranking: Ranking, day: date, *, wants_human: bool
) -> tuple[Route, str, Answer | None]:
    if danger := _danger(base, ranking):
        return Route.SAFETY, "danger", danger
    best = _safe(base, ranking)
    is_talk = best is not None and not wants_human and _is_talk(base, ranking)
    if best is not None and is_talk and best.may_be_sent(day):
        return Route.TALK, "talk", best
    route, why = Route.HANDOVER, "no_match"
    if wants_human:
        why = "asked_human"
    elif best is None or best.kind is Kind.TALK:
        best = None
    elif best.language != ranking.language:
        why = "untranslated"
    elif not best.may_be_sent(day):
        why = "not_valid_now"
    elif best.kind is Kind.HUMAN:
        why = "formal"
    else:
        route, why = Route.DRAFT, "matched"
    return route, why, best


def _safe(base: Base, ranking: Ranking) -> Answer | None:
    best = ranking.best
    if best is None or best.confidence < base.city.threshold:
        return None
    return base.answer(best.slug, ranking.language)


def _danger(base: Base, ranking: Ranking) -> Answer | None:
    enough = base.city.threshold * _DANGER_SHARE
    for candidate in ranking.candidates:
        answer = base.answer(candidate.slug, ranking.language)
        if answer and answer.kind is Kind.DANGER and candidate.confidence >= enough:
            return answer
    return None


def _is_talk(base: Base, ranking: Ranking) -> bool:
    """Whether a message is surely small talk: nobody reads what the bot answers by itself."""
    sure = 0.0
    for candidate in ranking.candidates:
        answer = base.answer(candidate.slug, ranking.language)
        if answer and answer.kind is Kind.TALK:
            sure += candidate.confidence
    return sure >= _TALK_AT_LEAST


def _likely_topic(base: Base, ranking: Ranking) -> str | None:
    """The topic whose candidates together are likely enough, if any."""
    shares: dict[str, float] = {}
    for candidate in ranking.candidates:
        topic = _topic_of(base, candidate, ranking.language)
        if topic:
            shares[topic] = shares.get(topic, 0.0) + candidate.confidence
    likely = max(shares, key=lambda topic: shares[topic], default=None)
    enough = base.city.threshold * _TOPIC_SHARE
    return likely if likely and shares[likely] >= enough else None


def _topic_of(base: Base, candidate: Candidate, language: str) -> str | None:
    answer = base.answer(candidate.slug, language)
    return answer.topic if answer and answer.kind is not Kind.TALK else None


def official_for(
    base: Base, topic: str | None, district: str | None, language: str, day: date
) -> Official:
    """Exactly one official, there on ``day``: by topic, then district, then language (L20).

    Absent -> deputy -> the deputy's deputy -> the city's fallback official (L12).
    """
    if topic is None or topic not in base.topics:
        return present(base, base.officials[base.city.fallback_official], day)
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

    chosen = min(able, key=fitness, default=base.officials[responsible])
    return present(base, chosen, day)


def present(base: Base, official: Official, day: date) -> Official:
    """The official, or who stands in on ``day``: deputies in turn, then the fallback official."""
    seen: set[str] = set()
    standing: Official | None = official
    while standing is not None and standing.slug not in seen:
        if not standing.is_away(day):
            return standing
        seen.add(standing.slug)
        standing = base.officials.get(standing.deputy) if standing.deputy else None
    return base.officials[base.city.fallback_official]
