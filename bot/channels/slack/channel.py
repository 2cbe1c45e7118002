"""``ports.Channel`` for Slack: staff who ask, answered in the thread of their question."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.models.blocks import ActionsBlock, Block

from bot.channels.buttons import Choice, Row, rows_of
from bot.channels.frame import framed
from bot.channels.pace import Turns
from bot.channels.slack.api import SlackApi, as_send_error, code_of
from bot.channels.slack.blocks import button, fallback, small, written
from bot.channels.slack.pace import slack_pacer
from bot.city import Base
from bot.errors import FileError, SendError, UnreadableError
from bot.library import Library
from bot.mail import Delivery
from bot.model import BOT, Address, File, Message, Question, Wish

_log = structlog.get_logger(__name__)
NAME = "slack"
CASE = "case"
"""What the action_id of a button under a case's message begins with."""
DELIVERY = "aura_delivery"
"""The metadata's event_type of a message that the outbox has sent."""
_MOST_WHISPERED = 3
"""Tries of a word beside, where Slack asks to wait."""
_LOOK_BACK = 200
"""Messages that an uncertain one is looked for among."""
_CLOCKS_APART = timedelta(minutes=5)
"""How far our clock and Slack's may be apart."""


class SlackChannel:
    """One app's way in and out, for those who ask."""

    name = NAME

    def __init__(self, api: SlackApi, library: Library, turns: Turns | None = None) -> None:
        """``turns``: how fast may be spoken; cards and answers share one."""
        self._api = api
        self._library = library
        self.turns = turns or Turns(slack_pacer())
        self._direct: dict[str, str] = {}

    def read(self, payload: Mapping[str, Any], at: datetime) -> Question:
        """A kept message or press, as a question. Raises UnreadableError."""
        if payload.get("kind") == "malformed":
            raise UnreadableError("The event is not as Slack describes events.")
        try:
            return Question(
                address=Address(self.name, str(payload["place"])),
                text=str(payload["text"]).strip(),
                at=at,
                wish=Wish(payload.get("wish", Wish.ASK)),
                about=payload.get("about"),
                version=payload.get("version"),
                choice=payload.get("choice"),
                removed=tuple(payload.get("removed", ())),
                number=payload.get("number"),
                edits=bool(payload.get("edits")),
                answers=payload.get("answers"),
                files=tuple(
                    File(self.name, found["file"], found["kind"], found["size"])
                    for found in payload.get("files", ())
                ),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise UnreadableError(f"The event lacks or misspells a field: {error}.") from error

    async def send(self, delivery: Delivery) -> None:
        """Send one message into the thread of its question, once: one whose outcome is unknown is
        looked for before it is sent again. Raises SendError.
        """
        channel, thread = delivery.place.partition("/")[0], _root(delivery)
        try:
            await self._send(delivery, channel, thread)
        except SendError as error:
            if thread is None or code_of(error.__cause__) != "thread_not_found":
                raise
            await self._send(delivery, channel, None)  # the question has been deleted

    async def _send(self, delivery: Delivery, channel: str, thread: str | None) -> None:
        if delivery.uncertain and await self._stands(channel, thread, delivery):
            _log.info("slack.stood_already", delivery=delivery.id)
            return
        base = self._library.base
        text = framed(base, delivery.message)
        await self.post(
            channel,
            text=fallback(text),
            blocks=[
                *written(text),
                *_who_speaks(base, delivery.message),
                *_buttons(rows_of(base, delivery)),
            ],
            thread=thread,
            metadata={"event_type": DELIVERY, "event_payload": {"id": delivery.id}},
        )

    async def _stands(self, channel: str, thread: str | None, delivery: Delivery) -> bool:
        """Whether an earlier try of that delivery stands there. Raises SendError."""
        since = delivery.message.at - _CLOCKS_APART
        for message in await self.messages(channel, thread, since):
            told = message.get("metadata") or {}
            payload = told.get("event_payload") or {}
            if told.get("event_type") == DELIVERY and payload.get("id") == delivery.id:
                return True
        return False

    async def messages(
        self, channel: str, thread: str | None = None, since: datetime | None = None
    ) -> list[dict[str, Any]]:
        """The newest messages of a channel, or the first of a thread since then, with the app's
        own metadata. Raises SendError.
        """
        values: dict[str, Any] = {"channel": channel, "limit": _LOOK_BACK, "ts": thread}
        if since:
            values["oldest"] = f"{since.timestamp():.6f}"
        method = "conversations.replies" if thread else "conversations.history"
        try:
            found = await self._api.ask(method, **values, include_all_metadata="true")
        except Exception as error:
            raise _only_asked(error) from error
        return list(found.get("messages") or ())

    async def post(
        self,
        channel: str,
        *,
        text: str,
        blocks: Sequence[Block] = (),
        thread: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Post one message at the channel's pace; Slack's answer. Raises SendError."""
        return await self.do(
            "chat.postMessage",
            channel,
            text=text,
            blocks=[block.to_dict() for block in blocks] or None,
            thread_ts=thread,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )

    async def do(self, method: str, channel: str, **values: Any) -> dict[str, Any]:
        """Any speaking method at the channel's pace. Raises SendError."""
        await self.turns.take(channel)
        try:
            return await self._api.call(method, channel=channel, **values)
        except Exception as error:
            sent = as_send_error(error)
            if sent.again_in is not None:
                self.turns.refused(channel, sent.again_in)
            raise sent from error

    async def chat(self, place: str) -> str:
        """The channel of a place: a room's own, or the direct chat with a user, opened if there is
        none; so that a chat has one name, and one pace. Raises SendError.
        """
        if not place.startswith(("U", "W")):
            return place
        if place not in self._direct:
            try:
                opened = await self._api.call("conversations.open", users=place)
            except Exception as error:
                raise _nothing_sent(error) from error
            self._direct[place] = str(opened["channel"]["id"])
        return self._direct[place]

    async def whisper(self, channel: str, user: str, text: str, thread: str | None = None) -> None:
        """A word that only one person sees, and only for a while; nobody waits for it."""
        for _ in range(_MOST_WHISPERED):
            try:
                words = fallback(text)
                await self.do(
                    "chat.postEphemeral", channel, user=user, text=words, thread_ts=thread
                )
            except SendError as error:
                _log.info("slack.not_whispered", error=str(error))
                if error.again_in is None:
                    return
                await asyncio.sleep(error.again_in)
            else:
                return

    async def fetch(self, file: File, most: int) -> bytes:
        """A file that somebody sent, of at most ``most`` bytes. Raises FileError."""
        if file.size > most:
            raise FileError(too_large=True)
        try:
            found = (await self._api.ask("files.info", file=file.reference))["file"]
            url = str(found.get("url_private_download") or found["url_private"])
        except Exception as error:
            raise FileError from error
        return await self._api.download(url, most)


def _root(delivery: Delivery) -> str | None:
    """The first message of the thread that is answered; its number is ``root/ts``."""
    return delivery.replies_to.partition("/")[0] if delivery.replies_to else None


def _who_speaks(base: Base, message: Message) -> list[Block]:
    """Under the program's own words: that a service speaks, and who checks (306/2019 6 a § 4)."""
    if message.author != BOT:
        return []
    language = message.language if message.language in base.phrases else base.city.languages[0]
    return [small(base.say(language, "slack.automatic"))]


def _nothing_sent(error: Exception) -> SendError:
    """A call before any message that went wrong: no message can stand anywhere."""
    sent = as_send_error(error)
    return SendError(
        str(sent),
        permanent=sent.permanent,
        unreachable=sent.unreachable,
        again_in=sent.again_in,
    )


def _only_asked(error: Exception) -> SendError:
    """A question that got no answer: nothing was sent by it, so its own outcome is no matter."""
    sent = as_send_error(error)
    return SendError(str(sent), permanent=sent.permanent, again_in=sent.again_in, uncertain=True)


def _buttons(rows: Sequence[Row]) -> list[Block]:
    """Buttons for an asker. None for adding: a word in the thread does."""
    found = [
        button(label, f"{CASE}.{press.choice}", press.data)
        for row in rows
        for label, press in row
        if press.choice != Choice.ADD
    ]
    return [ActionsBlock(elements=list(found))] if found else []
