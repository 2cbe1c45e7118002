"""HTTP of the stand-in Bot API, by hand: only so can a connection be cut where a test says."""

import asyncio
import email.parser
import email.policy
import json
import urllib.parse
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import h11

from tests.telegram_rules import Upload, parsed


async def request(
    connection: h11.Connection, reader: asyncio.StreamReader
) -> tuple[str, str, bytes] | None:
    """Target, content type and body of the next request; None when the other side has left."""
    target, kind, body = "", "", b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65_536))
        elif isinstance(event, h11.Request):
            target = event.target.decode("ascii")
            headers = {key.lower(): value for key, value in event.headers.raw_items()}
            kind = headers.get(b"content-type", b"").decode("ascii")
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return target, kind, body
        else:
            return None


async def unless_left(
    reader: asyncio.StreamReader, answer: Coroutine[Any, Any, tuple[int, bytes] | None]
) -> tuple[int, bytes] | None:
    """The answer; None as soon as the other side has left, as a killed bot's long poll does."""
    answering = asyncio.ensure_future(answer)
    leaving = asyncio.ensure_future(reader.read(1))  # nobody speaks before the answer
    await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    await asyncio.wait({leaving})
    if answering.done():
        return answering.result()
    answering.cancel()
    with suppress(asyncio.CancelledError):
        await answering
    return None


def events(status: int, body: bytes) -> list[h11.Event]:
    """An answer."""
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return [
        h11.Response(status_code=status, headers=headers),
        h11.Data(data=body),
        h11.EndOfMessage(),
    ]


def as_json(body: dict[str, Any], status: int) -> tuple[int, bytes]:
    """Status and body of an answer in JSON."""
    return status, json.dumps(body).encode()


def fields_in(kind: str, body: bytes) -> dict[str, Any]:
    """The parameters in a body of any of the three kinds that the Bot API takes."""
    if kind.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    if kind.startswith("multipart/"):
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        whole = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
        return {
            str(part.get_param("name", header="content-disposition")): _part(part)
            for part in whole.iter_parts()
        }
    pairs = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)
    return {key: parsed(value) for key, value in pairs}


def _part(part: Any) -> Any:
    content = part.get_payload(decode=True)
    name = part.get_filename()
    return Upload(name, content) if name is not None else parsed(content.decode())
