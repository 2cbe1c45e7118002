"""Fits the weights that ``bot.matching.confidence`` holds, on sets of questions made by others.

Run: ``uv run --group bench python -m tests.bench.confidence --scorer PATH/score.py``

The sets and their scorer stay outside the project (see ``public``). Each set weighs the same; 30 %
of its questions count as strangers, half of the same field and half far ones. Where a set brings
no strangers of its own, 30 % of its entries are taken out, twice, so that their questions have
no answer. Prints the weights, the lines for the runners-up, and what a set gets from weights
fitted on the others: the honest figure. A quarter of a minute.

Measured, means over nine development halves, each left out in turn and before a base calibrates
itself: near AUROC .782, coverage at 95 % .297, calibration error .095, precision at 0.9 .881.
"""

import argparse
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from bot.matching.confidence import FEATURES, features
from bot.matching.entries import Entry
from bot.matching.index import Index
from bot.matching.text import tokens
from tests.bench.public import module

_STRANGERS = 0.3
_GONE = 0.3
_SHOWN = 3
_FIELDS = ("auroc", "auroc_c", "cov95", "ece", "p@.9", "a@.9")


@dataclass(frozen=True, slots=True)
class Row:
    """One question: what was seen of its first candidates, and which of them is right."""

    seen: np.ndarray
    right: tuple[bool, ...]
    kind: str
    """``in``, ``near`` or ``far``."""


def main() -> None:
    """Fit on all sets, print, and check each set with weights fitted on the others."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--scorer", type=Path, required=True, help="path of score.py")
    parser.add_argument("--data", type=Path, help="folder of the sets")
    asked = parser.parse_args()
    if asked.data:
        os.environ["FAQ_DATA"] = str(asked.data)
    score = module(asked.scorer)
    sets = {name: list(rows_of(score, name)) for name in score.all_names()}
    line, bias = fitted([row for rows in sets.values() for row in weighed(rows)])
    print("_WEIGHTS:", {name: round(float(w), 3) for name, w in zip(FEATURES, line, strict=True)})
    print(f"_BIAS: {bias:.3f}")
    for at in range(1, _SHOWN):
        print(f"candidate {at + 1}:", runner_up(sets.values(), line, bias, at))
    figures = []
    for name, rows in sets.items():
        others = [row for other, some in sets.items() if other != name for row in weighed(some)]
        figures.append(checked(score, rows, *fitted(others)))
        print(f"{name:16}", *(f"{field} {figures[-1][field]:.3f}" for field in _FIELDS))
    print(f"{'MEAN':16}", *(f"{f} {np.nanmean([one[f] for one in figures]):.3f}" for f in _FIELDS))


def rows_of(score: Any, name: str) -> Iterator[Row]:
    """A set's questions, asked of its whole base and, without strangers of its own, of parts."""
    meta, faq, queries = score.load(name)
    queries = [query for query in queries if query["split"] == "dev"] or queries
    own = [query["text"] for query in queries if not query["gold"]]
    asked = [(query["text"], set(query["gold"])) for query in queries if query["gold"]]
    whole = _index(faq, meta["lang"])
    far = (Path(score.DATA) / name / "far.txt").read_text(encoding="utf-8").split("\n")
    yield from _rows(whole, asked, "in")
    yield from _rows(whole, [(text, set()) for text in far if text], "far")
    if own:
        yield from _rows(whole, [(text, set()) for text in own], "near")
        return
    for seed in range(2):
        ids = sorted(entry["id"] for entry in faq)
        random.Random(seed).shuffle(ids)  # noqa: S311 - repeatable, not secret
        gone = set(ids[: int(len(ids) * _GONE)])
        part = _index([entry for entry in faq if entry["id"] not in gone], meta["lang"])
        kept = [(text, gold - gone) for text, gold in asked]
        yield from _rows(part, [one for one in kept if one[1]], "in")
        yield from _rows(part, [one for one in kept if not one[1]], "near")


def _index(faq: Sequence[dict[str, Any]], language: str) -> Index:
    return Index(
        [Entry(e["id"], (e["question"], *e["variants"]), body=e["answer"]) for e in faq], language
    )


def _rows(index: Index, asked: Iterable[tuple[str, set[str]]], kind: str) -> Iterator[Row]:
    for text, gold in asked:
        look = index.look(index.read(tokens(text)))
        if look is not None:
            slugs = [index.entries[int(n)].slug for n in look.answers[:_SHOWN]]
            seen = np.stack([features(look, at) for at in range(len(slugs))])
            yield Row(seen, tuple(slug in gold for slug in slugs), kind)


def weighed(rows: Sequence[Row]) -> list[tuple[Row, float]]:
    """The rows with weights that add up to 1: strangers 30 %, near and far ones alike."""
    many = {kind: sum(row.kind == kind for row in rows) for kind in ("in", "near", "far")}
    shares = {"in": 1 - _STRANGERS, "near": _STRANGERS / 2, "far": _STRANGERS / 2}
    return [(row, shares[row.kind] / many[row.kind]) for row in rows]


def fitted(rows: Sequence[tuple[Row, float]]) -> tuple[np.ndarray, float]:
    """The logistic of the first candidate's features: weights per unit, and bias."""
    seen = np.stack([row.seen[0] for row, _ in rows])
    right = np.array([row.right[0] for row, _ in rows])
    weight = np.array([weight for _, weight in rows])
    scaler = StandardScaler().fit(seen)
    model = LogisticRegression(max_iter=3000).fit(
        scaler.transform(seen), right, sample_weight=weight * len(rows) / weight.sum()
    )
    line = model.coef_[0] / scaler.scale_
    return line, float(model.intercept_[0] - line @ scaler.mean_)


def runner_up(sets: Iterable[Sequence[Row]], line: np.ndarray, bias: float, at: int) -> str:
    """The line through the log odds of candidate ``at`` where those before it are wrong."""
    some = [
        (row, weight)
        for rows in sets
        for row, weight in weighed(rows)
        if len(row.right) > at and not any(row.right[:at])
    ]
    odds = np.array([line @ row.seen[at] + bias for row, _ in some])
    right = np.array([row.right[at] for row, _ in some])
    weight = np.array([weight for _, weight in some])
    model = LogisticRegression(C=1e3).fit(odds[:, None], right, sample_weight=weight * len(some))
    return f"slope {model.coef_[0][0]:.2f}, shift {model.intercept_[0]:.2f}"


def checked(score: Any, rows: Sequence[Row], line: np.ndarray, bias: float) -> dict[str, float]:
    """The scorer's figures for a set: of the same field where there is such, else far."""
    kept = [row for row in rows if row.kind != "far"]
    odds = np.array([line @ row.seen[0] + bias for row in kept])
    chances = 1 / (1 + np.exp(-odds))
    right, inside = [row.right[0] for row in kept], [row.kind == "in" for row in kept]
    found: dict[str, float] = score.open_metrics(chances, right, inside)
    return found


if __name__ == "__main__":
    main()
