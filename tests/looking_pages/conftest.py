"""What the proofs of these pages share: a city with an answer to review and nobody for a week."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.city import Base
from bot.knowledge import load
from bot.people import Absence
from tests.bases import small_base
from tests.fakes import Clock, ScriptedMatcher
from tests.offices import JARI
from tests.served import Served, served
from tests.towns import TODAY

SLUG = "ploughing-when"
FILE = f"answers/winter-streets/{SLUG}.fi.md"
QUALITY = "liisa-hagman"
_KEPT = [SLUG, "grit-free", "plough-ridge", "snow-piles", "slippery-street", "slip-claim"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city of a few answers, one of which is to be reviewed; Jari is away without a deputy."""
    made = small_base(tmp_path / "city", [*_KEPT, "greeting", "thanks", "who-are-you", "venting"])
    path = made / FILE
    text = re.sub(r"review_again = .*", "review_again = 2026-11-25", path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def town(folder: Path) -> Base:
    """Its base."""
    base = load(folder, TODAY)
    jari = replace(
        base.officials[JARI], deputy=None, absences=(Absence(TODAY, date(2026, 11, 27)),)
    )
    return replace(base, officials={**base.officials, JARI: jari})


@pytest.fixture
def desk(
    town: Base, folder: Path, scripted: ScriptedMatcher, clock: Clock, tmp_path: Path
) -> Iterator[Served]:
    """Its desk on a Monday morning."""
    with served(town, tmp_path / "data", scripted, now=clock, knowledge=folder) as running:
        yield running
