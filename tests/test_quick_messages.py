"""Several quick messages of one chat are one question; each stays a line that can be edited."""

import asyncio
from typing import Any

import pytest

from bot.cases import Cases
from bot.channels.telegram import Me, TelegramApi, TelegramChannel, kept_of
from bot.city import Base
from bot.inbox import QUIET, Inbox
from bot.library import Library
from bot.model import MessageKind, State
from bot.store import SqliteStore
from tests.fakes import Clock, DirectRunner
from tests.telegram_server import TOKEN

SENDER = {"id": 7, "language_code": "fi"}
CHAT = {"id": 7, "type": "private"}
SECOND = QUIET.total_seconds() / 3


class Ear:
    """An inbox that hears Telegram's updates, by a clock that moves when told to."""

    def __init__(self, runner: DirectRunner, cases: Cases, clock: Clock, base: Base) -> None:
        channel = TelegramChannel(TelegramApi(TOKEN), Library(base))
        self.inbox = Inbox(runner, {"telegram": channel}, cases, clock)
        self.count = 0

    def hears(self, kind: str = "message", chat: int = 7, **content: Any) -> None:
        """One update, accepted but not yet worked on."""
        self.count += 1
        message = {"message_id": self.count, "from": SENDER, "chat": CHAT | {"id": chat}} | content
        kept = kept_of({"update_id": self.count, kind: message}, Me(1, "bot"))
        assert kept is not None
        asyncio.run(self.inbox.accept("telegram", str(self.count), kept))

    def works(self) -> int:
        """What is ready is worked on; how many that were."""
        return asyncio.run(self.inbox.work())


@pytest.fixture
def ear(runner: DirectRunner, cases: Cases, clock: Clock, base: Base) -> Ear:
    """An inbox with Telegram."""
    return Ear(runner, cases, clock, base)


def _threads(store: SqliteStore) -> list[list[str]]:
    cases = store.cases(states=tuple(State))
    return [
        [m.text for m in store.thread(case.id) if m.kind is MessageKind.QUESTION] for case in cases
    ]


def test_nothing_is_worked_on_before_the_chat_is_quiet(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    ear.hears(text="milloin")
    assert ear.works() == 0
    clock.move(seconds=2 * SECOND)
    ear.hears(text="Koivukuja aurataan")
    clock.move(seconds=2 * SECOND)
    assert ear.works() == 0
    assert store.sums().unread == 2
    clock.move(seconds=SECOND)
    ear.works()
    assert _threads(store) == [["milloin", "Koivukuja aurataan"]]
    assert store.sums().unread == 0


def test_who_never_pauses_is_heard_all_the_same(ear: Ear, clock: Clock, store: SqliteStore) -> None:
    for number in range(20):
        ear.hears(text=f"aurataanko {number}")
        clock.move(seconds=SECOND)
        ear.works()
    first, *_ = _threads(store)
    assert 15 <= len(first) <= 20


def test_chats_wait_for_themselves_only(ear: Ear, clock: Clock, store: SqliteStore) -> None:
    ear.hears(chat=7, text="milloin aurataan")
    clock.move(seconds=2 * SECOND)
    ear.hears(chat=8, text="missä hiekka")
    clock.move(seconds=SECOND)
    ear.works()
    assert _threads(store) == [["milloin aurataan"]]


def test_a_wish_for_a_human_does_not_wait(ear: Ear, store: SqliteStore) -> None:
    ear.hears(text="/human")
    assert ear.works() == 1
    assert [case.draft.why for case in store.cases()] == ["asked_human"]


def test_an_edit_that_comes_at_once_is_the_question(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    ear.hears(text="milloin aurttaan")
    ear.hears("edited_message", message_id=1, text="milloin aurataan")
    clock.move(seconds=3 * SECOND)
    ear.works()
    assert _threads(store) == [["milloin aurataan"]]


def test_each_of_several_lines_can_be_edited_later(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    ear.hears(text="päivää")
    ear.hears(text="milloin aurataan")
    clock.move(seconds=3 * SECOND)
    ear.works()
    ear.hears("edited_message", message_id=2, text="missä on hiekka")
    clock.move(seconds=3 * SECOND)
    ear.works()
    [case] = store.cases()
    assert case.draft.answer == "grit-free"
    assert _threads(store) == [["päivää", "milloin aurataan", "missä on hiekka"]]


def test_an_edit_that_changes_no_word_changes_nothing(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    ear.hears(text="milloin aurataan")
    clock.move(seconds=3 * SECOND)
    ear.works()
    before = store.cases()
    ear.hears("edited_message", message_id=1, text="milloin aurataan")
    clock.move(seconds=3 * SECOND)
    ear.works()
    assert store.cases() == before


def test_an_edit_of_what_never_came_is_a_question(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    ear.hears("edited_message", message_id=99, text="milloin aurataan")
    clock.move(seconds=3 * SECOND)
    ear.works()
    assert _threads(store) == [["milloin aurataan"]]


def test_more_than_fits_into_one_question_is_more_than_one(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    for _ in range(3):
        ear.hears(text="aura " * 400)
    clock.move(seconds=3 * SECOND)
    ear.works()
    assert sum(len(lines) for lines in _threads(store)) == 3
    assert store.sums().aside == 0


def test_pictures_of_an_album_are_one_case_with_its_files(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    ear.hears(photo=[{"file_id": "a", "file_size": 1}], caption="aura kaatoi aidan")
    ear.hears(photo=[{"file_id": "b", "file_size": 1}])
    clock.move(seconds=3 * SECOND)
    ear.works()
    [case] = store.cases()
    assert [file.reference for each in store.files(case.id).values() for file in each] == ["a", "b"]


def test_a_picture_without_a_word_reaches_a_person(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    ear.hears(photo=[{"file_id": "a", "file_size": 1}])
    clock.move(seconds=3 * SECOND)
    ear.works()
    [case] = store.cases()
    assert case.state is State.HANDED_OVER


@pytest.mark.parametrize(
    ("spot", "district"),
    [((60.0, 20.0), None), ((-33.9, 151.2), None), (None, "kivimaki")],
    ids=["far away", "the other side", "near"],
)
def test_a_place_is_the_nearest_district_if_one_is_near(
    base: Base, spot: tuple[float, float] | None, district: str | None
) -> None:
    middle = base.districts["kivimaki"].at
    assert middle
    found = base.district_at(spot or (middle[0] + 0.002, middle[1] - 0.002))
    assert (found and found.slug) == district


def test_a_place_far_away_is_a_line_with_its_numbers_only(
    ear: Ear, clock: Clock, store: SqliteStore
) -> None:
    ear.hears(location={"latitude": 60.0, "longitude": 20.0})
    clock.move(seconds=3 * SECOND)
    ear.works()
    assert _threads(store) == [["📍 (60.0000, 20.0000)"]]
