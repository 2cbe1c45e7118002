"""Which way a question goes, and to which one official."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot import routing
from bot.city import Base, Tiers
from bot.matching import AnswerMatcher
from bot.model import Candidate, Ranking
from bot.places import Place
from bot.routing import Decision, Route

MONDAY = date(2026, 11, 23)
CHRISTMAS = date(2026, 12, 29)


def _decide(base: Base, *found: tuple[str, float], language: str = "fi", **more: Any) -> Decision:
    """Decide on what was found; as sure of its drafts as of the first, or ``precision``."""
    candidates = tuple(Candidate(slug, sure) for slug, sure in found)
    precision = more.pop("precision", found[0][1] if found else 0.0)
    each = more.pop("each", 0.98)
    matters = tuple(Candidate(slug, each) for slug in more.pop("matters", ()))
    ranking = Ranking(language, candidates, precision, matters)
    return routing.decide(base, ranking, Place(), more.pop("day", MONDAY), **more)


@pytest.mark.parametrize(
    ("found", "route", "why"),
    [
        ([("ploughing-when", 0.95)], Route.DRAFT, "matched"),
        ([("ploughing-when", 0.89)], Route.HANDOVER, "doubt"),
        ([("ploughing-when", 0.35)], Route.HANDOVER, "doubt"),
        ([("ploughing-when", 0.34)], Route.HANDOVER, "no_match"),
        ([("ploughing-when", 0.5), ("plough-map", 0.3)], Route.ASK, "ask"),
        ([("ploughing-when", 0.4), ("plough-map", 0.4)], Route.ASK, "ask"),
        ([("ploughing-when", 0.5), ("plough-map", 0.29)], Route.HANDOVER, "doubt"),
        ([("ploughing-when", 0.6), ("plough-map", 0.29)], Route.HANDOVER, "doubt"),
        ([("slip-claim", 0.5), ("plough-map", 0.4)], Route.HANDOVER, "doubt"),
        ([("plough-map", 0.5), ("spring-sweeping", 0.4)], Route.HANDOVER, "doubt"),
        ([("greeting", 0.5), ("plough-map", 0.4)], Route.HANDOVER, "doubt"),
        ([], Route.HANDOVER, "no_match"),
        ([("slip-claim", 0.95)], Route.HANDOVER, "formal"),
        ([("roof-snow", 0.25)], Route.SAFETY, "danger"),
        ([("ploughing-when", 0.95), ("roof-snow", 0.24)], Route.DRAFT, "matched"),
        ([("ploughing-when", 0.6), ("roof-snow", 0.35)], Route.SAFETY, "danger"),
        ([("roof-snow", 0.1)], Route.HANDOVER, "no_match"),
        ([("state-private-road", 0.95)], Route.DRAFT, "matched"),
        ([("greeting", 0.95)], Route.TALK, "talk"),
        ([("thanks", 0.5), ("greeting", 0.4)], Route.TALK, "talk"),
        ([("greeting", 0.7), ("ploughing-when", 0.3)], Route.HANDOVER, "no_match"),
    ],
)
def test_a_match_goes_the_way_of_its_kind(
    base: Base, found: list[tuple[str, float]], route: Route, why: str
) -> None:
    decision = _decide(base, *found)
    assert (decision.route, decision.why) == (route, why)


def test_a_draft_is_set_by_its_precision_not_by_its_confidence(base: Base) -> None:
    assert _decide(base, ("ploughing-when", 0.7), precision=0.95).route is Route.DRAFT
    assert _decide(base, ("ploughing-when", 0.95), precision=0.89).route is Route.HANDOVER


def test_the_city_sets_its_tiers(base: Base) -> None:
    found = [("ploughing-when", 0.6), ("plough-map", 0.3)]
    tiers = {
        Tiers(draft=0.6, ask=0.8, doubt=0.35): (Route.DRAFT, "matched"),
        Tiers(draft=0.9, ask=0.85, doubt=0.35): (Route.ASK, "ask"),
        Tiers(draft=0.9, ask=0.95, doubt=0.35): (Route.HANDOVER, "doubt"),
        Tiers(draft=0.9, ask=0.95, doubt=0.65): (Route.HANDOVER, "no_match"),
    }
    for tier, way in tiers.items():
        own = replace(base, city=replace(base.city, tiers=tier))
        decision = _decide(own, *found)
        assert (decision.route, decision.why) == way


def test_the_resident_is_asked_about_two_answers_and_only_where_it_is_allowed(base: Base) -> None:
    """B1."""
    found = [("ploughing-when", 0.5), ("plough-map", 0.4)]
    asked = _decide(base, *found)
    assert [answer.slug for answer in asked.answers] == ["ploughing-when", "plough-map"]
    assert _decide(base, *found, may_ask=False).why == "doubt"
    assert _decide(base, *found, wants_human=True).why == "asked_human"


@pytest.mark.parametrize(
    ("matters", "route", "why"),
    [
        (("ploughing-when", "grit-free"), Route.DRAFT, "two_matters"),
        (("ploughing-when", "state-private-road"), Route.DRAFT, "two_matters"),
        (("ploughing-when", "slip-claim"), Route.HANDOVER, "not_both"),
        (("spring-sweeping", "ploughing-when"), Route.HANDOVER, "not_both"),
        (("ploughing-when", "roof-snow"), Route.SAFETY, "danger"),
        (("greeting", "ploughing-when"), Route.DRAFT, "matched"),
        (("ploughing-when", "grit-free", "snow-dump"), Route.HANDOVER, "not_both"),
    ],
)
def test_two_matters_are_drafted_together_only_if_each_may_be_by_itself(
    base: Base, matters: tuple[str, ...], route: Route, why: str
) -> None:
    decision = _decide(base, ("ploughing-when", 0.95), matters=matters)
    assert (decision.route, decision.why) == (route, why)


def test_two_matters_are_drafted_only_where_both_are_surely_right(base: Base) -> None:
    matters = ("ploughing-when", "grit-free")
    decision = _decide(base, ("ploughing-when", 0.95), matters=matters, each=0.9)
    assert (decision.route, decision.why) == (Route.HANDOVER, "not_both")


def test_what_is_likelier_wrong_than_right_is_never_drafted(base: Base) -> None:
    """However good a base's drafts are as a whole, e.g. after many right decisions."""
    assert _decide(base, ("ploughing-when", 0.45), precision=0.99).route is Route.HANDOVER


def test_an_answer_found_through_another_language_is_a_draft_like_any_other(base: Base) -> None:
    found = (Candidate("ploughing-when", 0.95, through="fi"),)
    decision = routing.decide(base, Ranking("sv", found, 0.95), Place(), MONDAY)
    assert decision.route is Route.DRAFT
    assert decision.answer == base.answers["ploughing-when"]["sv"]


def test_an_answer_that_is_not_in_the_residents_language_is_not_drafted(base: Base) -> None:
    """L19."""
    versions = dict(base.answers["ploughing-when"])
    del versions["en"]
    own = replace(base, answers={**base.answers, "ploughing-when": versions})
    assert _decide(own, ("ploughing-when", 0.95), language="en").why == "untranslated"


def test_words_in_no_language_of_the_city_go_to_the_fallback_official(base: Base) -> None:
    decision = routing.decide(base, Ranking("en"), Place(), MONDAY, foreign=True)
    assert (decision.route, decision.why) == (Route.HANDOVER, "foreign")
    assert decision.official.slug == base.city.fallback_official


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
    assert routing.in_charge(base, topic, district, language).slug == official


@pytest.mark.parametrize(
    ("words", "language", "asks"),
    [
        ("haluan ihmisen", "fi", True),
        ("kiitos mutta EI BOTTI!", "fi", True),
        ("jag vill prata med en människa", "sv", True),
        ("can I talk to someone?", "en", True),
        ("human", "fi", True),
        ("ihminen", "sv", True),
        ("HUMAN!!", "fi", True),
        ("  Människa?", "en", True),
        ("real person.", "sv", True),
        ("please let me talk to a human about the parking fine I got yesterday", "en", True),
        ("haluaisin puhua ihmiselle siitä pysäköintivirhemaksusta jonka sain eilen", "fi", True),
        ("jag skulle vilja prata med en människa om boten som jag fick igår", "sv", True),
        ("Koirani puri ihmistä", "fi", False),
        ("my dog bit a human in the park", "en", False),
        ("min hund bet en människa", "sv", False),
        ("human rights day programme when", "fi", False),
        ("!!", "fi", False),
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


@pytest.mark.parametrize(
    ("words", "language", "why"),
    [
        ("haluan puhua ihmiselle", "fi", "asked_human"),
        ("jag vill tala med en människa", "sv", "asked_human"),
        ("I want to talk to a human", "en", "asked_human"),
        ("katolta putoaa lunta ihmisten päälle, antakaa ihminen", "fi", "danger"),
    ],
)
def test_a_request_for_a_person_is_no_cry_for_help_unless_the_danger_is_sure(
    base: Base, matcher: AnswerMatcher, words: str, language: str, why: str
) -> None:
    """L5: 112 is not the answer to who only wants to talk to somebody."""
    wants = routing.asks_for_human(base, words, language)
    found = routing.decide(base, matcher.match(words, language), Place(), MONDAY, wants_human=wants)
    assert found.why == why


def test_no_question_of_the_base_is_taken_as_a_request_for_a_person(base: Base) -> None:
    taken = [
        asked
        for answer in base.every_answer()
        for asked in answer.asked
        if answer.slug not in {"who-are-you", "contact-official"}
        and routing.asks_for_human(base, asked, answer.language)
    ]
    assert taken == []
