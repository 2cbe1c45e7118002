"""The base changes while it serves: what is whole is taken, what is broken waits to be mended."""

import asyncio
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.knowledge import load, stand_of
from bot.knowledge.writing import add_wording
from bot.learning import Proposal, ProposalState
from bot.librarian import Librarian
from bot.library import Library
from bot.model import Act, Draft
from bot.people import Absence, Whereabouts
from bot.ports import Matcher
from bot.store import SqliteStore
from tests.bases import rewrite, small_base
from tests.fakes import MONDAY, Clock, DirectRunner
from tests.stores import a_case, a_message, an_event

RIDGE = "answers/winter-streets/plough-ridge.fi.md"
WORDS = "vispilä soittaa trumpettia"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small base of real files."""
    return small_base(tmp_path / "knowledge", ("plough-ridge", "ploughing-when", "greeting"))


@pytest.fixture
def library(folder: Path) -> Library:
    """The library of that base; it finds nothing before the librarian has opened it."""
    return Library(load(folder, MONDAY.date()))


@pytest.fixture
def librarian(library: Library, folder: Path, runner: DirectRunner, clock: Clock) -> Librarian:
    """The librarian of that folder, with the library open."""
    made = Librarian(library, runner, folder, clock)
    asyncio.run(made.open())
    return made


def _looks(librarian: Librarian, times: int = 2) -> list[int]:
    return [asyncio.run(librarian.look()) for _ in range(times)]


def _title(library: Library) -> str:
    return library.base.answers["plough-ridge"]["fi"].title


def _found(matcher: Matcher, words: str) -> str | None:
    """The answer found for the words, if the matcher is rather sure of it."""
    found = matcher.match(words, "fi").best
    return found.slug if found and found.confidence > 0.5 else None


def test_nothing_can_be_found_before_the_library_is_open(library: Library) -> None:
    with pytest.raises(RuntimeError, match="no matcher"):
        library.matcher  # noqa: B018 - reading it is the test


def test_a_changed_file_is_used_after_two_looks(
    library: Library, librarian: Librarian, folder: Path
) -> None:
    """The first look sees the change, the second that it has come to rest."""
    before = library.matcher
    rewrite(folder / RIDGE, 'title = "', 'title = "Sopuli ')
    assert _looks(librarian, 3) == [0, 1, 0]
    assert _title(library).startswith("Sopuli")
    assert library.matcher is not before
    assert _found(library.matcher, "sopuli") == "plough-ridge"


def test_an_answer_is_added_and_removed_while_serving(
    library: Library, librarian: Librarian, folder: Path
) -> None:
    for file in folder.glob("answers/talk/*"):
        file.unlink()
    _looks(librarian)
    assert "greeting" not in library.base.answers
    for language in ("fi", "sv", "en"):
        new = folder / f"answers/winter-streets/penkka.{language}.md"
        shutil.copy(folder / f"answers/winter-streets/plough-ridge.{language}.md", new)
    _looks(librarian)
    assert "penkka" in library.base.answers


def test_while_files_are_being_saved_the_old_base_serves(
    library: Library, librarian: Librarian, folder: Path
) -> None:
    old = _title(library)
    for word in ("yksi", "kaksi", "kolme"):
        rewrite(folder / RIDGE, 'title = "', f'title = "{word} ')
        assert _looks(librarian, 1) == [0]
    assert _title(library) == old
    assert _looks(librarian, 1) == [1]
    assert _title(library).startswith("kolme kaksi yksi")


def test_nothing_is_read_or_made_again_when_nothing_changed(
    library: Library, librarian: Librarian, folder: Path
) -> None:
    before = (library.base, library.matcher)
    os.utime(folder / RIDGE)  # touched, and saved as it was
    (folder / "answers/talk/.greeting.fi.md.swp").write_text("an editor's", encoding="utf-8")
    (folder / "answers/talk/greeting.fi.md~").write_text("same", encoding="utf-8")
    assert _looks(librarian, 4) == [0, 0, 0, 0]
    assert (library.base, library.matcher) == before
    assert library.base is before[0]


def _cut(folder: Path) -> None:
    (folder / RIDGE).write_text("+++\ntitle = ", encoding="utf-8")


def _swear(folder: Path) -> None:
    rewrite(folder / "city.toml", "on_call = ", "on_call = 7 #")


def _take_away(folder: Path) -> None:
    shutil.rmtree(folder)


def _scramble(folder: Path) -> None:
    (folder / RIDGE).write_bytes(b"\xff\xfe\x00")


@pytest.mark.parametrize("breaking", [_cut, _swear, _take_away, _scramble])
def test_a_broken_base_is_not_taken_until_it_is_mended(
    library: Library, librarian: Librarian, folder: Path, breaking: Callable[[Path], None]
) -> None:
    served, whole = library.base, folder.with_name("whole")
    shutil.copytree(folder, whole)
    breaking(folder)
    assert _looks(librarian, 4) == [0, 0, 0, 0]
    assert library.mistakes > 0
    assert library.base is served
    assert _found(library.matcher, "aurausvalli pihatiellä") == "plough-ridge"
    shutil.copytree(whole, folder, dirs_exist_ok=True)
    rewrite(folder / RIDGE, 'title = "', 'title = "Sopuli ')
    assert _looks(librarian, 3) == [0, 1, 0]
    assert library.mistakes == 0
    assert _title(library).startswith("Sopuli")


def test_a_change_before_the_first_look_is_not_missed(folder: Path, runner: DirectRunner) -> None:
    """Between reading the base and watching its folder somebody may save a file."""
    stand = stand_of(folder)
    library = Library(load(folder, MONDAY.date()))
    rewrite(folder / RIDGE, 'title = "', 'title = "Sopuli ')
    librarian = Librarian(library, runner, folder, Clock(), stand)
    asyncio.run(librarian.open())
    assert _looks(librarian) == [0, 1]
    assert _title(library).startswith("Sopuli")


def _absent(store: SqliteStore, official: str) -> None:
    said = Whereabouts(official, Absence(MONDAY.date()), official, MONDAY)
    with store.transaction():
        store.add_whereabouts(said)


def test_who_was_marked_away_before_the_start_is_away_from_the_start_and_over_changes(
    folder: Path, runner: DirectRunner, store: SqliteStore
) -> None:
    """A changed folder does not bring anybody back."""
    _absent(store, "maija-lehtonen")
    library = Library(load(folder, MONDAY.date()))
    librarian = Librarian(library, runner, folder, Clock())
    asyncio.run(librarian.open())
    assert library.base.officials["maija-lehtonen"].is_away(MONDAY.date())
    assert _looks(librarian) == [0, 0]  # an absence is no change of the folder
    rewrite(folder / "officials.toml", 'name = "Maija', 'name = "Marja')
    assert _looks(librarian) == [0, 1]
    maija = library.base.officials["maija-lehtonen"]
    assert (maija.name, maija.is_away(MONDAY.date())) == ("Marja Lehtonen", True)


def _accepted(store: SqliteStore) -> Proposal:
    proposal = Proposal(
        "plough-ridge", "fi", WORDS, "maija-lehtonen", "AAA-AAA-AAA", MONDAY,
        state=ProposalState.ACCEPTED,
    )  # fmt: skip
    with store.transaction():
        return store.add_proposal(proposal)


def test_an_accepted_wording_is_used_at_the_next_look(
    library: Library, librarian: Librarian, store: SqliteStore
) -> None:
    assert _found(library.matcher, WORDS) != "plough-ridge"
    _accepted(store)
    assert _looks(librarian) == [1, 0]
    assert _found(library.matcher, WORDS) == "plough-ridge"


def test_a_wording_accepted_before_the_start_is_used_from_the_start(
    library: Library, folder: Path, runner: DirectRunner, store: SqliteStore
) -> None:
    _accepted(store)
    librarian = Librarian(library, runner, folder, Clock())
    asyncio.run(librarian.open())
    assert _found(library.matcher, WORDS) == "plough-ridge"
    assert _looks(librarian) == [0, 0]


def test_a_wording_that_is_written_into_its_file_is_no_change(
    library: Library, librarian: Librarian, folder: Path, store: SqliteStore
) -> None:
    proposal = _accepted(store)
    _looks(librarian, 1)
    before = library.matcher
    add_wording(folder, library.base.answers["plough-ridge"]["fi"], WORDS)
    with store.transaction():
        written = replace(proposal, state=ProposalState.WRITTEN)
        store.change_proposal(written, before=ProposalState.ACCEPTED)
    assert _looks(librarian, 4) == [0, 0, 0, 0]
    assert library.base.answers["plough-ridge"]["fi"].asked.count(WORDS) == 1
    assert _found(library.matcher, WORDS) == "plough-ridge"
    assert library.matcher is before


def test_a_written_wording_stays_in_use_while_its_folder_is_broken(
    library: Library, librarian: Librarian, folder: Path, store: SqliteStore
) -> None:
    proposal = _accepted(store)
    _looks(librarian, 1)
    _swear(folder)
    with store.transaction():
        written = replace(proposal, state=ProposalState.WRITTEN)
        store.change_proposal(written, before=ProposalState.ACCEPTED)
    assert _looks(librarian, 3) == [0, 0, 0]
    assert _found(library.matcher, WORDS) == "plough-ridge"


def test_a_declined_wording_is_forgotten(
    library: Library, librarian: Librarian, store: SqliteStore
) -> None:
    proposal = _accepted(store)
    _looks(librarian, 1)
    with store.transaction():
        declined = replace(proposal, state=ProposalState.DECLINED)
        store.change_proposal(declined, before=ProposalState.ACCEPTED)
    assert _looks(librarian) == [1, 0]
    assert WORDS not in library.base.answers["plough-ridge"]["fi"].asked


def test_a_store_that_takes_nothing_just_now_is_tried_again(
    library: Library, librarian: Librarian, store: SqliteStore, runner: DirectRunner
) -> None:
    _accepted(store)
    runner.failures = [None, None, StoreError("The data file takes nothing just now.")]
    with pytest.raises(StoreError):
        _looks(librarian, 1)
    assert WORDS not in library.base.answers["plough-ridge"]["fi"].asked
    assert _looks(librarian) == [1, 0]
    assert library.mistakes == 0


def _decided(store: SqliteStore, words: str, detail: str = "") -> None:
    """An official sent plough-ridge as the answer to these words."""
    with store.transaction():
        case = store.add_case(a_case(words, draft=Draft("Valli.", "plough-ridge", "v1")))
        for act in (Act.RECEIVED, Act.APPROVED):
            told = detail if act is Act.APPROVED else ""
            store.record(replace(an_event(case, act), answer="plough-ridge", detail=told))
        store.add_message(a_message(case.id, words))


def test_what_officials_decided_is_learnt_from_once_a_day(
    library: Library, librarian: Librarian, store: SqliteStore, clock: Clock
) -> None:
    for number in range(30):
        _decided(store, f"vispilä soi {number}")
    assert _looks(librarian) == [0, 0]
    before = library.matcher
    clock.move(days=1)
    assert _looks(librarian) == [1, 0]
    assert library.matcher is not before
    clock.move(days=1)
    assert _looks(librarian) == [0, 0], "nothing was decided since"


def test_a_text_that_was_edited_before_it_went_out_teaches_nothing(
    library: Library, librarian: Librarian, store: SqliteStore, clock: Clock
) -> None:
    """Nobody has said that the answer was right: its words may all be gone."""
    for number in range(30):
        _decided(store, f"vispilä soi {number}", "edited")
    before = library.matcher
    clock.move(days=1)
    assert _looks(librarian) == [0, 0]
    assert library.matcher is before
