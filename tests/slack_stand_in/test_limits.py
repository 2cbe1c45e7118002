"""The stand-in Slack refuses what is over a documented limit, and takes what is at it."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack_client import Client
from tests.slack_people import Person
from tests.slack_server import SlackServer
from tests.slack_shapes import button, modal, section

TOO_MUCH: list[tuple[str, list[dict[str, Any]]]] = [
    ("section text", [section("a" * 3001)]),
    ("empty text", [section("")]),
    ("fields", [{"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}] * 11}]),
    ("a field", [{"type": "section", "fields": [{"type": "mrkdwn", "text": "a" * 2001}]}]),
    ("header", [{"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}]),
    ("header kind", [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}]),
    ("button value", [{"type": "actions", "elements": [button(value="a" * 2001)]}]),
    ("action_id", [{"type": "actions", "elements": [button(action_id="a" * 256)]}]),
    ("same action_id", [{"type": "actions", "elements": [button(), button()]}]),
    ("buttons", [{"type": "actions", "elements": [button(n) for n in range(26)]}]),
    ("style", [{"type": "actions", "elements": [button(style="green")]}]),
    ("same block_id", [section("a", block_id="b"), section("a", block_id="b")]),
    ("blocks", [section("a")] * 51),
    ("strange field", [section("a", colour="red")]),
    ("strange block", [{"type": "sectoin"}]),
    ("no object", ["a"]),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("what", "blocks"), TOO_MUCH, ids=[what for what, _ in TOO_MUCH])
def test_blocks_over_a_limit_are_refused(
    call: Client, anna: Person, what: str, blocks: list[dict[str, Any]]
) -> None:
    with pytest.raises(SlackApiError) as caught:
        call("chat.postMessage", channel=anna.id, text=what, blocks=blocks)
    assert caught.value.response["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks" in str(caught.value.response["response_metadata"])
    assert anna.messages() == []


def test_blocks_at_the_limit_are_taken_and_get_ids(call: Client, anna: Person) -> None:
    buttons = [button(n, value="a" * 2000) for n in range(25)]
    blocks = [section("a" * 3000), {"type": "actions", "elements": buttons}]
    posted = call("chat.postMessage", channel=anna.id, text="x", blocks=blocks)["message"]
    assert all(block["block_id"] for block in posted["blocks"])
    assert len(anna.messages()[0].labels) == 25


def test_long_text_is_cut_off_with_a_warning(call: Client, anna: Person) -> None:
    posted = call("chat.postMessage", channel=anna.id, text="a" * 40_001)
    assert posted["warning"] == "message_truncated"
    assert len(posted["message"]["text"]) == 40_000
    too_long = {"channel": anna.dm, "ts": posted["ts"], "text": "a" * 40_001}
    assert call.refusal("chat.update", **too_long) == "msg_too_long"
    with pytest.warns(UserWarning, match="text"):
        assert call.refusal("chat.postMessage", channel=anna.id, text="") == "no_text"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": {"type": "plain_text", "text": "a" * 25}},
        {"private_metadata": "a" * 3001},
        {"blocks": [section("a")] * 101},
        {"type": "home"},
        {"submit": None},
    ],
)
def test_a_view_over_a_limit_is_refused_and_the_trigger_kept(
    server: SlackServer, call: Client, anna: Person, wrong: dict[str, Any]
) -> None:
    trigger = server.world.trigger(anna.id)
    bad = {key: value for key, value in (modal() | wrong).items() if value is not None}
    assert call.refusal("views.open", trigger_id=trigger, view=bad) == "invalid_arguments"
    assert call("views.open", trigger_id=trigger, view=modal())["ok"]
