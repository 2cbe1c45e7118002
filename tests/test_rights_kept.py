"""What stays when somebody erases what is theirs, and what belongs to no case (L29)."""

from bot.cases import Cases, Fate
from bot.model import Address, Question
from bot.store import SqliteStore
from tests.fakes import MONDAY
from tests.residents import HOME, as_it_is, ask, erase

AWAY = Address("web", "away")


def test_an_open_danger_stays_until_it_has_been_seen_to(cases: Cases, store: SqliteStore) -> None:
    """Somebody else may be under that roof."""
    case = ask(cases, store, "katolta putoaa lunta")
    assert case.urgent
    assert erase(cases, store) == {case.reference: Fate.DANGER}
    assert as_it_is(store, case) == case
    assert "katolta putoaa lunta" in [message.text for message in store.thread(case.id)]
    with store.transaction():
        cases.answer(store, case.reference, version=1, by=case.owner, text="Katto on tyhjä.")
    assert erase(cases, store) == {case.reference: Fate.ERASED}
    assert store.thread(case.id) == []


def test_where_only_a_danger_is_open_nothing_is_offered_or_said_to_be_deleted(
    cases: Cases, store: SqliteStore
) -> None:
    """And they are still spoken with in their language."""
    case = ask(cases, store, "katolta putoaa lunta")
    store.keep_language(HOME, "sv", MONDAY)
    planned = cases.erasure(store, HOME)
    assert not planned.takes
    for done in (False, True):
        said = cases.erasure_said(planned, "fi", done=done)
        assert said.startswith("Näissä asioissa joku voi olla vaarassa")
        assert case.reference in said
    assert cases.erase_as_shown(store, planned.mark, HOME) == (planned, False)
    assert erase(cases, store) == {case.reference: Fate.DANGER}
    assert store.language_of(HOME) == "sv"


def test_beside_a_danger_the_rest_goes(cases: Cases, store: SqliteStore) -> None:
    danger = ask(cases, store, "katolta putoaa lunta")
    with store.transaction():
        other = cases.receive(store, Question(AWAY, "milloin aura", MONDAY))
    store.keep_language(HOME, "sv", MONDAY)
    store.keep_language(AWAY, "sv", MONDAY)
    planned = cases.erasure(store, HOME, AWAY)
    assert planned.takes
    erased, done = cases.erase_as_shown(store, planned.mark, HOME, AWAY)
    assert (erased.fates, done) == (
        {danger.reference: Fate.DANGER, other.reference: Fate.ERASED},
        True,
    )
    assert (store.language_of(HOME), store.language_of(AWAY)) == ("sv", None)
    assert not cases.erasure(store, HOME, AWAY).takes


def test_what_belongs_to_no_case_can_be_deleted_too(cases: Cases, store: SqliteStore) -> None:
    """A chosen language, or a message that nobody could read."""
    store.keep_language(HOME, "sv", MONDAY)
    number = store.take_in(AWAY.channel, "1", {"place": AWAY.place}, MONDAY)
    assert number
    store.set_aside(number, "unreadable")
    for address in (HOME, AWAY):
        planned = cases.erasure(store, address)
        assert planned.takes
        assert cases.erase_as_shown(store, planned.mark + 1, address)[1] is False
        assert cases.erase_as_shown(store, planned.mark, address)[1] is True
        assert not cases.erasure(store, address).takes
        assert not any(store.everything(address).values())


def test_what_could_not_be_read_meanwhile_asks_again(cases: Cases, store: SqliteStore) -> None:
    """Nobody has looked at it: there may be a danger in it."""
    ask(cases, store, "milloin aura")
    planned = cases.erasure(store, HOME)
    number = store.take_in(HOME.channel, "2", {"place": HOME.place}, MONDAY)
    assert number
    store.set_aside(number, "unreadable")
    again, done = cases.erase_as_shown(store, planned.mark, HOME)
    assert not done
    assert cases.erase_as_shown(store, again.mark, HOME)[1] is True
