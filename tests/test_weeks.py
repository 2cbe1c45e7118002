"""The week in figures: counted from the record, private in small areas, about no person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases import Cases
from bot.city import Base
from bot.digests import Week, look_back, matters, monday_of, week_span
from bot.digests.figures import FEWEST, By, Column, Hidden, Row, private, week
from bot.digests.matters import MOST_QUESTIONS
from bot.model import Address, Case, Question, Reason, Wish
from bot.promises import Kept
from bot.store import SqliteStore
from bot.weeks import Happened, Judgement, Unmet
from tests.fakes import MONDAY, Clock
from tests.residents import approve, ask

MONDAY_DAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)


def _asked(cases: Cases, store: SqliteStore, text: str, wish: Wish = Wish.ASK) -> Case:
    """Somebody new asks."""
    address = Address("web", f"home {len(store.cases())}")
    with store.transaction():
        return cases.receive(store, Question(address, text, cases.now(), wish=wish))


def _week(store: SqliteStore, base: Base, monday: date = MONDAY_DAY) -> Week:
    return look_back(store, base, monday)


def _unmet(store: SqliteStore, base: Base) -> list[Unmet]:
    return store.unmet(*week_span(base.city, MONDAY_DAY), MOST_QUESTIONS)


def _answer(cases: Cases, store: SqliteStore, case: Case, text: str = "Näin se on.") -> Case:
    with store.transaction():
        return cases.answer(store, case.reference, version=case.version, by=case.owner, text=text)


def test_a_week_begins_on_monday_at_midnight_on_the_citys_clock(base: Base) -> None:
    assert monday_of(date(2026, 11, 29)) == MONDAY_DAY
    since, until = week_span(base.city, date(2026, 10, 19))  # the clock is changed on the 25th
    assert since == datetime(2026, 10, 18, 21, tzinfo=UTC)
    assert until == datetime(2026, 10, 25, 22, tzinfo=UTC)


def test_what_came_was_answered_and_waits_is_counted_from_the_record(
    cases: Cases, store: SqliteStore, base: Base, clock: Clock
) -> None:
    first = _asked(cases, store, "milloin aura tulee")
    _asked(cases, store, "lumet katolta")
    _asked(cases, store, "moi")  # the program answers small talk by itself
    approve(cases, store, first)
    cells = _week(store, base).all.cells
    assert (cells[Column.RECEIVED], cells[Column.ANSWERED], cells[Column.WAITING]) == (3, 2, 1)
    clock.move(days=7)
    _asked(cases, store, "milloin aura tulee")
    assert _week(store, base).all.cells == cells  # a week that is over stays as it was
    later = _week(store, base, date(2026, 11, 30)).all.cells
    assert (later[Column.RECEIVED], later[Column.ANSWERED], later[Column.WAITING]) == (1, 0, 2)


def test_what_was_open_then_counts_as_waiting_though_it_is_answered_now(
    cases: Cases, store: SqliteStore, base: Base, clock: Clock
) -> None:
    case = _asked(cases, store, "milloin aura tulee")
    clock.move(days=8)
    approve(cases, store, case)
    assert _week(store, base).all.cells[Column.WAITING] == 1
    after = _week(store, base, date(2026, 11, 30)).all.cells
    assert (after[Column.WAITING], after[Column.ANSWERED]) == (0, 1)


def test_kept_and_missed_promises_are_told_apart_by_the_deadline(
    cases: Cases, store: SqliteStore, base: Base, clock: Clock
) -> None:
    first, second = _asked(cases, store, "milloin aura"), _asked(cases, store, "kaaduin kadulla")
    clock.at = first.deadline
    approve(cases, store, first)
    clock.at = second.deadline + HOUR
    _answer(cases, store, second)
    found = _week(store, base)
    assert (found.all.cells[Column.KEPT], found.all.cells[Column.MISSED]) == (1, 1)
    assert found.all.kept_percent == 50
    by_topic = {row.key: row.kept_percent for row in found.tables[By.TOPIC]}
    assert by_topic["winter-streets"] in (100, 50)
    assert all(Column.KEPT not in row.cells for row in found.tables[By.DISTRICT])


def test_the_residents_last_word_on_an_answer_counts(
    cases: Cases, store: SqliteStore, base: Base
) -> None:
    case = approve(cases, store, ask(cases, store, "milloin aura tulee"))
    ask(cases, store, "", wish=Wish.HELPED, about=case.reference)
    cells = _week(store, base).all.cells
    assert (cells[Column.HELPED], cells[Column.NOT]) == (1, 0)
    ask(cases, store, "", wish=Wish.DISAGREE, about=case.reference)
    cells = _week(store, base).all.cells
    assert (cells[Column.HELPED], cells[Column.NOT]) == (0, 1)


def test_no_figure_is_of_an_official() -> None:
    """L31: nothing that is counted says who did it."""
    names = {field.name for noun in (Happened, Kept, Row, Unmet) for field in fields(noun)}
    assert not names & {"official", "owner", "by_whom", "decided_by"}
    assert "official" not in {str(by) for by in By}


# Small areas (S10).


def _rows(*figures: int) -> list[Row]:
    return [
        Row(By.DISTRICT, f"d{number}", {Column.RECEIVED: figure})
        for number, figure in enumerate(figures)
    ]


@pytest.mark.parametrize(
    ("figures", "shown"),
    [
        ((0, 5, 12), (0, 5, 12)),
        ((1, 4, 12), ("<5", "<5", 12)),
        ((3, 9, 12), ("<5", "≥5", 12)),  # the sum less 9 and 12 would tell the 3
        ((1, 1, 9, 12), ("<5", "<5", "≥5", 12)),  # two that make 2 are 1 and 1
        ((2,), ("<5",)),
        ((), ()),
    ],
)
def test_a_small_area_is_not_shown_and_cannot_be_told_from_the_sum(
    figures: tuple[int, ...], shown: tuple[int | str, ...]
) -> None:
    assert tuple(row.cells[Column.RECEIVED] for row in private(_rows(*figures))) == shown


@given(st.lists(st.integers(0, 30), max_size=12))
def test_whatever_the_figures_the_hidden_ones_say_little(figures: list[int]) -> None:
    shown = [row.cells[Column.RECEIVED] for row in private(_rows(*figures))]
    hidden = [f for f, cell in zip(figures, shown, strict=True) if isinstance(cell, Hidden)]
    assert all(f == cell for f, cell in zip(figures, shown, strict=True) if cell not in [*Hidden])
    assert not any(isinstance(cell, int) and 0 < cell < FEWEST for cell in shown)
    for figure, cell in zip(figures, shown, strict=True):
        assert cell != Hidden.FEW or 1 <= figure < FEWEST
        assert cell != Hidden.HELD or figure >= FEWEST
    everything_is_hidden = len(hidden) == sum(figure > 0 for figure in figures)
    assert not hidden or everything_is_hidden or (len(hidden) > 1 and sum(hidden) >= FEWEST)


_happened = st.builds(
    Happened,
    st.sampled_from(["winter-streets", "parking", "gone", None]),
    st.sampled_from(["keskusta", "harjula", "gone", None]),
    st.sampled_from(["fi", "sv", "en"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(Judgement),
)


@given(st.lists(_happened, max_size=40))
def test_every_table_adds_up_to_the_whole_week(base: Base, happened: Sequence[Happened]) -> None:
    found = week(base, MONDAY_DAY, happened, [])
    for by in (By.TOPIC, By.LANGUAGE):
        for column in Column:
            cells = [row.cells[column] for row in found.tables[by]]
            assert found.all.cells[column] == sum(cell for cell in cells if isinstance(cell, int))
    keys = Counter(row.key for row in found.tables[By.TOPIC])
    assert set(keys) == {one.topic for one in happened}
    assert all(count == 1 for count in keys.values())


# What deserves an answer in the base.


def test_own_words_and_what_found_nothing_deserve_an_answer(
    cases: Cases, store: SqliteStore, base: Base
) -> None:
    stranger = _asked(cases, store, "mistä löydän sillan piirustukset")
    own = _asked(cases, store, "liukas katu")
    _answer(cases, store, own)
    drafted = _asked(cases, store, "milloin aura tulee")
    approve(cases, store, drafted)
    assert {one.reference for one in _unmet(store, base)} == {stranger.reference, own.reference}


def test_private_matters_and_what_was_no_question_are_left_out(
    cases: Cases, store: SqliteStore, base: Base
) -> None:
    """L27; and masked words only (L24)."""
    private_one = _asked(cases, store, "mistä saan siltojen piirustukset")
    with store.transaction():
        cases.mark(
            store,
            private_one.reference,
            version=private_one.version,
            by=private_one.owner,
            sensitive=True,
        )
    junk = _asked(cases, store, "osta halpoja renkaita")
    with store.transaction():
        cases.close(store, junk.reference, version=junk.version, by=junk.owner, reason=Reason.SPAM)
    _asked(cases, store, "haluan ihmisen", wish=Wish.HUMAN)
    _asked(cases, store, "снег")
    kept = _asked(cases, store, "soita ⟦phone⟧ sillan rakenteista")
    assert [(one.reference, one.text) for one in _unmet(store, base)] == [
        (kept.reference, "soita ⟦phone⟧ sillan rakenteista")
    ]


def _questions(*texts: str, topic: str | None = None) -> list[Unmet]:
    return [Unmet(f"R{number}", topic, "fi", text) for number, text in enumerate(texts)]


def test_similar_questions_are_one_matter_the_most_asked_first(base: Base) -> None:
    found = matters(
        base,
        _questions(
            "mihin joulukuusen voi viedä",
            "kuka hoitaa vesitornin valaistuksen",
            "mihin joulukuusi viedään",
            "mihin vanhan joulukuusen voi viedä?",
        ),
    )
    assert [len(matter.questions) for matter in found] == [3, 1]
    assert {one.reference for one in found[0].questions} == {"R0", "R2", "R3"}


def test_matters_keep_to_their_topic_and_no_sensitive_topic_is_shown(base: Base) -> None:
    same = "mihin joulukuusen voi viedä"
    topics = {**base.topics, "parking": replace(base.topics["parking"], sensitive=True)}
    town = replace(base, topics=topics)
    questions = [
        Unmet("R1", "waste", "fi", same),
        Unmet("R2", None, "fi", same),
        Unmet("R3", "parking", "fi", same),
    ]
    assert [m.topic for m in matters(town, questions)] == ["waste", None]


@settings(max_examples=25)
@given(st.lists(st.text(max_size=40), max_size=12))
def test_no_question_is_lost_or_shown_twice(base: Base, texts: list[str]) -> None:
    found = matters(base, _questions(*texts))
    references = [one.reference for matter in found for one in matter.questions]
    assert sorted(references) == sorted(f"R{number}" for number in range(len(texts)))


def test_an_empty_week_has_no_rows(store: SqliteStore, base: Base) -> None:
    found = _week(store, base)
    assert not any(found.tables.values())
    assert found.all.kept_percent is None
    assert MONDAY.date() == found.monday
