"""Which way a question goes, and to which one official."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import routing
from bot.city import Base, Place
from bot.model import Candidate, Ranking
from bot.routing import Decision, Route

MONDAY = date(2026, 11, 23)
CHRISTMAS = date(2026, 12, 29)


def _decide(base: Base, *found: tuple[str, float], language: str = "fi", **more: Any) -> Decision:
    ranking = Ranking(language, tuple(Candidate(slug, sure) for slug, sure in found))
    return routing.decide(base, ranking, Place(), more.pop("day", MONDAY), **more)


@pytest.mark.parametrize(
    ("found", "route", "why"),
    [
        ([("ploughing-when", 0.9)], Route.DRAFT, "matched"),
        ([("ploughing-when", 0.3)], Route.HANDOVER, "no_match"),
        ([], Route.HANDOVER, "no_match"),
        ([("slip-claim", 0.9)], Route.HANDOVER, "formal"),
        ([("roof-snow", 0.35)], Route.SAFETY, "danger"),
        ([("ploughing-when", 0.6), ("roof-snow", 0.35)], Route.SAFETY, "danger"),
        ([("roof-snow", 0.1)], Route.HANDOVER, "no_match"),
        ([("state-private-road", 0.9)], Route.DRAFT, "matched"),
        ([("greeting", 0.9)], Route.TALK, "talk"),
        ([("thanks", 0.5), ("greeting", 0.4)], Route.TALK, "talk"),
        ([("greeting", 0.7), ("ploughing-when", 0.3)], Route.HANDOVER, "no_match"),
    ],
)
def test_a_match_goes_the_way_of_its_kind(
    base: Base, found: list[tuple[str, float]], route: Route, why: str
) -> None:
    decision = _decide(base, *found)
    assert (decision.route, decision.why) == (route, why)


def test_who_asks_for_a_person_gets_one_even_with_a_sure_match(base: Base) -> None:
    decision = _decide(base, ("ploughing-when", 0.99), wants_human=True)
    assert decision.route is Route.HANDOVER


def test_out_of_season_nothing_is_drafted(base: Base) -> None:
    decision = _decide(base, ("ploughing-when", 0.99), day=date(2026, 7, 1))
    assert decision.why == "not_valid_now"


def test_a_weak_match_still_tells_the_topic_and_so_the_right_official(base: Base) -> None:
    decision = _decide(base, ("ploughing-when", 0.2), ("plough-map", 0.2))
    assert decision.route is Route.HANDOVER
    assert decision.topic == "winter-streets"


@pytest.mark.parametrize(
    ("topic", "district", "language", "official"),
    [
        ("winter-streets", "harjula", "fi", "jari-koskela"),
        ("winter-streets", "keskusta", "fi", "annika-sundstrom"),
        ("winter-streets", None, "fi", "maija-lehtonen"),
        ("winter-streets", None, "sv", "maija-lehtonen"),
        ("parking", None, "fi", "petri-maenpaa"),
        (None, "harjula", "fi", "tuomas-laine"),
        ("no-such-topic", None, "fi", "tuomas-laine"),
    ],
)
def test_topic_then_district_then_language_name_one_official(
    base: Base, topic: str | None, district: str | None, language: str, official: str
) -> None:
    """L20."""
    assert routing.official_for(base, topic, district, language, MONDAY).slug == official


def test_the_deputy_stands_in_for_the_absent(base: Base) -> None:
    """L12."""
    jari = base.officials["jari-koskela"]
    assert jari.is_away(CHRISTMAS)
    assert routing.present(base, jari, CHRISTMAS).slug == jari.deputy


@given(st.data())
def test_there_is_always_exactly_one_official_who_is_there(base: Base, data: st.DataObject) -> None:
    topic = data.draw(st.sampled_from([*base.topics, None]))
    district = data.draw(st.sampled_from([*base.districts, None]))
    language = data.draw(st.sampled_from(base.city.languages))
    day = data.draw(st.dates(date(2026, 11, 1), date(2027, 3, 1)))
    official = routing.official_for(base, topic, district, language, day)
    assert official.slug in base.officials
    assert not official.is_away(day)


@pytest.mark.parametrize(
    ("words", "language", "asks"),
    [
        ("haluan ihmisen", "fi", True),
        ("kiitos mutta EI BOTTI!", "fi", True),
        ("jag vill prata med en människa", "sv", True),
        ("can I talk to someone?", "en", True),
        ("milloin katu aurataan", "fi", False),
        (
            "tässä on pitkä viesti jossa kerron että ihminen kaatui jäiseen mäkeen eilen",
            "fi",
            False,
        ),
    ],
)
def test_a_request_for_a_person_is_heard_in_short_messages(
    base: Base, words: str, language: str, *, asks: bool
) -> None:
    """L5."""
    assert routing.asks_for_human(base, words, language) is asks


def test_no_question_of_the_base_is_taken_as_a_request_for_a_person(base: Base) -> None:
    taken = [
        asked
        for answer in base.every_answer()
        for asked in answer.asked
        if answer.slug not in {"who-are-you", "contact-official"}
        and routing.asks_for_human(base, asked, answer.language)
    ]
    assert taken == []
