"""The evaluation as one page: no script, no other file, light and dark, fit for a phone."""

from collections.abc import Iterable, Mapping

from bot.evaluation import plots, tables
from bot.evaluation.evaluation import Evaluation
from bot.evaluation.figures import FIGURES, drafted_right, measure, top1, wrong_of_drafted
from bot.evaluation.groups import NO_DRAFT, topic_pairs
from bot.evaluation.markup import Markup, tag
from bot.evaluation.tables import Table

_SHEET = """
:root { --ink: #14202b; --soft: #4a5a68; --page: #f4f6f8; --paper: #fff; --line: #c3ccd4;
  --main: #0b4f8a; --on-main: #fff; --mark: #8a4b00; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eef3; --soft: #a9b7c3; --page: #10171d;
  --paper: #18222b; --line: #34434f; --main: #8cc3f5; --on-main: #0b1a28; --mark: #f2d08a; } }
*, ::before, ::after { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
body { max-width: 72rem; margin: 0 auto; padding: 0 1rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 1rem 0 .5rem; } h2 { font-size: 1.125rem; margin: 0 0 .5rem; }
p { margin: .5rem 0; color: var(--soft); }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1rem; margin: 1rem 0; }
.pair { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 56rem) { .pair { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); } }
.wide { overflow-x: auto; } .wide svg { min-width: 30rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; overflow-wrap: normal; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
td.long { min-width: 13rem; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .axis { font-weight: 600; }
svg .grid { stroke: var(--line); } svg .ideal { stroke: var(--soft); stroke-dasharray: 4 4; }
svg .curve { fill: none; stroke: var(--main); stroke-width: 2; }
svg .mark, svg .bar, svg .cell { fill: var(--main); }
svg .bar { fill-opacity: .45; } svg .span { stroke: var(--ink); stroke-width: 1.5; }
svg .tier { fill: var(--mark); stroke: var(--paper); stroke-width: 1.5; }
svg text.deep { fill: var(--on-main); }
"""


def page(evaluation: Evaluation) -> str:
    """The whole page."""
    title = f"How well it matches · {evaluation.base.city.name}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Markup(_SHEET)),
    )
    body = tag("body", tag("main", tag("h1", title), *_sections(evaluation)))
    return "<!doctype html>\n" + tag("html", head, body, lang="en") + "\n"


def _sections(evaluation: Evaluation) -> Iterable[Markup]:
    yield tag("p", evaluation.headline())
    yield _section("Figures", _figures(evaluation))
    yield _section("Where they go", _wide("Ways", _table(tables.way_table(evaluation.outcomes))))
    yield _pair(
        "Is it as sure as it is right?",
        plots.reliability(evaluation.reliability()),
        tables.reliability_table(evaluation.reliability()),
        "Each point is a bin of confidence with its number of lines and 95 % interval; on the "
        "dashed line confidence is exactly the share that is right.",
    )
    yield _pair(
        "How much can be drafted, how precisely?",
        plots.precision_coverage(evaluation.curve(), _marks(evaluation)),
        _levels(evaluation),
        "Coverage is the share of answerable lines drafted right. The point is what the city's "
        "tiers give now.",
    )
    yield from _groups(evaluation)
    pairs = topic_pairs(evaluation.base, evaluation.outcomes)
    said = (
        "Down: the right topic. Across: the topic ranked first, for lines without an answer the "
        "topic drafted. The deeper the colour, the larger its share of the row."
    )
    yield _section(
        "What topic is taken for what",
        tag("p", said),
        _wide("Confusion by topic", plots.heat_map(pairs)),
        _wide("Confusion by topic (table)", _table(_missed(pairs))),
    )
    yield _section("Worst confusions", _confusions(evaluation))


def _section(title: str, *inside: str) -> Markup:
    return tag("section", tag("h2", title), *inside)


def _wide(name: str, inside: Markup) -> Markup:
    """What may be wider than a phone scrolls by itself, by keyboard too."""
    return tag("div", inside, class_="wide", role="region", aria_label=name, tabindex=0)


def _pair(title: str, plot: Markup, table: Table, said: str) -> Markup:
    beside = _wide(f"{title} (table)", _table(table))
    return _section(title, tag("p", said), tag("div", plot, beside, class_="pair"))


def _table(table: Table) -> Markup:
    def cell(name: str, at: int, said: str) -> Markup:
        if at in table.texts:
            return tag(name, said, **({"class": "long"} if at == len(table.heads) - 1 else {}))
        return tag(name, said, class_="number")

    heads = tag("tr", *(cell("th", at, head) for at, head in enumerate(table.heads)))
    rows = [tag("tr", *(cell("td", at, s) for at, s in enumerate(row))) for row in table.rows]
    return tag("table", tag("thead", heads), tag("tbody", *rows))


def _figures(evaluation: Evaluation) -> Markup:
    rows = [
        (
            FIGURES[name].title,
            tables.plain(value, name),
            tables.between(value),
            str(value.of),
            FIGURES[name].meaning,
        )
        for name, value in measure(evaluation.outcomes).items()
    ]
    heads = ("Figure", "Value", "95 %", "Lines", "What it is")
    return _wide("Figures", _table(Table(heads, rows, texts=frozenset({0, 4}))))


def _marks(evaluation: Evaluation) -> list[plots.Mark]:
    covered = drafted_right(evaluation.outcomes).value
    wrong = wrong_of_drafted(evaluation.outcomes).value
    if covered is None or wrong is None:
        return []
    return [plots.Mark("tiers now", covered, 1 - wrong)]


def _levels(evaluation: Evaluation) -> Table:
    """The best threshold of confidence for some precisions."""
    rows = []
    for wanted in (0.8, 0.85, 0.9, 0.95, 0.98):
        fit = [point for point in evaluation.curve() if point.precision >= wanted]
        best = max(fit, key=lambda point: point.coverage, default=None)
        rows.append(
            (
                tables.percent(wanted),
                f"{best.sure:.3f}" if best else tables.NONE,
                tables.percent(best.coverage) if best else tables.NONE,
                str(best.drafted) if best else "0",
            )
        )
    return Table(("precision of at least", "confidence", "coverage", "drafts"), rows)


def _groups(evaluation: Evaluation) -> Iterable[Markup]:
    for by, named in evaluation.groups().items():
        if named:
            firsts = {name: top1(lines) for name, lines in named.items()}
            known = {name: first for name, first in firsts.items() if first.of}
            plot = plots.bars(by, f"Right answer first, by {by}", known)
            table = tables.group_table(by, named)
            said = "The bar is the share of answerable lines whose first answer is right."
            yield _pair(f"By {by}", plot, table, said)


def _missed(pairs: Mapping[tuple[str, str], int]) -> Table:
    """The squares off the diagonal, the largest first."""
    missed = sorted((-n, *pair) for pair, n in pairs.items() if pair[0] != pair[1])
    known = [row for row in missed if row[2] != NO_DRAFT][:15]
    rows = [(f"{right} → {given}", str(-n)) for n, right, given in known]
    return Table(("right topic → given", "lines"), rows)


def _confusions(evaluation: Evaluation) -> Markup:
    rows = [
        (
            one.right or "(no answer)",
            one.given or "(nothing)",
            str(one.count),
            str(one.drafted),
            ", ".join(f"{word} ({n})" if n > 1 else word for word, n in one.words),
            " · ".join(tables.cut(text, 160) for text in one.examples),
        )
        for one in evaluation.confusions()[:40]
    ]
    heads = ("Right", "Given", "Lines", "Drafted", "By the words", "Examples")
    return _wide("Worst confusions", _table(Table(heads, rows, texts=frozenset({0, 1, 4, 5}))))
