"""The inbox: each message once, masked before it is kept, none lost, none in the way."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.cases import Cases
from bot.cases.receiving import MOST_TAKEN
from bot.channels.payload import payload_of
from bot.errors import StoreError
from bot.inbox import Inbox, masked_payload
from bot.mail import Arrival
from bot.model import MessageKind
from bot.ports import Runner
from bot.store import SqliteStore, StoreThread
from tests.fakes import Clock, DirectRunner, FakeChannel
from tests.stores import FILE, HOME

IDENTITY, PHONE, MAIL = "131052-308T", "040 123 4567", "matti.meikalainen@example.org"
ASKED = "Milloin meidän katu aurataan?"


@pytest.fixture
def inbox(runner: DirectRunner, cases: Cases, clock: Clock) -> Inbox:
    """An inbox with one channel, on a store in memory."""
    return _inbox(runner, cases, clock)


def _inbox(runner: Runner, cases: Cases, clock: Clock) -> Inbox:
    return Inbox(runner, {"fake": FakeChannel()}, cases, clock)


def _asked(text: str = ASKED, place: str = "home") -> dict[str, Any]:
    return payload_of(place, text)


def _work(inbox: Inbox, payloads: Sequence[tuple[str, dict[str, Any]]]) -> int:
    """Accept messages, numbered from 0, and work on them all."""

    async def whole() -> int:
        for number, (channel, payload) in enumerate(payloads):
            assert await inbox.accept(channel, str(number), payload)
        return await inbox.work()

    return asyncio.run(whole())


def _aside(store: SqliteStore) -> list[Arrival]:
    assert store.unread(["fake", "web"], 100) == []
    return store.aside(100)


def test_a_message_becomes_a_case_of_its_words(inbox: Inbox, store: SqliteStore) -> None:
    assert _work(inbox, [("fake", _asked())]) == 1
    [case] = store.cases()
    assert (case.channel, case.place) == ("fake", "home")
    assert [line.text for line in store.thread(case.id) if line.kind is MessageKind.QUESTION] == [
        ASKED
    ]


def test_a_message_accepted_twice_is_one_case(inbox: Inbox, store: SqliteStore) -> None:
    async def twice() -> list[bool]:
        known = [await inbox.accept("fake", "1", _asked()) for _ in range(2)]
        await inbox.work()
        known.append(await inbox.accept("fake", "1", _asked()))
        await inbox.work()
        return known

    assert asyncio.run(twice()) == [True, False, False]
    assert len(store.cases()) == 1


def test_a_message_two_workers_took_up_is_one_case(inbox: Inbox, store: SqliteStore) -> None:
    async def both() -> None:
        await inbox.accept("fake", "1", _asked())
        [arrival] = store.unread(["fake", "web"], 1)
        cases = [await inbox.work_on(arrival) for _ in range(2)]
        assert [case is None for case in cases] == [False, True]

    asyncio.run(both())
    [case] = store.cases()
    assert len(store.thread(case.id)) == 2
    assert _aside(store) == []


def test_messages_are_worked_on_in_the_order_they_came(inbox: Inbox, store: SqliteStore) -> None:
    """More than one batch of them."""
    payloads = [("fake", _asked(f"{ASKED} {n}", f"place {n}")) for n in range(60)]
    assert _work(inbox, payloads) == 60
    assert [case.place for case in store.cases()] == [f"place {n}" for n in range(60)]


def test_a_message_is_masked_before_it_is_kept(inbox: Inbox, store: SqliteStore) -> None:
    """L24: the unmasked text is stored nowhere."""
    asyncio.run(inbox.accept("fake", "1", _asked(f"{ASKED} Olen {IDENTITY}, {PHONE}, {MAIL}")))
    [arrival] = store.unread(["fake", "web"], 1)
    assert arrival.payload["text"] == f"{ASKED} Olen ⟦identity⟧, ⟦phone⟧, ⟦email⟧"
    assert set(arrival.payload["removed"]) == {"identity", "phone", "email"}


def test_no_byte_of_the_data_file_has_what_was_masked(
    tmp_path: Path, cases: Cases, clock: Clock
) -> None:
    """L24, looked at from outside: the file and its write-ahead log, at every stage."""

    async def stages() -> list[bytes]:
        thread = StoreThread(tmp_path / FILE)
        await thread.open()
        inbox = _inbox(thread, cases, clock)
        await inbox.accept("fake", "1", _asked(f"aurataan? {IDENTITY} {PHONE} {MAIL}"))
        accepted = _bytes_in(tmp_path)
        await inbox.work()
        worked = _bytes_in(tmp_path)
        await thread.close()
        return [accepted, worked, _bytes_in(tmp_path)]

    for stage in asyncio.run(stages()):
        assert b"aurataan?" in stage
        assert not [secret for secret in (IDENTITY, PHONE, MAIL) if secret.encode() in stage]


def _bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize(
    ("payload", "kept"),
    [
        ({"message": {"text": PHONE}}, {"message": {"text": "⟦phone⟧"}}),
        ({"parts": [{"text": PHONE}, 1]}, {"parts": [{"text": "⟦phone⟧"}, 1]}),
        ({"text": ["a", PHONE]}, {"text": ["a", "⟦phone⟧"]}),
        ({"text": [{"n": 1, "value": PHONE}]}, {"text": [{"n": 1, "value": "⟦phone⟧"}]}),
        ({"text": {"deep": [PHONE]}}, {"text": {"deep": ["⟦phone⟧"]}}),
        ({"text": None, "id": 401234567}, {"text": None, "id": 401234567}),
    ],
)
def test_free_text_is_masked_however_deep_it_lies(
    payload: dict[str, Any], kept: dict[str, Any]
) -> None:
    removed = ["phone"] if "⟦" in str(kept) else []
    assert masked_payload(payload) == kept | {"removed": removed}


def test_the_list_of_what_was_removed_is_ours_alone() -> None:
    """A sender cannot make the bot claim that it removed something."""
    assert masked_payload(_asked() | {"removed": ["identity"]})["removed"] == []


@pytest.mark.parametrize(
    ("channel", "payload", "reason"),
    [
        ("fake", {"text": "Moi"}, "lacks or misspells a field"),
        ("fake", {"place": "home"}, "lacks or misspells a field"),
        ("fake", _asked() | {"wish": "a pony"}, "lacks or misspells a field"),
        ("fake", {}, "lacks or misspells a field"),
        ("fake", _asked(""), "no words"),
        ("fake", _asked(" \n\t\u200b "), "no words"),
        ("fake", _asked("x" * (MOST_TAKEN + 1)), f"{MOST_TAKEN} are taken"),
        ("fake", payload_of("home", "", wish="helped"), "belongs to no case"),
        ("fake", _asked(place="\ud83d"), "Unexpected: UnicodeEncodeError"),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_a_reason_and_the_next_goes_on(
    inbox: Inbox, store: SqliteStore, channel: str, payload: dict[str, Any], reason: str
) -> None:
    assert _work(inbox, [(channel, payload), ("fake", _asked(place="next"))]) == 2
    [aside] = _aside(store)
    assert reason in (aside.error or "")
    assert [case.place for case in store.cases()] == ["next"]


def test_a_message_of_anothers_channel_waits_for_who_has_it(
    inbox: Inbox, store: SqliteStore
) -> None:
    """`aura chat` beside `aura serve` on one data file: neither takes the other's messages."""
    assert _work(inbox, [("pigeon", _asked())]) == 0
    assert store.aside(10) == []
    assert len(store.unread(["pigeon"], 10)) == 1


def test_a_message_set_aside_leaves_nothing_half_done(inbox: Inbox, store: SqliteStore) -> None:
    _work(inbox, [("fake", _asked(""))])
    assert store.language_of(HOME) is None
    assert store.oldest_undelivered(["fake", "web"]) is None


def test_a_message_of_the_greatest_length_is_taken(inbox: Inbox, store: SqliteStore) -> None:
    _work(inbox, [("fake", _asked("x" * MOST_TAKEN))])
    assert _aside(store) == []
    assert len(store.cases()) == 1


def test_the_sums_count_a_message_from_its_acceptance_on(inbox: Inbox, store: SqliteStore) -> None:
    asyncio.run(inbox.accept("fake", "a", _asked()))
    asyncio.run(inbox.accept("fake", "b", _asked("")))
    assert store.sums().unread == 2
    asyncio.run(inbox.work())
    sums = store.sums()
    assert (sums.received, sums.unread, sums.aside) == (1, 0, 1)


def test_a_crash_between_accepting_and_working_loses_nothing(
    tmp_path: Path, cases: Cases, clock: Clock
) -> None:
    """Design, promise 2: what was accepted is worked on at the next start."""

    async def life(*, crashes: bool) -> tuple[bool, int]:
        thread = StoreThread(tmp_path / FILE)
        await thread.open()
        inbox = _inbox(thread, cases, clock)
        new = await inbox.accept("fake", "1", _asked())
        handled = 0 if crashes else await inbox.work()
        waiting = await thread.run(lambda store: len(store.cases()))
        await thread.close()
        return new, handled + waiting

    assert asyncio.run(life(crashes=True)) == (True, 0)
    assert asyncio.run(life(crashes=False)) == (False, 2)
    assert asyncio.run(life(crashes=True)) == (False, 1)


def test_a_full_disk_sets_no_message_aside(inbox: Inbox, store: SqliteStore) -> None:
    """The fault is the store's: the message is read again when there is room."""
    asyncio.run(inbox.accept("fake", "1", _asked("aura " * 300)))
    pages = next(store.db.query("pragma page_count"))["page_count"]
    store.db.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(StoreError):
        asyncio.run(inbox.work())
    store.db.execute("pragma max_page_count = 100000")
    assert store.aside(100) == []
    assert asyncio.run(inbox.work()) == 1
    assert len(store.cases()) == 1
