"""The nouns of the city's own base, frozen: what ``knowledge/`` is read into."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.answers import Answer, Kind, Labelled, SafetyGroup, SensitiveGroup
from bot.earth import Spot, nearest
from bot.hours import OfficeHours, Unit
from bot.people import Official
from bot.places import District, Place, Street

REVIEW_AHEAD = timedelta(days=14)
"""So long before its review date an answer goes to its owner."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How soon a resident hears, and officials of a resident who has not (L10). Office time, but
    for ``urgent``, ``ask`` and ``ask_back``.
    """

    draft_hours: float = 4
    answer_hours: float = 8
    urgent_minutes: float = 30
    ask_hours: float = 2
    """Clock hours a resident has to say which of two answers is meant; then the official has
    the case as it is. Clock time, because residents do not keep office hours."""
    ask_back_days: float = 7
    """Days of the clock a resident has to answer an official's question; then the official has the
    case again."""
    head_hours: float = 2
    """Past the first deadline missed: then the head of the owner's unit hears of it."""
    quality_hours: float = 8
    """Past the same: then the person responsible for quality does."""
    review_days: int = 365
    """Days until an answer found true is looked at again (L2); more than REVIEW_AHEAD."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """How sure matching must be for what the program does with it, each from 0 to 1."""

    draft: float = 0.90
    """A reply is drafted where at least this share of such drafts is right
    (``Ranking.precision``)."""
    ask: float = 0.80
    """The resident is asked which of two nearly equal answers is meant where one of them is
    right at least this surely (their confidences together)."""
    doubt: float = 0.35
    """Below a draft the official sees findings where the best is at least this sure
    (``Candidate.confidence``); below that, none."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what residents wrote is kept (L28): clock days, counted from the last thing that
    anybody but the program did in the case. Nothing that is open ever goes.
    """

    quiet_days: int = 14
    """After so long without a further word an answered case is closed."""
    talk_days: int = 30
    """Small talk; what matched nothing and was closed without an official's answer; what came in
    and belongs to no case."""
    answer_days: int = 365
    """All other matters but formal ones."""
    formal_days: int | None = None
    """Formal matters; None: they stay until the city's own rule is given here (tiedonohjaus)."""
    record_days: int = 730
    """The record of cases without words, officials' past absences."""


@dataclass(frozen=True, slots=True)
class City:
    """The city itself: knowledge/city.toml."""

    name: str
    official_languages: tuple[str, ...]
    service_languages: tuple[str, ...]
    time_zone: str
    quality_person: str
    """Slug of the named person responsible for quality (306/2019 6 a §, L7)."""
    quality_since: date
    fallback_official: str
    on_call: str
    """Slug of the official who gets urgent cases."""
    phone: str
    email: str
    address: str
    privacy_notice: str
    """Address of the privacy notice (L29)."""
    tiers: Tiers
    office_hours: OfficeHours
    closing_days: tuple[date, ...]
    deadlines: Deadlines
    street_classes: Mapping[str, Mapping[str, str]]
    """Maintenance class to a whole sentence in each language."""
    pavement_duty: Mapping[str, Mapping[str, str]]
    """``plot`` or ``city`` to a whole sentence in each language."""
    units: Mapping[str, Unit] = field(default_factory=dict)
    """Units with a head, hours or closing days of their own."""
    retention: Retention = field(default_factory=Retention)

    @property
    def languages(self) -> tuple[str, ...]:
        """Official languages first, then those served in addition (L18, L21)."""
        return self.official_languages + self.service_languages


@dataclass(frozen=True, slots=True)
class Topic:
    """What answers and officials share."""

    slug: str
    title: Mapping[str, str]
    official: str
    """Slug of the official responsible."""
    kind: Kind = Kind.ANSWER
    deadline_hours: float | None = None
    """Office hours until an answer, when the city's own deadline does not fit the topic."""
    sensitive: bool = False
    """Whether every matter of the topic is somebody's private one (L27)."""
    slack: str = ""
    """The Slack room where the topic's cards stand too, e.g. ``C0123ABCD``; empty: none."""


@dataclass(frozen=True, slots=True)
class Base:
    """Everything that ``knowledge/`` says, read and checked."""

    city: City
    topics: Mapping[str, Topic]
    officials: Mapping[str, Official]
    districts: Mapping[str, District]
    streets: tuple[Street, ...]
    answers: Mapping[str, Mapping[str, Answer]]
    """Slug to language to answer."""
    phrases: Mapping[str, Mapping[str, str]]
    """Language to key (``section.name``) to text."""
    human_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language to the phrasings by which residents ask for a person (L5)."""
    safety: Mapping[str, SafetyGroup] = field(default_factory=dict)
    """Groups of words of danger, the gravest first."""
    sensitive: Mapping[str, SensitiveGroup] = field(default_factory=dict)
    """Groups of words of private matters (L27)."""
    incomplete: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    """Answers that are not used because an official language is missing (L18)."""
    questions: tuple[Labelled, ...] = ()
    """The city's own labelled questions: they measure matching and make it surer."""

    def say(self, language: str, key: str, **values: object) -> str:
        """The phrase ``key`` in ``language``, placeholders filled. KeyError if there is none."""
        text = self.spoken(language)[key]
        return text.format(**{"city": self.city.name, **values})

    def spoken(self, language: str) -> Mapping[str, str]:
        """The phrases of ``language``; of the city's first one for a language that the city has
        ceased to serve while its cases go on.
        """
        known = (code for code in (language, *self.city.languages) if code in self.phrases)
        return self.phrases[next(known)]

    def official(self, slug: str) -> Official:
        """The official, or the city's fallback official for one who has left the register."""
        return self.officials.get(slug) or self.officials[self.city.fallback_official]

    def hours_to_answer(self, topic: str | None) -> float:
        """Office hours until a resident is promised an answer: the topic's own, else the city's;
        for the first time that is told and for a new one after it (L10).
        """
        own = self.topics.get(topic or "")
        return (own.deadline_hours if own else None) or self.city.deadlines.answer_hours

    def rooms(self, channel: str) -> dict[str, tuple[str, ...]]:
        """The rooms of a channel where officials meet: each with the topics whose cases it sees."""
        found: dict[str, tuple[str, ...]] = {}
        if channel == "slack":
            for topic in self.topics.values():
                if topic.slack:
                    found[topic.slack] = (*found.get(topic.slack, ()), topic.slug)
        return found

    def head_of(self, official: Official) -> Official:
        """The head of the official's unit; of the head, and where there is none, the person
        responsible for quality.
        """
        head = official.unit.head
        return self.official(self.city.quality_person if head in {None, official.slug} else head)

    def district_at(self, spot: Spot) -> District | None:
        """The district whose middle is nearest to a place on the map, if any is near enough."""
        slug = nearest(spot, {slug: d.at for slug, d in self.districts.items() if d.at})
        return self.districts[slug] if slug else None

    def place(self, street: str | None, district: str | None) -> Place:
        """The place with the street of that Finnish name, if the city has one."""
        return Place(next((s for s in self.streets if s.name_fi == street), None), district)

    def answer(self, slug: str, language: str) -> Answer | None:
        """The answer in ``language``, else in the first official language that has it."""
        versions = self.answers.get(slug, {})
        for choice in (language, *self.city.languages):
            if choice in versions:
                return versions[choice]
        return None

    def every_answer(self) -> Iterator[Answer]:
        """All answers in all languages, in a stable order."""
        for slug in sorted(self.answers):
            for language in sorted(self.answers[slug]):
                yield self.answers[slug][language]
