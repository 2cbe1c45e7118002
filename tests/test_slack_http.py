"""Slack calls the program over signed HTTP: the whole path, and who is not let in."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import State
from tests.fakes import ScriptedMatcher
from tests.slack_courier import signature, signed
from tests.slack_malformed import COUNT, tally
from tests.slack_town import PUSHED, Town, becomes, slack_town

QUESTION = "milloin aura tulee Koivukujalle"
URL_CHECK = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"}).encode()


@pytest.fixture
def town(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    """A town whose Slack calls the program."""
    with slack_town(base, scripted, tmp_path, **PUSHED) as running:
        running.server.wait(lambda: running.server.made("auth.test"))
        yield running


def _url(town: Town) -> str:
    return str(town.server.courier.request_url)


def test_the_whole_path_goes_over_signed_http(town: Town) -> None:
    """A question, its card, a tap, the reply; a command; a form."""
    with town.resident() as resident:
        resident.asks(QUESTION)
        card = town.annika.sees("milloin aura tulee")
        assert town.annika.presses(card, "card.edit").status == 200
        town.annika.submits(town.annika.modal(), {"text": "Aura tulee **tänään**."})
        resident.sees("Aura tulee <strong>tänään</strong>")
    becomes(town.annika, card, "(muokattuna)")
    town.annika.commands("/aura", "omat")
    town.annika.sees("Sinua odottaa 0")
    kalle = town.newcomer()
    asked = kalle.says(QUESTION)
    kalle.sees("viestisi on perillä")
    card = town.annika.sees("milloin aura tulee")
    town.annika.presses(card, "card.approve")
    answer = kalle.sees("Annika Sundström")
    assert answer.body["thread_ts"] == asked
    town.annika.opens_home()
    town.annika.home("Sinua odottaa 0")


def test_the_address_is_proved_by_its_challenge(town: Town) -> None:
    status, _, body = town.server.push(_url(town), URL_CHECK)
    assert (status, body) == (200, b"3eZbrw1a")


def test_whoever_has_not_signed_these_bytes_now_is_refused(town: Town) -> None:
    """No signature, a wrong one, one of another body, an old one, one of the future."""
    url, now = _url(town), int(time.time())
    others: list[dict[str, str]] = [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": signature(URL_CHECK + b" ", now)},
        signed(URL_CHECK, secret="another app's secret"),
        signed(URL_CHECK, at=now - 301),
        signed(URL_CHECK, at=now + 360),
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "٣"},
        {"X-Slack-Request-Timestamp": "9" * 400},
    ]
    for headers in others:
        wrong = {name.replace("-", "_"): value for name, value in headers.items()}
        status, _, body = town.server.push(url, URL_CHECK, **wrong)
        assert (status, body) == (401, b""), headers
    assert town.server.push(url, URL_CHECK)[0] == 200


def test_a_body_over_the_cap_is_not_read_and_one_of_slacks_largest_is(town: Town) -> None:
    """40,000 signs of six bytes each, before and after, as text and as blocks: within it."""
    url = _url(town)
    assert town.server.push(url, b" " * (1024 * 1024 + 1))[0] == 413
    assert town.server.push(url, URL_CHECK + b" " * 1_000_000)[0] == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"5", b'"a"', b"\xff\xfe", b"[" * 100_000, b'{"type": "other"}']
)
def test_what_is_no_json_object_of_slacks_is_a_bad_request(town: Town, body: bytes) -> None:
    assert town.server.push(_url(town), body)[0] == 400
    form = "application/x-www-form-urlencoded"
    assert town.server.push(_url(town), b"payload=" + body, form)[0] == 400


def test_an_event_that_comes_again_is_the_same_event(town: Town) -> None:
    """``X-Slack-Retry-Num``: the first answer came too late, or never."""
    kalle = town.newcomer()
    kalle.says(QUESTION)
    town.server.settled()
    [event] = [d.payload for d in town.server.deliveries if "bot_id" not in d.payload["event"]][:1]
    body = json.dumps(event).encode()
    for number in ("1", "2", "3"):
        retry = {"X_Slack_Retry_Num": number, "X_Slack_Retry_Reason": "http_timeout"}
        assert town.server.push(_url(town), body, **retry)[0] == 200
    kalle.sees("viestisi on perillä")
    assert [case.state for case in town.cases] == [State.AWAITING_APPROVAL]
    assert len(town.thread()) == 2, "the question and its receipt"


@pytest.mark.timeout(120)
def test_no_malformed_body_gets_500_and_the_desk_serves_on(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    """tests/bench/slack.py sends the same to a plain bolt app."""
    found = tally(_url(town))
    with capsys.disabled():
        print(f" {COUNT} malformed: {found.told()}")  # noqa: T201 - a figure
    assert not found.failed
    assert found.statuses.total() == COUNT
    with town.resident() as resident:
        resident.asks(QUESTION)
        card = town.annika.sees("milloin aura tulee")
        town.annika.presses(card, "card.approve")
        resident.sees("Annika Sundström")
