"""What stands in a web request: tokens, places, fields. No part of it is believed unchecked."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request

_NONCE = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def token_of(secret: bytes, nonce: str) -> str:
    """A conversation's token, 192 bits, made from its first form's number: a form sent twice
    is one conversation.
    """
    signature = hmac.digest(secret, f"conversation:{nonce}".encode(), "sha256")
    return base64.urlsafe_b64encode(signature[:24]).decode()


def message_number(secret: bytes, place: str, nonce: str, words: str) -> str:
    """A message's own number: the same form with the same words is the same message, with
    other words another one. The words' part is keyed, so that it tells nothing of them.
    """
    return f"{place}:{nonce}:{hmac.digest(secret, words.encode(), 'sha256').hex()[:16]}"


def place_at(token: str) -> str:
    """Where a conversation is kept: a digest, so that the data file opens no conversation."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def place_of(request: Request) -> tuple[str, str]:
    """The token in a request's path and its place; both empty when it is no token."""
    token = request.path_params["token"]
    return (token, place_at(token)) if _TOKEN.fullmatch(token) else ("", "")


def bell_of(place: str) -> str:
    """The bell that an open page of a conversation listens to."""
    return f"web:{place}"


def field(form: FormData, name: str) -> str:
    """A text field of a form; empty when it is missing or a file."""
    value = form.get(name, "")
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def nonce_of(form: FormData) -> str:
    """The form's own number, so that a form sent twice is one message; a new one if unfit."""
    nonce = field(form, "nonce")
    return nonce if _NONCE.fullmatch(nonce) else secrets.token_hex(16)


def is_script(request: Request) -> bool:
    """Whether our own script sent the form and shows what comes back by itself."""
    return request.headers.get("x-requested-with") == "aura"


def language_of(request: Request, known: Sequence[str], form: FormData | None = None) -> str:
    """The page's language: asked for, or the browser's, or the city's first."""
    asked = field(form, "lang") if form else request.query_params.get("lang", "")
    if asked in known:
        return asked
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.split(";")[0].strip().lower().split("-")[0]
        if tag in known:
            return tag
    return known[0]
