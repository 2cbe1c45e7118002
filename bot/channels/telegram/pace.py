"""How fast a bot may speak (Telegram's documented limits): about 30 messages a second in all,
one a second to a chat, 20 a minute to a group; and what a 429 says. Pure: the caller has the clock.
"""

from collections import OrderedDict

_BOT_SECONDS = 1 / 28
"""Between two messages of the bot: a little under 30 a second."""
_CHAT_SECONDS = 1.0
_GROUP_SECONDS = 3.0
_REMEMBERED = 10_000
"""Chats whose last message is remembered; older ones have long been ready again."""


class Pacer:
    """Gives each message its moment; times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._bot_free = 0.0
        self._chat_free: OrderedDict[str, float] = OrderedDict()
        self._chat_paused: dict[str, float] = {}
        self._bot_paused = 0.0

    def wait(self, chat: str, now: float) -> float:
        """Seconds until ``chat`` may be spoken to, were it alone; takes nothing."""
        paused = max(self._chat_paused.get(chat, 0.0), self._bot_paused)
        return max(0.0, self._chat_free.get(chat, 0.0) - now, paused - now)

    def take(self, chat: str, now: float) -> float:
        """Take the bot's next moment for ``chat``, whose own turn it is: seconds until then."""
        at = max(self._bot_free, now)
        self._bot_free = at + _BOT_SECONDS
        self._chat_free[chat] = at + (_GROUP_SECONDS if is_group(chat) else _CHAT_SECONDS)
        self._chat_free.move_to_end(chat)
        while len(self._chat_free) > _REMEMBERED:
            self._chat_free.popitem(last=False)
        return at - now

    def refused(self, chat: str, seconds: float, now: float) -> None:
        """A 429: pause this chat. Telegram does not say whether it means the chat or the bot: when
        another chat is refused while one is paused, the whole bot pauses.
        """
        self._chat_paused = {c: until for c, until in self._chat_paused.items() if until > now}
        if self._chat_paused.keys() - {chat}:
            self._bot_paused = max(self._bot_paused, now + seconds)
        self._chat_paused[chat] = now + seconds


def is_group(chat: str) -> bool:
    """Whether a chat's number is a group's: those are negative."""
    return chat.startswith("-")
