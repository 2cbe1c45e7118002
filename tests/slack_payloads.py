"""What Slack sends to an app, in its own shapes: events, taps, forms, searches, commands.

The shapes are those of https://docs.slack.dev/reference/interaction-payloads and
https://docs.slack.dev/apis/events-api.
"""

from collections.abc import Mapping
from typing import Any

from tests.slack_world import APP, BOT_USER, DOMAIN, TEAM, World

VERIFICATION = "the-old-verification-token"
"""Deprecated, but still in every payload."""
Payload = dict[str, Any]


def is_wanted(event: Mapping[str, Any], subscribed: frozenset[str], world: World) -> bool:
    """Whether the app hears of it: what it subscribed to, where it is a member."""
    kind = str(event["type"])
    if (
        kind in {"message", "app_mention"}
        and BOT_USER not in world.channels[event["channel"]].members
    ):
        return False
    if kind == "message":
        room = {"im": "im", "channel": "channels", "group": "groups"}[event["channel_type"]]
        return f"message.{room}" in subscribed
    return kind in subscribed


def envelope(world: World, event: Payload) -> Payload:
    """An event as it travels."""
    number = world.id("Ev0AURA")
    who = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": number,
        "event_time": int(world.now()),
        "authorizations": [who | {"is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{number}",
    }


def home_opened(world: World, user: str) -> Payload:
    """The inner event of somebody looking at the Home tab."""
    channel = world.dm(user).id
    event = {"type": "app_home_opened", "user": user, "channel": channel, "tab": "home"}
    view = {"view": world.homes[user]} if user in world.homes else {}
    return event | view | {"event_ts": world.ts()}


def _of(world: World, user: str, kind: str) -> Payload:
    """What every interaction carries."""
    name = world.users[user]["name"]
    return {
        "type": kind,
        "user": {"id": user, "username": name, "name": name, "team_id": TEAM},
        "api_app_id": APP,
        "token": VERIFICATION,
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(world: World, channel: str | None, body: Payload) -> Payload:
    """Container, and the message or view, that something was done in."""
    if channel is None:
        return {"container": {"type": "view", "view_id": body["id"]}, "view": body}
    found = world.channels[channel]
    private = "channel" in body
    container = {"type": "message", "message_ts": body["ts"], "channel_id": channel}
    container |= {"is_ephemeral": private}
    container |= {"thread_ts": body["thread_ts"]} if "thread_ts" in body else {}
    shown = {} if private else {"message": body}
    return {"container": container, "channel": {"id": channel, "name": found.name}} | shown


def pressed(
    world: World, url: str, user: str, *, channel: str | None, body: Payload, element: Payload
) -> Payload:
    """``block_actions``. ``channel`` None: in a view. ``element``: with its block_id and values."""
    action = {key: value for key, value in element.items() if key in _SENT}
    action |= {"action_ts": world.ts()}
    place = _place(world, channel, body)
    payload = _of(world, user, "block_actions") | place | {"trigger_id": world.trigger(user)}
    payload |= {"actions": [action], "state": body.get("state", {"values": {}})}
    if channel is not None:
        number = world.response(user, channel, body["ts"])
        payload |= {"response_url": f"{url}/response/{number}"}
    return payload


_SENT = {"type", "action_id", "block_id", "text", "value", "style", "url"} | {
    f"selected_{what}" for what in ("option", "options", "date", "user", "conversation", "channel")
}


def submitted(world: World, user: str, view: Payload) -> Payload:
    """``view_submission``: the view with its ``state`` filled in."""
    more = {"trigger_id": world.trigger(user), "view": view, "response_urls": []}
    return _of(world, user, "view_submission") | more


def closed(world: World, user: str, view: Payload) -> Payload:
    """``view_closed``."""
    return _of(world, user, "view_closed") | {"view": view, "is_cleared": False}


def searched(
    world: World, user: str, *, channel: str | None, body: Payload, element: Payload, words: str
) -> Payload:
    """``block_suggestion``: somebody types into an external select."""
    asked = {"action_id": element["action_id"], "block_id": element["block_id"], "value": words}
    return _of(world, user, "block_suggestion") | _place(world, channel, body) | asked


def commanded(
    world: World, url: str, user: str, *, channel: str, command: str, text: str
) -> dict[str, str]:
    """The form of a slash command."""
    number = world.response(user, channel)
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel,
        "channel_name": world.channels[channel].name,
        "user_id": user,
        "user_name": world.users[user]["name"],
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": f"{url}/response/{number}",
        "trigger_id": world.trigger(user),
    }
