"""Which questions nobody would answer on which of the coming days: neither the official nor a
deputy is there. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from bot.answers import Kind
from bot.calendar import is_office_day, working_time
from bot.city import Base
from bot.people import Official, Stead
from bot.routing import in_charge
from bot.standing import chain_of, present, stead_of, who_takes_on

USUAL_DAYS = 14
"""So far ahead people look: long enough to find a deputy, short enough to be known."""
_DAY = timedelta(days=1)
_UNCOVERED = frozenset({Stead.FALLBACK, Stead.NOBODY})

_Cells = Mapping[str, Mapping[str | None, tuple[str, ...]]]
"""Slug of the official in charge to districts to languages."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Working days in a row on which a topic's questions are left to the fallback official, or to
    nobody who is there.
    """

    topic: str | None
    """None: questions whose topic is not known."""
    districts: tuple[str | None, ...]
    """Slugs; None among them: questions that name no place."""
    languages: tuple[str, ...]
    days: tuple[date, ...]
    """Each of them; nobody works for the topic on the days between."""
    official: str
    """Slug of who is in charge and away."""
    to: str
    """Slug of who gets them all the same."""
    stead: Stead
    """FALLBACK or NOBODY."""


def gaps(base: Base, first: date, days: int = USUAL_DAYS) -> tuple[Gap, ...]:
    """Every gap of so many days from ``first`` on: by day, then in the order of topics.toml.

    A day counts where the one in charge or a deputy has office time; for dangers, which the
    official on call gets day and night, each day does. Small talk needs nobody.
    """
    found = [
        gap
        for topic in (*base.topics, None)
        if topic is None or base.topics[topic].kind is not Kind.TALK
        for gap in _of_topic(base, topic, [first + number * _DAY for number in range(days)])
    ]
    return tuple(sorted(found, key=lambda gap: gap.days[0]))


def whole_city(base: Base, gap: Gap) -> bool:
    """Whether it is a gap in every district."""
    return set(base.districts) <= set(gap.districts)


def concerns(base: Base, gap: Gap, official: str) -> bool:
    """Whether the official is to hear of it in advance: the head of the unit of who is away, and
    the person responsible for quality.
    """
    head = base.head_of(base.official(gap.official)).slug
    return official in (head, base.city.quality_person)


def _of_topic(base: Base, topic: str | None, days: Sequence[date]) -> Iterator[Gap]:
    for slug, cells in _in_charge(base, topic).items():
        official = base.officials[slug]
        is_danger = topic is not None and base.topics[topic].kind is Kind.DANGER
        working = [day for day in days if is_danger or _works(base, official, day)]
        left = {day: _left_to(base, official, day, at_once=is_danger) for day in working}
        for (to, stead), run in groupby(working, left.__getitem__):
            if stead not in _UNCOVERED:
                continue
            at = tuple(run)
            for languages in dict.fromkeys(cells.values()):
                districts = tuple(d for d, spoken in cells.items() if spoken == languages)
                yield Gap(topic, districts, languages, at, slug, to, stead)


def _in_charge(base: Base, topic: str | None) -> _Cells:
    """Who is in charge of which districts in which languages."""
    found: dict[str, dict[str | None, tuple[str, ...]]] = {}
    for district in (None, *base.districts):
        for language in base.city.languages:
            slug = responsible(base, topic, district, language).slug
            cells = found.setdefault(slug, {})
            cells[district] = (*cells.get(district, ()), language)
    return found


def responsible(base: Base, topic: str | None, district: str | None, language: str) -> Official:
    """Whose such a question is while everybody is there: a danger is the on-call official's."""
    if topic is not None and base.topics[topic].kind is Kind.DANGER:
        return base.officials[base.city.on_call]
    return in_charge(base, topic, district, language)


def _works(base: Base, official: Official, day: date) -> bool:
    """Whether it is an office day of the official or of a deputy, away or not."""
    chain = chain_of(base, official)
    return any(is_office_day(day, working_time(base, one)) for one in chain)


def _left_to(base: Base, official: Official, day: date, *, at_once: bool) -> tuple[str, Stead]:
    one = present(base, official, day) if at_once else who_takes_on(base, official, day)
    return one.slug, stead_of(base, official, one, day, at_once=at_once)
