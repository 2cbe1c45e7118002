"""Labelled questions: what residents wrote, each with the answer an official would give.

JSONL as in ``knowledge/questions.jsonl``, or CSV with the same names as headings.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.answers import Labelled
from bot.city import Base
from bot.errors import Mistake
from bot.model import MOST_SIGNS

_MOST_BYTES = 16 * 1024 * 1024
_MOST_LINES = 20_000
_MOST_LABELS = 20
_FORM = '{"text": "...", "lang": "fi", "answer": "grit-free", "also": [], "tags": []}'
_NEEDED = ("text", "lang", "answer")

Row = tuple[int, Mapping[str, Any]]


def read(path: Path, base: Base) -> tuple[list[Labelled], list[Mistake]]:
    """The questions of a file and every mistake in it, each with its line."""
    found: list[Labelled] = []
    mistakes: list[Mistake] = []
    text, wrong = _text(path)
    if wrong:
        return [], [wrong]
    for row in _csv(path, text) if path.suffix.lower() == ".csv" else _jsonl(path, text):
        read_row = row if isinstance(row, Mistake) else _labelled(path, row, base)
        if isinstance(read_row, Mistake):
            mistakes.append(read_row)
        else:
            found.append(read_row)
    if not found and not mistakes:
        mistakes.append(Mistake(str(path), 1, "no questions", f"Write lines such as {_FORM}"))
    return found, mistakes


def _text(path: Path) -> tuple[str, Mistake | None]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            wrong = f"larger than {_MOST_BYTES // 2**20} MB"
            return "", Mistake(str(path), 1, wrong, "Divide it.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return "", Mistake(str(path), 1, "not UTF-8", "Save the file as UTF-8.")
    except OSError as error:
        return "", Mistake(str(path), 1, f"cannot be read: {error.strerror}", "Check the path.")
    if text.count("\n") > _MOST_LINES:
        return "", Mistake(str(path), 1, f"more than {_MOST_LINES} lines", "Divide it.")
    return text, None


def _jsonl(path: Path, text: str) -> Iterator[Row | Mistake]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield Mistake(str(path), number, "not JSON", f"Write one object a line, as {_FORM}")
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            yield Mistake(str(path), number, "not an object", f"Write it as {_FORM}")


def _csv(path: Path, text: str) -> Iterator[Row | Mistake]:
    heading = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count))
    names = [name.strip().lower() for name in next(rows, [])]
    if missing := [name for name in _NEEDED if name not in names]:
        wrong = f"no column {', '.join(missing)}"
        mend = "The first line names the columns: text, lang, answer, also, tags."
        yield Mistake(str(path), 1, wrong, mend)
        return
    before = rows.line_num
    try:
        for values in rows:
            number, before = before + 1, rows.line_num
            if any(value.strip() for value in values):
                yield number, dict(zip(names, values, strict=False))
    except csv.Error as error:
        yield Mistake(str(path), before + 1, f"not CSV: {error}", "Mend this line's quotes.")


def _labelled(path: Path, row: Row, base: Base) -> Labelled | Mistake:
    number, values = row
    for wrong, mend in _slips(values, base):
        return Mistake(str(path), number, wrong, mend)
    answer = _list(values["answer"]) or (None,)
    return Labelled(
        text=values["text"].strip(),
        language=values["lang"],
        answer=answer[0],
        also=_list(values.get("also")) or (),
        tags=_list(values.get("tags")) or (),
        name=str(values.get("id") or f"line {number}")[:80],
    )


def _slips(values: Mapping[str, Any], base: Base) -> Iterator[tuple[str, str]]:
    """What is wrong with a row and what to do, the first thing first."""
    if missing := [name for name in _NEEDED if name not in values]:
        yield f"no {', '.join(missing)}", f"Write it as {_FORM}"
    text, language = values.get("text"), values.get("lang")
    if not isinstance(text, str) or not text.strip():
        yield "no text", "Write what the resident asked."
    elif len(text) > MOST_SIGNS:
        yield f"longer than {MOST_SIGNS} characters", "Cut it."
    if language not in base.city.languages:
        mend = f"Write one of {', '.join(base.city.languages)}, or remove the line."
        yield f"the city does not serve the language '{language}'", mend
    yield from _label_slips(values, base)


def _label_slips(values: Mapping[str, Any], base: Base) -> Iterator[tuple[str, str]]:
    answer, also, tags = (_list(values.get(name)) for name in ("answer", "also", "tags"))
    if answer is None or also is None or tags is None or len(answer) > 1:
        yield "answer, also or tags is no slug, or no list of slugs", f"Write it as {_FORM}"
        return
    for slug in (*answer, *also):
        if slug not in base.answers:
            yield _unknown(base, slug)
    if also and not answer:
        yield "'also' without an 'answer'", "Make the likeliest one the answer."


def _list(value: Any) -> tuple[str, ...] | None:
    """A cell or a JSON value as slugs: ``a;b``, ``a|b``, ``["a", "b"]`` or null; None if unfit."""
    if isinstance(value, str):
        value = value.replace("|", ";").split(";")
    if not isinstance(value or [], list) or not all(isinstance(one, str) for one in value or []):
        return None
    slugs = tuple(one.strip() for one in value or [] if one.strip())
    return slugs if len(slugs) <= _MOST_LABELS else None


def _unknown(base: Base, slug: str) -> tuple[str, str]:
    if slug in base.incomplete:
        wrong = f"the answer '{slug}' is not used: an official language of it is missing"
        return wrong, "Write that version, or leave the line out for now."
    wrong = f"no such answer as '{slug}'"
    return wrong, "`aura check` reads the answers; empty (null) means that none fits."
