"""The whole folder: every file read, every rule checked, one Base made."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.answers import Answer, Kind, Labelled, SafetyGroup, SensitiveGroup
from bot.city import Base, City, Topic
from bot.errors import KnowledgeError, Mistake
from bot.knowledge import checks, questions, rows
from bot.knowledge.files import Folder, Source
from bot.places import District

G = TypeVar("G", SafetyGroup, SensitiveGroup)

QUESTIONS = "questions.jsonl"
_PACKAGE = Path(__file__).resolve().parents[1]


def sample_folder() -> Path:
    """The sample city's folder: inside an installed package, or beside it in a checkout."""
    packed = _PACKAGE / "sample"
    return packed if packed.is_dir() else _PACKAGE.parent / "knowledge"


def load(root: Path, today: date) -> Base:
    """The base in ``root``. Raises KnowledgeError with every mistake if it cannot be served."""
    base, mistakes = read(root, today)
    serious = [mistake for mistake in mistakes if mistake.serious]
    if base is None or serious:
        raise KnowledgeError(serious)
    return base


def read(root: Path, today: date) -> tuple[Base | None, list[Mistake]]:
    """The base in ``root`` and all its mistakes, sorted; no base if a main file is unfit.

    An answer that is not yet there in every official language is left out of the base (L18)
    and reported.
    """
    folder = Folder(root)
    if not root.is_dir():
        mend = "Give another folder with --knowledge, or make one with `aura init`."
        return None, [Mistake(str(root), 1, "there is no such folder", mend)]
    sources: dict[str, Source] = {}
    base = _base(folder, sources)
    if base is None:
        return None, sorted(folder.mistakes)
    folder.mistakes += checks.all_mistakes(base, sources, _reference_phrases(), today)
    official = set(base.city.official_languages)
    complete: dict[str, Mapping[str, Answer]] = {}
    incomplete: dict[str, Mapping[str, Answer]] = {}
    for slug, versions in base.answers.items():
        (complete if official <= set(versions) else incomplete)[slug] = versions
    whole = replace(base, answers=complete, incomplete=incomplete)
    whole = replace(whole, questions=_questions(folder, whole))
    return whole, sorted(set(folder.mistakes))


def _base(folder: Folder, sources: dict[str, Source]) -> Base | None:
    def opened(name: str) -> Source | None:
        if source := folder.source(name):
            sources[name] = source
        return source

    city_file, topics_file = opened("city.toml"), opened("topics.toml")
    officials_file = opened("officials.toml")
    districts_file, streets_file = opened("districts.toml"), opened("streets.csv")
    if not (city_file and topics_file and officials_file and districts_file and streets_file):
        return None
    city, mistakes = rows.city_from(city_file)
    topics, more = rows.topics_from(topics_file)
    officials, still = rows.officials_from(officials_file, city.units if city else {})
    districts, again = rows.tables_from(District, districts_file)
    streets, last = rows.streets_from(streets_file)
    folder.mistakes += [*mistakes, *more, *still, *again, *last]
    if city is None:
        return None
    phrases, human = _phrases(folder, sources, city)
    return Base(
        city=city,
        topics=topics,
        officials=officials,
        districts=districts,
        streets=tuple(streets),
        answers=_answers(folder, sources, topics),
        phrases=phrases,
        human_words=human,
        safety=_groups(SafetyGroup, "safety.toml", folder, sources),
        sensitive=_groups(SensitiveGroup, "sensitive.toml", folder, sources),
    )


def _groups(noun: type[G], name: str, folder: Folder, sources: dict[str, Source]) -> dict[str, G]:
    """A file of groups of words."""
    source = folder.source(name)
    if source is None:
        return {}
    sources[name] = source
    groups, mistakes = rows.tables_from(noun, source)
    folder.mistakes += mistakes
    return groups


def _phrases(
    folder: Folder, sources: dict[str, Source], city: City
) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]]]:
    phrases: dict[str, dict[str, str]] = {}
    human: dict[str, tuple[str, ...]] = {}
    for language in city.languages:
        name = f"phrases.{language}.toml"
        source = folder.source(name)
        if source:
            sources[name] = source
            said, words, mistakes = rows.phrases_from(source)
            folder.mistakes += mistakes
            if said:
                phrases[language], human[language] = said, words
    return phrases, human


def _questions(folder: Folder, base: Base) -> tuple[Labelled, ...]:
    """The city's own labelled questions, if it has any; no mistake in them stops the city."""
    path = folder.root / QUESTIONS
    if not path.is_file():
        return ()
    found, mistakes = questions.read(path, base)
    folder.mistakes += [replace(one, file=QUESTIONS, serious=False) for one in mistakes]
    return tuple(found)


def _answers(
    folder: Folder, sources: dict[str, Source], topics: Mapping[str, Topic]
) -> dict[str, dict[str, Answer]]:
    kinds: dict[str, Kind] = {slug: topic.kind for slug, topic in topics.items()}
    answers: dict[str, dict[str, Answer]] = {}
    for source in folder.answers():
        sources[source.name] = source
        answer, mistakes = rows.answer_from(source, kinds)
        folder.mistakes += mistakes
        if answer:
            versions = answers.setdefault(answer.slug, {})
            first = versions.setdefault(answer.language, answer)
            if first is not answer:
                wrong = f"'{answer.slug}' stands under the topic '{first.topic}' already"
                folder.mistakes.append(Mistake(source.name, 1, wrong, "Give it another name."))
    return answers


def _reference_phrases() -> dict[str, str]:
    """The sample's Finnish phrases: every key the program says, with its placeholders."""
    name = "phrases.fi.toml"
    source = Source(name, (sample_folder() / name).read_text(encoding="utf-8"))
    return rows.phrases_from(source)[0]
