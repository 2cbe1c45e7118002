"""The stand-in Slack keeps what the real one promises: else the tests built on it say nothing.

The Web API half, by plain slack_sdk. What it sends to apps is in test_sending.py.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import httpx2
import pytest
from slack_sdk.errors import SlackApiError

from tests.slack_client import Client, Loop
from tests.slack_people import Person
from tests.slack_server import APP_TOKEN, TOKEN, SlackServer
from tests.slack_shapes import modal, section
from tests.slack_troubles import Fault, Trouble, broken, refused, too_many
from tests.slack_world import BOT, BOT_USER

METADATA = {"event_type": "aura_outbox", "event_payload": {"id": 7}}


def _ways(server: SlackServer, **fields: str) -> list[dict[str, Any]]:
    """The answers to one call as a query, a form and JSON."""
    url, token = f"{server.url}/api/users.info", {"Authorization": f"Bearer {TOKEN}"}
    with httpx2.Client() as client:
        answers = [
            client.get(url, params=fields, headers=token),
            client.post(url, data=fields | {"token": TOKEN}),
            client.post(url, json=fields, headers=token),
        ]
    return [answer.json() for answer in answers]


def test_a_call_may_come_as_query_form_or_json(server: SlackServer, anna: Person) -> None:
    answers = _ways(server, user=anna.id)
    assert [answer["user"]["real_name"] for answer in answers] == ["Anna Virtanen"] * 3
    assert [call.fields for call in server.made("users.info")] == [{"user": anna.id}] * 3


def test_only_the_right_token_is_served(server: SlackServer, loop: Loop, call: Client) -> None:
    assert call("auth.test")["bot_id"] == BOT
    assert Client(server.url, loop, "xoxb-wrong").refusal("auth.test") == "invalid_auth"
    assert call.refusal("apps.connections.open", app_token=TOKEN) == "not_allowed_token_type"
    assert call("apps.connections.open", app_token=APP_TOKEN)["url"].startswith("ws://127.0.0.1:")
    server.tokens.clear()
    assert call.refusal("auth.test") == "invalid_auth"


def test_a_slip_in_a_name_is_refused_though_slack_would_hide_it(call: Client) -> None:
    assert call.refusal("users.info", user=BOT_USER, usr="x") == "invalid_arg_name"


def test_a_message_to_a_person_opens_their_direct_messages(call: Client, anna: Person) -> None:
    posted = call("chat.postMessage", channel=anna.id, text="hei")
    assert posted["channel"] == anna.dm
    assert posted["channel"].startswith("D")
    assert call("conversations.open", users=anna.id)["channel"]["id"] == anna.dm
    assert anna.messages()[0].text == "hei"
    assert posted["message"]["bot_id"] == BOT


def test_ts_is_unique_and_grows(call: Client, anna: Person) -> None:
    stamps = [call("chat.postMessage", channel=anna.id, text=str(n))["ts"] for n in range(5)]
    assert stamps == sorted(set(stamps), key=float)


def test_metadata_is_told_only_when_asked_for(call: Client, anna: Person) -> None:
    call("chat.postMessage", channel=anna.id, text="hei", metadata=METADATA)
    plain = call("conversations.history", channel=anna.dm)["messages"][0]
    assert "metadata" not in plain
    whole = call("conversations.history", channel=anna.dm, include_all_metadata=True)
    assert whole["messages"][0]["metadata"] == METADATA
    bad = {"event_type": "x"}
    assert call.refusal("chat.postMessage", channel=anna.id, text="a", metadata=bad) == (
        "invalid_metadata_format"
    )


def test_history_has_bounds_and_pages_and_no_replies(call: Client, anna: Person) -> None:
    stamps = [call("chat.postMessage", channel=anna.id, text=str(n))["ts"] for n in range(5)]
    call("chat.postMessage", channel=anna.id, text="reply", thread_ts=stamps[0])

    def texts(**where: Any) -> list[str]:
        found = call("conversations.history", channel=anna.dm, **where)["messages"]
        return [message["text"] for message in found]

    assert texts() == ["4", "3", "2", "1", "0"]
    assert texts(oldest=stamps[1], latest=stamps[3]) == ["2"]
    assert texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]
    page = call("conversations.history", channel=anna.dm, limit=2)
    assert page["has_more"]
    assert texts(limit=2, cursor=page["response_metadata"]["next_cursor"]) == ["2", "1"]


def test_replies_are_the_parent_and_its_thread(call: Client, anna: Person) -> None:
    parent = call("chat.postMessage", channel=anna.id, text="card")["ts"]
    anna.says("a note", thread=parent)
    found = call("conversations.replies", channel=anna.dm, ts=parent)["messages"]
    assert [message["text"] for message in found] == ["card", "a note"]
    assert found[0]["reply_count"] == 1
    assert call.refusal("conversations.replies", channel=anna.dm, ts="1.2") == "thread_not_found"
    lost = {"channel": anna.id, "text": "x", "thread_ts": "1.000002"}
    assert call.refusal("chat.postMessage", **lost) == "thread_not_found"


def test_only_our_own_messages_can_be_changed(call: Client, anna: Person) -> None:
    ours = call("chat.postMessage", channel=anna.id, text="a", blocks=[section("a")])["ts"]
    call("chat.update", channel=anna.dm, ts=ours, text="b", blocks=[section("b")])
    assert anna.messages()[0].text == "b"
    assert anna.messages()[0].body["edited"]["user"] == BOT_USER
    theirs = anna.says("mine")
    assert call.refusal("chat.update", channel=anna.dm, ts=theirs, text="x") == (
        "cant_update_message"
    )
    assert call.refusal("chat.update", channel=anna.dm, ts="1.2", text="x") == "message_not_found"
    assert call.refusal("chat.delete", channel=anna.dm, ts=theirs) == "cant_delete_message"
    call("chat.delete", channel=anna.dm, ts=ours)
    assert anna.messages() == []


def test_the_app_writes_only_where_it_is(server: SlackServer, call: Client, anna: Person) -> None:
    outside = server.world.add_room("kadut", [anna.id], bot=False)
    secret = server.world.add_room("salaa", [anna.id], bot=False, private=True)
    room = server.world.add_room("talvi", [anna.id], private=True)
    assert call.refusal("chat.postMessage", channel=outside, text="x") == "not_in_channel"
    assert call.refusal("chat.postMessage", channel=secret, text="x") == "channel_not_found"
    assert call.refusal("chat.postMessage", channel="C404", text="x") == "channel_not_found"
    assert call("chat.postMessage", channel=room, text="x")["channel"] == room
    assert call("conversations.info", channel=outside)["channel"]["is_member"] is False


def test_a_whisper_is_seen_by_one(server: SlackServer, call: Client, anna: Person) -> None:
    other = Person(server, "Bertta Niemi")
    room = server.world.add_room("talvi", [anna.id])
    call("chat.postEphemeral", channel=room, user=anna.id, text="jo päätetty")
    assert [seen.text for seen in anna.whispers()] == ["jo päätetty"]
    assert [seen.text for seen in anna.messages(room)] == ["jo päätetty"]
    assert other.whispers() == []
    whisper = {"channel": room, "user": other.id, "text": "x"}
    assert call.refusal("chat.postEphemeral", **whisper) == "user_not_in_channel"
    assert call("conversations.history", channel=room)["messages"] == []


def test_people_are_found_by_id_and_mail(server: SlackServer, call: Client, anna: Person) -> None:
    unsure = Person(server, "Epävarma", "unsure@aurala.example", confirmed=False)
    Person(server, "Poissa", "gone@aurala.example", deleted=True)
    found = call("users.lookupByEmail", email="ANNA@aurala.example")["user"]
    assert found["id"] == anna.id
    assert found["is_email_confirmed"]
    assert not call("users.info", user=unsure.id)["user"]["is_email_confirmed"]
    assert call.refusal("users.lookupByEmail", email="gone@aurala.example") == "users_not_found"
    assert call.refusal("users.info", user="U404") == "user_not_found"


def test_a_trigger_opens_one_view_within_three_seconds(
    server: SlackServer, call: Client, anna: Person
) -> None:
    first, late = server.world.trigger(anna.id), server.world.trigger(anna.id)
    opened = call("views.open", trigger_id=first, view=modal())["view"]
    assert anna.modal().body["id"] == opened["id"]
    assert call.refusal("views.open", trigger_id=first, view=modal()) == "exchanged_trigger_id"
    server.world.pass_time(3.1)
    assert call.refusal("views.open", trigger_id=late, view=modal()) == "expired_trigger_id"
    assert call.refusal("views.open", trigger_id="x", view=modal()) == "invalid_arguments"


def test_views_are_updated_unless_the_hash_is_old(
    server: SlackServer, call: Client, anna: Person
) -> None:
    opened = call("views.open", trigger_id=server.world.trigger(anna.id), view=modal())["view"]
    change = {"view_id": opened["id"], "view": modal(callback_id="b"), "hash": opened["hash"]}
    assert call("views.update", **change)["view"]["callback_id"] == "b"
    assert call.refusal("views.update", **change) == "hash_conflict"
    assert call.refusal("views.update", **(change | {"view_id": "V404"})) == "not_found"


def test_the_home_tab_is_published(call: Client, anna: Person) -> None:
    view = {"type": "home", "blocks": [section("Sinulla on *2* kysymystä")]}
    first = call("views.publish", user_id=anna.id, view=view)["view"]
    assert anna.home().text == "Sinulla on 2 kysymystä"
    call("views.publish", user_id=anna.id, view=view, hash=first["hash"])
    old = {"user_id": anna.id, "view": view, "hash": first["hash"]}
    assert call.refusal("views.publish", **old) == "hash_conflict"


def test_troubles_come_as_told(server: SlackServer, call: Client, anna: Person) -> None:
    server.harm(too_many(7, method="chat.postMessage", times=1), refused("fatal_error", times=1))
    with pytest.raises(SlackApiError) as caught:
        call("chat.postMessage", channel=anna.id, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert call.refusal("auth.test") == "fatal_error"
    server.harm(broken(503, times=1))
    with pytest.raises(SlackApiError):
        call("auth.test")
    assert call("auth.test")["ok"]


@pytest.mark.parametrize(("trouble", "left"), [(Trouble.CUT_BEFORE, 0), (Trouble.CUT_AFTER, 1)])
def test_a_cut_connection_leaves_the_outcome_open(
    server: SlackServer, call: Client, anna: Person, trouble: Trouble, left: int
) -> None:
    server.harm(Fault(trouble, method="chat.postMessage"))
    with pytest.raises((aiohttp.ClientError, OSError)):
        call("chat.postMessage", channel=anna.id, text="x", metadata=METADATA)
    server.heal()
    found = call("conversations.history", channel=anna.dm, include_all_metadata=True)["messages"]
    assert [message["metadata"] for message in found] == [METADATA] * left


def test_what_hangs_is_cut_when_healed(server: SlackServer, call: Client, anna: Person) -> None:
    server.harm(Fault(Trouble.HANG_AFTER, method="chat.postMessage"))
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(call, "chat.postMessage", channel=anna.id, text="x")
        server.wait(lambda: server.made("chat.postMessage"))
        assert not asked.done()
        server.heal()
        assert isinstance(asked.exception(10), aiohttp.ClientError | OSError)
    assert len(anna.messages()) == 1


def test_the_network_goes_and_comes_back(server: SlackServer, call: Client) -> None:
    server.unplug()
    with pytest.raises((aiohttp.ClientError, OSError)):
        call("auth.test")
    server.plug()
    assert call("auth.test")["ok"]


def test_one_message_a_second_to_a_channel_when_paced(
    server: SlackServer, call: Client, anna: Person
) -> None:
    other = Person(server, "Bertta Niemi")
    server.is_paced = True
    begun = time.monotonic()
    call("chat.postMessage", channel=anna.id, text="1")
    call("chat.postMessage", channel=other.id, text="1")
    assert call.refusal("chat.postMessage", channel=anna.id, text="2") == "ratelimited"
    server.wait(lambda: time.monotonic() - begun > 1.05, 3)
    assert call("chat.postMessage", channel=anna.id, text="2")["ok"]
