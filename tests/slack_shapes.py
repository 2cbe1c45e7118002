"""Blocks and a modal that Slack takes, to send or to spoil."""

from typing import Any


def section(text: str, kind: str = "mrkdwn", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": text}} | more


def button(number: int = 1, **more: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": f"Hyväksy {number}"}
    return {"type": "button", "action_id": f"approve:{number}", "text": label} | more


def modal(**more: Any) -> dict[str, Any]:
    field = {"type": "plain_text_input", "action_id": "text", "max_length": 3000}
    block = {"type": "input", "block_id": "words", "element": field}
    block |= {"label": {"type": "plain_text", "text": "Vastaus"}}
    titles = {key: {"type": "plain_text", "text": "Muokkaa"} for key in ("title", "submit")}
    return {"type": "modal", "blocks": [block]} | titles | more
