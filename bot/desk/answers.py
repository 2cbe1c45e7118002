"""All answers on one page: by topic, searchable, with review dates and missing languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.answers import Answer
from bot.city import Base
from bot.wording import in_language

REVIEW_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer in all its languages."""

    slug: str
    shown: Answer
    """The version in the reader's language, or the nearest there is."""
    versions: Mapping[str, Answer]
    missing: tuple[str, ...]
    """Languages of the city it is not written in."""
    review_again: date
    """The earliest review date of its versions."""

    def is_due(self, day: date) -> bool:
        """Whether a review date is near or has passed on ``day``."""
        return self.review_again <= day + REVIEW_SOON


@dataclass(frozen=True, slots=True)
class Shelf:
    """The answers of one topic."""

    topic: str
    title: str
    entries: tuple[Entry, ...]


def shelves(base: Base, language: str, words: str = "") -> list[Shelf]:
    """The answers that hold every one of ``words``, by topic in the order of topics.toml."""
    wanted = words.casefold().split()
    found: dict[str, list[Entry]] = {topic: [] for topic in base.topics}
    everything = {**base.answers, **base.incomplete}
    for slug in sorted(everything):
        entry = _entry(base, slug, everything[slug], language)
        if all(word in _text(entry) for word in wanted):
            found[entry.shown.topic].append(entry)
    return [
        Shelf(topic, in_language(base.topics[topic].title, language), tuple(entries))
        for topic, entries in found.items()
        if entries
    ]


def _entry(base: Base, slug: str, versions: Mapping[str, Answer], language: str) -> Entry:
    shown = versions.get(language) or next(iter(versions.values()))
    missing = tuple(code for code in base.city.languages if code not in versions)
    return Entry(slug, shown, versions, missing, min(v.review_again for v in versions.values()))


def _text(entry: Entry) -> str:
    """Everything of an answer that is searched, case-folded."""
    parts = [entry.slug]
    for version in entry.versions.values():
        parts += [version.title, version.body, *version.asked, *version.words]
    return "\n".join(parts).casefold()
