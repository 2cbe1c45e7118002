"""`aura tune`: the tier for drafts that reaches a wanted precision, and what it would change."""

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.city import Base
from bot.commands.questions import questions_of
from bot.errors import AuraError, SettingsError
from bot.evaluation import tiers, tuning
from bot.evaluation.outcomes import Asked, ask
from bot.evaluation.tuning import Tier
from bot.knowledge import read, sample_folder
from bot.matching import AnswerMatcher

Say = Callable[[str], None]
USUAL = (0.85, 0.9, 0.95, 0.98)
"""The precisions that are shown unless others are asked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What tuning is asked for."""

    day: date
    precisions: Sequence[float] = USUAL
    write: bool = False


def tune(file: Path, folder: Path, base: Base, wanted: Wanted, say: Say) -> int:
    """Show the tiers for the wanted precisions; with ``write`` put the one found into city.toml.

    The exit status: 1 for mistakes in the file, or when there is no tier to write. Raises
    SettingsError for precisions that make no sense, AuraError when city.toml cannot be changed.
    """
    _refuse(wanted, folder)
    questions = questions_of(file, base, say)
    if questions is None:
        return 1
    asked = ask(base, AnswerMatcher(base), questions)
    picked = _show(base, asked, wanted, say)
    if not wanted.write:
        return 0
    tier = picked[0][1]
    if tier is None:
        say("\nNothing was written.")
        return 1
    write_tier(folder, tier.tier, wanted.day, say)
    return 0


def _refuse(wanted: Wanted, folder: Path) -> None:
    for precision in wanted.precisions:
        if not 0 < precision < 1:
            raise SettingsError(f"--precision {precision:g}: write a share such as 0.9.")
    if wanted.write and len(wanted.precisions) != 1:
        raise SettingsError("--write needs one wanted precision: add e.g. --precision 0.95.")
    if wanted.write and folder.resolve() == sample_folder() and folder.name == "sample":
        raise SettingsError("The sample city stays as it is: name your own with --knowledge.")


def _show(
    base: Base, asked: Sequence[Asked], wanted: Wanted, say: Say
) -> list[tuple[float, Tier | None]]:
    now = tuning.tier_at(base, asked, wanted.day, tiers.draft_tier(base.city))
    found = tuning.tried(base, asked, wanted.day)
    picked = [(share, tuning.lowest(found, share)) for share in wanted.precisions]
    say(f"{base.city.name}: {len(asked)} questions, as on {wanted.day}.\n")
    for line in tuning.table(now, picked).lines():
        say(line)
    for share, tier in picked:
        moved = tuning.change(base, asked, wanted.day, tier.tier) if tier else None
        for line in tuning.advice(share, tier, moved):
            say(line)
    return picked


def write_tier(folder: Path, tier: float, day: date, say: Say) -> None:
    """Change the one number in city.toml; put the old text back if the base is not whole."""
    path = folder / "city.toml"
    before = path.read_bytes().decode()  # line ends as they are
    after = tuning.with_number(before, tiers.KEY, tier)
    if after is None:
        key = ".".join(filter(None, tiers.KEY))
        raise AuraError(f"{path} has no line for '{key}'. Write {key} = {tier:g} yourself.")
    _replace(path, after)
    base, mistakes = read(folder, day)
    serious = [mistake for mistake in mistakes if mistake.serious]
    if base is None or serious:
        _replace(path, before)
        raise AuraError(f"{path} was left as it was; with {tier:g} the base has: {serious[0]}")
    say(f"\nWrote {tiers.KEY[1]} = {tier:g} to {path}, checked. Start `aura serve` again.")


def _replace(path: Path, text: str) -> None:
    """Write the whole file or nothing of it, with its rights as they were."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
