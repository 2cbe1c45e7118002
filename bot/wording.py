"""The bot's own words, put together from the city's phrases and the facts of a case. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.answers import STREET_PLACEHOLDERS, Answer
from bot.city import Base
from bot.errors import AuraError
from bot.model import Case
from bot.people import Official
from bot.places import Place

_SPOT = "\N{ROUND PUSHPIN}"
_SPOT_NUMBERS = re.compile(rf"({_SPOT}[^(\n]*)\([\d., -]+\)")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in ``language``, else the first one there is."""
    return texts.get(language) or next(iter(texts.values()), "")


def when(base: Base, language: str, at: datetime, now: datetime) -> str:
    """A moment as people say it, on the city's clock: today, tomorrow, or a weekday and date. In
    the hour that the clock shows twice in autumn also by which time: a promise made at 3.35 would
    else be for 3.05.
    """
    zone = ZoneInfo(base.city.time_zone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = {today: "time.today", today + timedelta(days=1): "time.tomorrow"}
    said = base.say(
        language,
        days.get(local.date(), "time.date"),
        weekday=base.say(language, "time.weekdays").split(",")[local.weekday()],
        day=local.day,
        month=local.month,
        hour=f"{local.hour:02d}",
        minute=f"{local.minute:02d}",
    )
    if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
        return said
    return base.say(language, "time.summer" if local.dst() else "time.winter", when=said)


def fill(base: Base, answer: Answer, place: Place) -> str:
    """The answer's body with its placeholders filled (README of the knowledge folder).

    A paragraph that speaks of the resident's own street is left out when the question names
    no street that the city knows.
    """
    values = {"city": base.city.name, "phone": base.city.phone, "email": base.city.email}
    if place.street:
        values |= _street_values(base, place, answer.language)
    paragraphs = (
        _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), paragraph)
        for paragraph in answer.body.split("\n\n")
        if place.street or not STREET_PLACEHOLDERS & set(_PLACEHOLDER.findall(paragraph))
    )
    return "\n\n".join(paragraphs)


def together(base: Base, answers: Sequence[Answer], place: Place) -> str:
    """The text of one answer; of several, each under its title; empty of none."""
    texts = [fill(base, answer, place) for answer in answers]
    if len(texts) < 2:
        return "".join(texts)
    titled = zip(answers, texts, strict=True)
    return "\n\n".join(f"**{answer.title}**\n\n{text}" for answer, text in titled)


def _street_values(base: Base, place: Place, language: str) -> dict[str, str]:
    street = place.street
    if street is None:
        return {}
    city, district = base.city, base.districts.get(street.district)
    return {
        "street": street.name(language),
        "street_district": in_language(district.name, language) if district else "",
        "street_class": in_language(
            city.street_classes.get(street.maintenance_class, {}), language
        ),
        "street_contractor": street.contractor,
        "street_pavement": in_language(city.pavement_duty.get(street.pavement, {}), language),
    }


def person(official: Official, language: str) -> dict[str, str]:
    """An official's name, title and unit in ``language``, to fill phrases with."""
    return {
        "name": official.name,
        "title": in_language(official.title, language),
        "unit": in_language(official.unit.name, language),
    }


def signed(base: Base, text: str, official: Official, language: str) -> str:
    """The reply as it goes out: the text, then name, title and unit (S3)."""
    signature = base.say(language, "bot.signature", **person(official, language))
    return f"{text.strip()}\n\n{signature}"


def receipt(base: Base, case: Case, key: str, now: datetime, **more: str) -> str:
    """An automatic word on a case: its reference, who answers and by when (L13, S1).

    ``more`` fills what else the phrase has between braces.
    """
    official = base.official(case.owner)
    return base.say(
        case.language,
        key,
        reference=case.reference,
        when=when(base, case.language, case.deadline, now),
        phone=base.city.phone,
        email=base.city.email,
        **person(official, case.language),
        **more,
    )


def languages(base: Base, language: str) -> str:
    """The names of the city's languages, in ``language``."""
    names = base.spoken(language)
    return ", ".join(names.get(f"language.{code}", code) for code in base.city.languages)


def removed(base: Base, kinds: tuple[str, ...], language: str) -> str:
    """What was masked in the resident's message, told to the resident (L24)."""
    names = ", ".join(base.say(language, f"masked.{kind}_name") for kind in kinds)
    return base.say(language, "bot.masked", removed=names)


def safe_channel(base: Base, language: str) -> str:
    """Where a private matter is safely spoken of (L27)."""
    city = base.city
    return base.say(language, "bot.sensitive", phone=city.phone, address=city.address)


def spot(base: Base, at: tuple[float, float], language: str) -> str:
    """A place on the map as a line of a thread: the nearest district and, to 10 m, where."""
    district = base.district_at(at)
    name = in_language(district.name, language) if district else ""
    return f"{_SPOT} {name} ({at[0]:.4f}, {at[1]:.4f})".replace("  ", " ")


def without_numbers(text: str) -> str:
    """The text without the numbers of places on the map, for matching: their names are enough."""
    return _SPOT_NUMBERS.sub(r"\1", text)


def error(base: Base, language: str, raised: AuraError) -> str:
    """An error in an official's language; its own sentence where there is no phrase."""
    key, spoken = f"error.{type(raised).__name__}", base.spoken(language)
    if key not in spoken:
        return str(raised)
    by = getattr(raised, "by", "")
    by = spoken.get(f"who.{by}", by)  # a resident, or the program, has no name
    told = base.say(language, key, by=by, names=getattr(raised, "names", ""))
    return told[:1].upper() + told[1:]
