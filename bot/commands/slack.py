"""`aura slack`: the app's form for Slack, and whether everything is in its place."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.channels.slack import SlackApi, manifest, problems_of
from bot.city import Base
from bot.commands.options import Knowledge, today
from bot.errors import SettingsError
from bot.knowledge import load
from bot.machine import slack_access
from bot.settings import Settings, read_settings

Say = Callable[[str], None]
slack_app = typer.Typer(
    help="The Slack app: its manifest, and a check. Example: aura slack manifest",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _read(knowledge: Path | None) -> tuple[Settings, Base]:
    settings = read_settings(knowledge=knowledge)
    return settings, load(settings.knowledge_folder(), today())


@slack_app.command("manifest", epilog="Example: aura slack manifest > aura-slack.json")
def show_manifest(
    *,
    http: Annotated[
        bool, typer.Option("--http", help="Slack calls AURA_PUBLIC_URL; else Socket Mode.")
    ] = False,
    knowledge: Knowledge = None,
) -> None:
    """Print the app's manifest, to be pasted at api.slack.com/apps."""
    settings, base = _read(knowledge)
    if http and not settings.is_https:
        raise SettingsError(
            "Setting public_url (AURA_PUBLIC_URL): with --http Slack needs the https:// address "
            "of this program. Without --http none is needed."
        )
    typer.echo(manifest(base, settings.public_url if http else ""))


@slack_app.command("check", epilog="Example: aura slack check")
def check(knowledge: Knowledge = None) -> None:
    """Ask Slack whether the tokens, the officials' accounts and the rooms are as they should."""
    settings, base = _read(knowledge)
    access = slack_access(settings)
    if access is None:
        raise SettingsError(
            "Setting slack_token (AURA_SLACK_TOKEN): Slack is not configured. The README tells "
            "how, in four steps."
        )
    api = SlackApi(access.token, access.server)
    raise typer.Exit(asyncio.run(report(api, base, typer.echo, access.app_token)))


async def report(api: SlackApi, base: Base, say: Say, app_token: str = "") -> int:
    """Say what Slack answers; 0 when all is well."""
    async with api:
        problems = await problems_of(api, base, say, app_token)
    for problem in problems:
        say(f"PROBLEM: {problem}")
    say("All is well." if not problems else f"{len(problems)} to mend.")
    return 1 if problems else 0
