"""Telegram, both ways. The only home of python-telegram-bot; its Updater is not used.

- ``api``: one door to the Bot API, and its errors as ours
- ``updates``: a raw update as the little that is kept of it (L25); pure
- ``fetcher``: raw updates into the inbox before the offset moves; ``webhook``: the same, pushed
- ``channel``: ``ports.Channel``: kept updates to questions, deliveries to messages
- ``talk``: commands and other words that belong to no case
- ``line``: all of it from the settings
- ``text``, ``buttons``, ``pace``: markup and splitting, callback data, how fast; pure
"""

from bot.channels.buttons import Press, press_of
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.fetcher import TelegramFetcher
from bot.channels.telegram.line import Access, TelegramLine, webhook_secret
from bot.channels.telegram.pace import telegram_pacer
from bot.channels.telegram.talk import Talk
from bot.channels.telegram.updates import Me, kept_of

__all__ = [
    "Access",
    "Me",
    "Press",
    "Talk",
    "TelegramApi",
    "TelegramChannel",
    "TelegramFetcher",
    "TelegramLine",
    "kept_of",
    "press_of",
    "telegram_pacer",
    "webhook_secret",
]
