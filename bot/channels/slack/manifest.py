"""The app as Slack's own form takes it: paste it, install, copy two tokens. Pure."""

import json
from typing import Any

from bot.channels.slack.commands import COMMAND
from bot.channels.slack.ear import PATH
from bot.city import Base

_SCOPES = (
    "app_mentions:read",  # staff ask in a channel
    "channels:history",  # notes under cards in public rooms; a post is looked up there
    "channels:read",  # `aura slack check` tells whether the app has been invited
    "chat:write",
    "commands",
    "files:read",  # pictures that staff send with a question
    "files:write",  # who asks for their data gets it as a file in the direct chat
    "groups:history",  # the same in private rooms
    "groups:read",
    "im:history",  # staff ask in a direct chat
    "im:write",  # cards go to officials' direct chats
    "users:read",
    "users:read.email",  # an official's account is found by the register's e-mail
)
_EVENTS = ("app_home_opened", "app_mention", "message.channels", "message.groups", "message.im")
_MOST_NAME = 35


def manifest(base: Base, public_url: str = "") -> str:
    """The manifest as JSON. ``public_url``: this program's https address, when Slack is to call
    it; empty: Socket Mode, and the program calls Slack.
    """
    language = base.city.languages[0]
    address = f"{public_url}{PATH}" if public_url else ""
    name = f"Aura {base.city.name}"[:_MOST_NAME]
    told = {
        "display_information": {
            "name": name,
            "description": base.say(language, "slack.manifest_description"),
            "background_color": "#1d4f73",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "slash_commands": [_command(base, language, address)],
        },
        "oauth_config": {"scopes": {"bot": list(_SCOPES)}},
        "settings": _settings(address),
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _command(base: Base, language: str, address: str) -> dict[str, Any]:
    return {
        "command": COMMAND,
        "description": base.say(language, "slack.manifest_command"),
        "usage_hint": base.say(language, "slack.manifest_hint"),
        "should_escape": False,
    } | ({"url": address} if address else {})


def _settings(address: str) -> dict[str, Any]:
    """How events and presses come; ``address`` is where Slack calls, empty for Socket Mode."""
    pushed = {"request_url": address} if address else {}
    menus = {"message_menu_options_url": address} if address else {}
    return {
        "event_subscriptions": pushed | {"bot_events": list(_EVENTS)},
        "interactivity": {"is_enabled": True} | pushed | menus,
        "org_deploy_enabled": False,
        "socket_mode_enabled": not address,
        "token_rotation_enabled": False,
    }
