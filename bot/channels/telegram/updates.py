"""A raw update as the little that is kept of it (L25). Pure.

Kept: where to answer, the words, the language the resident's app speaks, the message's number,
what it replies to, references of files, a place on the map. Not kept: names, user name, photo,
phone, anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot itself is, as getMe told."""

    id: int
    username: str


def kept_of(update: Mapping[str, Any], me: Me) -> dict[str, Any] | None:
    """What is kept of a raw update; None when it says nothing to us."""
    raise NotImplementedError
