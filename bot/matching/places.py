"""Streets and districts of the city in a message, inflected as people write them. Pure.

Finnish place names bend: Koivukuja -> Koivukujalla, Torikatu -> Torikadun, Myllyranta ->
Myllyrannassa. Each name is kept with the stems it can take, and a word is that place when it
is a stem and a case ending (spoken ones included: Harjulas, Torikadul).
"""

import re
from collections.abc import Iterator

from bot.city import Base
from bot.matching.text import tokens
from bot.places import Place, Street

_ENDING = re.compile(
    r"(?:n|a|ä|t|s|l|st|lt|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|n[aä]|ksi|t[aä]|ks"
    r"|an|en|in|on|un|yn|än|ön|h[aeiouyäö]n|seen|iin|j[aä]|i|i?den|i?lle|i?ll[aä]|i?ss[aä])?"
    r"(?:ni|si|ns[aä]|mme|nne|kin|k[aä]{1,3}n|ko|kö|h[aä]n|s)?$"
)
_GRADES = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nt", "nn"),
    ("nk", "ng"),
    ("mp", "mm"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("lk", "l"),
    ("rk", "r"),
    ("t", "d"),
    ("k", ""),
    ("p", "v"),
)
_LAST_CONSONANTS = re.compile(r"([bcdfghjklmnpqrstvwxzš]+)([aeiouyäöå]+)$")
_LONGEST_NAME = 3
_SHORTEST_STEM = 3


def _weak(name: str) -> str | None:
    """The name with its last consonants in the weak grade, e.g. ``torikatu`` -> ``torikadu``."""
    found = _LAST_CONSONANTS.search(name)
    if not found:
        return None
    for strong, weak in _GRADES:
        if found[1].endswith(strong):
            return name[: found.end(1) - len(strong)] + weak + found[2]
    return None


def stems_of(name: str) -> set[str]:
    """The stems a place name can take, case-folded."""
    plain = " ".join(tokens(name))
    stems = {plain}
    if weak := _weak(plain):
        stems.add(weak)
    stems |= {stem[:-1] + "e" for stem in stems if stem.endswith("i")}
    stems |= {stem[:-1] for stem in stems if stem.endswith("aari")}  # saarta, kaarta
    return {stem for stem in stems if len(stem) >= _SHORTEST_STEM}


class Places:
    """Finds the city's streets and districts in a message."""

    def __init__(self, base: Base) -> None:
        self._streets: dict[str, Street] = {}
        self._districts: dict[str, str] = {}
        for street in base.streets:
            for name in filter(None, (street.name_fi, street.name_sv)):
                self._streets.update(dict.fromkeys(stems_of(name), street))
        for slug, district in base.districts.items():
            for name in (*district.name.values(), *district.also):
                self._districts.update(dict.fromkeys(stems_of(name), slug))
        self._stems = frozenset({*self._streets, *self._districts})
        self._begin = frozenset(stem[:_SHORTEST_STEM] for stem in self._stems)

    def without(self, text: str) -> list[str]:
        """The words of the text that name no place: what is asked, not where."""
        words = tokens(text)
        where = {at for _, start, end in self._known(words) for at in range(start, end)}
        return [word for at, word in enumerate(words) if at not in where] or words

    def find(self, text: str) -> Place:
        """The first street named, and the district named or else the street's."""
        street = district = None
        for stem, _, _ in self._known(tokens(text)):
            street = street or self._streets.get(stem)
            district = district or self._districts.get(stem)
        if street and not district:
            district = street.district
        return Place(street, district)

    def _known(self, words: list[str]) -> Iterator[tuple[str, int, int]]:
        """Stems of the places named, each with the words it takes up: from, until."""
        start = 0
        while start < len(words):
            for length in range(_LONGEST_NAME, 0, -1):
                name = " ".join(words[start : start + length])
                if stem := self._stem(name):
                    yield stem, start, start + length
                    start += length
                    break
            else:
                start += 1

    def _stem(self, name: str) -> str | None:
        if name[:_SHORTEST_STEM] not in self._begin:
            return None
        for end in range(len(name), _SHORTEST_STEM - 1, -1):
            stem = name[:end]
            if stem in self._stems and _ENDING.match(name[end:]):
                return stem
        return None
