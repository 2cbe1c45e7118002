"""How fast a bot may speak (Telegram's documented limits): about 30 messages a second in all,
one a second to a chat, 20 a minute to a group. Pure.
"""

from bot.channels.pace import Pacer

_BOT_SECONDS = 1 / 28
"""Between two messages of the bot: a little under 30 a second."""
_CHAT_SECONDS = 1.0
_GROUP_SECONDS = 3.0


def telegram_pacer() -> Pacer:
    """A bot's pace."""
    return Pacer(_BOT_SECONDS, lambda chat: _GROUP_SECONDS if is_group(chat) else _CHAT_SECONDS)


def is_group(chat: str) -> bool:
    """Whether a chat's number is a group's: those are negative."""
    return chat.startswith("-")
