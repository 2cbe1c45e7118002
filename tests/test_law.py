"""The six conditions of the act on digital services, 306/2019 6 a §, as acceptance tests.

One test for each condition, in its order, and one for the named responsible person. Each
plays the real program from question to reply.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answers import Kind
from bot.cases import Cases
from bot.city import Base
from bot.errors import KnowledgeError
from bot.knowledge import load
from bot.model import Address, Case, MessageKind, Question, State, Wish
from bot.store import SqliteStore
from tests.conftest import ROOT
from tests.fakes import MONDAY

HOME = Address("web", "home")


def _ask(cases: Cases, store: SqliteStore, text: str, wish: Wish = Wish.ASK) -> Case:
    with store.transaction():
        return cases.receive(store, Question(HOME, text, MONDAY, wish=wish))


def test_1_no_decision_is_made_by_the_program(cases: Cases, store: SqliteStore) -> None:
    """A formal matter is never drafted for one tap: an official decides what is sent (L1)."""
    case = _ask(cases, store, "kaaduin, kuka maksaa")
    assert case.state is State.HANDED_OVER
    kinds = [message.kind for message in store.thread(case.id)]
    assert kinds == [MessageKind.QUESTION, MessageKind.RECEIPT]


def test_2_nothing_is_sent_that_was_not_reviewed_beforehand(
    cases: Cases, store: SqliteStore
) -> None:
    """Past its review date an answer is not drafted; what was sent names its version (L2)."""
    case = _ask(cases, store, "milloin aura")
    with store.transaction():
        cases.approve(store, case.reference, version=1, by=case.owner)
    reply = store.thread(case.id)[-1]
    assert reply.answer_version == cases.base.answers["ploughing-when"]["fi"].version
    answer = cases.base.answers["ploughing-when"]["fi"]
    assert not answer.may_be_sent(answer.review_again + timedelta(days=1))


def test_2_every_answer_was_reviewed_by_another_than_its_author(base: Base) -> None:
    assert all(answer.author != answer.reviewed_by for answer in base.every_answer())


def test_3_each_official_language_has_every_answer(base: Base) -> None:
    """Good language includes the resident's own (L3, L18; 423/2003)."""
    for versions in base.answers.values():
        assert set(base.city.official_languages) <= set(versions)


def test_4_the_program_says_that_it_is_one(base: Base) -> None:
    """Also in every small-talk text that it answers by itself (L4)."""
    for language, word in {"fi": "automaatti", "sv": "automat", "en": "automatic"}.items():
        assert word in base.say(language, "chat.automatic").lower()
    talk = [answer for answer in base.every_answer() if answer.kind is Kind.TALK]
    assert talk
    assert all("automa" in answer.body.lower() for answer in talk if answer.slug == "greeting")


def test_4_automatic_messages_and_peoples_messages_have_different_authors(
    cases: Cases, store: SqliteStore
) -> None:
    case = _ask(cases, store, "milloin aura")
    with store.transaction():
        cases.approve(store, case.reference, version=1, by=case.owner)
    authors = {message.kind: message.author for message in store.thread(case.id)}
    assert authors[MessageKind.RECEIPT] == "bot"
    assert authors[MessageKind.REPLY] == case.owner


@pytest.mark.parametrize(
    "before", [[], ["moi"], ["milloin aura"], ["aivan muuta"], ["tämä penkka"], ["liukas"]]
)
def test_5_a_named_person_is_reached_in_one_step_at_any_time(
    cases: Cases, store: SqliteStore, before: list[str]
) -> None:
    """L5: from the first message on, in talk, in a draft, in a handover."""
    for words in before:
        _ask(cases, store, words)
    case = _ask(cases, store, "", Wish.HUMAN)
    assert case.state is State.HANDED_OVER
    official = cases.base.officials[case.owner]
    assert official.name in store.thread(case.id)[-1].text


def test_6_the_whole_exchange_is_there_to_be_saved(cases: Cases, store: SqliteStore) -> None:
    """All messages, both ways, with times and the answer's version (L6)."""
    case = _ask(cases, store, "milloin aura")
    with store.transaction():
        cases.approve(store, case.reference, version=1, by=case.owner)
    kept = store.conversation(HOME)
    assert [message.kind for message in kept] == ["question", "receipt", "reply"]
    assert kept[-1].answer_version


def test_a_named_person_is_responsible_or_the_program_does_not_start(tmp_path: Path) -> None:
    """6 a § second paragraph, L7."""
    folder = tmp_path / "city"
    folder.mkdir()
    for path in (ROOT / "knowledge").rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(ROOT / "knowledge")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    city = folder / "city.toml"
    text = city.read_text(encoding="utf-8").replace('"liisa-hagman"', '"nobody"', 1)
    city.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="quality_person"):
        load(folder, MONDAY.date())


def test_an_answer_out_of_force_is_not_sent(base: Base) -> None:
    """L2: valid_from and valid_until."""
    answer = base.answers["ploughing-when"]["fi"]
    day = MONDAY.date()
    assert answer.may_be_sent(day)
    assert not replace(answer, valid_from=day + timedelta(days=1)).may_be_sent(day)
    assert not replace(answer, valid_until=day - timedelta(days=1)).may_be_sent(day)
