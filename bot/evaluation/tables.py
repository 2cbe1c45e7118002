"""Tidy tables for a terminal of 80 columns and more."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation.figures import FIGURES, drafted_right, measure, top1, top3, wrong_of_drafted
from bot.evaluation.groups import Confusion
from bot.evaluation.metrics import Bin, Value
from bot.evaluation.outcomes import Outcome

NONE = "-"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    texts: frozenset[int] = frozenset({0})
    """The columns that begin at the left; numbers end at the right."""

    def lines(self) -> Iterator[str]:
        """The table as lines, its columns as wide as they need."""
        every = [self.heads, *self.rows]
        widths = [max(len(row[at]) for row in every) for at in range(len(self.heads))]
        if self.title:
            yield f"\n{self.title}"
        for row in every:
            cells = [
                cell.ljust(width) if at in self.texts else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            yield "  ".join(cells).rstrip()


def percent(value: float | None) -> str:
    """``0.756`` as ``75.6 %``; a dash for what could not be told."""
    return NONE if value is None else f"{100 * value:.1f} %"


def between(value: Value) -> str:
    """The interval as ``71-79``, in per cent; empty where there is none."""
    if value.low is None or value.high is None:
        return ""
    return f"{100 * value.low:.0f}-{100 * value.high:.0f}"


def cut(text: str, most: int) -> str:
    """The text on one line, at most so many characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def plain(value: Value, name: str) -> str:
    """A figure as it is usually written: shares in per cent, the rest as a number."""
    if name in {"mrr", "auroc", "auroc_scope", "ece"}:
        return NONE if value.value is None else f"{value.value:.3f}"
    return percent(value.value)


def overview(outcomes: Sequence[Outcome]) -> Table:
    """Every figure with its interval and on how many lines it stands."""
    rows = [
        (FIGURES[name].title, plain(value, name), between(value), str(value.of), name)
        for name, value in measure(outcomes).items()
    ]
    return Table(("", "", "95 %", "lines", "--require"), rows, texts=frozenset({0, 4}))


def way_table(outcomes: Sequence[Outcome]) -> Table:
    """Which way the questions go, why, and what stands there: a tally of routing."""
    ways: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        ways.setdefault((outcome.route, outcome.why), []).append(outcome)
    rows = [
        (
            f"{route}: {why}",
            str(len(went)),
            str(sum(o.is_right for o in went)),
            str(sum(o.rank is not None and o.rank <= 3 for o in went)),
            str(sum(o.is_stranger for o in went)),
        )
        for (route, why), went in sorted(ways.items(), key=lambda way: (-len(way[1]), way[0]))
    ]
    heads = ("way", "lines", "right first", "in top 3", "no answer")
    return Table(heads, rows, "Where they go")


def group_table(by: str, named: dict[str, list[Outcome]]) -> Table:
    """One line a group."""
    rows = []
    for name, lines in named.items():
        first, wrong = top1(lines), wrong_of_drafted(lines)
        rows.append(
            (
                cut(name, 24),
                str(len(lines)),
                percent(first.value),
                between(first),
                percent(top3(lines).value),
                percent(drafted_right(lines).value),
                f"{sum(o.drafts_wrong for o in lines)}/{wrong.of}",
            )
        )
    heads = (by, "lines", "first", "95 %", "top 3", "drafted right", "wrong drafts")
    return Table(heads, rows, f"By {by}")


def confusion_table(confusions: Iterable[Confusion], most: int) -> Table:
    """The worst confusions and the words that caused them."""
    rows = [
        (
            f"{cut(one.right or '(no answer)', 22)} → {cut(one.given or '(nothing)', 22)}",
            str(one.count),
            str(one.drafted),
            cut(", ".join(word for word, _ in one.words), 26),
        )
        for one in list(confusions)[:most]
    ]
    heads = ("right → given", "n", "drafted", "by the words")
    return Table(heads, rows, "Worst confusions", frozenset({0, 3}))


def reliability_table(bins: Iterable[Bin]) -> Table:
    """Per bin of confidence: how sure, how often right."""
    rows = [
        (
            f"{one.low:.1f}-{one.high:.1f}",
            str(one.count),
            percent(one.sure),
            percent(one.right.value),
            between(one.right),
        )
        for one in bins
    ]
    return Table(("confidence", "lines", "says", "right", "95 %"), rows, "Calibration")
