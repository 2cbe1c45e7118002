"""Ours beside the prototype on sets of questions made by others, plain and with typing errors.

Run: ``uv run --group bench python -m tests.bench.public --scorer PATH/score.py [--data FOLDER]``

The scorer and its sets stay outside the project. A folder of the sets holds one folder for each:
``meta.json``, ``faq.jsonl``, ``queries.jsonl``, ``far.txt``; without ``--data`` the environment's
FAQ_DATA is used, else the folder ``public`` beside the scorer. The scorer is a module with
``all_names()``, ``evaluate(name, build, split=, typos=)`` and ``means(rows)``. Two processes, one
for each matcher, work side by side; about four minutes.

Measured, means over nine development halves (plain, with typing errors):

                     top-1      top 3      near AUROC  far AUROC  error      at 0.9
    ours             .717 .681  .854 .829  .789 .765   .946 .921  .085 .120  .918 .953
    prototype        .711 .675  .844 .813  .777 .760   .919 .885  .179 .245  .930 .891

and coverage at 95 %, near and far: ours .333 .423 (.281 .365), the prototype .315 .364 (.264 .301).
"""

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from tests.bench.rivals import MATCHERS

Row: TypeAlias = Mapping[str, Any]
"""One set's figures by their names, as the scorer gives them."""
_SHOWN = ("acc1", "r3", "auroc", "cov95", "far_auroc", "far_cov95", "ece", "p@.9", "a@.9")


def main() -> None:
    """Print a table for each matcher, plain and with typing errors, and the differences."""
    asked = _arguments().parse_args()
    if asked.data:
        os.environ["FAQ_DATA"] = str(asked.data)
    measured = partial(measure, asked.scorer, asked.sets)
    with ProcessPoolExecutor(2) as pool:
        found = [*pool.map(measured, asked.matchers)]
    for name, tables in zip(asked.matchers, found, strict=True):
        for kind, rows in tables.items():
            show(f"{name}, {kind}", rows)
        _show_lost(name, tables)
    if len(found) > 1:
        for kind in found[0]:
            title = f"{asked.matchers[0]} minus {asked.matchers[1]}, {kind}"
            show(title, differences(found[0][kind], found[1][kind]))
    if asked.json:
        asked.json.write_text(json.dumps(dict(zip(asked.matchers, found, strict=True)), indent=1))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--scorer", type=Path, required=True, help="path of score.py")
    parser.add_argument("--data", type=Path, help="folder of the sets")
    parser.add_argument("--sets", nargs="*", help="names of sets; all unless told")
    parser.add_argument(
        "--matchers", nargs="*", choices=MATCHERS, default=["ours", "prototype"], metavar="NAME"
    )
    parser.add_argument("--json", type=Path, help="file for all figures")
    return parser


def measure(scorer: Path, sets: Sequence[str] | None, name: str) -> dict[str, list[Row]]:
    """The figures of one matcher on each set: plain, and with typing errors."""
    score = module(scorer)
    found: dict[str, list[Row]] = {}
    for kind, typos in (("plain", False), ("typing errors", True)):
        rows = []
        for one in sets or score.all_names():
            rows.append(score.evaluate(one, MATCHERS[name], split="dev", typos=typos))
            print(f"{name}: {one}, {kind}", file=sys.stderr)
        found[kind] = [*rows, {**score.means(rows), "dataset": "MEAN"}]
    return found


def module(path: Path) -> Any:
    """The scorer, loaded from its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def show(title: str, rows: Sequence[Row]) -> None:
    """Print a table, a set a line."""
    print(f"\n{title}\n{'':16}" + "".join(f"{column:>10}" for column in _SHOWN))
    for row in rows:
        figures = "".join(f"{row.get(column, float('nan')):10.3f}" for column in _SHOWN)
        print(f"{row['dataset']:16}{figures}")


def differences(ours: Sequence[Row], theirs: Sequence[Row]) -> list[Row]:
    """What the first has more than the second, set by set."""
    return [
        {"dataset": a["dataset"], **{c: a[c] - b[c] for c in _SHOWN if c in a and c in b}}
        for a, b in zip(ours, theirs, strict=True)
    ]


def _show_lost(name: str, tables: Mapping[str, Sequence[Row]]) -> None:
    lost = [rows[-1]["acc1"] for rows in tables.values()]
    print(f"{name}: typing errors cost {100 * (lost[0] - lost[1]):.1f} points of top-1")


if __name__ == "__main__":
    main()
