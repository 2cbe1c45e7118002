"""Officials' cards in a Telegram chat: drawn, posted, and changed in place."""

import html
from collections.abc import Mapping
from typing import Any

from bot.cards import WRITTEN
from bot.channels.buttons import Press
from bot.channels.telegram.buttons import keyboard
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.text import to_html
from bot.channels.telegram.updates import CARD_SIGN, CASES, REVIEW_SIGN
from bot.errors import SendError
from bot.mail import Block, Card, Part, Rows

CARD = "card"
"""What the choice of a card's button begins with."""
_SAME, _GONE = "not modified", ("to edit not found", "can't be edited", "message_id_invalid")


class TelegramCards:
    """``ports.CardChannel`` for Telegram."""

    name = CASES
    can_look = False

    def __init__(self, channel: TelegramChannel) -> None:
        self._channel = channel

    async def post(self, place: str, card: Card) -> str:
        """Show a new card; the number of its message."""
        message = await self._channel.do("sendMessage", place, **_values(place, card))
        return str(message["message_id"])

    async def update(self, place: str, message: str, card: Card) -> bool:
        """Show the card in that message's place. False: the message is gone."""
        values = _values(place, card) | {"message_id": int(message)}
        return await self._change("editMessageText", place, values)

    async def find(self, place: str, card: Card) -> str | None:
        """None: a bot cannot read what stands in a chat."""
        del place, card
        return None

    async def tell(self, place: str, text: str) -> None:
        """Say something to an official. Raises SendError."""
        await self._channel.say(place, text)

    async def rebutton(self, place: str, message: str, card: tuple[str, int], rows: Rows) -> bool:
        """Other buttons under a card's message; ``card``: its reference and version."""
        values = {
            "chat_id": int(place),
            "message_id": int(message),
            "reply_markup": _keyboard(*card, rows),
        }
        return await self._change("editMessageReplyMarkup", place, values)

    async def _change(self, method: str, place: str, values: Mapping[str, Any]) -> bool:
        try:
            await self._channel.do(method, place, **values)
        except SendError as error:
            said = str(error).lower()
            if error.permanent and any(words in said for words in _GONE):
                return False
            if not (error.permanent and _SAME in said):
                raise
        return True


def _values(place: str, card: Card) -> dict[str, Any]:
    markup = _keyboard(card.reference, card.version, card.buttons)
    if card.live and card.desk.startswith("https://"):  # Telegram takes no other address
        markup["inline_keyboard"].append([{"text": card.desk_label, "url": card.desk}])
    return {
        "chat_id": int(place),
        "text": text_of(card),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": markup,
    }


def _keyboard(reference: str, version: int, rows: Rows) -> dict[str, Any]:
    """The buttons that a chat has: none that would open a form."""
    kept = ([button for button in row if button.act not in WRITTEN] for row in rows)
    return keyboard(
        *(
            tuple((b.label, Press(reference, version, f"{CARD}.{b.act}")) for b in row)
            for row in kept
            if row
        )
    )


_SIGNS = {Part.HEAD: CARD_SIGN, Part.REVIEW: REVIEW_SIGN}
_PEOPLES = frozenset({Part.RESIDENT, Part.INTERNAL})


def text_of(card: Card) -> str:
    """The card as Telegram's HTML. Its first sign tells an answer to it from other answers."""
    return "\n\n".join(_block(block) for block in card.blocks if block.part is not Part.THREAD)


def _block(block: Block) -> str:
    """People's words are escaped as they are; only the city's own texts have markup."""
    plain = html.escape(block.text)
    if block.part in _SIGNS:
        return f"{_SIGNS[block.part]} <b>{plain}</b>"
    if block.part is Part.REMINDER:
        return f"<b>{plain}</b>"
    if block.part in (Part.FACTS, Part.STREET):
        return f"<i>{plain}</i>"
    if block.part in (Part.NOTE, Part.REPLY):
        return plain
    text = plain if block.part in _PEOPLES else to_html(block.text)
    return f"<b>{html.escape(block.head)}</b>\n<blockquote>{text}</blockquote>"
