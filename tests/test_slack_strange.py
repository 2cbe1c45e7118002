"""What Slack never should send, rightly signed: nothing of it fails, and what is good goes on."""

import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.city import Base
from tests.fakes import ScriptedMatcher
from tests.slack_town import PUSHED, Town, slack_town

DEEP = "[" * 900 + "]" * 900
HALF = "\ud800 puolikas merkki"
EVENTS: tuple[dict[str, Any], ...] = (
    {"type": "message", "user": "U1", "channel": "D1", "ts": "x", "text": "hei"},
    {"type": "message", "user": "U1", "channel": HALF, "ts": "1.1", "text": "hei"},
    {"type": "message", "user": "U1", "channel": "D1", "ts": "1.1", "thread_ts": HALF, "text": "a"},
    {"type": "message", "user": HALF, "channel": "D1", "ts": "1.1", "text": "hei"},
    {"type": "message", "user": "U1", "channel": "D1", "ts": "1.1", "files": {"id": "F1"}},
    {"type": "message", "user": "U1", "channel": "D1", "ts": "1.1", "files": [{"id": "F1"}, 5]},
    {"type": "message", "subtype": ["file_share"], "user": "U1", "channel": "D1", "ts": "1.1"},
    {"type": "message", "subtype": "message_changed", "channel": "D1", "message": None},
    {"type": "message", "subtype": "message_changed", "channel": "D1", "message": {"text": []}},
    {"type": "app_mention", "user": None, "channel": None, "ts": None},
    {"type": ["message"], "user": "U1"},
    {"type": "app_home_opened", "user": HALF},
    {"type": "app_home_opened", "user": {"id": "U1"}, "tab": []},
    {},
)
"""Inner events."""
RAW = (
    '{"type": "message", "user": "U1", "channel": "D1", "ts": "1.1", "files": '
    '[{"id": "F1", "size": Infinity}]}',
    '{"type": "message", "user": "U1", "channel": "D1", "ts": "1.1", "files": '
    '[{"id": "F1", "size": 1e999}]}',
    f'{{"type": "message", "user": "U1", "channel": [], "text": {DEEP}}}',
)
"""Inner events that only a strange writer of JSON makes."""
PRESSES = ("", ":", "card", "approve", "AAA-AAA-AAA:1:approve", "AAA-AAA-AAA:x:approve",
           "AAA-AAA-AAA:1:bogus", "AAA-AAA-AAA:1:to.bogus", "a" * 2000, "AAA-AAA-AAA:1:edit",
           "AAA-AAA-AAA:" + "9" * 30 + ":approve", "\x00:1:approve")  # fmt: skip
"""What a button, or a form's own memory, could carry."""


@pytest.fixture
def town(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    with slack_town(base, scripted, tmp_path, **PUSHED) as running:
        running.server.wait(lambda: running.server.made("auth.test"))
        yield running


def _pushed(town: Town, body: bytes, kind: str = "application/json") -> int:
    return town.server.push(str(town.server.courier.request_url), body, kind)[0]


def _form(payload: dict[str, Any]) -> tuple[bytes, str]:
    body = urllib.parse.urlencode({"payload": json.dumps(payload)}).encode()
    return body, "application/x-www-form-urlencoded"


def test_no_event_is_too_strange_to_be_acknowledged(town: Town) -> None:
    """It would come again and again, and be lost at last; what may be someone's words is kept."""
    inner = [json.dumps(event) for event in EVENTS] + list(RAW)
    for number, event in enumerate(inner):
        body = f'{{"type": "event_callback", "event_id": "Ev{number}", "event": {event}}}'
        assert _pushed(town, body.encode()) == 200, event
    kalle = town.newcomer()
    kalle.says("milloin aura tulee Koivukujalle")
    kalle.sees("viestisi on perillä")
    with town.desk.client() as client:
        told = client.get("/healthz").json()
    assert told["set_aside"] >= 5
    assert told["sum_holds"]


def test_half_a_sign_is_a_question_mark_in_a_question_and_in_a_note(town: Town) -> None:
    kalle = town.newcomer()
    event = {"type": "message", "user": kalle.id, "channel": kalle.dm, "ts": "1800000000.000001"}
    whole = {"type": "event_callback", "event_id": "Ev1"}
    body = json.dumps(
        whole | {"event": event | {"text": f"milloin aura tulee Koivukujalle {HALF}"}}
    )
    assert _pushed(town, body.encode()) == 200
    card = town.annika.sees("milloin aura tulee Koivukujalle ? puolikas merkki")
    note = event | {"user": town.annika.id, "channel": card.channel, "ts": "1800000001.000001"}
    note |= {"thread_ts": card.ts, "text": HALF}
    body = json.dumps({"type": "event_callback", "event_id": "Ev2", "event": note})
    assert _pushed(town, body.encode()) == 200
    assert town.notes() == ["? puolikas merkki"]


@pytest.mark.parametrize("value", PRESSES)
def test_no_press_form_or_search_fails_by_what_it_carries(town: Town, value: str) -> None:
    user = {"user": {"id": town.annika.id}, "trigger_id": "1.1"}
    place = {"container": {"channel_id": town.annika.dm, "message_ts": "1.1"}}
    for act in ("card.approve", "card.edit", "case.helped", "desk", "form.preview", "other"):
        action = {"action_id": act, "value": value, "action_ts": "1.1"}
        pressed = user | place | {"type": "block_actions", "actions": [action]}
        assert _pushed(town, *_form(pressed)) < 500, act
    view = {"id": "V1", "callback_id": "form", "private_metadata": value, "hash": "h"}
    for state in ({}, {"text": {"text": {"value": "a"}}}, {"choice": {"choice": {"value": None}}}):
        sent = user | {"type": "view_submission", "view": view | {"state": {"values": state}}}
        assert _pushed(town, *_form(sent)) < 500
        preview = {"actions": [{"action_id": "form.preview"}], "type": "block_actions"}
        assert _pushed(town, *_form(user | preview | {"view": sent["view"]})) < 500
    for words in ("", "kunnossapito", "\x00", "a" * 1000):
        asked = {"type": "block_suggestion", "action_id": "choice", "value": words, "view": view}
        assert _pushed(town, *_form(user | asked)) < 500
    assert _pushed(town, b"command=/aura&user_id=" + town.annika.id.encode()) < 500
