"""Which answers are due to be looked at again, and who may say that they are still true. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.answers import Answer, Kind
from bot.city import REVIEW_AHEAD, Base
from bot.people import Official
from bot.standing import present


def due(base: Base, day: date) -> list[Answer]:
    """The versions whose review date comes within REVIEW_AHEAD or has passed, the earliest first;
    those that have been retired are over.
    """
    found = [
        answer
        for answers in (base.answers, base.incomplete)
        for versions in answers.values()
        for answer in versions.values()
        if answer.review_again <= day + REVIEW_AHEAD and not is_retired(answer, day)
    ]
    return sorted(found, key=lambda one: (one.review_again, one.topic, one.slug, one.language))


def version(base: Base, slug: str, language: str) -> Answer | None:
    """The answer in that language as the files say it, in use or not."""
    found = (answers.get(slug, {}).get(language) for answers in (base.answers, base.incomplete))
    return next((answer for answer in found if answer), None)


def is_retired(answer: Answer, day: date) -> bool:
    """Whether it has ceased to be valid for good. The text of a danger never has: it goes out at
    once whatever its days say (``routing``), so it is looked at as long as it stands there.
    """
    ends = None if answer.kind is Kind.DANGER else answer.valid_until
    return ends is not None and ends < day


def reviewers(base: Base, answer: Answer, day: date) -> list[Official]:
    """Who may say yes, the owner first: the owner, the topic's official, the person responsible
    for quality, and who stands in for them; never the author (L2). Where that leaves nobody,
    everybody else.
    """
    named = _named(base, answer)
    people = [present(base, one, day) for one in named] + named
    others = [one for one in people if one.slug != answer.author]
    if not others:
        others = [one for one in base.officials.values() if one.slug != answer.author]
    return list({one.slug: one for one in others}.values())


def goes_to(base: Base, answer: Answer, day: date) -> Official:
    """Who is asked to look at it; in a city of one person, that one."""
    found = reviewers(base, answer, day)
    return found[0] if found else base.official(answer.author)


def may_retire(base: Base, answer: Answer, day: date, official: str) -> bool:
    """Who may take it out of use: a reviewer, and its author too; nobody the text of a danger,
    which would go out all the same. That one is edited.
    """
    if answer.kind is Kind.DANGER:
        return False
    return official == answer.author or official in _slugs(reviewers(base, answer, day))


def may_review(base: Base, answer: Answer, day: date, official: str) -> bool:
    """Whether the official's yes counts."""
    return official in _slugs(reviewers(base, answer, day))


def of_official(base: Base, day: date, official: str) -> list[Answer]:
    """Those due that go to the official."""
    return [one for one in due(base, day) if goes_to(base, one, day).slug == official]


def again_on(base: Base, day: date) -> date:
    """The next review date of an answer found true on ``day``."""
    return day + timedelta(days=base.city.deadlines.review_days)


def _named(base: Base, answer: Answer) -> list[Official]:
    responsible = base.topics[answer.topic].official
    slugs = (answer.owner or responsible, responsible, base.city.quality_person)
    return [base.officials[slug] for slug in slugs if slug in base.officials]


def _slugs(people: Iterable[Official]) -> set[str]:
    return {one.slug for one in people}
