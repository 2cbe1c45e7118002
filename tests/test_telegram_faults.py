"""What Telegram and the network do to the real `aura serve`, and that it recovers by itself."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer, telegram
from tests.telegram_serving import QUIET_SECONDS, Process, all_cases, aura_process, quick_base
from tests.telegram_troubles import Fault, Trouble, refused, too_many

_PAUSE = 1.5
Start = Callable[..., AbstractContextManager[Process]]
STRANGE: tuple[object, ...] = (
    {"message": {"message_id": "x", "chat": [], "date": None}},
    {"message": None},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": 10**30, "type": "private"}}},
    {"message": {"message_id": 1, "from": {"id": 5}, "chat": {"id": 5, "type": "private"}}},
    {"message": {"text": "\ud800 puolikas merkki"}},
    {"callback_query": {"id": 5, "data": "\ud800"}},
    {"callback_query": {}},
    {"edited_message": [[[[]]]]},
    {"edited_message": {"text": float("nan")}},
    {"poll": {"id": "1"}},
    {},
)
"""Updates as they never should be."""


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with telegram() as running:
        yield running


@pytest.fixture
def started(server: TelegramServer, tmp_path: Path) -> Start:
    """Starts `aura serve`, with more settings if wanted."""
    knowledge = quick_base(tmp_path)

    @contextmanager
    def start(**settings: str) -> Iterator[Process]:
        with aura_process(tmp_path / "data", knowledge, server, **settings) as process:
            yield process

    return start


def _ask(resident: Chatter) -> None:
    resident.says(f"milloin katu {resident.id} aurataan")


def test_updates_that_come_one_to_four_times_and_mixed_make_no_second_case(
    server: TelegramServer, started: Start, tmp_path: Path
) -> None:
    residents = [Chatter(server, 100 + number) for number in range(200)]
    server.shuffle(seed=3)
    for resident in residents:
        _ask(resident)
    with started() as process:
        server.wait(lambda: server.world.updates.confirmed == 200)
        server.wait(lambda: server.polling)
        process.is_healthy(received=200, unread=0, set_aside=0)
    given = [update for call in server.made("getUpdates") for update in call.result]
    assert len(given) > 400
    places = Counter(case.place for case in all_cases(tmp_path / "data"))
    assert places == {str(resident.id): 1 for resident in residents}


def test_one_malformed_in_a_hundred_holds_up_no_other_for_two_seconds(
    server: TelegramServer, started: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counted from the end of the pause in which a resident may still be writing.

    At most six times, of which the best counts: the machine may stumble, the program may not.
    """
    took = []
    with started(telegram_quiet=f"{_PAUSE}") as process:
        server.wait(lambda: server.polling, 30)
        for turn in range(1, 7):
            begun = time.monotonic()
            for number in range(99):
                _ask(Chatter(server, 1000 * turn + number))
                if number == 7:
                    server.add({"message": {"message_id": "x", "chat": [], "date": None}})
            process.is_healthy(unread=0, set_aside=turn, waiting=99 * turn)
            took.append(time.monotonic() - begun - _PAUSE)
            if took[-1] < 2:
                break
    with capsys.disabled():
        told = ", ".join(f"{seconds:.2f} s" for seconds in took)
        print(f" 99 messages beside a malformed one: {told}")  # noqa: T201 - a figure
    assert min(took) < 2


def test_no_update_however_strange_stops_those_after_it(
    server: TelegramServer, started: Start
) -> None:
    """Half a character, a number too large, a field of the wrong kind: set aside or passed over."""
    with started() as process:
        for number, body in enumerate(STRANGE):
            server.add(json.loads(json.dumps(body)))
            _ask(Chatter(server, 100 + number))
        told = process.is_healthy(unread=0, waiting=len(STRANGE))
        server.wait(lambda: server.polling)
    assert told["set_aside"] >= 3


def test_a_refusal_of_what_is_only_nice_to_have_stops_no_message(
    server: TelegramServer, started: Start
) -> None:
    """The commands' names are limited and checked by Telegram apart from all else."""
    server.harm(refused(400, "Bad Request: BOT_COMMAND_INVALID", method="setMyCommands"))
    resident = Chatter(server, 11)
    with started():
        _ask(resident)
        resident.hears("viestisi on perillä", seconds=20)


def test_a_wrong_token_is_said_in_one_line_and_the_rest_works(started: Start) -> None:
    wrong = TOKEN[:-5] + "wrong"
    with started(telegram_token=wrong) as process:
        process.says("token refused")
        told = process.health()
        assert told["telegram"] == "token refused"
        assert told["workers"]["inbox"] is True
        assert wrong not in "".join(process.lines)
    assert sum("token refused" in line for line in process.lines) == 1


def test_a_revoked_token_is_told_and_a_new_life_of_it_is_found(
    server: TelegramServer, started: Start
) -> None:
    resident = Chatter(server, 11)
    with started() as process:
        server.wait(lambda: server.polling, 30)
        server.tokens.clear()
        server.unplug()
        server.plug()
        process.says("token refused")
        server.tokens.add(TOKEN)
        _ask(resident)
        resident.hears("viestisi on perillä", seconds=30)
        assert process.health()["telegram"] == "ok"


def test_without_a_network_at_the_start_it_waits_for_one(
    server: TelegramServer, started: Start
) -> None:
    resident = Chatter(server, 11)
    server.unplug()
    with started() as process:
        process.says("no network")
        assert process.health()["telegram"] == "no network"
        server.plug()
        _ask(resident)
        resident.hears("viestisi on perillä", seconds=30)


def test_when_the_network_goes_and_comes_back_nothing_is_lost_or_doubled(
    server: TelegramServer, started: Start
) -> None:
    before, meanwhile = Chatter(server, 11), Chatter(server, 12)
    with started() as process:
        server.wait(lambda: server.polling, 30)
        _ask(before)
        server.wait(lambda: server.world.updates.waiting == [])
        server.unplug()
        _ask(meanwhile)
        process.says("no network")
        server.plug()
        for resident in (before, meanwhile):
            resident.hears("viestisi on perillä", seconds=40)
        process.is_healthy(received=2, unread=0, telegram="ok")
    assert [len(resident.texts) for resident in (before, meanwhile)] == [1, 1]


def test_a_cut_after_the_work_is_sent_again_and_one_before_it_is_sent_once(
    server: TelegramServer, started: Start
) -> None:
    """There is no idempotency key: rather twice than never, and the delivery is marked."""
    twice, once = Chatter(server, 11), Chatter(server, 12)
    server.harm(
        Fault(Trouble.CUT_AFTER, method="sendMessage", chat=11, times=1),
        Fault(Trouble.CUT_BEFORE, method="sendMessage", chat=12, times=1),
    )
    with started():
        for resident in (twice, once):
            _ask(resident)
        server.wait(lambda: len(server.made("sendMessage")) == 3, 40)
    assert len(set(twice.texts)) == 1
    assert [len(resident.texts) for resident in (twice, once)] == [2, 1]


def test_refusals_of_one_chat_hold_up_no_other(server: TelegramServer, started: Start) -> None:
    """429 is obeyed to the second; 500 is tried again; 403 is never; a hanging call waits alone."""
    limited, broken, blocked, hangs = (Chatter(server, number) for number in (11, 12, 13, 14))
    server.harm(
        too_many(4, chat=limited.id, times=1),
        refused(500, "Internal Server Error", chat=broken.id, times=2),
        Fault(Trouble.HANG, chat=hangs.id, times=1),
    )
    with started() as process:
        server.wait(lambda: server.polling, 30)
        for resident in (limited, broken, blocked, hangs):
            _ask(resident)
        blocked.blocks()
        others = [Chatter(server, 100 + number) for number in range(20)]
        for resident in others:
            _ask(resident)
        begun = time.monotonic()
        server.wait(lambda: all(resident.heard for resident in others), 20)
        held_up = time.monotonic() - begun - QUIET_SECONDS
        for resident in (limited, broken):
            resident.hears("viestisi on perillä", seconds=30)
        process.is_healthy(closed=1, waiting=23)
    first, again = server.made("sendMessage", chat=limited.id, done=False)
    assert again.at - first.at >= 4
    assert len(server.made("sendMessage", chat=blocked.id, done=False)) == 1
    assert held_up < 5
