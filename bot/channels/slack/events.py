"""A raw event as the little that is kept of it (L25). Pure.

Kept: where to answer, the words, which message they are and which one they answer, references of
files. Not kept: names, pictures, the workspace, anything else. In a direct chat not even who.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.api import Me

_SAID = frozenset([None, "file_share", "thread_broadcast", "me_message"])
"""Subtypes of a message that somebody has written."""
_CODE = re.compile(r"<([^<>\s][^<>]*)>")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TS = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?/[0-9]{1,20}(\.[0-9]{1,20})?")
_MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, before it is known what it is to us."""

    id: str
    """The event's own id: it may come again."""
    user: str
    channel: str
    number: str
    """``root/ts``: the thread's first message and the message itself."""
    text: str
    files: tuple[dict[str, Any], ...] = ()
    edits: bool = False
    for_us: bool = True
    """Whether it was said to the app."""
    may_join: bool = False
    """Whether it may belong to what its writer has asked before, though the app is not named; else
    it may only be a note under a card.
    """

    is_under_us: bool = False
    """Whether it stands in the thread of a message of the app's own."""

    @property
    def root(self) -> str:
        """The first message of the thread."""
        return self.number.partition("/")[0]

    @property
    def is_reply(self) -> bool:
        """Whether it answers an earlier message."""
        root, _, at = self.number.partition("/")
        return root != at

    @property
    def is_direct(self) -> bool:
        """Whether it was said in a chat with the app alone."""
        return self.channel.startswith("D")

    @property
    def place(self) -> str:
        """The conversation: a chat with the app, or one person in a channel."""
        return self.channel if self.is_direct else f"{self.channel}/{self.user}"

    def kept(self) -> dict[str, Any]:
        """What the inbox keeps of it, as a question."""
        return {
            "place": self.place,
            "text": self.text,
            "number": self.number,
            "answers": f"{self.root}/{self.root}" if self.is_reply else None,
            "edits": self.edits,
            "files": list(self.files),
            "waits": not self.edits and self.is_direct,
        }


def said_in(body: Mapping[str, Any], me: Me) -> Said | None:
    """What somebody wrote, of an ``event_callback``; None when nobody did, or the app itself.

    Raises:
        KeyError, TypeError, ValueError, AttributeError, OverflowError: it is not as Slack
            describes events.
    """
    event, name = body["event"], str(body["event_id"])
    message = _written_in(event)
    if message is None:
        return None
    user, channel, at = str(message["user"]), str(event["channel"]), str(message["ts"])
    if user == me.user:
        return None
    root = str(message.get("thread_ts") or at)
    if not (_ID.fullmatch(user) and _ID.fullmatch(channel) and _TS.fullmatch(f"{root}/{at}")):
        raise ValueError("These are no names of Slack's.")
    is_edit = message is not event
    for_us = channel.startswith("D") or event["type"] == "app_mention"
    words = str(message.get("text") or "")
    is_named = f"<@{me.user}" in words  # it comes as an app_mention too
    return Said(
        # a mention that is changed may come as a mention again, and as a change
        id=name if event["type"] == "message" else f"mention/{channel}/{at}",
        user=user,
        channel=channel,
        number=f"{root}/{at}",
        text=words_of(words, me),
        files=tuple(_file(found) for found in (message.get("files") or [])[:_MOST_FILES]),
        edits=is_edit,
        for_us=for_us,
        may_join=not for_us and (is_edit or (root != at and not is_named)),
        is_under_us=message.get("parent_user_id") == me.user,
    )


def _written_in(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The message that somebody wrote: the event itself, or what a change of one made of it; None
    when nobody did. Raises as ``said_in``.
    """
    if event["type"] not in ("message", "app_mention"):
        return None
    message = event
    if event.get("subtype") == "message_changed":
        message = event["message"]
        if message.get("text") == (event.get("previous_message") or {}).get("text"):
            return None  # only a link has been unfurled
    is_said = message.get("subtype") in _SAID and not message.get("bot_id")
    return message if is_said else None


def words_of(text: str, me: Me) -> str:
    """Slack's mrkdwn as people's own words: mentions of the app gone, links as they are read.
    Half a sign, which no store takes, is a question mark.
    """
    plain = _CODE.sub(lambda found: _code(found[1], me), text.encode(errors="replace").decode())
    return html.unescape(plain).strip()


def _code(code: str, me: Me) -> str:
    """What stands between ``<`` and ``>``."""
    target, _, label = code.partition("|")
    if target.startswith("@"):
        return "" if target[1:] == me.user else f"@{label}"
    if target.startswith("#"):
        return f"#{label}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    address = target.partition(":")[2] if target.startswith(("mailto:", "tel:")) else target
    return address if not label or label in address else f"{label} {address}"


def _file(found: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(found.get("mimetype") or "application/octet-stream")
    return {"file": str(found["id"]), "kind": kind, "size": int(found.get("size") or 0)}
