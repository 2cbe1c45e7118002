"""What we log comes out as we wrote it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bot

_TAKEN = frozenset({"event", "level", "timestamp"})
"""Keys that the log itself writes over whatever they held (``bot.logs.set_up``)."""


def _logged() -> Iterator[tuple[str, ast.Call]]:
    for path in Path(bot.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log."):
                yield f"{path.name}:{node.lineno}", node


def test_no_fact_is_logged_under_a_name_that_the_log_writes_over() -> None:
    """A reminder's level had come out as ``info``."""
    calls = list(_logged())
    assert len(calls) > 50
    lost = [place for place, call in calls if {one.arg for one in call.keywords} & _TAKEN]
    assert lost == []
