"""What several commands take."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path | None, typer.Option(help="Folder of the data file (AURA_DATA).")]
Knowledge = Annotated[Path | None, typer.Option(help="The answer base (AURA_KNOWLEDGE).")]


def today() -> date:
    """The day on the machine's clock: it is the office's day."""
    return date.today()  # noqa: DTZ011 - see above
