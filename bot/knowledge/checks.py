"""The rules across files: what one file says of another, and what the law asks of them all."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from string import Formatter

from bot.answers import ANSWER_PLACEHOLDERS, Answer, Kind
from bot.city import Base
from bot.errors import Mistake
from bot.knowledge.city_checks import city_mistakes, never_open, pick, titles
from bot.knowledge.dangers import safety_mistakes, sensitive_mistakes
from bot.knowledge.files import Source
from bot.people import Official

_SLACK_ROOM, _SLACK_USER = re.compile(r"[CG][A-Z0-9]{8,}"), re.compile(r"[UW][A-Z0-9]{8,}")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")

Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class _Named:
    """What has a heading, fit or not: a slip in one official is not a mistake wherever named."""

    officials: frozenset[str]
    topics: frozenset[str]
    districts: frozenset[str]
    units: frozenset[str]


def all_mistakes(
    base: Base, sources: Sources, reference: Mapping[str, str], today: date
) -> list[Mistake]:
    """Every mistake there is in what has been read. ``reference``: the phrases there must be."""
    named = _Named(
        frozenset(base.officials) | sources["officials.toml"].headings(),
        frozenset(base.topics) | sources["topics.toml"].headings(),
        frozenset(base.districts) | sources["districts.toml"].headings(),
        frozenset(base.city.units) | sources["city.toml"].headings("units"),
    )
    return [
        *city_mistakes(base.city, sources["city.toml"], named.officials),
        *_topics(base, sources["topics.toml"], named),
        *_officials(base, sources["officials.toml"], named),
        *_deputies(base, sources["officials.toml"], named),
        *_districts(base, sources["districts.toml"], named),
        *_streets(base, sources["streets.csv"], named),
        *_phrases(base, sources, reference),
        *_answers(base, sources, named, today),
        *safety_mistakes(base, sources),
        *sensitive_mistakes(base, sources),
    ]


def _topics(base: Base, source: Source, named: _Named) -> Iterator[Mistake]:
    for topic in base.topics.values():
        line = source.line_of("official", topic.slug)
        if topic.official not in named.officials:
            wrong = f"the topic '{topic.slug}' has no official: there is no '{topic.official}'"
            yield Mistake(source.name, line, wrong, pick(named.officials))
        if topic.slack and not _SLACK_ROOM.fullmatch(topic.slack):
            line = source.line_of("slack", topic.slug)
            wrong = f"'{topic.slug}': '{topic.slack}' is no room on Slack"
            yield Mistake(source.name, line, wrong, 'Write its id: slack = "C0123ABCD".')
        yield from titles(base.city, source, topic.slug, topic.title, "title")


def _officials(base: Base, source: Source, named: _Named) -> Iterator[Mistake]:
    for official in base.officials.values():
        yield from titles(base.city, source, official.slug, official.title, "title")
        yield from _at_work(base, official, source, named)
        yield from _addresses(official, source)
        languages = frozenset(base.city.languages)
        for key, known in (
            ("topics", named.topics),
            ("districts", named.districts),
            ("languages", languages),
        ):
            for slug in getattr(official, key):
                if slug not in known:
                    line = source.line_of(key, official.slug)
                    wrong = f"{official.name}: no such {key[:-1]} as '{slug}'"
                    yield Mistake(source.name, line, wrong, pick(known))
        for absence in official.absences:
            if absence.last is not None and absence.last < absence.first:
                line = source.line_of("absences", official.slug)
                wrong = f"{official.name}: an absence ends before it begins"
                yield Mistake(source.name, line, wrong, "Swap from and until.")


def _addresses(official: Official, source: Source) -> Iterator[Mistake]:
    """Where an official is reached."""

    def mistake(key: str, wrong: str, mend: str) -> Mistake:
        line = source.line_of(key, official.slug)
        return Mistake(source.name, line, f"{official.name}{wrong}", mend)

    if not (official.email or official.slack or official.telegram):
        yield mistake("email", " has no address", "Write email, slack or telegram.")
    elif official.email and "@" not in official.email:
        wrong = f": '{official.email}' is no e-mail address"
        yield mistake("email", wrong, "Write it as name@example.fi.")
    account = official.slack
    if account is True and not official.email:
        mend = 'Write email as well, or the account\'s id: slack = "U0123ABCD".'
        yield mistake("slack", ": no e-mail address to find the Slack account by", mend)
    elif isinstance(account, str) and account and not _SLACK_USER.fullmatch(account):
        mend = 'Write the account\'s id: slack = "U0123ABCD", or slack = true.'
        yield mistake("slack", f": '{account}' is no account on Slack", mend)


def _at_work(base: Base, official: Official, source: Source, named: _Named) -> Iterator[Mistake]:
    """The unit, by its heading or by its name alone, and the official's own hours."""
    unit = official.unit
    if not unit.slug:
        yield from titles(base.city, source, official.slug, unit.name, "unit")
    elif unit.slug not in named.units:
        line = source.line_of("unit", official.slug)
        wrong = f"{official.name}: there is no unit '{unit.slug}' in city.toml"
        mend = pick(named.units) if named.units else f"Write [units.{unit.slug}] in city.toml."
        yield Mistake(source.name, line, wrong, mend)
    yield from never_open(official.office_hours, source, official.slug, official.name)


def _deputies(base: Base, source: Source, named: _Named) -> Iterator[Mistake]:
    for official in base.officials.values():
        line = source.line_of("deputy", official.slug)
        if official.deputy and official.deputy not in named.officials:
            wrong = f"{official.name}: the deputy '{official.deputy}' is not in the register"
            yield Mistake(source.name, line, wrong, pick(named.officials))
        elif _comes_back(base, official):
            wrong = f"{official.name}: the deputies form a circle"
            yield Mistake(source.name, line, wrong, "Let one of them have another deputy or none.")


def _comes_back(base: Base, official: Official) -> bool:
    seen: set[str] = set()
    deputy = official.deputy
    while deputy and deputy in base.officials and deputy not in seen:
        if deputy == official.slug:
            return True
        seen.add(deputy)
        deputy = base.officials[deputy].deputy
    return False


def _districts(base: Base, source: Source, named: _Named) -> Iterator[Mistake]:
    for district in base.districts.values():
        yield from titles(base.city, source, district.slug, district.name, "name")
        if district.at and not (-90 <= district.at[0] <= 90 and -180 <= district.at[1] <= 180):
            line = source.line_of("at", district.slug)
            wrong = f"'{district.slug}': no such place on the map as {list(district.at)}"
            yield Mistake(source.name, line, wrong, "Write at = [60.1699, 24.9384]: north, east.")
        for slug in district.neighbours:
            if slug not in named.districts:
                line = source.line_of("neighbours", district.slug)
                wrong = f"'{district.slug}': no such district as '{slug}'"
                yield Mistake(source.name, line, wrong, pick(named.districts))


def _streets(base: Base, source: Source, named: _Named) -> Iterator[Mistake]:
    rules: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("district", "district", named.districts),
        ("maintenance_class", "class", base.city.street_classes),
        ("pavement", "pavement", base.city.pavement_duty),
    )
    for street in base.streets:
        for attribute, column, known in rules:
            value = getattr(street, attribute)
            if value not in known:
                line = source.line_of_row([getattr(street, each.name) for each in fields(street)])
                wrong = f"{street.name_fi}: no such {column} as '{value}'"
                yield Mistake(source.name, line, wrong, pick(known))


def _phrases(base: Base, sources: Sources, reference: Mapping[str, str]) -> Iterator[Mistake]:
    for language, phrases in base.phrases.items():
        source = sources[f"phrases.{language}.toml"]
        for key, model in reference.items():
            section, _, name = key.partition(".")
            if key not in phrases:
                line = source.line_of(name, section)
                yield Mistake(
                    source.name,
                    line,
                    f"the phrase '{name}' is missing in [{section}]",
                    f"The sample says: {model!r}",
                )
                continue
            yield from _phrase(source, key, phrases[key], model)
        if not base.human_words.get(language):
            line = source.line_of("words", "human")
            mend = "List how residents ask for a person (306/2019 6 a §, 5)."
            yield Mistake(source.name, line, "no words in [human]", mend)


def _phrase(source: Source, key: str, text: str, model: str) -> Iterator[Mistake]:
    section, _, name = key.partition(".")
    line = source.line_of(name, section)
    known = {"city", *_PLACEHOLDER.findall(model)}
    try:
        held = {
            f"{field}{'!' if turn else ''}{turn or ''}{':' if form else ''}{form}"
            for _, field, form, turn in Formatter().parse(text)
            if field is not None
        }
    except ValueError:
        wrong = f"'{name}' has a brace without its pair"
        yield Mistake(source.name, line, wrong, "Write a placeholder as {name}.")
        return
    for strange in sorted(held - known):
        wrong = f"'{name}' has a placeholder that does not exist: {{{strange}}}"
        yield Mistake(source.name, line, wrong, f"There are: {', '.join(sorted(known))}.")
    if key == "time.weekdays" and text.count(",") != model.count(","):
        mend = "Write seven, Monday first, with commas between."
        yield Mistake(source.name, line, "not seven weekdays", mend)


def _answers(base: Base, sources: Sources, named: _Named, today: date) -> Iterator[Mistake]:
    for slug, versions in base.answers.items():
        for answer in versions.values():
            source = sources[f"answers/{answer.topic}/{slug}.{answer.language}.md"]
            yield from _answer(base, source, answer, named)
            yield from _review(source, answer, named, today)
        first = next(iter(versions.values()))
        name = f"answers/{first.topic}/{slug}.{first.language}.md"
        for language in base.city.official_languages:
            wanted = f"answers/{first.topic}/{slug}.{language}.md"
            if language not in versions and wanted not in sources:
                wrong = f"'{slug}' is missing in the official language '{language}'"
                mend = f"Write {wanted}; until then it is not used."
                yield Mistake(name, 1, wrong, mend, serious=False)
        for key in ("topic", "kind", "months"):
            if len({getattr(version, key) for version in versions.values()}) > 1:
                wrong = f"'{slug}' differs in {key} between its languages"
                yield Mistake(name, sources[name].line_of(key), wrong, "Make them the same.")


def _answer(base: Base, source: Source, answer: Answer, named: _Named) -> Iterator[Mistake]:
    if answer.topic not in named.topics:
        wrong = f"unknown topic '{answer.topic}'"
        yield Mistake(source.name, 1, wrong, pick(named.topics))
    if answer.language not in base.city.languages:
        wrong = f"'{answer.language}' is not a language of the city"
        yield Mistake(source.name, 1, wrong, "See city.toml.")
    for strange in sorted(set(_PLACEHOLDER.findall(answer.body)) - ANSWER_PLACEHOLDERS):
        line = source.line_with(f"{{{strange}}}")
        wrong = f"a placeholder that does not exist: {{{strange}}}"
        mend = f"There are: {', '.join(sorted(ANSWER_PLACEHOLDERS))}."
        yield Mistake(source.name, line, wrong, mend)
    if left := re.search(r"[{}]", _PLACEHOLDER.sub("", answer.body)):
        wrong = f"a '{left[0]}' that belongs to no placeholder"
        yield Mistake(source.name, source.line_with(left[0]), wrong, "Write it as {street}.")


def _review(source: Source, answer: Answer, named: _Named, today: date) -> Iterator[Mistake]:
    """Who wrote and reviewed an answer, and when (L2)."""

    def mistake(key: str, wrong: str, mend: str, *, serious: bool = True) -> Mistake:
        return Mistake(source.name, source.line_of(key), wrong, mend, serious)

    for key in ("author", "reviewed_by", "owner"):
        slug = getattr(answer, key)
        if slug is not None and slug not in named.officials:
            wrong = f"'{key}' names '{slug}', who is not in officials.toml"
            yield mistake(key, wrong, pick(named.officials))
    if answer.author == answer.reviewed_by:
        yield mistake(
            "reviewed_by", "the author has reviewed it alone", "Let another one review it."
        )
    if answer.reviewed_on > today:
        yield mistake("reviewed_on", "the review is in the future", "Write the day it was done.")
    if answer.review_again < today:
        yield mistake(
            "review_again",
            f"the review date {answer.review_again} has passed",
            "Review it; it is sent all the same, since a danger does not wait for a review."
            if answer.kind is Kind.DANGER
            else "Review the answer; until then it is not used.",
            serious=False,
        )
    if not answer.months <= set(range(1, 13)):
        yield mistake("months", "a month is not from 1 to 12", "Write numbers from 1 to 12.")
