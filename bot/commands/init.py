"""`aura init`: an answer base to begin with, made from the sample city's."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.errors import AuraError, SettingsError
from bot.knowledge import sample_folder

_CITY = """\
# Your city. After every change run `aura check`.

name = "{city}"
official_languages = [{languages}]
service_languages = [{service}]
time_zone = "Europe/Helsinki"

quality_person = "{slug}"      # named responsible for the quality of the advice (306/2019 6 a §)
quality_since = {today}
fallback_official = "{slug}"   # gets what nobody else is there for
on_call = "{slug}"             # gets what is urgent

phone = "019 000 1000"
email = "kirjaamo@example.org"
address = "Torikatu 1"
privacy_notice = "https://example.org/privacy"

# Days on which every office is closed besides public holidays, Midsummer Eve and Christmas Eve,
# such as [2026-12-07, {{ from = 2026-12-28, until = 2026-12-31 }}].
closing_days = []

[office_hours]
mon = ["08:00-16:00"]
tue = ["08:00-16:00"]
wed = ["08:00-16:00"]
thu = ["08:00-16:00"]
fri = ["08:00-16:00"]

[deadlines]
draft_hours = 4
answer_hours = 8
urgent_minutes = 30
ask_hours = 2          # clock hours a resident has to say which of two answers is meant
ask_back_days = 7      # days a resident has to answer an official's question
head_hours = 2         # office hours past a missed deadline until the head of the unit hears of it
quality_hours = 8      # and until the person responsible for quality does
review_days = 365      # days until an answer found true is reviewed again

# Units whose head, hours or closing days the program must know.
# An official belongs to one with unit = "service". Hours of its own are instead of the city's:
# office_hours = {{ mon = ["09:00-12:00", "13:00-17:00"], sat = ["10:00-14:00"] }}
[units.service]
name = {{ {units} }}
head = "{slug}"

# How many days words are kept, from the last thing that anybody did in a matter. Nothing open goes.
[retention]
quiet_days = 14      # an answered matter without a further word is closed
talk_days = 30       # small talk, and what matched nothing and got no official's answer
answer_days = 365    # all other matters: then words and address go, and figures stay
# formal_days = 3650 # formal matters: not set, they stay; write your own rule (tiedonohjaus)
record_days = 730    # the record of matters without words

# How sure is sure enough, from 0 to 1.
[tiers]
draft = 0.90  # a reply is drafted only where at least this share of such drafts is right
ask = 0.80    # two nearly equal answers: the resident is asked, when one of them is right so surely
doubt = 0.35  # below a draft but at least this sure: the official sees findings, not a draft

# A whole sentence for each maintenance class that streets.csv uses.
[street_classes.1]
{class_lines}

# A whole sentence for who clears the pavement.
[pavement_duty.plot]
{duty_lines}
"""
_TOPIC = """\
# The topics: what answers and officials share.

[{slug}]
title = {{ {titles} }}
official = "{official}"
# slack = "C0123ABCD"  # a Slack room where the topic's cards stand too
"""
_OFFICIAL = """\
# The register: who answers what. Add your people here, each with a deputy. Whose hours are other
# than the unit's gets them: office_hours = {{ mon = ["09:00-12:00"], wed = ["09:00-15:00"] }}

[{slug}]
name = "{name}"
title = {{ {titles} }}
unit = "service"
topics = ["safety", "talk", "winter-streets"]
districts = []
languages = [{languages}]
email = "{slug}@example.org"
# slack = true     # cards come to the Slack account with this e-mail; or that account's id
# telegram = true  # may link a Telegram chat on the desk

# Answers are reviewed by somebody else than their author: put that person here.
[reviewer]
name = "Another Name"
title = {{ {titles} }}
unit = {{ {units} }}
topics = []
districts = []
languages = [{languages}]
email = "reviewer@example.org"
deputy = "{slug}"
"""
_ANSWERS = (
    "safety/crisis-help",
    "safety/emergency",
    "talk/greeting",
    "talk/thanks",
    "talk/who-are-you",
    "talk/venting",
    "winter-streets/ploughing-when",
)
_TITLES = {
    "Title": {"fi": "Nimike", "sv": "Titel", "en": "Title"},
    "Unit": {"fi": "Yksikkö", "sv": "Enhet", "en": "Unit"},
    "Centre": {"fi": "Keskusta", "sv": "Centrum", "en": "Centre"},
    "Safety": {"fi": "Hätä ja kriisi", "sv": "Nöd och kris", "en": "Emergency and crisis"},
    "Talk": {"fi": "Juttelu", "sv": "Småprat", "en": "Small talk"},
    "Winter streets": {
        "fi": "Katujen talvihoito",
        "sv": "Vinterunderhåll av gator",
        "en": "Winter care of streets",
    },
}
_TOPICS = (
    ("safety", "Safety", "danger"),
    ("talk", "Talk", "talk"),
    ("winter-streets", "Winter streets", None),
)
_NOTE = {
    "fi": ("Hoitoluokka: täydennä.", "Tontin omistaja puhdistaa jalkakäytävän."),
    "sv": ("Klass: fyll i.", "Tomtens ägare röjer trottoaren."),
    "en": ("Class: fill in.", "The owner of the plot clears the pavement."),
}


@dataclass(frozen=True, slots=True)
class Start:
    """What a new base is made from."""

    city: str
    official: str
    languages: tuple[str, ...]
    """Official ones: every answer must exist in each."""
    service: tuple[str, ...] = ()
    """Served in addition."""


def write(folder: Path, start: Start, today: date, say: Callable[[str], None]) -> None:
    """Write the folder. Raises AuraError if it holds something, SettingsError for the rest."""
    sample = sample_folder()
    _refuse(start, sample)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise AuraError(f"{folder} holds something already. Choose an empty folder.")
    slug = slug_of(start.official)
    for name, text in _files(start, slug, today).items():
        _put(folder / name, text)
    for name in ("language.toml", "safety.toml", "sensitive.toml"):
        _put(folder / name, (sample / name).read_text(encoding="utf-8"))
    for language in start.languages + start.service:
        name = f"phrases.{language}.toml"
        _put(folder / name, (sample / name).read_text(encoding="utf-8"))
        for answer in _ANSWERS:
            text = (sample / "answers" / f"{answer}.{language}.md").read_text(encoding="utf-8")
            _put(folder / "answers" / f"{answer}.{language}.md", _adopted(text, slug, today))
    say(
        f"Wrote {folder}. Put your officials, topics, districts and streets in. The answers are "
        "copies: but for the safety texts they are not used until you have read them, put your "
        f"facts in and set who reviewed them and until when. Then\n"
        f"  aura check --knowledge {folder}\n"
        f"  aura serve --knowledge {folder}"
    )


def _refuse(start: Start, sample: Path) -> None:
    known = sorted(path.name.split(".")[1] for path in sample.glob("phrases.*.toml"))
    for language in (start.languages or ("",)) + start.service:
        if language not in known:
            raise SettingsError(
                f"There are no phrases in '{language}' yet. Choose among {', '.join(known)}, or "
                "translate a phrases file."
            )
    if set(start.languages) & set(start.service):
        raise SettingsError("A language is either official or served in addition, not both.")
    if slug_of(start.official) == "reviewer":
        raise SettingsError("Give the first official's own name; 'reviewer' is another person.")


def slug_of(name: str) -> str:
    """A name as a heading of officials.toml: ``Maija Meikäläinen`` -> ``maija-meikalainen``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "official"


def _files(start: Start, slug: str, today: date) -> dict[str, str]:
    languages = start.languages + start.service

    def each(text: str) -> str:
        return ", ".join(f'{language} = "{_TITLES[text][language]}"' for language in languages)

    def topic(name: str, title: str, kind: str | None) -> str:
        row = _TOPIC.format(slug=name, titles=each(title), official=slug)
        return row + (f'kind = "{kind}"\n' if kind else "")

    return {
        "city.toml": _CITY.format(
            city=_plain(start.city),
            languages=_listed(start.languages),
            service=_listed(start.service),
            slug=slug,
            today=today,
            units=each("Unit"),
            class_lines=_notes(languages, 0),
            duty_lines=_notes(languages, 1),
        ),
        "topics.toml": "\n".join(topic(*row) for row in _TOPICS),
        "officials.toml": _OFFICIAL.format(
            slug=slug,
            name=_plain(start.official),
            languages=_listed(languages),
            titles=each("Title"),
            units=each("Unit"),
        ),
        "districts.toml": f"[centre]\nname = {{ {each('Centre')} }}\nalso = []\nneighbours = []\n"
        "# at = [60.1699, 24.9384]  # its middle on the map\n",
        "streets.csv": "name_fi,name_sv,district,class,contractor,pavement\n"
        "Torikatu,Torggatan,centre,1,,plot\n",
    }


def _notes(languages: tuple[str, ...], which: int) -> str:
    return "\n".join(f'{language} = "{_NOTE[language][which]}"' for language in languages)


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(f'"{code}"' for code in codes)


def _adopted(text: str, author: str, today: date) -> str:
    """A sample answer as a copy that nobody in the new city has reviewed: its date has passed."""
    before = today - timedelta(days=1)
    changes = {
        r"^author = .*$": f'author = "{author}"',
        r"^reviewed_by = .*$": 'reviewed_by = "reviewer"',
        r"^reviewed_on = .*$": f"reviewed_on = {before}",
        r"^review_again = .*$": f"review_again = {before}",
        r"^source = .*$": 'source = "Copied from the sample city, not reviewed yet"',
    }
    for pattern, line in changes.items():
        text = re.sub(pattern, line, text, count=1, flags=re.MULTILINE)
    return text


def _put(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise AuraError(f"{path} cannot be written: {error.strerror}.") from error


def _plain(name: str) -> str:
    """A name as it may stand between the quotes of a TOML file: on one line."""
    return " ".join(name.replace("\\", "").replace('"', "").split())
