"""What a person sees in Slack and whom it notifies: the ruler for residents' words on cards."""

from typing import Any

import pytest

from tests.slack_sight import escaped, links, mrkdwn, notified, shown

WICKED = "<!channel> <@U1> <https://evil|text> *b* `c` & &lt; :tada:"


def _rich(text: str) -> dict[str, Any]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"text": "kortti", "blocks": [{"type": "rich_text", "elements": [section]}]}


def _plain(text: str) -> dict[str, Any]:
    words = {"type": "plain_text", "text": text, "emoji": False}
    return {"text": "kortti", "blocks": [{"type": "section", "text": words}]}


@pytest.mark.parametrize("body", [_rich(WICKED), _plain(WICKED)], ids=["rich_text", "plain_text"])
def test_words_in_plain_places_are_shown_as_typed_and_notify_nobody(body: dict[str, Any]) -> None:
    assert shown(body) == WICKED
    assert notified(body) == set()
    assert links(body) == []


def test_the_same_words_in_mrkdwn_do_harm() -> None:
    words = {"type": "mrkdwn", "text": WICKED}
    body = {"text": "kortti", "blocks": [{"type": "section", "text": words}]}
    assert shown(body) == "@channel @U1 text (https://evil) b c & < {emoji tada}"
    assert notified(body) == {"channel", "U1"}
    assert links(body) == [("https://evil", "text")]


def test_escaping_stops_calls_and_links_but_not_marks() -> None:
    body = {"text": escaped(WICKED)}
    assert notified(body) == set()
    assert links(body) == []
    assert shown(body) == "<!channel> <@U1> <https://evil|text> b c & &lt; {emoji tada}"


def test_the_text_beside_blocks_notifies_too() -> None:
    assert notified(_plain("hei") | {"text": "<!here> <!subteam^S1|@talvi>"}) == {"here", "S1"}


def test_calls_made_of_rich_text_elements_count() -> None:
    parts: list[dict[str, Any]] = [
        {"type": "user", "user_id": "U7"},
        {"type": "broadcast", "range": "everyone"},
        {"type": "link", "url": "https://aurala.example", "text": "kaupunki"},
    ]
    section = {"type": "rich_text_section", "elements": parts}
    body = {"blocks": [{"type": "rich_text", "elements": [section]}]}
    assert notified(body) == {"U7", "everyone"}
    assert links(body) == [("https://aurala.example", "kaupunki")]
    assert shown(body) == "@U7@everyonekaupunki (https://aurala.example)"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("*lihava* ja _vino_", "lihava ja vino"),
        ("2*3*4 ja a_b_c", "2*3*4 ja a_b_c"),
        ("```\nkoodi *ei*\n```", "\nkoodi *ei*\n"),
        ("&gt; lainaus", "▌lainaus"),
        ("<https://aurala.example>", "https://aurala.example"),
        ("<#C1|talvi> <!date^1^{date}|eilen>", "#talvi eilen"),
    ],
)
def test_marks_are_shown_as_slack_shows_them(typed: str, seen: str) -> None:
    assert mrkdwn(typed) == seen
