"""No table is kept without a word on why and how long (GDPR 5 and 30; L28)."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.caretaker import Caretaker
from bot.cases import Cases
from bot.city import Base
from bot.learning import Proposal
from bot.library import Library
from bot.mail import Nudge
from bot.model import Address, Case, File, Question
from bot.people import Absence, Whereabouts
from bot.retention import Purge, Rule
from bot.reviews import ReviewCard, Stage
from bot.states import Level
from bot.store import HOLDINGS, SqliteStore, open_database
from bot.weeks import WordKind
from tests.fakes import MONDAY, Clock, DirectRunner, ScriptedMatcher
from tests.residents import approve
from tests.stores import SECRET, rows

CHAT = Address("telegram", "4711080522")


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    """A store that knows the program's secret."""
    opened = open_database(None, SECRET)
    yield opened
    opened.close()


def _tables(store: SqliteStore) -> dict[str, int]:
    """How many rows each table has."""
    names = [
        name
        for (name,) in rows(store, "select name from sqlite_schema where type = 'table'")
        if not name.startswith(("sqlite_", "_sqlite_migrations"))
    ]
    return {name: rows(store, f"select count(*) from {name}")[0][0] for name in names}  # noqa: S608


def test_every_table_says_what_it_holds_and_when_it_goes(store: SqliteStore) -> None:
    assert sorted(holding.table for holding in HOLDINGS) == sorted(_tables(store))
    assert all(holding.rules or holding.besides for holding in HOLDINGS)
    assert {rule for holding in HOLDINGS for rule in holding.rules} == set(Rule) - {Rule.NIGHT}


def test_when_every_rule_has_had_its_turn_only_what_is_said_to_stay_is_there(
    base: Base, scripted: ScriptedMatcher, clock: Clock, store: SqliteStore
) -> None:
    """A row in every table first, so that none is empty by chance."""
    city = replace(base.city, retention=replace(base.city.retention, formal_days=3650))
    cases = Cases(Library(replace(base, city=city), scripted), clock)
    _officials(store)
    _matter(cases, store)
    assert all(_tables(store).values()), _tables(store)
    caretaker = Caretaker(DirectRunner(store), cases, clock)
    with store.transaction():
        for reach in store.reaches("telegram"):
            store.close_reach(reach.id, clock(), "left")
    for _ in range(3):  # what goes in one night makes more old enough for the next
        clock.move(days=3700)
        asyncio.run(caretaker.work())
    stays = {holding.table for holding in HOLDINGS if holding.besides}
    left = {table for table, count in _tables(store).items() if count}
    assert left <= stays, left - stays


def _matter(cases: Cases, store: SqliteStore) -> None:
    """A question with a picture, reminded of, noted on, proposed for the base, answered."""
    picture = File(CHAT.channel, "AgACx", "image/jpeg", 900)
    with store.transaction():
        number = store.take_in(CHAT.channel, "1", {"place": CHAT.place}, MONDAY)
        assert number
        store.keep_language(CHAT, "fi", MONDAY)
        asked = Question(CHAT, "milloin aura", MONDAY, files=(picture,))
        case = cases.receive(store, asked)
        store.read(number, case.id)
        cases.note(store, case.reference, by=case.owner, text="Soitin urakoitsijalle.")
        proposal = Proposal("grit", "fi", "hiekkaa", case.owner, case.reference, MONDAY)
        store.add_proposal(proposal)
    _cards(store, case)
    approve(cases, store, case)


def _cards(store: SqliteStore, case: Case) -> None:
    with store.transaction():
        reach = store.reaches("telegram")[0]
        store.keep_card(reach.id, case.id, "7", case.version)
        promise = store.promises_of(case.id)[0]
        store.add_nudge(Nudge(case.reference, promise.wait, Level.HALF, case.owner, MONDAY))
        key = ("plough-when", "fi", "a version", "as it stood")
        card = store.add_review_card(ReviewCard(reach, case.owner, *key, day=MONDAY.date()))
        kept = replace(card, begun=True, message="8", stage=Stage.KEPT, at=MONDAY, by=case.owner)
        store.change_review_card(replace(kept, shown=Stage.OPEN))  # it could never be told there


def _officials(store: SqliteStore) -> None:
    """What the desk keeps of its own people."""
    soon, monday = MONDAY + timedelta(hours=1), MONDAY.date()
    with store.transaction():
        store.take_key()
        store.add_code("a digest", "maija-lehtonen", "telegram", soon)
        store.add_link("a digest", "maija-lehtonen", soon)
        store.add_session("a digest", "maija-lehtonen", MONDAY, soon)
        store.add_reach("maija-lehtonen", Address("telegram", "1"), MONDAY)
        away = Whereabouts("maija-lehtonen", Absence(monday, monday), "maija-lehtonen", MONDAY)
        store.add_whereabouts(away)
        store.begin_word("maija-lehtonen", WordKind.MORNING, monday)
        store.prove(Purge(Rule.NIGHT, 0), MONDAY)
