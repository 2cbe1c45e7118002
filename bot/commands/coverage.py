"""`aura coverage`: which questions nobody would answer on the coming days."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import coverage
from bot.city import Base
from bot.commands.cases import opened
from bot.coverage import Gap
from bot.knowledge import load
from bot.librarian import take_absences
from bot.library import Library
from bot.people import Stead
from bot.settings import read_settings

Say = Callable[[str], None]


def show(
    days: Annotated[
        int, typer.Option(help="So many days from today on.", min=1, max=366)
    ] = coverage.USUAL_DAYS,
    day: Annotated[
        datetime | None, typer.Option(help="From that day on.", formats=["%Y-%m-%d"])
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the data file (AURA_DATA).")] = None,
    knowledge: Annotated[
        Path | None, typer.Option(help="The answer base (AURA_KNOWLEDGE).")
    ] = None,
) -> None:
    """List the days on which neither the official of a topic nor a deputy is there."""
    settings = read_settings(data=data, knowledge=knowledge)
    first = day.date() if day else date.today()  # noqa: DTZ011 - the machine's own day
    base = load(settings.knowledge_folder(), first)
    raise typer.Exit(report(_as_served(base, settings.data_file, first), first, days, typer.echo))


def report(base: Base, first: date, days: int, say: Say) -> int:
    """Say each gap. The exit status: 1 when there is one."""
    found = coverage.gaps(base, first, days)
    for gap in found:
        say(_line(base, gap))
    if not found:
        say(f"Every topic has somebody on each working day of the next {days} days.")
        return 0
    said = "1 gap" if len(found) == 1 else f"{len(found)} gaps"
    say(f"{said} in the next {days} days. Name a deputy who is there (officials.toml).")
    return 1


def _as_served(base: Base, data_file: Path, day: date) -> Base:
    """The base with the absences set while serving, if anything was ever served."""
    library = Library(base)
    if data_file.exists():
        with opened(data_file) as store:
            take_absences(store, library, day)
    return library.base


def _line(base: Base, gap: Gap) -> str:
    first, last = gap.days[0], gap.days[-1]
    days = f"{first:%a %Y-%m-%d}" + (f" to {last:%a %Y-%m-%d}" if last != first else "")
    districts = ", ".join(district or "(no place named)" for district in gap.districts)
    where = "" if coverage.whole_city(base, gap) else f"  in {districts}"
    spoken = "" if len(gap.languages) == len(base.city.languages) else f"  in {_listed(gap)}"
    away, to = base.official(gap.official).name, base.official(gap.to).name
    left = f"left to {to}" + (", who is away too" if gap.stead is Stead.NOBODY else "")
    return f"{days}  {gap.topic or '(no topic)'}{where}{spoken}: {away} is away, {left}."


def _listed(gap: Gap) -> str:
    return ", ".join(gap.languages)
