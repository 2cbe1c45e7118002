"""The door for Slack's signed HTTP requests, in front of bolt: who sends, when, and in what shape.

bolt reads a body before it checks the signature, and falls over what it cannot read.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

MOST_AGE = 300.0
"""Seconds: an older request is somebody's recording (Slack's documented window)."""
_MOST_FIELDS = 50


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether Slack has signed these very bytes, and just now; ``now`` in Unix seconds."""
    stamp = headers.get("x-slack-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
        return False
    if abs(now - int(stamp)) > MOST_AGE:
        return False
    signed = hmac.digest(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    shown = headers.get("x-slack-signature", "")
    return hmac.compare_digest(f"v0={signed.hex()}".encode(), shown.encode())


def body_in(body: bytes, kind: str) -> Any:
    """What a request's bytes hold: JSON, a form with JSON in ``payload``, or a form; ``kind`` is
    the content type. None when they hold none of it.
    """
    try:
        text = body.decode("utf-8")
        if kind.partition(";")[0].strip().lower() == "application/json":
            return json.loads(text)
        form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        return json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
