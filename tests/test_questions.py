"""The sample city's labelled questions: they judge the base, so the base must not copy them."""

import json

import pytest
from rapidfuzz import fuzz, process

from bot.city import Base
from tests.conftest import ROOT

LINES = [
    json.loads(line)
    for line in (ROOT / "knowledge" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_phrasing_equals_or_nearly_equals_a_labelled_question(base: Base, language: str) -> None:
    questions = [line["text"].casefold() for line in LINES if line["lang"] == language]
    near = []
    for answer in base.every_answer():
        for phrasing in answer.asked if answer.language == language else ():
            found = process.extractOne(
                phrasing.casefold(), questions, scorer=fuzz.ratio, score_cutoff=90
            )
            if found and len(phrasing.split()) > 2:  # "moi" and "auraus?" are everybody's
                near.append((answer.slug, phrasing, found[0]))
    assert near == []


def test_every_label_is_an_answer_of_the_city(base: Base) -> None:
    labels = {line["answer"] for line in LINES} | {s for line in LINES for s in line["also"]}
    assert labels - {None} <= set(base.answers)
