"""How sure the matcher is, and what moves neither that nor the order of what it finds."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Answer, Kind
from bot.city import Base
from bot.matching import AnswerMatcher
from bot.model import Known, Ranking
from tests.clear_questions import clear as _clear
from tests.clear_questions import top as _top


def _confidence(ranking: Ranking) -> float:
    return ranking.best.confidence if ranking.best else 0.0


def _turned(answer: Answer) -> Answer:
    return replace(answer, asked=answer.asked[::-1], words=answer.words[::-1])


_SHARP = {"fi": "vittu {} perkele", "sv": "fan {} jävlar", "en": "damn {} bloody hell"}


def test_swearing_changes_nothing_at_all(base: Base, matcher: AnswerMatcher) -> None:
    """S2, on what residents wrote: neither the answers nor how sure they are."""
    talk = {slug for slug, a in base.answers.items() if a["fi"].kind is Kind.TALK}
    matters = [one for one in base.questions if one.answer not in talk]
    for one in matters[::3]:
        plain, sharp = one.text, _SHARP[one.language].format(one.text)
        found = matcher.match(plain, one.language).candidates
        assert matcher.match(sharp, one.language).candidates == found, one.text


def test_two_answers_found_alike_share_their_chance_and_neither_is_drafted(base: Base) -> None:
    """Otherwise the alphabet would decide which of two twins the resident gets."""
    twin = {
        language: replace(answer, slug="ploughing-zwin")
        for language, answer in base.answers["ploughing-when"].items()
    }
    matcher = AnswerMatcher(replace(base, answers={**base.answers, "ploughing-zwin": twin}))
    found = matcher.match("milloin meidän katu aurataan", "fi")
    one, other = found.candidates[:2]
    assert {one.slug, other.slug} == {"ploughing-when", "ploughing-zwin"}
    assert one.confidence == pytest.approx(other.confidence, abs=0.01)
    assert one.confidence <= 0.5
    assert found.precision < base.city.tiers.draft


def test_what_was_learnt_by_heart_does_not_make_the_matcher_surer(base: Base) -> None:
    """A resident's words that have become a phrasing say nothing of how others ask."""
    phrasings = [a.asked[0] for a in base.every_answer() if a.language == "fi"]
    plain = AnswerMatcher(replace(base, questions=()))
    slugs = {text: frozenset({_top(plain.match(text, "fi")) or ""}) for text in phrasings}
    taught = plain.taught(Known("fi", text, slugs[text]) for text in phrasings)
    asked = "onko meidän kadun auraus unohdettu kokonaan"
    assert taught.match(asked, "fi") == plain.match(asked, "fi")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_ranking_does_not_depend_on_the_order_of_the_base(
    base: Base, matcher: AnswerMatcher, language: str
) -> None:
    turned = {
        slug: {language: _turned(answer) for language, answer in reversed([*versions.items()])}
        for slug, versions in reversed([*base.answers.items()])
    }
    other = AnswerMatcher(replace(base, answers=turned))
    for answer in base.every_answer():
        for text in (answer.title, f"{answer.title[2:]} xn {answer.title[:4]}"):
            assert other.match(text, language) == matcher.match(text, language)


@settings(max_examples=80)
@given(data=st.data(), language=st.sampled_from(["fi", "sv", "en"]))
def test_confidences_are_chances_that_never_rise(
    base: Base, matcher: AnswerMatcher, data: st.DataObject, language: str
) -> None:
    words = [word for answer in base.every_answer() for word in answer.title.split()]
    parts = st.lists(st.one_of(st.sampled_from(words), st.text(max_size=8)), max_size=8)
    ranking = matcher.match(" ".join(data.draw(parts)), language)
    chances = [candidate.confidence for candidate in ranking.candidates]
    assert all(0 <= chance <= 1 for chance in chances)
    assert all(first >= second for first, second in pairwise(chances))
    assert sum(chances) <= 1 + 1e-9
    assert ranking.language == language


@settings(max_examples=50)
@given(st.text(max_size=80))
def test_the_same_question_is_always_matched_the_same(matcher: AnswerMatcher, text: str) -> None:
    assert matcher.match(text, "fi") == matcher.match(text, "fi")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?!",
        "987 654",
        "zxqw bnmk",
        "xkcd blorp fnord gnarl",
        "lorem ipsum dolor",
        "⟦phone⟧",
        "雪はいつ",
        "Saturnuksen renkaiden massa",
    ],
)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_nonsense_is_never_sure_enough_for_a_draft(
    base: Base, matcher: AnswerMatcher, text: str, language: str
) -> None:
    assert matcher.match(text, language).precision < base.city.tiers.draft


@_clear
def test_a_clear_question_is_likelier_right_than_wrong(
    matcher: AnswerMatcher, language: str, question: str, slug: str
) -> None:
    ranking = matcher.match(question, language)
    assert _top(ranking) == slug
    assert ranking.precision > 0.85


def test_known_questions_make_the_matcher_surer_and_change_no_order(
    base: Base, matcher: AnswerMatcher
) -> None:
    """Decisions of officials calibrate; what is found, and in which order, they leave alone."""
    texts = [one.text for one in base.questions if one.language == "fi"]
    right = {text: _top(matcher.match(text, "fi")) or "" for text in texts}
    always = matcher.taught(Known("fi", text, frozenset({slug})) for text, slug in right.items())
    never = matcher.taught(Known("fi", text, frozenset()) for text in texts)
    for text in texts[:30]:
        surer, less = always.match(text, "fi"), never.match(text, "fi")
        assert [c.slug for c in surer.candidates] == [c.slug for c in less.candidates]
        assert _confidence(surer) > _confidence(less)
