"""How fast a bot may speak: a chat, the whole bot, and what Telegram itself says. Pure."""


class Pacer:
    """1 message a second a chat, about 30 a second a bot; a 429 pauses a chat, or the bot."""
