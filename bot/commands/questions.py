"""The labelled questions of a command: read, or every mistake said."""

from collections.abc import Callable
from pathlib import Path

from bot.answers import Labelled
from bot.city import Base
from bot.knowledge.questions import read

Say = Callable[[str], None]
_SHOWN = 20


def questions_of(path: Path, base: Base, say: Say) -> list[Labelled] | None:
    """The questions of a file; None when it has mistakes, which are said with their lines."""
    found, mistakes = read(path, base)
    for mistake in mistakes[:_SHOWN]:
        say(str(mistake))
    if mistakes:
        noun = "mistake" if len(mistakes) == 1 else "mistakes"
        say(f"{len(mistakes)} {noun} in {path}. Nothing was measured.")
        return None
    return found
