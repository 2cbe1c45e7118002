"""The report's drawings as inline SVG: each with a title and a description for who cannot see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.markup import Markup, joined, tag
from bot.evaluation.metrics import Bin, Point, Value
from bot.evaluation.tables import cut, percent

_SIDE, _LEFT, _TOP, _BELOW = 250, 58, 14, 42
"""A square plot's side and its margins, in units of the view box."""
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_ROW, _NAME, _BAR = 24, 112, 110
_CELL, _LABEL = 30, 128


def _svg(name: str, size: tuple[int, int], *inside: str, title: str, says: str) -> Markup:
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", says, id=f"{name}-desc"),
        *inside,
        viewBox=f"0 0 {size[0]} {size[1]}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        style=f"max-width: {size[0] * 1.4:.0f}px",
    )


def _x(share: float) -> str:
    return f"{_LEFT + share * _SIDE:.1f}"


def _y(share: float) -> str:
    return f"{_TOP + (1 - share) * _SIDE:.1f}"


def _text(x: float | str, y: float | str, said: str, **attributes: object) -> Markup:
    return tag("text", said, x=x, y=y, **attributes)


def _square(across: str, up: str) -> Markup:
    """The frame of a plot from 0 to 1 both ways, with its ticks and the axes' names."""
    parts = []
    for tick in _TICKS:
        said = f"{100 * tick:.0f} %"
        parts += [
            tag("line", x1=_x(0), x2=_x(1), y1=_y(tick), y2=_y(tick), class_="grid"),
            _text(_LEFT - 5, float(_y(tick)) + 4, said, text_anchor="end"),
            _text(_x(tick), _TOP + _SIDE + 15, said, text_anchor="middle"),
        ]
    middle = _TOP + _SIDE / 2
    parts += [
        _text(_x(0.5), _TOP + _SIDE + 32, across, text_anchor="middle", class_="axis"),
        _text(
            10,
            middle,
            up,
            text_anchor="middle",
            class_="axis",
            transform=f"rotate(-90 10 {middle})",
        ),
    ]
    return joined(parts)


def _whole() -> tuple[int, int]:
    return _LEFT + _SIDE + 20, _TOP + _SIDE + _BELOW


def reliability(bins: Sequence[Bin]) -> Markup:
    """How often matching is right against how sure it says it is, with counts and intervals."""
    parts = [
        _square("confidence", "right"),
        tag("line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), class_="ideal"),
    ]
    for one in bins:
        right, low, high = (v or 0.0 for v in (one.right.value, one.right.low, one.right.high))
        parts += [
            tag("line", x1=_x(one.sure), x2=_x(one.sure), y1=_y(low), y2=_y(high), class_="span"),
            tag("circle", cx=_x(one.sure), cy=_y(right), r=4, class_="mark"),
            _text(_x(one.sure), float(_y(high)) - 3, str(one.count), text_anchor="middle"),
        ]
    says = "; ".join(
        f"of {b.count} lines as sure as {percent(b.sure)}, {percent(b.right.value)} are right"
        for b in bins
    )
    return _svg("reliability", _whole(), *parts, title="Calibration", says=says or "No lines.")


@dataclass(frozen=True, slots=True)
class Mark:
    """What the city's tiers give now: a point beside the curve."""

    name: str
    coverage: float
    precision: float


def precision_coverage(points: Sequence[Point], marks: Iterable[Mark]) -> Markup:
    """Precision of drafts against the share of answerable lines drafted right."""
    line = " ".join(f"{_x(p.coverage)},{_y(p.precision)}" for p in points)
    parts = [_square("coverage", "precision"), tag("polyline", points=line, class_="curve")]
    parts += [
        tag("line", x1=_x(0), x2=_x(1), y1=_y(level), y2=_y(level), class_="ideal")
        for level in (0.95, 0.98)
    ]
    told = [f"{len(points)} thresholds; the dashed lines are 95 and 98 % precision"]
    for mark in marks:
        x, y = float(_x(mark.coverage)), float(_y(mark.precision))
        parts += [
            tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=6, class_="tier"),
            _text(f"{x:.1f}", f"{y + 20:.1f}", mark.name, text_anchor="middle", class_="axis"),
        ]
        told.append(
            f"{mark.name}: {percent(mark.coverage)} covered, {percent(mark.precision)} right"
        )
    return _svg(
        "coverage", _whole(), *parts, title="Precision against coverage", says="; ".join(told)
    )


def bars(name: str, title: str, values: Mapping[str, Value]) -> Markup:
    """One bar a group, with its interval and the number of lines."""
    parts: list[str] = []
    for row, (group, value) in enumerate(values.items()):
        middle = row * _ROW + _ROW / 2
        said = f"{percent(value.value)} of {value.of}"
        parts.append(_text(_NAME - 6, middle + 4, cut(group, 18), text_anchor="end"))
        if value.value is not None and value.low is not None and value.high is not None:
            wide = value.value * _BAR
            low, high = (_NAME + bound * _BAR for bound in (value.low, value.high))
            parts += [
                tag("rect", x=_NAME, y=middle - 8, width=f"{wide:.1f}", height=16, class_="bar"),
                tag("line", x1=f"{low:.1f}", x2=f"{high:.1f}", y1=middle, y2=middle, class_="span"),
            ]
        parts.append(_text(_NAME + _BAR + 8, middle + 4, said))
    size = (_NAME + _BAR + 100, max(1, len(values)) * _ROW)
    says = "; ".join(f"{group}: {percent(v.value)} of {v.of}" for group, v in values.items())
    return _svg(name, size, *parts, title=title, says=says or "No lines.")


def heat_map(pairs: Mapping[tuple[str, str], int]) -> Markup:
    """Right topic down, given topic across; the deeper the colour the larger the row's share."""
    downs = sorted({right for right, _ in pairs})
    acrosses = sorted({given for _, given in pairs})
    parts: list[str] = []
    for column, given in enumerate(acrosses):
        x, y = _LABEL + column * _CELL + _CELL / 2 + 4, _LABEL - 6
        parts.append(_text(x, y, cut(given, 18), transform=f"rotate(-60 {x} {y})"))
    for row, right in enumerate(downs):
        y = _LABEL + row * _CELL
        parts.append(_text(_LABEL - 6, y + 19, cut(right, 18), text_anchor="end"))
        total = sum(pairs.get((right, given), 0) for given in acrosses)
        for column, given in enumerate(acrosses):
            if count := pairs.get((right, given), 0):
                parts.append(_cell(column, y, count, count / total))
    size = (_LABEL + len(acrosses) * _CELL + 60, _LABEL + len(downs) * _CELL + 4)
    missed = sorted(((n, *p) for p, n in pairs.items() if p[0] != p[1]), reverse=True)
    says = "; ".join(f"{right} taken for {given}: {n}" for n, right, given in missed[:10])
    return _svg("topics", size, *parts, title="Confusion by topic", says=says or "None.")


def _cell(column: int, y: int, count: int, part: float) -> Markup:
    x = _LABEL + column * _CELL
    square = tag(
        "rect", x=x + 1, y=y + 1, width=_CELL - 2, height=_CELL - 2, class_="cell",
        fill_opacity=f"{0.12 + 0.88 * part:.2f}",
    )  # fmt: skip
    kind = "deep" if part > 0.5 else "pale"
    middle = x + _CELL / 2
    return joined((square, _text(middle, y + 20, str(count), text_anchor="middle", class_=kind)))
