"""Plain language (L3, S8): long sentences, passives and officialese, with file and line.

The limits and words are the city's own, in ``knowledge/language.toml``. They are warnings: a
person decides what good language is (306/2019 6 a § 3).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answers import Answer
from bot.city import Base
from bot.errors import Mistake
from bot.knowledge.files import Folder, Source

_FILE = "language.toml"
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÅÄÖ*\[])|\n\s*\n|\n\s*[-*\d]")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WORD = re.compile(r"[\w'-]*\w")


@dataclass(frozen=True, slots=True)
class _Rules:
    """One language's limits."""

    most_words: int
    most_passives: int
    passive: re.Pattern[str]
    not_passive: frozenset[str]
    instead: Mapping[str, str]


def warnings(root: Path, base: Base, sample: Path) -> list[Mistake]:
    """What could be plainer in every answer, sorted; the sample's rules where there are none."""
    rules, mistakes = _rules(root if (root / _FILE).is_file() else sample)
    for answer in base.every_answer():
        if answer.language in rules:
            name = f"answers/{answer.topic}/{answer.slug}.{answer.language}.md"
            text = Source(name, (root / name).read_text(encoding="utf-8-sig"))
            mistakes += _answer(answer, text, rules[answer.language])
    return sorted(mistakes)


def _rules(root: Path) -> tuple[dict[str, _Rules], list[Mistake]]:
    folder = Folder(root)
    source = folder.source(_FILE)
    raw, mistakes = source.toml() if source else ({}, folder.mistakes)
    rules: dict[str, _Rules] = {}
    for language, table in raw.items():
        try:
            rules[language] = _made(table)
        except (KeyError, TypeError, ValueError, re.error) as error:
            wrong = f"[{language}] lacks or misspells something: {error}"
            mistakes.append(Mistake(_FILE, 1, wrong, "Compare it with the sample's."))
    return rules, mistakes


def _made(table: Mapping[str, Any]) -> _Rules:
    return _Rules(
        int(table["most_words"]),
        int(table["most_passives"]),
        re.compile(table["passive"], re.IGNORECASE),
        frozenset(table["not_passive"]),
        dict(table["instead"]),
    )


def _answer(answer: Answer, source: Source, rules: _Rules) -> Iterator[Mistake]:
    body = _LINK.sub(r"\1", answer.body)
    for sentence in _SENTENCE_END.split(body):
        count = len(_WORD.findall(sentence))
        if count > rules.most_words:
            start = " ".join(sentence.split()[:4])
            wrong = f"a sentence of {count} words: “{start} ...”"
            yield _warning(source, _line(source, sentence), wrong, "Make it two.")
    passives = [
        found[0]
        for found in rules.passive.finditer(body)
        if found[0].casefold() not in rules.not_passive
    ]
    if len(passives) > rules.most_passives:
        wrong = f"{len(passives)} passives: {', '.join(passives[:4])}"
        yield _warning(source, _line(source, passives[0]), wrong, "Say who does it.")
    for start, better in rules.instead.items():
        end = r"\b" if start.endswith(" ") else r"\w*"
        for found in re.finditer(rf"\b{re.escape(start.strip())}{end}", body, re.IGNORECASE):
            wrong = f"an office's word: “{found[0]}”"
            yield _warning(source, _line(source, found[0]), wrong, f"Perhaps: {better}.")


def _warning(source: Source, line: int, wrong: str, mend: str) -> Mistake:
    return Mistake(source.name, line, wrong, mend, serious=False)


def _line(source: Source, words: str) -> int:
    """The line of the body where some words begin."""
    front = source.text.find("\n+++\n", 4)
    first = words.strip().splitlines()[0][:30]
    at = source.text.find(first.split("[")[0].strip(), max(front, 0))
    return source.text.count("\n", 0, max(at, front, 0)) + 1
