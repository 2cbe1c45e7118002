"""Requests no good Slack sends: malformed bodies, signed and unsigned, the same every time."""

import asyncio
import copy
import io
import json
import random
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests import slack_payloads as payloads
from tests.slack_courier import SIGNING_SECRET, signed
from tests.slack_world import World

COUNT, SEED = 1500, 2026
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_HUGE = 3_000_000
_WRONG: tuple[Any, ...] = (
    None,
    0,
    -1,
    1e308,
    2**70,
    True,
    "",
    "\x00",
    "ä" * 5000,
    [],
    [[]],
    [None],
    {},
    {"": None},
    {"type": {"type": []}},
    "\ud800",
)
"""Values of types that do not belong where they are put; the last is half a character."""


@dataclass(frozen=True)
class Request:
    """One request."""

    what: str
    """The kind of its fault."""
    body: bytes
    content_type: str = _JSON
    is_signed: bool = True
    """Rightly, by the secret of the app; else as ``headers`` say."""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tally:
    """What was answered."""

    statuses: Counter[int]
    """0: the connection broke."""
    failed: Counter[str]
    """By the kind of fault, the answers of 500 and above, and the broken connections."""

    def told(self) -> str:
        """One line."""
        counts = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        bad = sum(self.failed.values())
        return f"{counts}; {bad} of {self.statuses.total()} failed"


def malformed(count: int = COUNT, seed: int = SEED) -> Iterator[Request]:
    """``count`` requests, every other one rightly signed."""
    luck = random.Random(seed)  # noqa: S311 - only test data
    for number in range(count):
        makes = _KINDS[number // 2 % len(_KINDS)]
        what = makes.__name__.removeprefix("_")
        body, kind = makes(luck)
        if number % 2:
            yield Request(what, body, kind)
        else:
            yield Request(f"unsigned {what}", body, kind, False, luck.choice(_UNSIGNED))


async def answers(url: str, secret: str = SIGNING_SECRET, count: int = COUNT) -> Tally:
    """Send them all to a server, one after the other."""
    statuses: Counter[int] = Counter()
    failed: Counter[str] = Counter()
    alone = aiohttp.TCPConnector(force_close=True)  # each its own: one failure breaks no other
    limit = aiohttp.ClientTimeout(total=20)
    async with aiohttp.ClientSession(connector=alone, timeout=limit) as session:
        for request in malformed(count):
            own = signed(request.body, secret=secret) if request.is_signed else request.headers
            headers = {"Content-Type": request.content_type} | own
            body = io.BytesIO(request.body)
            try:
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()
                    status = answer.status
            except (aiohttp.ClientError, OSError, TimeoutError):
                status = 0
            statuses[status] += 1
            failed[request.what] += not 0 < status < 500
    return Tally(statuses, +failed)


def tally(url: str, secret: str = SIGNING_SECRET, count: int = COUNT) -> Tally:
    """``answers`` for those without a loop."""
    return asyncio.run(answers(url, secret, count))


_UNSIGNED: list[dict[str, str]] = [
    {},
    {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1531420618"},
    {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "yesterday"},
    {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": ""},
    {"X-Slack-Signature": "ä", "X-Slack-Request-Timestamp": "9" * 400},
    {"X-Slack-Request-Timestamp": "1531420618"},
    {"X-Slack-Signature": "v0="},
]
Made = tuple[bytes, str]


# What a good body looks like, to be spoilt.
def _good(kind: str) -> dict[str, Any]:
    world = World(clock=lambda: 1_800_000_000.0)
    user = world.add_user("Anna Virtanen", "anna@aurala.example")
    channel = world.dm(user)
    message = {"type": "message", "ts": "1800000000.000001", "text": "k", "blocks": []}
    button = {"type": "button", "action_id": "approve:A-1:3", "block_id": "b", "value": "A-1:3"}
    view: dict[str, Any] = {"type": "modal", "id": "V1", "callback_id": "edit", "hash": "1.a"}
    view |= {"blocks": []}
    view |= {"private_metadata": "{}", "state": {"values": {"b": {"text": {"value": "a"}}}}}
    where: dict[str, Any] = {"channel": channel.id, "body": message, "element": button}
    if kind == "event":
        world.post(channel, user, text="milloin aurataan")
        return payloads.envelope(world, world.news[-1])
    if kind == "press":
        return payloads.pressed(world, "http://127.0.0.1:9", user, **where)
    if kind == "form":
        return payloads.submitted(world, user, view)
    if kind == "search":
        return payloads.searched(world, user, **where, words="talvi")
    typed = {"channel": channel.id, "command": "/aura", "text": "mine"}
    return dict(payloads.commanded(world, "http://127.0.0.1:9", user, **typed))


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        yield (*path, key)
        if isinstance(part, dict | list):
            yield from _places(part, (*path, key))


def _spoilt(luck: random.Random, kind: str, *, removes: bool) -> dict[str, Any]:
    """A good body with one to four values of a wrong type, or left out."""
    body = copy.deepcopy(_good(kind))
    for _ in range(luck.randint(1, 4)):
        *path, last = luck.choice(list(_places(body)) or [("type",)])
        owner: Any = body
        for key in path:
            owner = owner[key]
        if removes:
            owner.pop(last)
        else:
            owner[last] = copy.deepcopy(luck.choice(_WRONG))
    return body


def _in_form(payload: Any) -> Made:
    return urllib.parse.urlencode({"payload": json.dumps(payload)}).encode(), _FORM


def _event_of_wrong_types(luck: random.Random) -> Made:
    return json.dumps(_spoilt(luck, "event", removes=False)).encode(), _JSON


def _event_with_gaps(luck: random.Random) -> Made:
    return json.dumps(_spoilt(luck, "event", removes=True)).encode(), _JSON


def _press_of_wrong_types(luck: random.Random) -> Made:
    return _in_form(_spoilt(luck, "press", removes=False))


def _press_with_gaps(luck: random.Random) -> Made:
    return _in_form(_spoilt(luck, "press", removes=True))


def _form_of_wrong_types(luck: random.Random) -> Made:
    return _in_form(_spoilt(luck, "form", removes=False))


def _form_with_gaps(luck: random.Random) -> Made:
    return _in_form(_spoilt(luck, "form", removes=True))


def _search_of_wrong_types(luck: random.Random) -> Made:
    return _in_form(_spoilt(luck, "search", removes=luck.random() < 0.5))


def _command_with_gaps(luck: random.Random) -> Made:
    form = _spoilt(luck, "command", removes=True)
    return urllib.parse.urlencode(form).encode(), _FORM


def _command_of_wrong_bytes(luck: random.Random) -> Made:
    form = urllib.parse.urlencode(_good("command")).encode()
    spoilt = [b"%ff%fe", b"%", b"%zz", b"&&==", b"&command=/other", b"\xff", b";a=b"]
    return form.replace(b"mine", b"mine" + luck.choice(spoilt)), _FORM


def _broken_json(luck: random.Random) -> Made:
    whole = json.dumps(_good("event")).encode()
    cut = whole[: luck.randrange(1, len(whole) - 1)]
    return luck.choice([cut, whole + b"}", b"{" + whole, whole.replace(b'"', b"'"), b"{,}"]), _JSON


def _no_object(luck: random.Random) -> Made:
    values = [b"[]", b"[1, 2]", b"7", b"-0.1", b"null", b"true", b'"text"', b"NaN", b"[[[]]]"]
    return luck.choice(values), _JSON


def _payload_no_object(luck: random.Random) -> Made:
    values = [
        "[]",
        "7",
        "null",
        "true",
        '"text"',
        "",
        "{",
        "NaN",
        "{}",
        '{"type": "block_actions"}',
    ]
    return urllib.parse.urlencode({"payload": luck.choice(values)}).encode(), _FORM


def _deep(luck: random.Random) -> Made:
    depth = luck.choice([500, 5_000, 100_000])
    return luck.choice([b"[" * depth, b'{"event":' * depth]), _JSON


def _wrong_encoding(luck: random.Random) -> Made:
    text = json.dumps(_good("event"), ensure_ascii=False).replace("milloin", "päiväyö")
    names = ["utf-16", "utf-32", "latin-1", "cp037", "utf-8-sig"]
    raw = text.encode(luck.choice(names))
    return luck.choice([raw, raw + b"\xff\xfe", b"\xc3\x28" + raw]), _JSON


def _wrong_type_named(luck: random.Random) -> Made:
    names = ["text/plain", "multipart/form-data", "application/xml", "", "application/json; a="]
    good = json.dumps(_good("event")).encode()
    if luck.random() < 0.5:
        return good, luck.choice([*names, _FORM])
    return _in_form(_good("press"))[0], luck.choice([*names, _JSON])


def _nothing(luck: random.Random) -> Made:
    return luck.choice([b"", b" ", b"\n", b"\x00", b"{}", b"payload=", b"&"]), luck.choice(
        [_JSON, _FORM]
    )


def _noise(luck: random.Random) -> Made:
    return luck.randbytes(luck.randint(1, 2000)), luck.choice([_JSON, _FORM, "image/png"])


def _huge(luck: random.Random) -> Made:
    if luck.random() < 0.8:  # a few of the largest are enough
        return json.dumps({"type": "event_callback", "event": "a" * 20_000}).encode(), _JSON
    event = _good("event")
    event["event"]["text"] = "a" * _HUGE
    return json.dumps(event).encode(), _JSON


_KINDS: list[Callable[[random.Random], Made]] = [
    _event_of_wrong_types,
    _event_with_gaps,
    _press_of_wrong_types,
    _press_with_gaps,
    _form_of_wrong_types,
    _form_with_gaps,
    _search_of_wrong_types,
    _command_with_gaps,
    _command_of_wrong_bytes,
    _broken_json,
    _no_object,
    _payload_no_object,
    _deep,
    _wrong_encoding,
    _wrong_type_named,
    _nothing,
    _noise,
    _huge,
]
