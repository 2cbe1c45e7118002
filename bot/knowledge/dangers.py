"""The rules of safety.toml and sensitive.toml: each group of dangers sends a danger text, no
pattern hits by accident.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from bot.answers import Kind, SafetyGroup, SensitiveGroup
from bot.city import Base
from bot.errors import Mistake
from bot.knowledge.files import Source

_WORDS = r"\*?[^\W_]+\*?(?:\|\*?[^\W_]+\*?)*"
_PATTERN = re.compile(rf"{_WORDS}(?: (?:\* )?{_WORDS})*")
_SHORTEST = 3
"""Letters a word that stands alone must have at least; one more where it is only a beginning or
an end."""


def safety_mistakes(base: Base, sources: Mapping[str, Source]) -> Iterator[Mistake]:
    """Every mistake in safety.toml, if it could be read."""
    if source := sources.get("safety.toml"):
        for group in base.safety.values():
            yield from _answer(base, source, group)
            yield from _lists(base, source, group)


def sensitive_mistakes(base: Base, sources: Mapping[str, Source]) -> Iterator[Mistake]:
    """Every mistake in sensitive.toml, if it could be read."""
    if source := sources.get("sensitive.toml"):
        for group in base.sensitive.values():
            yield from _lists(base, source, group)


def _answer(base: Base, source: Source, group: SafetyGroup) -> Iterator[Mistake]:
    """A resident in danger is never sent an empty or a half-translated text."""
    line = source.line_of("answer", group.slug)
    versions = base.answers.get(group.answer, {})
    fit = {lang for lang, answer in versions.items() if answer.kind is Kind.DANGER}
    missing = [lang for lang in base.city.official_languages if lang not in fit]
    if missing:
        wrong = f"'{group.slug}' sends '{group.answer}', which is no danger answer in {missing}"
        mend = 'Name an answer whose kind is "danger", and write it in each official language.'
        yield Mistake(source.name, line, wrong, mend)


def _lists(base: Base, source: Source, group: SafetyGroup | SensitiveGroup) -> Iterator[Mistake]:
    for language in base.city.official_languages:
        if not group.words.get(language):
            line = source.line_of("words", group.slug)
            wrong = f"'{group.slug}' has no words in '{language}'"
            yield Mistake(source.name, line, wrong, f'Write {language} = ["..."].')
    named = group.named if isinstance(group, SensitiveGroup) else {}
    for patterns in chain(group.words.values(), group.unless.values(), named.values()):
        for pattern in patterns:
            if said := _wrong(pattern):
                line = source.line_with(f'"{pattern}"')
                mend = 'Write e.g. "tulipalo*", "ei hengitä" or "auto * ojaan".'
                yield Mistake(source.name, line, f"'{pattern}' {said}", mend)


def _wrong(pattern: str) -> str | None:
    if not _PATTERN.fullmatch(pattern):
        return "is no pattern of words"
    alone = " " not in pattern
    if alone and any(len(word) < _SHORTEST + 2 * word.count("*") for word in pattern.split("|")):
        return "is so short that it would be found in anything"
    return None
