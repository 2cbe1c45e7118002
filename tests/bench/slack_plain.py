"""A plain app, as the documentation of slack_bolt writes one: the rival of the bench.

    python -m tests.bench.slack_plain <root of Slack> <file>

Over Socket Mode. It keeps each message in SQLite, commits, and answers: all that can be done
within a listener. ``plain_app`` also serves behind Starlette.
"""

import asyncio
import logging
import sqlite3
import sys
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_courier import SIGNING_SECRET
from tests.slack_server import APP_TOKEN, TOKEN


def plain_app(url: str, database: sqlite3.Connection) -> AsyncApp:
    """The app. Made inside its loop."""
    quiet = logging.getLogger("plain-bolt")
    quiet.setLevel(logging.CRITICAL)
    client = AsyncWebClient(token=TOKEN, base_url=f"{url}/api/")
    app = AsyncApp(client=client, signing_secret=SIGNING_SECRET, logger=quiet)
    database.execute("CREATE TABLE IF NOT EXISTS cases (place TEXT, text TEXT)")

    async def keep(event: dict[str, Any], say: Any) -> None:
        with database:
            row = (event["user"], event["text"])
            database.execute("INSERT INTO cases VALUES (?, ?)", row)
        await say("Kiitos, viestisi on perillä.")

    async def done(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        with database:
            row = (body["user"]["id"], body["actions"][0]["value"])
            database.execute("INSERT INTO cases VALUES (?, ?)", row)

    async def filled(ack: Any, view: dict[str, Any]) -> None:
        await ack()
        with database:
            row = (view["id"], view["state"]["values"]["b"]["text"]["value"])
            database.execute("INSERT INTO cases VALUES (?, ?)", row)

    async def told(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"Kuulin: {command['text']}")

    app.event("message")(keep)
    app.action({"block_id": "b"})(done)
    app.view("edit")(filled)
    app.command("/aura")(told)
    return app


async def _serve(url: str, file: str) -> None:
    app = plain_app(url, sqlite3.connect(file))
    client = AsyncWebClient(base_url=f"{url}/api/")
    handler: Any = AsyncSocketModeHandler(app, APP_TOKEN, logger=app.logger, web_client=client)
    await handler.connect_async()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
