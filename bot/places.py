"""Districts and streets of the city, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.earth import Spot


@dataclass(frozen=True, slots=True)
class District:
    """A part of the city, with the names residents use for it."""

    slug: str
    name: Mapping[str, str]
    also: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    at: Spot | None = None
    """Its middle."""


@dataclass(frozen=True, slots=True)
class Street:
    """One street and what is known of it."""

    name_fi: str
    name_sv: str
    district: str
    maintenance_class: str
    contractor: str
    pavement: str
    """Who clears the pavement: ``plot`` or ``city``."""

    def name(self, language: str) -> str:
        """The street's name as used in ``language``."""
        return self.name_sv if language == "sv" and self.name_sv else self.name_fi


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the city a message is about."""

    street: Street | None = None
    district: str | None = None
    """The district's slug."""
