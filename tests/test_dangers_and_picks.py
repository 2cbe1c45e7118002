"""A danger told, and what an official picked or wrote, stand when the resident goes on."""

from dataclasses import replace

import pytest

from bot.cases import Cases
from bot.city import Base
from bot.library import Library
from bot.model import Case, MessageKind, State, Wish
from bot.store import SqliteStore
from tests.fakes import MONDAY, ScriptedMatcher
from tests.residents import approve, ask, kinds


def test_a_danger_told_in_a_follow_up_makes_the_case_urgent(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "aivan muu asia")
    after = ask(cases, store, "nyt putoaa jäätä katolta")
    assert after.reference == case.reference
    assert after.urgent
    assert after.owner == cases.base.city.on_call
    assert "112" in next(m.text for m in store.thread(after.id) if m.kind is MessageKind.SAFETY)


@pytest.mark.parametrize("wish", [Wish.ASK, Wish.ADD])
def test_a_danger_after_an_answer_is_an_urgent_case_of_its_own(
    cases: Cases, store: SqliteStore, wish: Wish
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin meille tulee aura"))
    after = ask(cases, store, "katolta putoaa lunta ihmisten päälle", wish, case.reference)
    assert after.urgent
    assert MessageKind.SAFETY in kinds(store, after)


def test_an_urgent_case_stays_urgent_when_the_resident_has_answered_back(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "jäätä putoaa katolta")
    with store.transaction():
        cases.ask_back(store, case.reference, version=1, by=case.owner, text="Missä?")
    after = ask(cases, store, "Torikatu 3")
    assert (after.deadline - MONDAY).total_seconds() == 30 * 60


def test_words_an_official_has_kept_stay_when_the_resident_adds(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "milloin meille tulee aura")
    with store.transaction():
        cases.edit(store, case.reference, version=1, by=case.owner, text="Kirjoitan tätä")
    after = ask(cases, store, "siis koska aura tulee")
    assert (after.state, after.draft.text) == (State.AWAITING_APPROVAL, "Kirjoitan tätä")


def test_a_rejected_draft_does_not_come_back(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "milloin meille tulee aura")
    with store.transaction():
        cases.reject(store, case.reference, version=1, by=case.owner)
    after = ask(cases, store, "siis koska aura tulee")
    assert (after.state, after.draft.text) == (State.HANDED_OVER, "")


def _pick(cases: Cases, store: SqliteStore, case: Case, slug: str) -> Case:
    with store.transaction():
        return cases.use_another(
            store, case.reference, version=case.version, by=case.owner, slug=slug
        )


def _safety_texts(store: SqliteStore, case: Case) -> int:
    return kinds(store, case).count(MessageKind.SAFETY)


def test_a_text_of_danger_that_has_gone_out_is_no_draft_any_more(
    cases: Cases, store: SqliteStore
) -> None:
    """B2: it waits for nobody's yes, and an official's yes would send it again."""
    case = ask(cases, store, "jäätä putoaa katolta")
    assert (case.draft.why, case.draft.text, case.draft.slugs) == ("danger", "", ())
    assert case.draft.candidates
    after = ask(cases, store, "Torikatu 3")
    assert (after.draft.why, after.draft.text, after.urgent) == ("danger", "", True)
    assert _safety_texts(store, after) == 1


def test_an_officials_pick_stays_after_a_danger_and_ends_the_hurry(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "jäätä putoaa katolta")
    picked = _pick(cases, store, case, "snow-piles")
    assert not picked.urgent
    after = ask(cases, store, "Torikatu 3 siis")
    assert (after.draft.why, after.draft.answer) == ("picked", "snow-piles")
    assert not after.urgent
    assert after.draft.text == picked.draft.text
    assert _safety_texts(store, after) == 1


def test_a_new_danger_goes_before_what_an_official_picked(cases: Cases, store: SqliteStore) -> None:
    case = _pick(cases, store, ask(cases, store, "aivan muu asia"), "snow-piles")
    after = ask(cases, store, "nyt putoaa jäätä katolta")
    assert (after.draft.why, after.state, after.urgent) == ("danger", State.HANDED_OVER, True)
    assert after.reference == case.reference
    assert ask(cases, store, "ja katolta putoaa vielä").draft.text == ""
    assert _safety_texts(store, after) == 1


def test_the_human_button_after_a_danger_gives_the_phone_number(
    cases: Cases, store: SqliteStore
) -> None:
    """L5."""
    ask(cases, store, "jäätä putoaa katolta")
    after = ask(cases, store, "", Wish.HUMAN)
    assert after.draft.why == "asked_human"
    assert after.urgent
    assert cases.base.city.phone in store.thread(after.id)[-1].text
    assert _safety_texts(store, after) == 1


def test_who_asks_for_a_person_while_an_official_writes_is_heard(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "milloin meille tulee aura")
    with store.transaction():
        cases.edit(store, case.reference, version=1, by=case.owner, text="Kirjoitan tätä")
    after = ask(cases, store, "", Wish.HUMAN)
    assert (after.state, after.draft.text) == (State.HANDED_OVER, "Kirjoitan tätä")


def test_what_was_picked_goes_on_in_the_language_the_resident_goes_on_in(
    cases: Cases, store: SqliteStore
) -> None:
    """L19."""
    case = _pick(cases, store, ask(cases, store, "aivan muu asia"), "snow-piles")
    after = ask(cases, store, "It is in front of our house and we would like it gone please")
    answer = cases.base.answers["snow-piles"]["en"]
    assert (case.language, after.language, after.state) == ("fi", "en", State.AWAITING_APPROVAL)
    assert (after.draft.why, after.draft.answer_version) == ("picked", answer.version)
    assert after.draft.text.startswith(answer.body[:40])


def test_what_was_picked_is_dropped_where_it_is_not_in_the_new_language(
    cases: Cases, store: SqliteStore, base: Base, scripted: ScriptedMatcher
) -> None:
    """L18, L19."""
    only = {code: base.answers["snow-piles"][code] for code in ("fi", "sv")}
    less = replace(base, answers={**base.answers, "snow-piles": only})
    fewer = Cases(Library(less, scripted), cases.now)
    _pick(fewer, store, ask(fewer, store, "aivan muu asia"), "snow-piles")
    after = ask(fewer, store, "It is in front of our house and we would like it gone please")
    assert (after.language, after.state, after.draft.text) == ("en", State.HANDED_OVER, "")
