"""The commands. Each ends with one plain sentence when something is wrong, never a traceback."""

import asyncio
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.app import Aura
from bot.commands import chat as chat_command
from bot.commands import check as check_command
from bot.commands import coverage as coverage_command
from bot.commands import demo as demo_command
from bot.commands import evaluate as evaluate_command
from bot.commands import gaps as gaps_command
from bot.commands import init as init_command
from bot.commands import retention as retention_command
from bot.commands import serving
from bot.commands import tune as tune_command
from bot.commands import why as why_command
from bot.commands.groups import cases_app, knowledge_app
from bot.commands.options import Data, Knowledge, today
from bot.commands.slack import slack_app
from bot.errors import AuraError, NoSuchOfficialError, SettingsError
from bot.knowledge import load, stand_of
from bot.machine import bound_socket, sole_server
from bot.server import serve as serve_app
from bot.settings import Settings, read_settings
from bot.store.sqlite import backup as backup_file

app = typer.Typer(
    name="aura",
    help="The answering desk of a city. Begin with: aura serve",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(cases_app, name="cases")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(slack_app, name="slack")
app.command("coverage", epilog="Example: aura coverage --days 14")(coverage_command.show)

Questions = Annotated[Path, typer.Argument(help="Labelled questions, JSONL or CSV.")]
Day = Annotated[datetime | None, typer.Option(help="As on that day.", formats=["%Y-%m-%d"])]


def _on(day: datetime | None) -> date:
    return day.date() if day else today()


def _codes(listed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.strip() for code in listed.split(",") if code.strip()))


def _aura(settings: Settings) -> Aura:
    folder = settings.knowledge_folder()
    stand = stand_of(folder)  # first, so that no change slips in between
    return Aura(settings, load(folder, today()), stand=stand)


@app.command(epilog="Example: aura serve --port 8080 --knowledge my-city")
def serve(
    host: Annotated[str | None, typer.Option(help="Address to serve on (AURA_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on (AURA_PORT).")] = None,
    data: Data = None,
    knowledge: Knowledge = None,
) -> None:
    """Serve the residents' chat and the officials' desk."""
    settings = read_settings(host=host, port=port, data=data, knowledge=knowledge)
    logs.set_up(settings.log)
    with sole_server(settings):
        taken = bound_socket(settings)
        settings = settings.model_copy(update={"port": taken.getsockname()[1]})
        aura = _aura(settings)

        async def ready() -> None:
            print(await serving.greeting(aura), flush=True)

        serve_app(aura, taken, ready)


@app.command(epilog="Example: aura demo")
def demo() -> None:
    """Play a short morning through the whole program, in a folder of its own."""
    asyncio.run(demo_command.play(print))


@app.command(epilog="Example: aura chat --as tuomas-laine")
def chat(
    official: Annotated[
        str | None, typer.Option("--as", help="The official you decide as; else the fallback one.")
    ] = None,
    data: Data = None,
    knowledge: Knowledge = None,
) -> None:
    """Be resident and official in the terminal, on the real data file."""
    settings = read_settings(data=data, knowledge=knowledge)
    base = load(settings.knowledge_folder(), today())
    asyncio.run(chat_command.talk(settings, base, official, sys.stdin, print))


@app.command(epilog="Example: aura check --knowledge my-city")
def check(
    knowledge: Knowledge = None,
    strict: Annotated[bool, typer.Option(help="Warnings fail the check too.")] = False,
    language: Annotated[bool, typer.Option(help="Look for plainer words, too.")] = False,
) -> None:
    """Read the whole answer base and say every mistake, with file and line."""
    folder = read_settings(knowledge=knowledge).knowledge_folder()
    raise typer.Exit(check_command.report(folder, today(), print, strict=strict, language=language))


@app.command(epilog="Example: aura evaluate knowledge/questions.jsonl --require top1=0.75")
def evaluate(
    file: Questions,
    *,
    require: Annotated[
        list[str] | None, typer.Option(help="Least (or most), e.g. top1=0.75, fi.ece=0.06.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write a page with plots here.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write all of it as JSON here.")] = None,
    recognise: Annotated[bool, typer.Option(help="Match in the recognised language.")] = False,
    day: Day = None,
    knowledge: Knowledge = None,
) -> None:
    """Measure how well labelled questions find their answers."""
    base = load(read_settings(knowledge=knowledge).knowledge_folder(), _on(day))
    wanted = evaluate_command.Wanted(_on(day), recognise, report, json, require or ())
    raise typer.Exit(evaluate_command.evaluate(file, base, wanted, print))


@app.command(epilog="Example: aura tune knowledge/questions.jsonl --precision 0.95 --write")
def tune(
    file: Questions,
    precision: Annotated[
        list[float] | None, typer.Option(help="Wanted share of right drafts, e.g. 0.95.")
    ] = None,
    write: Annotated[bool, typer.Option(help="Put the tier found into city.toml.")] = False,
    day: Day = None,
    knowledge: Knowledge = None,
) -> None:
    """Find how sure a match must be for drafts of a wanted precision."""
    folder = read_settings(knowledge=knowledge).knowledge_folder()
    wanted = tune_command.Wanted(_on(day), precision or tune_command.USUAL, write)
    base = load(folder, _on(day))
    raise typer.Exit(tune_command.tune(file, folder, base, wanted, print))


@app.command(epilog='Example: aura why "milloin Koivukuja aurataan"')
def why(
    text: Annotated[str, typer.Argument(help="What a resident wrote.")],
    language: Annotated[str | None, typer.Option(help="Match in this language.")] = None,
    day: Day = None,
    knowledge: Knowledge = None,
) -> None:
    """Explain one match: what is near, by which words, and which way it goes."""
    base = load(read_settings(knowledge=knowledge).knowledge_folder(), _on(day))
    why_command.why(text, base, day.date() if day else None, print, language)


@app.command(epilog="Example: aura gaps --questions asked-last-winter.csv")
def gaps(
    questions: Annotated[
        Path | None, typer.Option(help="Labelled questions; else the base's own.")
    ] = None,
    most: Annotated[int, typer.Option(help="Lines in each list.", min=1)] = 10,
    few: Annotated[int, typer.Option(help="So many phrasings are enough.", min=0)] = 10,
    knowledge: Knowledge = None,
) -> None:
    """Find answers that are hard to reach and phrasings that mislead."""
    folder = read_settings(knowledge=knowledge).knowledge_folder()
    base = load(folder, today())
    raise typer.Exit(gaps_command.gaps(questions, folder, base, print, most=most, few=few))


@app.command(epilog='Example: aura init my-city --city "Kuntala" --official "Maija Meikäläinen"')
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    city: Annotated[str, typer.Option(help="The city's name.")] = "Kaupunki",
    official: Annotated[str, typer.Option(help="The first official.")] = "Maija Meikäläinen",
    languages: Annotated[str, typer.Option(help="Official languages, e.g. fi,sv.")] = "fi",
    service: Annotated[str, typer.Option(help="Languages served in addition, e.g. en.")] = "",
) -> None:
    """Write an answer base to begin with for one's own city."""
    start = init_command.Start(city, official, _codes(languages), _codes(service))
    init_command.write(folder, start, today(), print)


@app.command(epilog="Example: aura link maija-lehtonen")
def link(
    official: Annotated[str, typer.Argument(help="The official's heading in officials.toml.")],
    host: Annotated[str | None, typer.Option(help="Address of the link (AURA_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the link (AURA_PORT).")] = None,
    data: Data = None,
    knowledge: Knowledge = None,
) -> None:
    """Print a sign-in link for an official: works once, for an hour."""
    settings = read_settings(host=host, port=port, data=data, knowledge=knowledge)
    print(asyncio.run(serving.link_for(_aura(settings), official)))


@app.command(epilog="Example: aura backup /backups/aura-monday.sqlite3")
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the copy.", dir_okay=False)],
    data: Data = None,
) -> None:
    """Write a whole, checked copy of the data file; works while the desk serves."""
    size = backup_file(read_settings(data=data).data_file, file)
    print(f"Wrote {file}, {size / 1e6:.1f} MB, checked.")


@app.command(epilog="Example: aura retention --dry-run")
def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    log: Annotated[bool, typer.Option("--log", help="Show the proofs of what went.")] = False,
    holdings: Annotated[
        bool, typer.Option("--holdings", help="Show what is kept at all, how long, and what stays.")
    ] = False,
    data: Data = None,
    knowledge: Knowledge = None,
) -> None:
    """Let go now what goes at night; works while the desk serves."""
    aura = _aura(read_settings(data=data, knowledge=knowledge))
    if holdings:
        retention_command.show_holdings(aura, print)
        return
    use = retention_command.show_log if log else retention_command.keep
    asyncio.run((retention_command.would_go if dry_run else use)(aura, print))


def main() -> None:
    """Run a command; what goes wrong is one sentence on stderr and an exit status."""
    try:
        app()
    except (SettingsError, NoSuchOfficialError) as error:
        print(f"aura: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except AuraError as error:
        print(f"aura: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except OSError as error:  # a full disk, missing rights: the system says what
        where = f"{error.filename}: " if error.filename else ""
        said = f"{where}{error.strerror or error}. Check the path, its rights and the disk."
        print(f"aura: {said}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
