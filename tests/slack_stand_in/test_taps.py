"""What people do in Slack reaches the app, and what it answers reaches them.

The app is a plain slack_bolt one, as its documentation writes it.
"""

import json
import threading

import pytest

from tests.slack_client import Client, Loop, over_sockets
from tests.slack_heard import CARD, MODAL, Heard
from tests.slack_methods import respond
from tests.slack_people import Person
from tests.slack_server import SlackServer
from tests.slack_stand_in.conftest import Ways


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
        assert anna.modal().body["id"] == modal.body["id"]
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


def test_words_typed_into_a_field_are_told_at_once_and_kept(
    server: SlackServer, anna: Person, call: Client, app: Heard, running: Ways
) -> None:
    told = MODAL | {"blocks": [MODAL["blocks"][0] | {"dispatch_action": True}]}
    with running(app.made):
        call("views.open", trigger_id=server.world.trigger(anna.id), view=told)
        assert anna.types(anna.modal(), "text", "Huomenna.").ok
        assert anna.submits(anna.modal(), {}).ok
    typed, sent = (body["view"]["state"]["values"]["words"]["text"] for body in app.bodies)
    assert typed["value"] == sent["value"] == "Huomenna."
    assert app.bodies[0]["actions"][0]["value"] == "Huomenna."


def test_a_response_url_replaces_or_removes_what_it_belongs_to(
    server: SlackServer, anna: Person, call: Client
) -> None:
    ts = call("chat.postMessage", channel=anna.id, text="kortti", blocks=CARD)["ts"]
    number = server.world.response(anna.id, anna.dm, ts)
    with server.changed:
        respond(server.world, number, {"replace_original": True, "text": "b", "blocks": []})
        assert [seen.text for seen in anna.messages()] == ["b"]
        respond(server.world, number, {"delete_original": True})
    assert anna.messages() == []
