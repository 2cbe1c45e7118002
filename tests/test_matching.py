"""What the matcher finds, however it is said, on the sample city's real base."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Kind
from bot.city import Base
from bot.matching import AnswerMatcher
from bot.matching.entries import entry_of
from tests.clear_questions import clear as _clear
from tests.clear_questions import top as _top


@pytest.mark.parametrize(
    ("text", "usual", "language"),
    [
        ("milloin meidän katu aurataan", "sv", "fi"),
        ("När plogas vår gata?", "fi", "sv"),
        ("When will you plough our street?", "fi", "en"),
        ("NÄR PLOGAS VÅR GATA", "en", "sv"),
        ("ei oo aurattu viel", "en", "fi"),
        ("kan ni sanda trottoaren", "fi", "sv"),
        ("the pavement is icy", "sv", "en"),
        ("Hej! Min mamma halkade på gatan och bröt handen.", "fi", "sv"),
    ],
)
def test_a_clause_is_known_by_its_language(
    matcher: AnswerMatcher, text: str, usual: str, language: str
) -> None:
    assert matcher.language_of(text, usual) == language


@pytest.mark.parametrize("usual", ["fi", "sv", "en"])
@pytest.mark.parametrize("text", ["", "ok", "?", "12345", "👍", "⟦phone⟧", "OK!!"])
def test_what_tells_no_language_keeps_the_usual_one(
    matcher: AnswerMatcher, text: str, usual: str
) -> None:
    assert matcher.language_of(text, usual) == usual


@pytest.mark.parametrize(
    ("text", "usual"),
    [("auraus?", "fi"), ("auraus?", "sv"), ("Mäntytie 12", "sv"), ("tack", "fi"), ("Hej!", "en")],
)
def test_a_short_word_keeps_the_conversations_language(
    matcher: AnswerMatcher, text: str, usual: str
) -> None:
    """L19: one word may be a name or a loan."""
    assert matcher.language_of(text, usual) == usual


@settings(max_examples=100)
@given(st.text(max_size=60), st.sampled_from(["fi", "sv", "en"]))
def test_the_language_is_one_of_the_citys_or_none(
    base: Base, matcher: AnswerMatcher, text: str, usual: str
) -> None:
    assert matcher.language_of(text, usual) in {*base.city.languages, None}


def test_every_title_finds_its_own_answer(base: Base, matcher: AnswerMatcher) -> None:
    for answer in base.every_answer():
        found = matcher.match(answer.title, answer.language)
        assert _top(found) == answer.slug, answer.title


def test_nearly_every_known_phrasing_finds_its_own_answer(
    base: Base, matcher: AnswerMatcher
) -> None:
    """Some phrasings name two matters; a known one must all the same hardly ever go astray."""
    pairs = [(a, asked) for a in base.every_answer() for asked in a.asked]
    right = sum(_top(matcher.match(asked, a.language)) == a.slug for a, asked in pairs)
    assert right / len(pairs) > 0.97


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("mistä saa ilamista hiekkaa", "fi", "grit-free"),
        ("mistä saa ilmaista hiekaka", "fi", "grit-free"),
        ("minne lumikourman saa viedä", "fi", "snow-dump"),
        ("lumenkaatopiakka", "fi", "snow-dump"),
        ("liukastiun kadulla ja ranne murtui", "fi", "slip-claim"),
        ("auotni on siirrety, mistä löydän sen", "fi", "car-moved"),
    ],
)
def test_typing_errors_are_forgiven(
    matcher: AnswerMatcher, text: str, language: str, slug: str
) -> None:
    assert _top(matcher.match(text, language)) == slug


@_clear
@pytest.mark.parametrize(
    "said",
    ["{}?", "{}!!!", "¿ {} ...", "  {}\n", "Hei, {}?", "Moi! {}", "Terve. {} Kiitos!", "{} 😡"],
)
def test_marks_and_greetings_do_not_change_the_top_answer(
    matcher: AnswerMatcher, language: str, question: str, slug: str, said: str
) -> None:
    for text in (said.format(question), said.format(question.upper())):
        assert _top(matcher.match(text, language)) == slug


@_clear
@pytest.mark.parametrize(
    "said", ["vittu {}", "{} perkele", "no {} jumalauta saatana", "voi vittu {}, hävetkää"]
)
def test_swearing_does_not_change_the_top_answer(
    matcher: AnswerMatcher, language: str, question: str, slug: str, said: str
) -> None:
    """S2: a sharp message is answered like any other."""
    assert _top(matcher.match(said.format(question), language)) == slug


def test_swearing_hardly_ever_changes_the_answer_to_a_known_phrasing(
    base: Base, matcher: AnswerMatcher
) -> None:
    """S2, over the whole base and not only a few clear questions."""
    matters = [a for a in base.every_answer() if a.language == "fi" and a.kind is not Kind.TALK]
    pairs = [(a.slug, f"voi vittu {asked} perkele") for a in matters for asked in a.asked]
    right = sum(_top(matcher.match(text, "fi")) == slug for slug, text in pairs)
    assert right / len(pairs) > 0.95


_GREETINGS = {
    "fi": ("Hei, {}", "Moi! {}", "Hyvää päivää, {}", "{} Kiitos!"),
    "sv": ("Hej! {}", "God dag, {}", "Hejsan, {}", "{} Tack!"),
    "en": ("Hello, {}", "Good morning, {}", "Hi! {}", "{} Thank you!"),
}


@settings(max_examples=300, derandomize=True)
@given(data=st.data(), language=st.sampled_from(["fi", "sv", "en"]))
def test_greetings_emoji_capitals_and_spaces_never_change_the_answer_to_a_matter(
    base: Base, matcher: AnswerMatcher, data: st.DataObject, language: str
) -> None:
    """Small talk around a matter must not even win when the matter is weakly matched: nobody
    reads what the bot answers to it.
    """
    matters = [a for a in base.every_answer() if a.language == language and a.kind is not Kind.TALK]
    asked = data.draw(st.sampled_from(data.draw(st.sampled_from(matters)).asked))
    said = data.draw(st.sampled_from([*_GREETINGS[language], "😡🚜 {}", "  «{}» ?!..."]))
    text = said.format(data.draw(st.sampled_from([asked, asked.upper(), asked.replace(" ", "  ")])))
    assert _top(matcher.match(text, language)) == _top(matcher.match(asked, language))


@pytest.mark.parametrize("change", [str.upper, str.title, str.casefold])
def test_capitals_change_nothing(matcher: AnswerMatcher, change: Callable[[str], str]) -> None:
    question = "mistä saa ilmaista hiekkaa"
    assert matcher.match(change(question), "fi") == matcher.match(question, "fi")


def test_no_answer_is_ranked_twice_and_each_is_in_the_base(
    base: Base, matcher: AnswerMatcher
) -> None:
    for answer in base.every_answer():
        slugs = [c.slug for c in matcher.match(answer.body[:200], answer.language).candidates]
        assert len(set(slugs)) == len(slugs)
        assert set(slugs) <= set(base.answers)


def test_the_deciding_words_are_told(matcher: AnswerMatcher) -> None:
    best = matcher.match("mistä saa ilmaista hiekkaa", "fi").best
    assert best is not None
    assert any(word.startswith("hiek") for word in best.why)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Mistä saa ilmaista hiekkaa? Minne lumikuorman saa viedä?", ("grit-free", "snow-dump")),
        ("Minne lumikuorman saa viedä? Mistä saa ilmaista hiekkaa?", ("snow-dump", "grit-free")),
        ("Mistä saa ilmaista hiekkaa? Liukastuin siinä jo eilen.", ()),
        ("Mistä saa ilmaista hiekkaa? Mistä hiekkaa saa ilmaiseksi?", ()),
        ("Hei! Mistä saa ilmaista hiekkaa?", ()),
    ],
)
def test_two_matters_in_one_message_are_both_found_in_their_order(
    matcher: AnswerMatcher, text: str, slugs: tuple[str, ...]
) -> None:
    found = tuple(candidate.slug for candidate in matcher.match(text, "fi").matters)
    assert found in (slugs, ("grit-free", "slip-claim") if "Liukastuin" in text else slugs)


def test_an_answer_without_phrasings_is_found_through_another_language(base: Base) -> None:
    answer = base.answers["slip-claim"]["sv"]
    bare = dict(base.answers["slip-claim"]) | {"sv": replace(answer, asked=())}
    matcher = AnswerMatcher(replace(base, answers={**base.answers, "slip-claim": bare}))
    found = matcher.match("liukastuin kadulla ja ranne murtui", "sv").candidates
    assert ("slip-claim", "fi") in [(one.slug, one.through) for one in found]
    own = AnswerMatcher(base).match("jag halkade på gatan och bröt handleden", "sv")
    assert own.best is not None
    assert own.best.through is None


def test_every_phrasing_can_be_left_out(base: Base) -> None:
    few = {slug: base.answers[slug] for slug in ("grit-free", "snow-dump", "slip-claim")}
    small = AnswerMatcher(replace(base, answers=few, questions=()))
    left = list(small.left_out())
    asked = [entry_of(base, answer) for answer in replace(base, answers=few).every_answer()]
    assert len(left) == sum(len(entry.asked) for entry in asked)
    right = sum(_top(one.ranking) == one.slug for one in left)
    assert len(left) / 2 < right < len(left)


def test_a_language_the_city_does_not_serve_is_refused(matcher: AnswerMatcher) -> None:
    with pytest.raises(KeyError):
        matcher.match("bonjour", "fr")
