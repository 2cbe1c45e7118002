"""Knowledge folders for tests: the sample city's main files with a few of its answers."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import ROOT


def small_base(target: Path, kept: Sequence[str]) -> Path:
    """The sample city's base in ``target`` with only these answers and the safety texts."""

    def left_out(folder: str, names: list[str]) -> list[str]:
        if Path(folder).name == "knowledge":
            return ["questions.jsonl"]  # they ask for answers that are not there
        if Path(folder).parent.name != "answers" or Path(folder).name == "safety":
            return []
        return [name for name in names if name.split(".")[0] not in kept]

    return Path(shutil.copytree(ROOT / "knowledge", target, ignore=left_out))


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace some words of a file, as an editor saves it: in one step."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    part = path.with_name(f".{path.name}")
    part.write_text(text.replace(old, new), encoding="utf-8")
    part.replace(path)
