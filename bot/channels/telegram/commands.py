"""The commands: what they are called in each language. Their descriptions are phrases."""

from collections.abc import Mapping
from enum import StrEnum


class Command(StrEnum):
    """What a resident can ask of the bot by name."""

    START = "start"
    HUMAN = "human"
    STATUS = "status"
    SAVE = "save"
    MY_DATA = "mydata"
    ERASE = "delete"
    LANGUAGE = "language"
    HELP = "help"
    LINK = "link"


SHOWN = tuple(command for command in Command if command is not Command.LINK)
"""The commands that residents are shown; an official is told the other by the desk."""


NAMES: Mapping[Command, Mapping[str, str]] = {
    Command.START: {"fi": "start", "sv": "start", "en": "start"},
    Command.HUMAN: {"fi": "ihminen", "sv": "manniska", "en": "human"},
    Command.STATUS: {"fi": "tila", "sv": "status", "en": "status"},
    Command.SAVE: {"fi": "tallenna", "sv": "spara", "en": "save"},
    Command.MY_DATA: {"fi": "tietoni", "sv": "minadata", "en": "mydata"},
    Command.ERASE: {"fi": "poista", "sv": "radera", "en": "delete"},
    Command.LANGUAGE: {"fi": "kieli", "sv": "sprak", "en": "language"},
    Command.HELP: {"fi": "apua", "sv": "hjalp", "en": "help"},
    Command.LINK: {"fi": "link", "sv": "link", "en": "link"},
}
"""Language to name; another language of a city uses the English one. Telegram takes small
letters a to z, digits and underscores, at most 32."""

_BY_NAME = {name: command for command, names in NAMES.items() for name in names.values()}


def command_of(name: str) -> Command | None:
    """The command of that name, in any language."""
    return _BY_NAME.get(name.lower())


def name_of(command: Command, language: str) -> str:
    """What the command is called in ``language``."""
    return NAMES[command].get(language, NAMES[command]["en"])
