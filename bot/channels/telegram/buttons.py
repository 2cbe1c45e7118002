"""Rows of buttons as Telegram's keyboards. Pure."""

from typing import Any

from bot.channels.buttons import Row

MOST_BYTES = 64
"""Telegram's limit of callback data."""
_MOST_LABEL = 60
"""Signs of a button's text; phones cut longer ones."""


def keyboard(*rows: Row) -> dict[str, Any]:
    """Rows of buttons (label and press) as an InlineKeyboardMarkup."""
    return {
        "inline_keyboard": [
            [{"text": label[:_MOST_LABEL], "callback_data": press.data} for label, press in row]
            for row in rows
        ]
    }
