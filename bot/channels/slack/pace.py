"""How fast an app may speak (Slack's documented limits): a message a second to a channel. Pure."""

from bot.channels.pace import Pacer

_ALL_SECONDS = 1 / 20
"""Between two messages to anybody: Slack says several hundred a minute; a little of that."""
_CHANNEL_SECONDS = 1.1
"""A little more than the second: on the way two messages come closer together."""


def slack_pacer() -> Pacer:
    """An app's pace."""
    return Pacer(_ALL_SECONDS, lambda _channel: _CHANNEL_SECONDS)
