"""Whether what a resident writes is somebody's private matter (L27). Pure.

Health, social welfare, a child, a crime, a named neighbour: such words stay on the desk. Every
language's list is searched, since people change languages where words are hard to find. A flag
too many costs an official one tap; one too few shows an illness to a company of chats.
"""

from itertools import chain

from bot.answers import SafetyGroup, SensitiveGroup
from bot.city import Base
from bot.patterns import Said, plain_of

TOPIC, MASKED = "topic", "masked"
"""Why a case is sensitive, where no group of words says it: its topic, what was masked."""
_MASKED = frozenset({"identity", "account", "card"})
"""Kinds of masked data that are private by themselves: not a phone number, not an address."""
_OF_PEOPLE = "nen"
"""How surnames end that begin as places do: Rantanen, Lehtonen."""
_LONG = 5
"""Letters of a place name whose end its cases change: Torikatu, Torikadulla."""


def why_sensitive(
    base: Base,
    text: str,
    *,
    topic: str | None = None,
    removed: tuple[str, ...] = (),
    answer: str | None = None,
) -> str | None:
    """Why a message is sensitive: ``topic``, ``masked``, or the heading of the group of words in
    sensitive.toml or safety.toml that decided; None if it is not.

    Args:
        base: The city's base.
        text: The words, masked and without marks.
        topic: The topic that matching gave.
        removed: Kinds of data masked at the door.
        answer: Slug of the danger answer that went out, if one did.
    """
    known = base.topics.get(topic or "")
    if known and known.sensitive:
        return TOPIC
    if _MASKED.intersection(removed):
        return MASKED
    said = Said.of(text)
    dangers = [group for group in base.safety.values() if group.sensitive]
    groups: list[SensitiveGroup | SafetyGroup] = [*base.sensitive.values(), *dangers]
    found = next((group.slug for group in groups if _is_in(base, group, said)), None)
    return found or _private_danger(base, answer)


def _private_danger(base: Base, answer: str | None) -> str | None:
    """The group whose danger answer went out because matching found it, if that answer belongs to
    private dangers only: a crisis line does, 112 is called for fires too.
    """
    senders = [group for group in base.safety.values() if group.answer == answer]
    return senders[0].slug if senders and all(group.sensitive for group in senders) else None


def _is_in(base: Base, group: SensitiveGroup | SafetyGroup, said: Said) -> bool:
    harmless = tuple(chain.from_iterable(group.unless.values()))
    if any(said.find(patterns, harmless) for patterns in group.words.values()):
        return True
    named = group.named if isinstance(group, SensitiveGroup) else {}
    return any(
        said.find_named(patterns, harmless, lambda word: is_place(base, word))
        for patterns in named.values()
    )


def is_place(base: Base, word: str) -> bool:
    """Whether a plain word is a street, a district or the city itself, in any case of it."""
    return not word.endswith(_OF_PEOPLE) and any(word.startswith(name) for name in _places(base))


def _places(base: Base) -> set[str]:
    """The beginnings of the city's place names, without what their cases change."""
    streets = chain.from_iterable((street.name_fi, street.name_sv) for street in base.streets)
    districts = chain.from_iterable((*d.name.values(), *d.also) for d in base.districts.values())
    plain = (plain_of(name.split()[0]) for name in (*streets, *districts, base.city.name) if name)
    return {name[:-2] if len(name) > _LONG else name for name in plain}
