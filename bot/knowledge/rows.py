"""TOML tables and CSV rows into nouns, with a mistake for each thing that does not fit."""

import hashlib
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from bot.answers import Answer, Kind
from bot.city import City, Deadlines, Retention, Tiers, Topic
from bot.errors import Mistake
from bot.hours import Unit
from bot.knowledge.files import Source, values_in
from bot.knowledge.openings import with_hours
from bot.people import Official
from bot.places import Street

N = TypeVar("N")

Read = tuple[dict[str, Any], list[Mistake]]
Plain = Callable[[Mapping[str, Any], Source, str], Read]
"""A table, its file and its heading -> the table as the noun wants it, and what is wrong."""

_ANSWER_PATH = re.compile(
    r"answers/(?P<topic>[\w-]+)/(?P<slug>[\w-]+)\.(?P<language>[a-z]{2,3})\.md"
)
_FRONT = re.compile(r"\+\+\+\n(?P<front>.*?)\n\+\+\+\n(?P<body>.*)", re.DOTALL)
_OF_THE_PATH = {"slug", "topic", "language", "version", "body"}
_MEND = {
    "absences": "Write [{ from = 2026-12-21, until = 2027-01-06 }]; without until it has no end.",
    "unit": 'Write a heading under [units] of city.toml, or { fi = "...", sv = "..." }.',
    "office_hours": 'Write { mon = ["08:00-16:00"] }, a day after another.',
    "closing_days": "Write [2026-12-07, { from = 2026-07-01, until = 2026-07-31 }].",
}
_SECTION = "Put it under a [section]."
_TIERS = "Remove this line and write [tiers] with draft = 0.90, ask = 0.80 and doubt = 0.35 in it."
_STREET_COLUMNS = ("name_fi", "name_sv", "district", "class", "contractor", "pavement")


@lru_cache(maxsize=16)
def _adapter(noun: Any) -> TypeAdapter[Any]:
    return TypeAdapter(noun)


def noun_from(
    noun: type[N], source: Source, raw: Mapping[str, Any], table: str = ""
) -> tuple[N | None, list[Mistake]]:
    """The noun, or None and every mistake in the table: unknown, missing or unfit keys."""
    known = _keys_of(noun)
    mistakes = _unknown(source, raw, known, table)
    fit = {key: value for key, value in raw.items() if key in known}
    try:
        made: N = _adapter(cast("Hashable", noun)).validate_python(fit)
    except ValidationError as error:
        return None, mistakes + [_mistake(source, table, problem) for problem in error.errors()]
    return made, mistakes


def _keys_of(noun: Any) -> set[str]:
    return {field.name for field in fields(noun)}


def _unknown(source: Source, raw: Mapping[str, Any], known: set[str], table: str) -> list[Mistake]:
    mend = f"Known keys: {', '.join(sorted(known - _OF_THE_PATH))}."
    return [
        Mistake(source.name, source.line_of(key, table), f"the key '{key}' is not known", mend)
        for key in raw
        if key not in known
    ]


def _mistake(source: Source, table: str, problem: Mapping[str, Any]) -> Mistake:
    key = str(problem["loc"][0])
    line = source.line_of(key, table)
    if problem["type"].startswith("missing"):
        return Mistake(source.name, line, f"the key '{key}' is missing", f"Write `{key} = ...`.")
    where = ".".join(str(step) for step in problem["loc"])
    said = str(problem["msg"])
    mend = _MEND.get(key, "Mend the value.")
    return Mistake(source.name, line, f"'{where}': {said[:1].lower()}{said[1:]}", mend)


def city_from(source: Source) -> tuple[City | None, list[Mistake]]:
    """knowledge/city.toml."""
    raw, mistakes = source.toml()
    if mistakes:
        return None, mistakes
    raw, mistakes = with_hours(raw, source)
    mistakes += _of_tables(source, raw)
    if isinstance(raw.get("units"), dict):
        raw["units"], more = _nouns(Unit, source, raw["units"], with_hours, "units.")
        mistakes += more
    city, more = noun_from(City, source, raw)
    return city, mistakes + more


def _of_tables(source: Source, raw: dict[str, Any]) -> list[Mistake]:
    """Misspelt keys of the city's tables, which would quietly leave the usual value in force."""
    mistakes = []
    if raw.pop("threshold", None) is not None:
        wrong = "'threshold' is now the table [tiers]"
        mistakes.append(Mistake(source.name, source.line_of("threshold"), wrong, _TIERS))
        raw.setdefault("tiers", {})
    for table, noun in (("tiers", Tiers), ("deadlines", Deadlines), ("retention", Retention)):
        if isinstance(raw.get(table), dict):
            mistakes += _unknown(source, raw[table], _keys_of(noun), table)
    return mistakes


def topics_from(source: Source) -> tuple[dict[str, Topic], list[Mistake]]:
    """knowledge/topics.toml."""
    return _tables(Topic, source)


def officials_from(
    source: Source, units: Mapping[str, Unit]
) -> tuple[dict[str, Official], list[Mistake]]:
    """knowledge/officials.toml; ``from`` and ``until`` of an absence are both included;
    without ``until`` it lasts until further notice.

    ``units``: those of city.toml. A unit that is not among them is left without a name, for the
    checks across files to see.
    """

    def plain(raw: Mapping[str, Any], where: Source, heading: str) -> Read:
        table, mistakes = with_hours(raw, where, heading)
        if isinstance(away := table.get("absences"), list):
            table["absences"] = [_absence(days) for days in away]
        if isinstance(unit := table.get("unit"), str):
            table["unit"] = units.get(unit, Unit(unit, {}))
        elif "unit" in table:
            table["unit"] = {"slug": "", "name": unit}
        return table, mistakes

    return _tables(Official, source, plain)


def _absence(days: Any) -> Any:
    """``from`` and ``until`` as the noun names them; what else there is stays to be refused."""
    if not isinstance(days, dict) or not {"from"} <= set(days) <= {"from", "until"}:
        return "not { from = ... }"
    return {"first": days["from"], "last": days.get("until")}


def _tables(
    noun: type[N], source: Source, plain: Plain | None = None
) -> tuple[dict[str, N], list[Mistake]]:
    raw, mistakes = source.toml()
    found, more = _nouns(noun, source, raw, plain)
    return found, mistakes + more


def _nouns(
    noun: type[N],
    source: Source,
    tables: Mapping[str, Any],
    plain: Plain | None = None,
    within: str = "",
) -> tuple[dict[str, N], list[Mistake]]:
    """A noun of each table; ``within`` stands before the slug in its heading (``units.``)."""
    found: dict[str, N] = {}
    mistakes: list[Mistake] = []
    for slug, table in tables.items():
        heading = f"{within}{slug}"
        if not isinstance(table, dict):
            line = source.line_of(slug, within.rstrip("."))
            wrong = f"'{slug}' is not a table"
            mistakes.append(Mistake(source.name, line, wrong, f"Write [{heading}]."))
            continue
        row, odd = plain(table, source, heading) if plain else (table, [])
        made, more = noun_from(noun, source, {**row, "slug": slug}, heading)
        mistakes += [*odd, *more]
        if made is not None:
            found[slug] = made
    return found, mistakes


def tables_from(noun: type[N], source: Source) -> tuple[dict[str, N], list[Mistake]]:
    """A file of tables, one noun each, its slug the heading."""
    return _tables(noun, source)


def streets_from(source: Source) -> tuple[list[Street], list[Mistake]]:
    """knowledge/streets.csv."""
    header, *lines = source.text.split("\n")
    if tuple(values_in(header)) != _STREET_COLUMNS:
        mend = f"The first line must be: {','.join(_STREET_COLUMNS)}"
        return [], [Mistake(source.name, 1, "other columns than expected", mend)]
    streets, mistakes = [], []
    for number, line in enumerate(lines, 2):
        row = values_in(line)
        if row and len(row) != len(_STREET_COLUMNS):
            wrong = f"{len(row)} values instead of {len(_STREET_COLUMNS)}"
            mistakes.append(Mistake(source.name, number, wrong, "Mend this line."))
        elif row:
            streets.append(Street(*row))
    return streets, mistakes


def answer_from(source: Source, kinds: Mapping[str, Kind]) -> tuple[Answer | None, list[Mistake]]:
    """One answer file. ``kinds``: topic to the kind its answers have unless they say otherwise."""
    path = _ANSWER_PATH.fullmatch(source.name)
    if not path:
        mend = "Name it answers/<topic>/<slug>.<language>.md, in small letters, or remove it."
        return None, [Mistake(source.name, 1, "not an answer's name", mend)]
    parts = _FRONT.fullmatch(source.text.rstrip() + "\n")
    if not parts:
        mend = "Begin the file with a +++ line, then the front matter, then another +++ line."
        return None, [Mistake(source.name, 1, "no front matter between +++ lines", mend)]
    front = Source(source.name, parts["front"], first_line=2)
    raw, mistakes = front.toml()
    if mistakes:
        return None, mistakes
    body = parts["body"].strip()
    if not body:
        return None, [
            Mistake(source.name, 1, "no text after the front matter", "Write the answer.")
        ]
    title = str(raw.get("title", ""))
    raw.setdefault("kind", kinds.get(path["topic"], Kind.ANSWER))
    digest = hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()[:12]
    return noun_from(Answer, front, {**raw, **path.groupdict(), "body": body, "version": digest})


def phrases_from(
    source: Source,
) -> tuple[dict[str, str], tuple[str, ...], list[Mistake]]:
    """A phrases file: ``section.key`` to text, and the ways residents ask for a human."""
    raw, mistakes = source.toml()
    flat: dict[str, str] = {}
    words: list[str] = []
    for section, table in raw.items():
        if not isinstance(table, dict):
            line = source.line_of(section)
            mistakes.append(Mistake(source.name, line, f"'{section}' stands alone", _SECTION))
            continue
        if section == "human":
            listed = table.pop("words", ())
            words = [str(word).casefold() for word in listed] if isinstance(listed, list) else []
        for key, text in table.items():
            flat[f"{section}.{key}"] = text if isinstance(text, str) else ""
            if not isinstance(text, str):
                line = source.line_of(key, section)
                mistakes.append(
                    Mistake(source.name, line, f"'{key}' is not text", 'Write it in "".')
                )
    return flat, tuple(words), mistakes
