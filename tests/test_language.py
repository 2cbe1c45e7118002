"""The language of a message: one of the city's, or clearly none of them."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Answer
from bot.city import Base
from bot.matching.language import Languages, foreign_texts
from bot.matching.text import tokens
from tests.conftest import ROOT

_CITY = ["fi", "sv", "en"]
_FOREIGN = tomllib.loads((ROOT / "tests" / "foreign_messages.toml").read_text(encoding="utf-8"))
_QUESTIONS = [
    json.loads(line)
    for line in (ROOT / "knowledge" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def _texts(answers: Iterable[Answer]) -> dict[str, str]:
    found: dict[str, list[str]] = defaultdict(list)
    for answer in answers:
        found[answer.language] += [answer.title, answer.body, *answer.asked, *answer.words]
    return {language: "\n".join(texts) for language, texts in found.items()}


@pytest.fixture(scope="module")
def languages(base: Base) -> Languages:
    """The sample city's languages."""
    return Languages(_texts(base.every_answer()))


@pytest.mark.parametrize(
    ("text", "usual", "language"),
    [
        ("milloin meidän katu aurataan", "sv", "fi"),
        ("När plogas vår gata?", "fi", "sv"),
        ("the pavement is icy", "sv", "en"),
        ("mul on tämä katu ihan jäässä, koska tuutte", "en", "fi"),
        ("no ku ei oo tullu kettään sielt teilt", "sv", "fi"),
        ("int ha dom ploga här hos oss na", "fi", "sv"),
        ("hu sku ja få hit nån som sandar", "en", "sv"),
        ("pls can u tell me wen the bus comes", "fi", "en"),
    ],
)
def test_a_clause_is_known_by_its_language(
    languages: Languages, text: str, usual: str, language: str
) -> None:
    assert languages.language_of(text, usual) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("onko the swimming hall auki huomenna", "fi"),
        ("miten haen childcare paikkaa lapselle", "fi"),
        ("saako service dog tulla kirjastoon", "fi"),
        ("när kommer auraus till vår gata", "sv"),
        ("var hittar jag päiväkoti i den stadsdelen", "sv"),
        ("how do I apply for päivähoito", "en"),
        ("is the kirjasto open on Sunday", "en"),
    ],
)
@pytest.mark.parametrize("usual", _CITY)
def test_a_mixed_message_is_in_the_language_of_most_of_its_words(
    languages: Languages, text: str, language: str, usual: str
) -> None:
    assert languages.language_of(text, usual) in {language, usual}
    assert languages.language_of(text, language) == language


@pytest.mark.parametrize("usual", _CITY)
@pytest.mark.parametrize("text", ["", "ok", "?", "12345", "👍", "⟦phone⟧", "OK!!", "µ", "Ω?"])
def test_what_tells_no_language_keeps_the_usual_one(
    languages: Languages, text: str, usual: str
) -> None:
    """L19."""
    assert languages.language_of(text, usual) == usual


@pytest.mark.parametrize("usual", _CITY)
@pytest.mark.parametrize(
    "text",
    [
        "Когда уберут снег на нашей улице?",
        "Здравствуйте",
        "متى تتم إزالة الثلج من شارعنا؟",
        "شكرا",
        "Πότε καθαρίζετε;",
        "เมื่อไหร่จะกวาดหิมะ",
        "什么时候清理我们街道的雪",
        "雪",
        "いつ除雪しますか",
        "우리 거리는 언제 제설합니까",
        "מתי יפנו את השלג",
        "हमारी सड़क कब साफ होगी",
    ],
)
def test_another_script_is_another_language(languages: Languages, text: str, usual: str) -> None:
    assert languages.language_of(text, usual) is None


def test_a_word_in_another_script_does_not_make_the_message_foreign(languages: Languages) -> None:
    assert languages.language_of("Koivukuja on auraamatta, терве", "fi") == "fi"


def _messages(half: int) -> list[tuple[str, str]]:
    halves = {language: text.split("---")[half] for language, text in _FOREIGN.items()}
    return [(lang, line) for lang, text in halves.items() for line in text.strip().splitlines()]


@pytest.mark.parametrize("half", [0, 1], ids=["by which limits were set", "held out"])
def test_most_messages_in_other_languages_are_known_as_such(
    languages: Languages, half: int
) -> None:
    """Of four words or more; a shorter one keeps the conversation's language rather than err."""
    long = [(lang, text) for lang, text in _messages(half) if len(tokens(text)) >= 4]
    known = [lang for lang, text in long if languages.language_of(text, "fi") is None]
    assert len(known) / len(long) > 0.9
    for language in _FOREIGN:
        share = known.count(language) / sum(lang == language for lang, _ in long)
        assert share >= 0.7, language


@pytest.mark.parametrize(
    "text",
    [
        "mikäs vehje sie oot",
        "onk teil vapait palstoi",
        "mie en tiiä mitä työ ootta meinanna",
        "ko ei siel oo kukkaa käyny kahtomas",
        "kui kaua tätä pitää ootella oikke",
        "va e he för nå tå",
        "ja sku vil ha na hjelp me he här",
        "hur mytji kosta he ti park",
        "wen r u gonna fix da lite",
        "plz mi street is dark",
        "sdkfjh sdkfj qwe rty uiop",
        "moi moi terve hei",
    ],
)
@pytest.mark.parametrize("usual", _CITY)
def test_dialects_and_bad_spelling_are_the_citys_own(
    languages: Languages, text: str, usual: str
) -> None:
    """To turn a resident away as a stranger is worse than to miss one."""
    assert languages.language_of(text, usual) is not None


def test_hardly_any_unseen_phrasing_is_taken_for_another_language(base: Base) -> None:
    """Learnt from half of the answers, asked with the other half."""
    slugs = sorted(base.answers)
    seen = frozenset(slugs[::2])
    answers = [*base.every_answer()]
    languages = Languages(_texts(a for a in answers if a.slug in seen))
    unseen = [(a.language, text) for a in answers if a.slug not in seen for text in a.asked]
    strange = [text for lang, text in unseen if languages.language_of(text, lang) is None]
    assert len(strange) / len(unseen) < 0.003, strange


@pytest.mark.parametrize("usual", _CITY)
def test_no_labelled_question_is_taken_for_another_language(
    languages: Languages, usual: str
) -> None:
    assert [q["text"] for q in _QUESTIONS if languages.language_of(q["text"], usual) is None] == []


def test_labelled_questions_are_known_by_their_language(languages: Languages) -> None:
    """In their own conversation nearly always; after another language when longer than a word."""
    own = [languages.language_of(q["text"], q["lang"]) == q["lang"] for q in _QUESTIONS]
    assert sum(own) / len(own) >= 0.995
    long = [q for q in _QUESTIONS if len(tokens(q["text"])) > 1]
    pairs = [(q, usual) for q in long for usual in _CITY if usual != q["lang"]]
    switched = [languages.language_of(q["text"], usual) == q["lang"] for q, usual in pairs]
    assert sum(switched) / len(switched) >= 0.99


def test_a_citys_own_language_is_not_foreign_to_it(base: Base) -> None:
    texts = {"et": foreign_texts()["et"] * 3, "en": _texts(base.every_answer())["en"]}
    languages = Languages(texts)
    assert languages.language_of("Kas te saate meie tänava lumest puhtaks teha?", "en") == "et"
    assert (
        languages.language_of("milloin te aurataan meidän katu, se on ihan lumessa", "en") is None
    )


def test_a_citys_own_script_is_not_foreign_to_it() -> None:
    languages = Languages({"ru": "когда уберут снег на нашей улице", "fi": "milloin katu aurataan"})
    assert languages.language_of("Когда уберут снег?", "fi") == "ru"


def test_what_the_city_does_not_serve_is_foreign_even_when_common(base: Base) -> None:
    texts = _texts(base.every_answer())
    languages = Languages({language: texts[language] for language in ("fi", "sv")})
    assert languages.language_of("when will you clear the snow on our street", "fi") is None


def test_every_profile_has_its_words() -> None:
    assert len(foreign_texts()) >= 20
    assert all(len(set(tokens(text))) >= 40 for text in foreign_texts().values())


@settings(max_examples=200)
@given(text=st.text(max_size=60), usual=st.sampled_from(_CITY))
def test_the_language_is_one_of_the_citys_or_none(
    languages: Languages, text: str, usual: str
) -> None:
    assert languages.language_of(text, usual) in {*_CITY, None}


@given(word=st.text("abcdefghijklmnopqrstuvwxyzåäöøßñç", max_size=20), usual=st.sampled_from(_CITY))
def test_one_word_in_latin_letters_is_never_another_language(
    languages: Languages, word: str, usual: str
) -> None:
    """It may be a name (L19)."""
    assert languages.language_of(word, usual) is not None
