"""Whether Slack has everything in its place: tokens, officials' accounts, rooms."""

import asyncio
from collections.abc import Callable

from bot.channels.slack.api import SlackApi, code_of, state_of
from bot.channels.slack.channel import NAME
from bot.channels.slack.people import PAUSE_SECONDS, account_of
from bot.city import Base
from bot.people import Official


async def problems_of(
    api: SlackApi, base: Base, say: Callable[[str], None], app_token: str = ""
) -> list[str]:
    """Say what is well; what is not, a sentence each that says what to do."""
    try:
        told = await api.call("auth.test")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said
        return [f"The bot token: {state_of(error)}. Copy it anew from OAuth & Permissions."]
    say(f"The app is {told.get('user')} in {told.get('team')}.")
    problems = await _socket(api, app_token) if app_token else []
    for official in base.officials.values():
        if not official.slack:
            continue
        place = await account_of(api, official)
        if place:
            say(f"{official.name}: {place}")
        else:
            problems.append(_nobody(official, was_told=place is not None))
        if official.slack is True:
            await asyncio.sleep(PAUSE_SECONDS)
    return problems + [
        problem for room in base.rooms(NAME) for problem in await _room(api, room, say)
    ]


def _nobody(official: Official, *, was_told: bool) -> str:
    if not was_told:
        return f"{official.name}: Slack does not tell just now. Check again in a minute."
    who = official.email if official.slack is True else official.slack
    return f"{official.name}: no verified account {who}. See officials.toml."


async def _socket(api: SlackApi, app_token: str) -> list[str]:
    try:
        await api.client(app_token).apps_connections_open(app_token=app_token)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said
        wrong = code_of(error) or state_of(error)
        mend = "Make one with the scope connections:write, and let Socket Mode be on."
        return [f"The app-level token: {wrong}. {mend}"]
    return []


async def _room(api: SlackApi, room: str, say: Callable[[str], None]) -> list[str]:
    try:
        found = (await api.ask("conversations.info", channel=room))["channel"]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said
        return [f"Room {room}: {code_of(error) or state_of(error)}. Invite the app to it."]
    if not found.get("is_member"):
        return [f"Room #{found.get('name')}: invite the app there (/invite)."]
    say(f"Room #{found.get('name')}: {room}")
    return []
