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
    address = f"{public_url}{PATH}"
    pushed = {"request_url": address} if public_url else {}
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": base.say(language, "slack.manifest_command"),
        "usage_hint": base.say(language, "slack.manifest_hint"),
        "should_escape": False,
    }
    interactivity: dict[str, Any] = {"is_enabled": True} | pushed
    if public_url:
        command["url"] = address
        interactivity["message_menu_options_url"] = address
    name = f"Aura {base.city.name}"[:_MOST_NAME]
    return json.dumps(
        {
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
                "slash_commands": [command],
            },
            "oauth_config": {"scopes": {"bot": list(_SCOPES)}},
            "settings": {
                "event_subscriptions": pushed | {"bot_events": list(_EVENTS)},
                "interactivity": interactivity,
                "org_deploy_enabled": False,
                "socket_mode_enabled": not public_url,
                "token_rotation_enabled": False,
            },
        },
        ensure_ascii=False,
        indent=2,
    )
