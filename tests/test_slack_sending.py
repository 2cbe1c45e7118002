"""The stand-in Slack sends as the real one does: Socket Mode, signed HTTP, retries, people's taps.

The app on the other side is a plain slack_bolt one, as its documentation writes it.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp

from tests.slack_client import Client, Loop, bolt_app, over_http, over_sockets, running_loop
from tests.slack_courier import signature
from tests.slack_people import Person, mention
from tests.slack_server import APP_TOKEN, SlackServer, slack
from tests.slack_world import BOT, BOT_USER

Made = Callable[[], AsyncApp]
Ways = Callable[[Made], AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    with running_loop() as running:
        yield running


@pytest.fixture
def server() -> Iterator[SlackServer]:
    with slack() as running:
        yield running


@pytest.fixture
def call(server: SlackServer, loop: Loop) -> Client:
    return Client(server.url, loop)


@pytest.fixture
def anna(server: SlackServer) -> Person:
    return Person(server, "Anna Virtanen", "anna@aurala.example")


@pytest.fixture(params=["sockets", "http"])
def running(request: pytest.FixtureRequest, server: SlackServer, loop: Loop) -> Ways:
    """An app connected in either way."""
    if request.param == "sockets":
        return lambda made: over_sockets(server, loop, made)
    return lambda made: over_http(server, loop, made)


CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Milloin aurataan?"}},
    {
        "type": "actions",
        "block_id": "decide",
        "elements": [
            {
                "type": "button",
                "action_id": "approve",
                "value": "A-1:3",
                "text": {"type": "plain_text", "text": "Hyväksy"},
            }
        ],
    },
]
FIELD = {"type": "plain_text_input", "action_id": "text", "initial_value": "Pian."}
MODAL = {
    "type": "modal",
    "callback_id": "edit",
    "title": {"type": "plain_text", "text": "Muokkaa"},
    "submit": {"type": "plain_text", "text": "Lähetä"},
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Vastaus"},
            "element": FIELD | {"max_length": 100},
        },
        {
            "type": "input",
            "block_id": "who",
            "optional": True,
            "label": {"type": "plain_text", "text": "Kenelle"},
            "element": {"type": "external_select", "action_id": "register", "min_query_length": 1},
        },
    ],
}


class Heard:
    """A plain app, and all that it heard."""

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        self.events: list[dict[str, Any]] = []
        self.bodies: list[dict[str, Any]] = []

    def made(self) -> AsyncApp:
        """Called in the app's own loop."""
        app = bolt_app(self.server)
        app.event("message")(self._event)
        app.event("app_mention")(self._event)
        app.event("app_home_opened")(self._event)
        app.action("approve")(self._pressed)
        app.action("text")(self._typed)
        app.view("edit")(self._submitted)
        app.options("register")(self._searched)
        app.command("/aura")(self._commanded)
        return app

    async def _event(self, body: dict[str, Any]) -> None:
        with self.server.changed:
            self.events.append(body)
            self.server.changed.notify_all()

    async def _pressed(self, ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
        await ack()
        self.bodies.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await respond(text="Vain sinulle", replace_original=False)

    async def _typed(self, ack: Any, body: dict[str, Any]) -> None:
        await ack()
        self.bodies.append(body)

    async def _submitted(self, ack: Any, body: dict[str, Any]) -> None:
        self.bodies.append(body)
        text = body["view"]["state"]["values"]["words"]["text"]["value"]
        if text == "väärin":
            await ack(response_action="errors", errors={"words": "Ei näin"})
        else:
            await ack()

    async def _searched(self, ack: Any, body: dict[str, Any]) -> None:
        label = {"type": "plain_text", "text": body["value"].title()}
        await ack(options=[{"text": label, "value": "talvi"}])

    async def _commanded(self, ack: Any, command: dict[str, Any]) -> None:
        await ack(f"Sanoit: {command['text']}")

    def types(self) -> list[str]:
        """The kinds of inner events, oldest first."""
        return [f"{e['event']['type']}:{e['event'].get('subtype', '')}" for e in self.events]


@pytest.fixture
def app(server: SlackServer) -> Heard:
    return Heard(server)


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


def test_a_press_a_form_and_a_search_go_all_the_way(
    anna: Person, call: Client, app: Heard, running: Ways
) -> None:
    with running(app.made):
        call("chat.postMessage", channel=anna.id, text="kortti", blocks=CARD)
        card = anna.sees("aurataan?")
        assert card.labels == ["Hyväksy"]
        assert anna.presses(card, "appr").ok
        modal = anna.modal()
        assert modal.text == "Muokkaa\nVastaus: [Pian.]\nKenelle: []"
        option = anna.searches(modal, "register", "talvi")[0]
        errors = anna.submits(modal, {"text": "väärin", "register": option})
        assert errors.payload["errors"] == {"words": "Ei näin"}
        assert anna.has_modal()
        assert anna.submits(modal, {"register": option}).ok
        assert not anna.has_modal()
        assert anna.sees("Vain sinulle") in anna.whispers()
    press, _, form = app.bodies
    assert press["actions"][0]["value"] == "A-1:3"
    assert press["container"]["message_ts"] == press["message"]["ts"] == card.ts
    values = form["view"]["state"]["values"]
    assert values["words"]["text"] == {"type": "plain_text_input", "value": "Pian."}
    assert values["who"]["register"]["selected_option"]["value"] == "talvi"


def test_a_form_cannot_hold_more_than_its_fields_allow(
    server: SlackServer, anna: Person, call: Client
) -> None:
    call("views.open", trigger_id=server.world.trigger(anna.id), view=MODAL)
    for text in ("a" * 101, ""):
        with pytest.raises(AssertionError, match=r"characters|empty"):
            anna.submits(anna.modal(), {"text": text})


def test_a_command_is_answered_to_the_one_who_typed_it(
    anna: Person, app: Heard, running: Ways
) -> None:
    with running(app.made):
        assert anna.commands("/aura", "omat & muut").ok
        assert [seen.text for seen in anna.whispers()] == ["Sanoit: omat & muut"]


def test_a_response_url_serves_five_times_in_half_an_hour(
    server: SlackServer, loop: Loop, anna: Person
) -> None:
    async def post(number: str) -> int:
        url, body = f"{server.url}/response/{number}", {"text": "a", "response_type": "ephemeral"}
        headers = {"Content-Type": "application/json"}
        return (await server.courier.post(url, json.dumps(body).encode(), headers))[0]

    del loop
    used, old = (server.world.response(anna.id, anna.dm) for _ in range(2))
    told = [server._await(post(used)) for _ in range(6)]  # noqa: SLF001 - its own loop
    assert told == [200] * 5 + [404]
    server.world.pass_time(1801)
    assert server._await(post(old)) == 404  # noqa: SLF001
    assert len(anna.whispers()) == 5


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


def test_twenty_taps_at_the_same_time_are_all_brought(
    server: SlackServer, call: Client, app: Heard, loop: Loop
) -> None:
    room = server.world.add_room("talvi")
    people = [Person(server, f"Henkilö {number}") for number in range(20)]
    server.world.channels[room].members |= {person.id for person in people}
    call("chat.postMessage", channel=room, text="kortti", blocks=CARD)
    with over_sockets(server, loop, app.made):
        barrier = threading.Barrier(20)

        def tap(person: Person) -> None:
            barrier.wait()
            assert person.presses(person.sees("aurataan?", channel=room), "approve").ok

        threads = [threading.Thread(target=tap, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        server.wait(lambda: len(app.bodies) == 20)
    assert {body["user"]["id"] for body in app.bodies} == {person.id for person in people}
