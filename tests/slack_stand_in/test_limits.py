"""The stand-in Slack refuses what is over a documented limit, and takes what is at it."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack_client import Client, Loop, running_loop
from tests.slack_people import Person
from tests.slack_server import SlackServer, slack


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


def _section(text: str, kind: str = "mrkdwn", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": text}} | more


def _button(number: int = 1, **more: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": f"Hyväksy {number}"}
    return {"type": "button", "action_id": f"approve:{number}", "text": label} | more


def _modal(**more: Any) -> dict[str, Any]:
    field = {"type": "plain_text_input", "action_id": "text", "max_length": 3000}
    block = {"type": "input", "block_id": "words", "element": field}
    block |= {"label": {"type": "plain_text", "text": "Vastaus"}}
    titles = {key: {"type": "plain_text", "text": "Muokkaa"} for key in ("title", "submit")}
    return {"type": "modal", "blocks": [block]} | titles | more


TOO_MUCH: list[tuple[str, list[dict[str, Any]]]] = [
    ("section text", [_section("a" * 3001)]),
    ("empty text", [_section("")]),
    ("fields", [{"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}] * 11}]),
    ("a field", [{"type": "section", "fields": [{"type": "mrkdwn", "text": "a" * 2001}]}]),
    ("header", [{"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}]),
    ("header kind", [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}]),
    ("button value", [{"type": "actions", "elements": [_button(value="a" * 2001)]}]),
    ("action_id", [{"type": "actions", "elements": [_button(action_id="a" * 256)]}]),
    ("same action_id", [{"type": "actions", "elements": [_button(), _button()]}]),
    ("buttons", [{"type": "actions", "elements": [_button(n) for n in range(26)]}]),
    ("style", [{"type": "actions", "elements": [_button(style="green")]}]),
    ("same block_id", [_section("a", block_id="b"), _section("a", block_id="b")]),
    ("blocks", [_section("a")] * 51),
    ("strange field", [_section("a", colour="red")]),
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
    buttons = [_button(n, value="a" * 2000) for n in range(25)]
    blocks = [_section("a" * 3000), {"type": "actions", "elements": buttons}]
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
        {"blocks": [_section("a")] * 101},
        {"type": "home"},
        {"submit": None},
    ],
)
def test_a_view_over_a_limit_is_refused_and_the_trigger_kept(
    server: SlackServer, call: Client, anna: Person, wrong: dict[str, Any]
) -> None:
    trigger = server.world.trigger(anna.id)
    bad = {key: value for key, value in (_modal() | wrong).items() if value is not None}
    assert call.refusal("views.open", trigger_id=trigger, view=bad) == "invalid_arguments"
    assert call("views.open", trigger_id=trigger, view=_modal())["ok"]
