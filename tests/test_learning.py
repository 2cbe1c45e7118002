"""What a decision teaches: a wording is proposed, accepted, and known from then on."""

import pytest

from bot.cases import Cases
from bot.cases.learning import beginning, one_line
from bot.errors import (
    AuraError,
    EmptyTextError,
    KnownWordingError,
    LimitError,
    NoSuchCaseError,
    NoSuchOfficialError,
    NoSuchProposalError,
    NotAllowedError,
    NotYoursError,
)
from bot.learning import MOST_WORDING_SIGNS, Proposal, ProposalState
from bot.library import is_asked, with_wordings
from bot.model import Act, Case, Wish
from bot.store import SqliteStore
from tests.residents import approve, ask

ANNIKA, MAIJA, JARI, LIISA = "annika-sundstrom", "maija-lehtonen", "jari-koskela", "liisa-hagman"
WORDS = "pihaan tuli valli vaikka juuri kolasin"


def _pick(cases: Cases, store: SqliteStore, case: Case, slug: str = "plough-ridge") -> Case:
    with store.transaction():
        return cases.use_another(
            store, case.reference, version=case.version, by=case.owner, slug=slug
        )


def _taught(cases: Cases, store: SqliteStore, words: str = WORDS) -> Case:
    """A handed-over case that an official answered with an answer of the base."""
    return approve(cases, store, _pick(cases, store, ask(cases, store, words)))


def _propose(
    cases: Cases, store: SqliteStore, case: Case, text: str = WORDS, by: str = ANNIKA
) -> Proposal:
    with store.transaction():
        return cases.propose_wording(store, case.reference, by=by, text=text)


def _offered(cases: Cases, store: SqliteStore, case: Case) -> str | None:
    offer = cases.offer(store, case.reference)
    return offer.wording if offer else None


def test_an_answer_the_official_picked_teaches_the_residents_words(
    cases: Cases, store: SqliteStore
) -> None:
    case = _taught(cases, store)
    offer = cases.offer(store, case.reference)
    assert offer
    assert (offer.answer.slug, offer.answer.language, offer.wording) == (
        "plough-ridge",
        "fi",
        WORDS,
    )


def test_a_picked_answer_teaches_also_when_its_text_was_changed(
    cases: Cases, store: SqliteStore
) -> None:
    picked = _pick(cases, store, ask(cases, store, WORDS))
    with store.transaction():
        edited = cases.edit(
            store, picked.reference, version=picked.version, by=ANNIKA, text="Omin sanoin."
        )
    assert _offered(cases, store, approve(cases, store, edited)) == WORDS


def test_a_draft_of_another_answer_teaches_and_the_matchers_own_does_not(
    cases: Cases, store: SqliteStore
) -> None:
    matched = ask(cases, store, "milloin aura tulee")
    assert _offered(cases, store, approve(cases, store, matched)) is None
    other = ask(cases, store, "hiekka loppu", Wish.ASK)
    assert _offered(cases, store, approve(cases, store, _pick(cases, store, other))) is not None


def test_a_newer_version_of_the_matchers_own_answer_teaches_nothing(
    cases: Cases, store: SqliteStore
) -> None:
    again = _pick(cases, store, ask(cases, store, "milloin aura tulee"), "ploughing-when")
    assert again.draft.why == "picked"
    assert _offered(cases, store, approve(cases, store, again)) is None


def test_an_open_case_and_own_words_teach_nothing(cases: Cases, store: SqliteStore) -> None:
    case = _pick(cases, store, ask(cases, store, WORDS))
    assert _offered(cases, store, case) is None
    with store.transaction():
        case = cases.reject(store, case.reference, version=case.version, by=ANNIKA)
        case = cases.answer(
            store, case.reference, version=case.version, by=ANNIKA, text="Omin sanoin."
        )
    assert _offered(cases, store, case) is None
    with pytest.raises(NotAllowedError):
        _propose(cases, store, case)


def test_the_button_for_a_human_is_not_the_residents_wording(
    cases: Cases, store: SqliteStore
) -> None:
    case = _pick(cases, store, ask(cases, store, "", Wish.HUMAN))
    assert _offered(cases, store, approve(cases, store, case)) is None


def test_what_was_masked_is_not_offered_and_what_is_typed_is_masked_again(
    cases: Cases, store: SqliteStore
) -> None:
    """L24."""
    case = _taught(cases, store, f"{WORDS}, soita ⟦phone⟧ heti")
    assert _offered(cases, store, case) == f"{WORDS}, soita heti"
    proposal = _propose(cases, store, case, f"{WORDS}\n040 123 4567")
    assert proposal.wording == WORDS


def test_a_proposal_is_in_the_record_and_changes_nothing(cases: Cases, store: SqliteStore) -> None:
    case = _taught(cases, store)
    _propose(cases, store, case, by=MAIJA)
    assert store.case(case.reference) == case
    event = store.events(case.id)[-1]
    assert (event.act, event.by, event.answer, event.detail) == (
        Act.PROPOSED,
        MAIJA,
        "plough-ridge",
        "",
    )


def test_a_wording_the_answer_has_or_waits_for_is_not_proposed_again(
    cases: Cases, store: SqliteStore
) -> None:
    case = _taught(cases, store)
    known = cases.base.answers["plough-ridge"]["fi"].asked[0]
    with pytest.raises(KnownWordingError):
        _propose(cases, store, case, known.upper())
    _propose(cases, store, case)
    with pytest.raises(KnownWordingError):
        _propose(cases, store, case, WORDS.title())
    assert _offered(cases, store, case) is None


def test_a_declined_wording_may_be_proposed_again(cases: Cases, store: SqliteStore) -> None:
    case = _taught(cases, store)
    first = _propose(cases, store, case)
    with store.transaction():
        cases.decide_wording(store, first.id, by=LIISA, accept=False)
    assert _propose(cases, store, case).id != first.id


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("  \n ", EmptyTextError),
        ("112 !?", EmptyTextError),
        ("⟦phone⟧", EmptyTextError),
        ("a" * (MOST_WORDING_SIGNS + 1), LimitError),
    ],
)
def test_what_is_no_wording_is_refused(
    cases: Cases, store: SqliteStore, text: str, error: type[AuraError]
) -> None:
    case = _taught(cases, store)
    with pytest.raises(error):
        _propose(cases, store, case, text)
    assert store.proposals(tuple(ProposalState)) == []


def test_only_officials_propose_and_only_for_a_case_there_is(
    cases: Cases, store: SqliteStore
) -> None:
    case = _taught(cases, store)
    with pytest.raises(NoSuchOfficialError):
        _propose(cases, store, case, by="nobody")
    with pytest.raises(NoSuchCaseError), store.transaction():
        cases.propose_wording(store, "AAA-AAA-AAA", by=ANNIKA, text=WORDS)


def test_the_topics_official_and_the_person_for_quality_decide(
    cases: Cases, store: SqliteStore
) -> None:
    """306/2019 6 a §: a named person answers for the quality of the advice."""
    proposal = _propose(cases, store, _taught(cases, store))
    base = cases.base
    answer = base.answers["plough-ridge"]["fi"]
    deciders = cases.deciders(proposal)
    assert {answer.owner, base.topics[answer.topic].official, base.city.quality_person} - {
        None
    } == set(deciders)
    stranger = next(slug for slug in base.officials if slug not in deciders)
    with pytest.raises(NotYoursError, match=base.officials[deciders[0]].name), store.transaction():
        cases.decide_wording(store, proposal.id, by=stranger, accept=True)
    with store.transaction():
        accepted = cases.decide_wording(store, proposal.id, by=deciders[0], accept=True)
    assert (accepted.state, accepted.decided_by) == (ProposalState.ACCEPTED, deciders[0])


def test_a_proposal_is_accepted_once_and_may_still_be_declined(
    cases: Cases, store: SqliteStore
) -> None:
    number = _propose(cases, store, _taught(cases, store)).id
    for accept in (True, False):
        with store.transaction():
            cases.decide_wording(store, number, by=LIISA, accept=accept)
        with pytest.raises(NoSuchProposalError), store.transaction():
            cases.decide_wording(store, number, by=LIISA, accept=accept)


def test_an_accepted_wording_is_one_of_the_answers_own(cases: Cases, store: SqliteStore) -> None:
    proposal = _propose(cases, store, _taught(cases, store))
    before = cases.base.answers["plough-ridge"]["fi"]
    after = with_wordings(cases.base, [proposal, proposal]).answers["plough-ridge"]["fi"]
    assert after.asked == (*before.asked, WORDS)
    assert after.version == before.version
    assert is_asked(after, WORDS.upper())


def test_a_wording_of_an_answer_that_has_left_the_base_is_left_out(
    cases: Cases, store: SqliteStore
) -> None:
    proposal = _propose(cases, store, _taught(cases, store))
    gone = [
        Proposal("gone", "fi", WORDS, ANNIKA, proposal.reference, proposal.at),
        Proposal("plough-ridge", "xx", WORDS, ANNIKA, proposal.reference, proposal.at),
    ]
    assert with_wordings(cases.base, gone) == cases.base


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("auraus?", "auraus?"),
        ("  kuka\n vie \t penkan ", "kuka vie penkan"),
        ("Lyhyt. " + "a" * 300, "Lyhyt."),
        ("Yksi! Kaksi? " + "b" * 195, "Yksi! Kaksi?"),
        ("sana " * 50, ("sana " * 40).strip()),
        ("x" * 250, "x" * 200),
    ],
)
def test_of_a_long_message_the_beginning_is_offered(text: str, offered: str) -> None:
    assert beginning(text) == offered


def test_signs_that_cannot_be_seen_are_left_out() -> None:
    assert one_line("kuka\u202e vie\x00\x7f \ud800penkan") == "kuka vie penkan"


def test_personal_data_over_two_lines_comes_into_no_wording(
    cases: Cases, store: SqliteStore
) -> None:
    """L24: the lines of a wording are joined, and so are the halves of a number."""
    case = _taught(cases, store, f"{WORDS} 131052\n\n-308T")
    assert _offered(cases, store, case) == WORDS
    assert _propose(cases, store, case, f"{WORDS} 0401\n\n\n234567").wording == WORDS
