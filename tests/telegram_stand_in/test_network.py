"""Updates, polls, cuts and troubles of the stand-in are those of the real Bot API."""

import threading
import time

import httpx2
import pytest

from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer
from tests.telegram_stand_in.conftest import Caller
from tests.telegram_troubles import Fault, Trouble, bad_markup, refused, too_many


def test_an_update_comes_again_until_a_higher_offset_confirms_it(
    server: TelegramServer, call: Caller
) -> None:
    resident = Chatter(server, 11)
    resident.says("ensin")
    resident.says("sitten")
    first, second = call.numbers()
    assert call.numbers() == call.numbers(offset=first) == [first, second]
    assert call.numbers(offset=second) == call.numbers() == [second]
    assert call.numbers(offset=second + 1) == call.numbers(offset=0) == []
    assert server.world.updates.confirmed == 2


def test_a_long_poll_ends_with_the_update_or_with_its_time(
    server: TelegramServer, call: Caller
) -> None:
    begun = time.monotonic()
    assert call.numbers(timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 3
    threading.Timer(0.2, Chatter(server, 11).says, ["hei"]).start()
    assert len(call.numbers(timeout=4)) == 1
    assert time.monotonic() - begun < 4


def test_a_second_poll_ends_the_first_with_a_conflict(server: TelegramServer, call: Caller) -> None:
    answers: list[int] = []

    def poll() -> None:
        url = f"{server.url}/bot{TOKEN}/getUpdates"
        answers.append(httpx2.post(url, json={"timeout": 30}, timeout=10).status_code)

    thread = threading.Thread(target=poll)
    thread.start()
    server.wait(lambda: server.polling)
    call.numbers(timeout=0)
    thread.join(timeout=5)
    assert answers == [409]


def test_a_poll_ends_when_its_bot_is_gone(server: TelegramServer) -> None:
    with pytest.raises(httpx2.TimeoutException):
        httpx2.post(f"{server.url}/bot{TOKEN}/getUpdates", json={"timeout": 30}, timeout=0.5)
    server.wait(lambda: not server.polling)


def test_mixed_updates_come_one_to_four_times_and_none_is_missing(
    server: TelegramServer, call: Caller
) -> None:
    server.shuffle(seed=5)
    resident = Chatter(server, 11)
    sent = [resident.says(str(number)) for number in range(60)]
    seen: list[int] = []
    offset = 0
    while batch := call("getUpdates", offset=offset, limit=10)["result"]:
        seen += [update["message"]["message_id"] for update in batch]
        offset = max(update["update_id"] for update in batch) + 1
    times = [seen.count(number) for number in sent]
    assert set(times) == {1, 2, 3, 4}
    assert seen != sorted(seen)


def test_troubles_hit_the_calls_they_name_and_no_other(
    server: TelegramServer, call: Caller
) -> None:
    for number in (11, 12):
        Chatter(server, number)
    server.harm(too_many(7, chat=11, times=1), refused(500, "Internal Server Error", chat=12))
    limited = call("sendMessage", chat_id=11, text="a")
    assert limited["error_code"] == 429
    assert limited["parameters"] == {"retry_after": 7}
    assert call("sendMessage", chat_id=11, text="a")["ok"], "only once"
    assert call("sendMessage", chat_id=12, text="a")["error_code"] == 500
    server.heal()
    assert call("sendMessage", chat_id=12, text="a")["ok"]
    server.harm(bad_markup())
    assert call("sendMessage", chat_id=12, text="a", parse_mode="HTML")["error_code"] == 400
    assert call("sendMessage", chat_id=12, text="a")["ok"]


def test_a_cut_connection_comes_before_or_after_the_work(
    server: TelegramServer, call: Caller
) -> None:
    resident = Chatter(server, 11)
    server.harm(Fault(Trouble.CUT_BEFORE, times=1), Fault(Trouble.CUT_AFTER, times=1))
    for text in ("ei perille", "perille"):
        with pytest.raises(httpx2.TransportError):
            call("sendMessage", chat_id=11, text=text)
    assert resident.texts == ["perille"]
    assert [made.status for made in server.made("sendMessage", done=False)] == [0, 0]


def test_a_hanging_call_hangs_until_healed(server: TelegramServer, call: Caller) -> None:
    server.harm(Fault(Trouble.HANG, method="getMe", times=1))
    with pytest.raises(httpx2.TimeoutException):
        call.client.get(f"{server.url}/bot{TOKEN}/getMe", timeout=0.3)
    assert call("getMe")["ok"]


def test_the_network_goes_and_comes_back_on_the_same_port(
    server: TelegramServer,
) -> None:
    port = server.port
    server.unplug()
    with pytest.raises(httpx2.ConnectError):
        httpx2.post(f"{server.url}/bot{TOKEN}/getMe")
    server.plug()
    assert server.port == port
    assert httpx2.post(f"{server.url}/bot{TOKEN}/getMe").json()["ok"]


def test_a_webhook_needs_https_and_ends_polling(call: Caller) -> None:
    assert "HTTPS" in call("setWebhook", url="http://aura.example/hook")["description"]
    assert call("setWebhook", url="https://aura.example/hook", secret_token="s")["ok"]
    assert call("getUpdates")["error_code"] == 409
    assert call("deleteWebhook")["ok"]
    assert call("getUpdates")["ok"]
