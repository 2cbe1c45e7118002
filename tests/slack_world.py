"""Slack's side of the world: people, rooms, messages, views, triggers and response addresses.

Pure: one thread at a time, the server holds the lock. What happens here is put into ``news``,
which the server sends to the app as events.
"""

import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.slack_rules import ApiError
from tests.slack_sight import shown

TEAM, DOMAIN, APP = "T0AURALA", "aurala", "A0AURADESK"
BOT_USER, BOT = "U0AURABOT", "B0AURABOT"
"""The app's user, and its bot id."""
TRIGGER_SECONDS, RESPONSE_SECONDS, RESPONSE_USES = 3, 1800, 5


@dataclass
class Channel:
    """A room, or the direct messages of one person and the app."""

    id: str
    name: str
    members: set[str]
    is_private: bool = False
    is_im: bool = False
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By ts, oldest first, as they stand now."""

    @property
    def kind(self) -> str:
        """``channel_type`` of its events."""
        return "im" if self.is_im else "group" if self.is_private else "channel"

    def info(self) -> dict[str, Any]:
        """As conversations.info tells it."""
        other = next(iter(self.members - {BOT_USER}), None)
        told = {"id": self.id, "is_im": self.is_im, "is_archived": False}
        if self.is_im:
            return told | {"user": other, "is_user_deleted": False}
        told |= {"name": self.name, "name_normalized": self.name, "is_private": self.is_private}
        told |= {"is_channel": not self.is_private, "is_group": self.is_private}
        return told | {"is_member": BOT_USER in self.members}


@dataclass
class Trigger:
    """A trigger_id: it opens one view for one person, within 3 s."""

    user: str
    made: float
    is_used: bool = False


@dataclass
class Response:
    """A response_url."""

    user: str
    channel: str
    made: float
    ts: str | None = None
    """The message it belongs to; None for a slash command."""
    uses: int = 0


class World:
    """Everything that Slack knows."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """``clock``: Unix time; ``pass_time`` moves it on."""
        self._clock, self._ahead = clock, 0.0
        self._last_ts = 0
        self._ids = itertools.count(1)
        self.users: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: dict[str, list[dict[str, Any]]] = defaultdict(list)
        """By person: what only they see; each has its ``channel``."""
        self.modals: dict[str, list[dict[str, Any]]] = defaultdict(list)
        """By person: the views open now, the last on top."""
        self.homes: dict[str, dict[str, Any]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, Response] = {}
        self.files: dict[str, dict[str, Any]] = {}
        """As files.info tells them; ``content`` beside."""
        self.uploads: dict[str, dict[str, Any]] = {}
        """Files on their way here."""
        self.url = ""
        """Where the server is."""
        self.news: list[dict[str, Any]] = []
        """Inner events not yet sent."""
        self.add_user("Aura", "aura@aurala.example", user=BOT_USER, is_bot=True)

    # Time and names.
    def now(self) -> float:
        """Unix time here."""
        return self._clock() + self._ahead

    def pass_time(self, seconds: float) -> None:
        """Let time pass, for triggers, response addresses and new messages."""
        self._ahead += seconds

    def ts(self) -> str:
        """A new one: unique and increasing."""
        self._last_ts = max(int(self.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def id(self, letter: str) -> str:
        """A new id, e.g. ``D0000012``."""
        return f"{letter}{next(self._ids):07d}"

    # People and rooms.
    def add_user(
        self,
        name: str,
        email: str | None,
        *,
        user: str | None = None,
        confirmed: bool = True,
        deleted: bool = False,
        is_bot: bool = False,
        locale: str = "fi-FI",
    ) -> str:
        """A new person (or bot); their id."""
        number = user or self.id("U")
        mail = {"email": email} if email else {}
        profile = {"real_name": name, "display_name": name.split(maxsplit=1)[0]} | mail
        self.users[number] = {
            "id": number,
            "team_id": TEAM,
            "name": name.lower().replace(" ", "."),
            "real_name": name,
            "deleted": deleted,
            "is_bot": is_bot,
            "is_app_user": False,
            "is_email_confirmed": confirmed,
            "is_restricted": False,
            "is_stranger": False,
            "locale": locale,
            "tz": "Europe/Helsinki",
            "profile": profile,
        }
        return number

    def add_room(
        self, name: str, members: Iterable[str] = (), *, private: bool = False, bot: bool = True
    ) -> str:
        """A new room; its id. ``bot``: whether the app has been invited."""
        number = self.id("C")
        inside = set(members) | ({BOT_USER} if bot else set())
        self.channels[number] = Channel(number, name, inside, is_private=private)
        return number

    def dm(self, user: str) -> Channel:
        """The direct messages of a person and the app; opened when there are none."""
        for channel in self.channels.values():
            if channel.is_im and user in channel.members:
                return channel
        number = self.id("D")
        self.channels[number] = Channel(number, "directmessage", {user, BOT_USER}, is_im=True)
        return self.channels[number]

    def channel(self, number: str, *, of: str = BOT_USER) -> Channel:
        """A channel that one is in. Raises ApiError."""
        found = self.channels.get(number)
        if found is None or (found.is_private and of not in found.members):
            raise ApiError("channel_not_found")
        if of not in found.members:
            raise ApiError("not_in_channel")
        return found

    def user(self, number: str) -> dict[str, Any]:
        """A person. Raises ApiError."""
        if number not in self.users:
            raise ApiError("user_not_found")
        return self.users[number]

    # Messages of both sides.
    def post(self, channel: Channel, sender: str, **content: Any) -> dict[str, Any]:
        """A new message; known to the app as events. Leaves out what is None."""
        ts = self.ts()
        message = {"type": "message", "user": sender, "ts": ts, "team": TEAM} | _whole(content)
        if parent := message.get("thread_ts"):
            self._reply(channel.messages[str(parent)], sender, ts)
            message["parent_user_id"] = channel.messages[str(parent)]["user"]
        channel.messages[ts] = message
        self._tell(channel, dict(message), ts)
        if f"<@{BOT_USER}>" in str(message.get("text")) and not channel.is_im:
            event = {"type": "app_mention", "channel": channel.id, "event_ts": ts}
            self.news.append(dict(message) | event)
        return message

    def _reply(self, parent: dict[str, Any], sender: str, ts: str) -> None:
        parent["thread_ts"] = parent["ts"]
        parent["reply_count"] = parent.get("reply_count", 0) + 1
        parent["reply_users"] = sorted({*parent.get("reply_users", []), sender})
        parent["latest_reply"] = ts

    def _tell(self, channel: Channel, event: dict[str, Any], ts: str) -> None:
        where = {"channel": channel.id, "channel_type": channel.kind, "event_ts": ts}
        told = {key: value for key, value in event.items() if key != "metadata"}
        self.news.append({"type": "message"} | told | where)

    def change(self, channel: Channel, message: dict[str, Any], by: str, **content: Any) -> None:
        """Edit a message."""
        before = dict(message)
        message |= _whole(content) | {"edited": {"user": by, "ts": self.ts()}}
        self._aside(channel, "message_changed", before, message=dict(message))

    def remove(self, channel: Channel, message: dict[str, Any]) -> None:
        """Delete a message."""
        del channel.messages[message["ts"]]
        self._aside(channel, "message_deleted", dict(message), deleted_ts=message["ts"])

    def _aside(self, channel: Channel, kind: str, before: dict[str, Any], **more: Any) -> None:
        ts = self.ts()
        event = {"subtype": kind, "hidden": True, "ts": ts, "previous_message": before} | more
        self._tell(channel, event, ts)

    def whisper(self, user: str, channel: str, **content: Any) -> dict[str, Any]:
        """A message that only one person sees."""
        ts = self.ts()
        body = {"type": "message", "ts": ts, "channel": channel, "bot_id": BOT}
        self.ephemerals[user].append(body | _whole(content))
        return self.ephemerals[user][-1]

    # What a person's tap gives the app.
    def trigger(self, user: str) -> str:
        """A new trigger_id."""
        number = f"{next(self._ids)}.{TEAM}.{user}"
        self.triggers[number] = Trigger(user, self.now())
        return number

    def use_trigger(self, number: str) -> str:
        """The person whom a view may be opened for, this once. Raises ApiError."""
        found = self.triggers.get(number)
        if found is None:
            raise ApiError("invalid_arguments", ["[ERROR] invalid `trigger_id`"])
        if self.now() - found.made > TRIGGER_SECONDS:
            raise ApiError("expired_trigger_id")
        if found.is_used:
            raise ApiError("exchanged_trigger_id")
        found.is_used = True
        return found.user

    def response(self, user: str, channel: str, ts: str | None = None) -> str:
        """A new response_url's last part."""
        number = self.id("R")
        self.responses[number] = Response(user, channel, self.now(), ts)
        return number

    # For the tests.
    def said(self, channel: str) -> list[str]:
        """What a channel shows now, oldest first."""
        return [shown(message) for message in self.channels[channel].messages.values()]


def _whole(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value is not None}
