"""Buttons under a case's messages: its reference, its version and a choice, nothing else. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.city import Base
from bot.mail import Delivery
from bot.model import NEITHER, MessageKind, Wish

_DATA = re.compile(r"([A-Z0-9-]{0,20}):(\d{1,9}):([a-z0-9._-]{1,30})")
_RECEIPTS = frozenset({MessageKind.RECEIPT, MessageKind.SAFETY, MessageKind.TALK})


class Choice(StrEnum):
    """What the buttons under a case's messages say; ``1``, ``2`` ... choose an answer."""

    HUMAN = "human"
    HELPED = "helped"
    DISAGREE = "disagree"
    ADD = "add"


WISHES: Mapping[str, Wish] = {
    Choice.HUMAN: Wish.HUMAN,
    Choice.HELPED: Wish.HELPED,
    Choice.DISAGREE: Wish.DISAGREE,
    "1": Wish.CHOOSE,
    "2": Wish.CHOOSE,
    "3": Wish.CHOOSE,
}
"""What a press means to the case; ``ADD`` is answered by the channel itself."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button, as its data tells: ``reference:version:choice``."""

    reference: str
    version: int
    choice: str

    @property
    def data(self) -> str:
        """What the button carries; at most 64 bytes, since its parts are that short."""
        return f"{self.reference}:{self.version}:{self.choice}"


def press_of(data: str) -> Press | None:
    """The press that a button's data tells; None when it is no button of ours."""
    found = _DATA.fullmatch(data)
    return Press(found[1], int(found[2]), found[3]) if found else None


Row = tuple[tuple[str, Press], ...]
"""Buttons side by side: label and press."""


def rows_of(base: Base, delivery: Delivery) -> list[Row]:
    """The buttons under a case's message, by its kind; empty where there are none."""
    kind, language = delivery.message.kind, delivery.message.language
    if language not in base.phrases:
        language = base.city.languages[0]

    def button(key: str, choice: str) -> tuple[str, Press]:
        press = Press(delivery.reference, delivery.version, choice)
        return base.say(language, key), press

    human = button("chat.human", Choice.HUMAN)
    if kind is MessageKind.CHOICE:
        return [*_choices(base, delivery, language), (human,)]
    if kind is MessageKind.REPLY:
        yes, no = button("chat.helped", Choice.HELPED), button("chat.disagree", Choice.DISAGREE)
        return [(yes, no), (button("chat.add", Choice.ADD),)]
    return [(human,)] if kind in _RECEIPTS else []


def _choices(base: Base, delivery: Delivery, language: str) -> list[Row]:
    """A row for each answer asked about, then neither; a number stands for each (64 bytes)."""
    rows: list[Row] = []
    for number, slug in enumerate((*delivery.asks, NEITHER), 1):
        answer = base.answer(slug, language)
        label = answer.title if answer else base.say(language, "bot.wish_neither")
        rows.append(((label, Press(delivery.reference, delivery.version, str(number))),))
    return rows
