"""What stands in the chats of an office."""

from bot.mail import Card, Part
from bot.model import Case
from bot.states import Level
from tests.fakes import FakeCards
from tests.offices import CHAT, Office

DUE = "Luvattu aika on tullut, eikä asukas ole saanut vastausta."


HEAD = "Luvattu aika on ohi, ja asukas odottaa yhä vastausta."


def of(office: Office, case: Case) -> list[tuple[Level, bool]]:
    """Its reminders, and whether a chat has shown them."""
    return [(one.level, one.shown is not None) for one in office.store.nudges(case.id)]


def lines_in(channel: FakeCards, place: str = CHAT.place) -> list[str]:
    """The reminding lines of all that was posted in a place."""
    return [
        block.text
        for where, card in channel.posted
        if where == place
        for block in card.blocks
        if block.part is Part.REMINDER
    ]


def live(office: Office) -> dict[str, list[Card]]:
    """The cards that can be decided on, by place."""
    found: dict[str, list[Card]] = {}
    for (place, _), card in office.channel.shown.items():
        if card.live:
            found.setdefault(place, []).append(card)
    return found


def text_of(card: Card) -> str:
    return "\n".join(block.text for block in card.blocks)
