"""HTML and SVG from Python, escaped in one place."""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"meta", "line", "rect", "circle", "path", "polyline"})


class Markup(str):
    """Text that is markup already; all other text is escaped when it is put into a tag."""

    __slots__ = ()


def tag(name: str, /, *inside: str, **attributes: object) -> Markup:
    """``<name ...>inside</name>``; ``class_`` is class, other underscores are hyphens."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
    )
    opening = f"<{name}{said}"
    if name in VOID and not inside:
        return Markup(f"{opening}/>")
    return Markup(f"{opening}>{joined(inside)}</{name}>")


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """The parts after each other, each escaped unless it is markup."""
    return Markup(between.join(p if isinstance(p, Markup) else escape(p) for p in parts))
