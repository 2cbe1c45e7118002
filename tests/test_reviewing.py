"""Which answers are due for a review, to whom they go, and that expired ones are never drafted."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.answers import Answer, Kind
from bot.cases import Cases
from bot.city import Base
from bot.errors import NotSendableError
from bot.library import Library
from bot.model import State
from bot.people import Absence
from bot.reviewing import again_on, due, goes_to, may_retire, may_review, of_official, reviewers
from bot.store import SqliteStore
from tests.fakes import Clock, ScriptedMatcher
from tests.residents import ask
from tests.towns import TODAY, with_absences

MAIJA, ANNIKA, QUALITY = "maija-lehtonen", "annika-sundstrom", "liisa-hagman"
SLUG = "ploughing-when"


def with_answer(base: Base, **changes: Any) -> Base:
    """The base with that answer changed in every language."""
    versions = {
        language: replace(answer, **changes) for language, answer in base.answers[SLUG].items()
    }
    return replace(base, answers={**base.answers, SLUG: versions})


def _due(base: Base) -> set[tuple[str, str]]:
    return {(answer.slug, answer.language) for answer in due(base, TODAY)}


def _one(base: Base) -> Answer:
    return base.answers[SLUG]["fi"]


@pytest.mark.parametrize(("ahead", "is_due"), [(-30, True), (0, True), (14, True), (15, False)])
def test_an_answer_is_due_two_weeks_before_its_date_and_ever_after(
    base: Base, ahead: int, *, is_due: bool
) -> None:
    changed = with_answer(base, review_again=TODAY + timedelta(ahead))
    assert ((SLUG, "sv") in _due(changed)) is is_due


def test_each_language_is_due_by_itself(base: Base) -> None:
    versions = dict(base.answers[SLUG])
    versions["sv"] = replace(versions["sv"], review_again=TODAY)
    changed = replace(base, answers={**base.answers, SLUG: versions})
    assert {found for found in _due(changed) if found[0] == SLUG} == {(SLUG, "sv")}


def test_the_text_of_a_danger_is_never_out_of_use_by_its_days(base: Base) -> None:
    """It goes out at once all the same, so nobody may be told that it does not."""
    changed = with_answer(
        base, review_again=TODAY, valid_until=TODAY - timedelta(days=1), kind=Kind.DANGER
    )
    assert (SLUG, "fi") in _due(changed)
    assert not any(may_retire(changed, _one(changed), TODAY, slug) for slug in base.officials)


def test_what_is_retired_is_over_and_what_still_ends_is_not(base: Base) -> None:
    yesterday = TODAY - timedelta(days=1)
    assert (SLUG, "fi") not in _due(with_answer(base, review_again=TODAY, valid_until=yesterday))
    assert (SLUG, "fi") in _due(with_answer(base, review_again=TODAY, valid_until=TODAY))


def test_it_goes_to_its_owner_else_to_its_topics_official(base: Base) -> None:
    topics = {
        **base.topics,
        "winter-streets": replace(base.topics["winter-streets"], official=MAIJA),
    }
    plain = with_absences(replace(base, topics=topics), {})
    owned = with_answer(plain, owner=ANNIKA, author="jari-koskela", review_again=TODAY)
    assert goes_to(owned, _one(owned), TODAY).slug == ANNIKA
    nobodys = with_answer(plain, owner=None, author="jari-koskela", review_again=TODAY)
    assert goes_to(nobodys, _one(nobodys), TODAY).slug == MAIJA
    assert _one(nobodys) in of_official(nobodys, TODAY, MAIJA)
    assert _one(nobodys) not in of_official(nobodys, TODAY, ANNIKA)


def test_who_wrote_it_reviews_nothing_of_it_but_may_end_it(base: Base) -> None:
    """L2: the reviewer is another than the author."""
    own = with_answer(with_absences(base, {}), owner=ANNIKA, author=ANNIKA, review_again=TODAY)
    assert not may_review(own, _one(own), TODAY, ANNIKA)
    assert may_retire(own, _one(own), TODAY, ANNIKA)
    assert goes_to(own, _one(own), TODAY).slug == base.topics["winter-streets"].official
    assert may_review(own, _one(own), TODAY, QUALITY)
    assert not may_retire(own, _one(own), TODAY, "petri-maenpaa")


def test_who_is_away_has_a_stand_in_for_this_too(base: Base) -> None:
    absent = with_absences(base, {MAIJA: (Absence(TODAY),)})
    owned = with_answer(absent, owner=MAIJA, author="jari-koskela", review_again=TODAY)
    assert goes_to(owned, _one(owned), TODAY).slug == base.officials[MAIJA].deputy
    assert may_review(owned, _one(owned), TODAY, MAIJA)  # on the desk all the same


def test_where_one_person_is_everything_any_other_reviews(base: Base) -> None:
    city = replace(base.city, quality_person=MAIJA)
    topics = {slug: replace(topic, official=MAIJA) for slug, topic in base.topics.items()}
    alone = replace(with_absences(base, {}), city=city, topics=topics)
    own = with_answer(alone, owner=MAIJA, author=MAIJA)
    found = {one.slug for one in reviewers(own, _one(own), TODAY)}
    assert found == set(base.officials) - {MAIJA}


def test_the_next_review_is_a_year_on_or_as_the_city_says(base: Base) -> None:
    assert again_on(base, TODAY) == date(2027, 11, 23)
    deadlines = replace(base.city.deadlines, review_days=30)
    soon = replace(base, city=replace(base.city, deadlines=deadlines))
    assert again_on(soon, TODAY) == date(2026, 12, 23)


EXPIRED = [
    {"review_again": TODAY - timedelta(days=1)},
    {"valid_until": TODAY - timedelta(days=1)},
    {"valid_from": TODAY + timedelta(days=1)},
    {"months": frozenset({6})},
]


@pytest.mark.parametrize("changes", EXPIRED, ids=["review", "until", "from", "season"])
def test_what_would_have_matched_an_expired_answer_goes_to_a_human_with_that_reason(
    base: Base,
    scripted: ScriptedMatcher,
    clock: Clock,
    store: SqliteStore,
    changes: dict[str, Any],
) -> None:
    """L2, B8: ``not_valid_now``; and its text can be sent by no other way."""
    expired = with_answer(with_absences(base, {}), **changes)
    cases = Cases(Library(expired, scripted), clock)
    case = ask(cases, store, "milloin aura tulee")
    assert (case.state, case.draft.why) == (State.HANDED_OVER, "not_valid_now")
    assert (case.draft.text, case.topic) == ("", "winter-streets")
    with pytest.raises(NotSendableError), store.transaction():
        cases.use_another(store, case.reference, version=case.version, by=case.owner, slug=SLUG)


def test_an_answer_on_its_very_review_date_is_still_drafted(
    base: Base, scripted: ScriptedMatcher, clock: Clock, store: SqliteStore
) -> None:
    last = with_answer(with_absences(base, {}), review_again=TODAY, valid_until=TODAY)
    case = ask(Cases(Library(last, scripted), clock), store, "milloin aura tulee")
    assert (case.state, case.draft.answer) == (State.AWAITING_APPROVAL, SLUG)
