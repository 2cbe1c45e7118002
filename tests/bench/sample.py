"""The sample city's base and questions, as plain entries."""

import json
from datetime import date
from functools import cache

from bot.city import Base
from bot.knowledge import load, sample_folder
from tests.bench.bases import Entry

_DAY = date(2026, 11, 23)
"""Any day on which the sample base is valid."""


@cache
def sample_base() -> Base:
    """The sample city's base as it ships."""
    return load(sample_folder(), _DAY)


def sample_entries(base: Base) -> dict[str, list[Entry]]:
    """Language to the base's answers in it."""
    found: dict[str, list[Entry]] = {language: [] for language in base.city.languages}
    for answer in base.every_answer():
        found[answer.language].append(
            {
                "id": answer.slug,
                "question": answer.title,
                "variants": [*answer.asked],
                "answer": answer.body,
                "lang": answer.language,
            }
        )
    return found


def sample_questions() -> list[tuple[str, str]]:
    """The sample city's labelled questions: language and text."""
    path = sample_folder() / "questions.jsonl"
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(row["lang"], row["text"]) for row in rows]
