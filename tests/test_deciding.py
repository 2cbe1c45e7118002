"""The official's side of a case."""

import pytest

from bot.cases import Cases
from bot.errors import (
    AlreadyDecidedError,
    AuraError,
    EmptyTextError,
    LimitError,
    NoSuchCaseError,
    NoSuchOfficialError,
    NotAllowedError,
    NotSendableError,
    StaleVersionError,
)
from bot.model import Act, Address, Case, MessageKind, Question, Reason, State
from bot.store import SqliteStore
from tests.fakes import MONDAY, Clock

ANNIKA, MAIJA, JOHANNA = "annika-sundstrom", "maija-lehtonen", "johanna-vuori"


@pytest.fixture
def drafted(cases: Cases, store: SqliteStore) -> Case:
    """A case that waits for approval."""
    with store.transaction():
        question = Question(Address("web", "home"), "milloin aura tulee", MONDAY)
        return cases.receive(store, question)


@pytest.fixture
def handed(cases: Cases, store: SqliteStore) -> Case:
    """A case that waits for an official's own words."""
    with store.transaction():
        return cases.receive(store, Question(Address("web", "other"), "jotain ihan muuta", MONDAY))


def _last_text(store: SqliteStore, case: Case) -> str:
    return store.thread(case.id)[-1].text


def test_one_approval_sends_the_draft_with_name_title_and_unit(
    cases: Cases, store: SqliteStore, drafted: Case
) -> None:
    """S3."""
    with store.transaction():
        case = cases.approve(store, drafted.reference, version=drafted.version, by=ANNIKA)
    assert case.state is State.ANSWERED
    assert _last_text(store, case).endswith(
        "Annika Sundström\nKunnossapitoinsinööri, Katujen kunnossapito"
    )


def test_the_record_shows_who_approved_which_version_of_which_answer(
    cases: Cases, store: SqliteStore, drafted: Case
) -> None:
    with store.transaction():
        cases.approve(store, drafted.reference, version=drafted.version, by=ANNIKA)
    event = store.events(drafted.id)[-1]
    answer = cases.base.answers["ploughing-when"]["fi"]
    assert (event.act, event.by, event.detail) == (Act.APPROVED, ANNIKA, "")
    assert (event.answer, event.answer_version) == (answer.slug, answer.version)


def test_an_edited_approval_sends_the_edited_text_and_says_so(
    cases: Cases, store: SqliteStore, drafted: Case
) -> None:
    with store.transaction():
        cases.approve(store, drafted.reference, version=1, by=ANNIKA, text="Tänään iltapäivällä.")
    assert _last_text(store, drafted).startswith("Tänään iltapäivällä.")
    assert store.events(drafted.id)[-1].detail == "edited"


def test_a_second_press_names_who_decided_and_sends_nothing(
    cases: Cases, store: SqliteStore, drafted: Case
) -> None:
    with store.transaction():
        cases.approve(store, drafted.reference, version=1, by=ANNIKA)
    before = len(store.thread(drafted.id))
    with pytest.raises(AlreadyDecidedError, match="Annika Sundström"), store.transaction():
        cases.approve(store, drafted.reference, version=1, by=MAIJA)
    assert len(store.thread(drafted.id)) == before
    assert store.events(drafted.id)[-1].act is Act.REFUSED


def test_an_edit_kills_the_buttons_on_the_old_version(
    cases: Cases, store: SqliteStore, drafted: Case
) -> None:
    with store.transaction():
        cases.edit(store, drafted.reference, version=1, by=ANNIKA, text="Uusi teksti")
    with pytest.raises(StaleVersionError), store.transaction():
        cases.approve(store, drafted.reference, version=1, by=MAIJA)


def test_a_follow_up_kills_the_buttons_on_the_old_version(
    cases: Cases, store: SqliteStore, drafted: Case
) -> None:
    with store.transaction():
        cases.receive(store, Question(drafted.address, "lisäksi aura on rikki", MONDAY))
    with pytest.raises(StaleVersionError), store.transaction():
        cases.approve(store, drafted.reference, version=1, by=ANNIKA)


def test_another_answer_becomes_the_draft_and_still_waits_for_a_yes(
    cases: Cases, store: SqliteStore, handed: Case
) -> None:
    with store.transaction():
        case = cases.use_another(store, handed.reference, version=1, by=ANNIKA, slug="plough-ridge")
    assert case.state is State.AWAITING_APPROVAL
    assert case.draft.answer == "plough-ridge"


def test_an_answer_that_is_not_valid_today_is_not_sent(
    cases: Cases, store: SqliteStore, drafted: Case, clock: Clock
) -> None:
    """L2, S7: not past its review date, nor out of season; own words may be."""
    with pytest.raises(NotSendableError), store.transaction():
        cases.use_another(store, drafted.reference, version=1, by=ANNIKA, slug="spring-sweeping")
    clock.move(days=400)
    with pytest.raises(NotSendableError), store.transaction():
        cases.approve(store, drafted.reference, version=1, by=ANNIKA)
    with store.transaction():
        cases.approve(store, drafted.reference, version=1, by=ANNIKA, text="Huomenna.")


def test_an_official_answers_in_own_words(cases: Cases, store: SqliteStore, handed: Case) -> None:
    with store.transaction():
        case = cases.answer(store, handed.reference, version=1, by=JOHANNA, text="Näin on.")
    assert case.state is State.ANSWERED
    assert _last_text(store, case).startswith("Näin on.\n\nJohanna Vuori")
    assert store.events(case.id)[-1].answer is None


def test_a_case_is_handed_over_to_who_stands_in_for_the_absent(
    cases: Cases, store: SqliteStore, handed: Case, clock: Clock
) -> None:
    """L12: no question sits with someone who is away."""
    clock.move(days=29)  # 22.12.: helena-niemi is on holiday
    deputy = cases.base.officials["helena-niemi"].deputy
    with store.transaction():
        case = cases.hand_over(store, handed.reference, version=1, by=JOHANNA, to="helena-niemi")
    assert case.owner == deputy
    assert case.deadline == handed.deadline


def test_a_rejected_draft_hands_the_case_over(
    cases: Cases, store: SqliteStore, drafted: Case
) -> None:
    with store.transaction():
        case = cases.reject(store, drafted.reference, version=1, by=ANNIKA)
    assert case.state is State.HANDED_OVER
    assert case.draft.text == ""


def test_asking_back_waits_for_the_resident_and_goes_on_when_they_write(
    cases: Cases, store: SqliteStore, handed: Case
) -> None:
    with store.transaction():
        case = cases.ask_back(store, handed.reference, version=1, by=ANNIKA, text="Mikä katu?")
        assert case.state is State.AWAITING_RESIDENT
        assert store.thread(case.id)[-1].kind is MessageKind.ASK_BACK
        after = cases.receive(store, Question(case.address, "aura Torikadulle", MONDAY))
    assert after.reference == case.reference
    assert after.state is State.AWAITING_APPROVAL


@pytest.mark.parametrize("reason", ["withdrawn", "not_ours", "duplicate"])
def test_the_resident_is_told_why_a_case_was_closed(
    cases: Cases, store: SqliteStore, handed: Case, reason: str
) -> None:
    """S1: no question ends in silence."""
    with store.transaction():
        case = cases.close(store, handed.reference, version=1, by=ANNIKA, reason=reason)
    assert case.reason is Reason(reason)
    assert handed.reference in _last_text(store, case)


def test_spam_is_closed_in_silence(cases: Cases, store: SqliteStore, handed: Case) -> None:
    before = len(store.thread(handed.id))
    with store.transaction():
        cases.close(store, handed.reference, version=1, by=ANNIKA, reason="spam")
    assert len(store.thread(handed.id)) == before


@pytest.mark.parametrize(
    ("text", "error"), [("", EmptyTextError), ("  \n", EmptyTextError), ("a" * 6001, LimitError)]
)
def test_an_empty_or_endless_reply_is_not_sent(
    cases: Cases, store: SqliteStore, handed: Case, text: str, error: type[AuraError]
) -> None:
    with pytest.raises(error), store.transaction():
        cases.answer(store, handed.reference, version=1, by=ANNIKA, text=text)
    assert store.case(handed.reference) == handed


def test_only_officials_of_the_register_decide(
    cases: Cases, store: SqliteStore, drafted: Case
) -> None:
    with pytest.raises(NoSuchOfficialError), store.transaction():
        cases.approve(store, drafted.reference, version=1, by="mallory")


def test_an_unknown_case_is_said_to_be_unknown(cases: Cases, store: SqliteStore) -> None:
    with pytest.raises(NoSuchCaseError), store.transaction():
        cases.approve(store, "AAA-AAA-AAA", version=1, by=ANNIKA)


def test_an_unknown_reason_or_answer_is_refused(
    cases: Cases, store: SqliteStore, handed: Case
) -> None:
    with pytest.raises(NotAllowedError), store.transaction():
        cases.close(store, handed.reference, version=1, by=ANNIKA, reason="bored")
    with pytest.raises(NotAllowedError), store.transaction():
        cases.use_another(store, handed.reference, version=1, by=ANNIKA, slug="nothing")


def test_a_case_whose_owner_has_left_goes_to_who_stands_in_for_an_absent_fallback(
    cases: Cases, store: SqliteStore, handed: Case
) -> None:
    fallback = cases.base.officials[cases.base.city.fallback_official]
    with store.transaction():
        cases.away(store, fallback.slug, until=None, by=fallback.slug)
        store.db.execute("update cases set owner = 'gone'")
        cases.check(store)
    case = store.case(handed.reference)
    assert case is not None
    assert case.owner == fallback.deputy


@pytest.mark.parametrize("deadline", ["", "soon"])
def test_a_case_without_a_deadline_gets_one_and_keeps_its_owner(
    cases: Cases, store: SqliteStore, handed: Case, deadline: str
) -> None:
    store.db.execute("update cases set deadline = ?", (deadline,))
    with store.transaction():
        assert cases.check(store) == [handed.reference]
        assert cases.check(store) == []
    case = store.case(handed.reference)
    assert case is not None
    assert (case.owner, case.deadline > case.received_at) == (handed.owner, True)
    assert store.events(handed.id)[-1].detail == "no deadline"


def test_a_case_whose_owner_has_left_goes_to_the_fallback_official(
    cases: Cases, store: SqliteStore, handed: Case
) -> None:
    store.db.execute("update cases set owner = 'gone'")
    with store.transaction():
        assert cases.check(store) == [handed.reference]
        assert cases.check(store) == []
    case = store.case(handed.reference)
    assert case is not None
    assert case.owner == cases.base.city.fallback_official
