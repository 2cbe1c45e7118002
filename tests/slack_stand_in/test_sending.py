"""The stand-in Slack sends as the real one does: Socket Mode, signed HTTP, retries, people's taps.

The app on the other side is a plain slack_bolt one, as its documentation writes it.
"""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp

from tests.slack_client import Client, Loop, bolt_app, over_http, over_sockets
from tests.slack_courier import signature
from tests.slack_heard import CARD, Heard
from tests.slack_people import Person, mention
from tests.slack_server import APP_TOKEN, SlackServer
from tests.slack_stand_in.conftest import Ways
from tests.slack_world import BOT, BOT_USER


def test_a_message_comes_as_an_event_with_its_own_id(
    server: SlackServer, anna: Person, app: Heard, running: Ways
) -> None:
    with running(app.made):
        ts = anna.says("Milloin <aurataan> & missä?")
        anna.says("sitten")
        server.wait(lambda: len(app.events) == 2)
        server.settled()
    first, second = sorted(app.events, key=lambda body: float(body["event"]["ts"]))
    assert first["event_id"] != second["event_id"]
    event = first["event"]
    assert event["text"] == "Milloin &lt;aurataan&gt; &amp; missä?"
    assert (event["ts"], event["user"], event["channel_type"]) == (ts, anna.id, "im")
    assert first["authorizations"][0]["user_id"] == BOT_USER
    assert len(server.acked()) == 2


def test_a_mention_in_a_room_comes_twice_and_an_edit_once(
    server: SlackServer, anna: Person, app: Heard, running: Ways
) -> None:
    room = server.world.add_room("talvi", [anna.id])
    with running(app.made):
        ts = anna.says(f"{mention()} milloin aurataan <!channel>", channel=room)
        anna.edits(ts, "ei mitään", channel=room)
        anna.opens_home()
        server.wait(lambda: len(app.events) == 4)
    assert sorted(app.types()) == [
        "app_home_opened:",
        "app_mention:",
        "message:",
        "message:message_changed",
    ]
    text = next(e["event"]["text"] for e in app.events if e["event"]["type"] == "app_mention")
    assert text == f"<@{BOT_USER}> milloin aurataan &lt;!channel&gt;"


def test_our_own_messages_come_back_as_events(
    server: SlackServer, anna: Person, call: Client, app: Heard, running: Ways
) -> None:
    with running(app.made):
        ts = call("chat.postMessage", channel=anna.id, text="hei", blocks=CARD)["ts"]
        call("chat.update", channel=anna.dm, ts=ts, text="hoi")
        server.settled()
    bodies = [delivery.payload["event"] for delivery in server.acked()]
    assert bodies[0]["bot_id"] == BOT
    assert bodies[1]["subtype"] == "message_changed"
    assert bodies[1]["message"]["text"] == "hoi"
    assert bodies[1]["previous_message"]["text"] == "hei"


def test_an_event_not_acknowledged_comes_again_three_times_and_a_press_never(
    server: SlackServer, anna: Person, call: Client, loop: Loop
) -> None:
    server.courier.ack_seconds, server.courier.waits = 0.1, (0.0, 0.05, 0.05)
    seen: list[str] = []

    def made() -> AsyncApp:
        app = bolt_app(server)

        async def hold(req: Any) -> None:
            seen.append("".join(req.headers.get("x-slack-retry-num", ["0"])))
            await asyncio.sleep(0.3)

        app.middleware(hold)
        return app

    with over_http(server, loop, made):
        anna.says("kuuletko")
        server.settled()
        call("chat.postMessage", channel=anna.id, text="kortti", blocks=CARD)
        server.settled()
        press = anna.begins_to_press(anna.sees("aurataan?"), "approve")
        server.settled()
    assert seen[:4] == ["0", "1", "2", "3"]
    assert [ack.reason for ack in server.deliveries[0].acks] == ["http_timeout"] * 4
    assert [ack.ok for ack in press.acks] == [False]
    assert not server.deliveries[0].is_acked


def test_an_event_whose_socket_dies_comes_again_over_the_next(
    server: SlackServer, anna: Person, loop: Loop, call: Client
) -> None:
    server.courier.waits = (30.0, 30.0, 30.0)
    held: list[dict[str, Any]] = []
    first = Raw(call, loop)
    anna.says("kuuletko")
    held.append(first.hears())
    server.cut_sockets()
    server.wait(lambda: server.deliveries[0].acks)
    first.close()
    second = Raw(call, loop)
    server.retry_now()
    held.append(second.hears())
    second.says({"envelope_id": held[1]["envelope_id"]})
    server.settled()
    second.close()
    assert held[0]["payload"] == held[1]["payload"]
    assert held[0]["envelope_id"] != held[1]["envelope_id"]
    assert (held[1]["retry_attempt"], held[1]["retry_reason"]) == (1, "connection_failed")
    assert server.deliveries[0].is_acked


class Raw:
    """A socket without any client library's cleverness."""

    def __init__(self, call: Client, loop: Loop) -> None:
        self._loop = loop
        self.url = call("apps.connections.open", app_token=APP_TOKEN)["url"]

        async def connect() -> None:
            self.session = aiohttp.ClientSession()
            self.socket = await self.session.ws_connect(self.url)

        loop.run(connect())
        self.first = self.hears()

    def hears(self) -> dict[str, Any]:
        """The next message."""
        heard: dict[str, Any] = json.loads(self._loop.run(self.socket.receive_str()))
        return heard

    def says(self, body: dict[str, Any]) -> None:
        """Send a message."""
        self._loop.run(self.socket.send_json(body))

    def close(self) -> None:
        """Hang up."""
        self._loop.run(self.socket.close())
        self._loop.run(self.session.close())


def test_each_envelope_goes_to_one_socket_of_many(
    server: SlackServer, anna: Person, app: Heard, loop: Loop
) -> None:
    with over_sockets(server, loop, app.made, sockets=3):
        for number in range(9):
            anna.says(str(number))
        server.settled()
    assert len(app.events) == len(server.courier.sent) == 9
    assert len({number for number, _ in server.courier.sent}) == 3


def test_an_eleventh_socket_is_refused_and_a_ticket_serves_once(
    server: SlackServer, loop: Loop, call: Client
) -> None:
    with over_sockets(server, loop, lambda: bolt_app(server), sockets=10):
        late = Raw(call, loop)
        late.close()
        assert late.first["reason"] == "too_many_websockets"
        assert server.connected == 10
    server.wait(lambda: server.connected == 0)
    last = Raw(call, loop)
    assert (last.first["type"], last.first["num_connections"]) == ("hello", 1)

    async def again() -> None:
        async with aiohttp.ClientSession() as session:
            await session.ws_connect(last.url)

    with pytest.raises(aiohttp.WSServerHandshakeError):
        loop.run(again())
    last.close()


@pytest.mark.parametrize("end", [SlackServer.warn, SlackServer.refresh, SlackServer.cut_sockets])
def test_a_client_comes_again_after_its_socket_ends(
    server: SlackServer, anna: Person, app: Heard, loop: Loop, end: Callable[[SlackServer], None]
) -> None:
    server.courier.waits = (0.1, 0.5, 2.0)  # the client may come more than once
    with over_sockets(server, loop, app.made):
        end(server)
        server.wait(lambda: server.courier.opened >= 2)
        anna.says("vieläkö kuulet")
        server.settled()
    assert {body["event_id"] for body in app.events} == {server.acked()[0].event_id}


def test_the_signature_is_that_of_slacks_own_example() -> None:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    said = signature(body, 1531420618, "8f742231b10e8888abcd99yyyzzz85a5")
    assert said == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_what_is_pushed_is_signed_over_the_raw_body(
    server: SlackServer, loop: Loop, app: Heard
) -> None:
    challenge = b'{"type": "url_verification", "challenge": "abc", "token": "x"}'
    with over_http(server, loop, app.made) as url:
        status, _, body = server.push(url, challenge)
        assert (status, json.loads(body)) == (200, {"challenge": "abc"})
        assert server.push(url, challenge, X_Slack_Signature="v0=00")[0] == 401
        old = str(int(time.time()) - 301)
        assert server.push(url, challenge, X_Slack_Request_Timestamp=old)[0] == 401
