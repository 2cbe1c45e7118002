"""`aura cases ...` and `aura knowledge ...`: groups of commands."""

from typing import Annotated

import typer

from bot.commands import cases as cases_command
from bot.commands import knowledge as knowledge_command
from bot.commands.options import Data, Knowledge, today
from bot.settings import read_settings

cases_app = typer.Typer(
    help="Look at the cases. Example: aura cases list",
    no_args_is_help=True,
    rich_markup_mode=None,
)
knowledge_app = typer.Typer(
    help="Phrasings that officials propose for answers. Example: aura knowledge list",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@cases_app.command("list", epilog="Example: aura cases list --all")
def cases_list(
    everything: Annotated[bool, typer.Option("--all", help="The ended ones too.")] = False,
    data: Data = None,
) -> None:
    """List the open cases, urgent first and then waiting longest."""
    cases_command.show_list(read_settings(data=data).data_file, print, everything=everything)


@cases_app.command("show", epilog="Example: aura cases show K4T-9XA-H7M")
def cases_show(
    reference: Annotated[str, typer.Argument(help="The case's reference.")], data: Data = None
) -> None:
    """Show one case: its thread and its record."""
    cases_command.show_one(read_settings(data=data).data_file, reference, print)


@cases_app.command("export", epilog="Example: aura cases export > cases.json")
def cases_export(data: Data = None) -> None:
    """Print every case with its thread and record as JSON, one case a line."""
    cases_command.export(read_settings(data=data).data_file, print)


@knowledge_app.command("list", epilog="Example: aura knowledge list")
def knowledge_list(data: Data = None) -> None:
    """List the phrasings that wait for a yes or for their place in the answer's file."""
    knowledge_command.show_list(read_settings(data=data).data_file, print)


@knowledge_app.command("accept", epilog="Example: aura knowledge accept 12 13")
def knowledge_accept(
    numbers: Annotated[
        list[int] | None, typer.Argument(help="Numbers from the list; else what is accepted.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that wait for a yes.")] = False,
    data: Data = None,
    knowledge: Knowledge = None,
) -> None:
    """Write phrasings into their answers' files; works while the desk serves."""
    settings = read_settings(data=data, knowledge=knowledge)
    places = knowledge_command.Places(settings.data_file, settings.knowledge_folder())
    knowledge_command.accept(places, today(), print, numbers or (), everything=everything)


@knowledge_app.command("decline", epilog="Example: aura knowledge decline 12")
def knowledge_decline(
    number: Annotated[int, typer.Argument(help="The number from the list.")], data: Data = None
) -> None:
    """Decline a phrasing that waits."""
    knowledge_command.decline(read_settings(data=data).data_file, number, print)
