"""Officials on Telegram: linking a chat, the buttons of cards, answers to them."""

from contextlib import suppress

from bot.channels.telegram.cards import CARD, TelegramCards
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.commands import Command
from bot.channels.telegram.pace import is_group
from bot.channels.telegram.talk import Handler, Heard, Talk
from bot.errors import SendError
from bot.library import Library
from bot.pressing import Press, Pressing, is_code

_TEXT = "text"


class Officials:
    """Handlers of ``Talk`` for those who answer from a chat."""

    def __init__(
        self,
        pressing: Pressing,
        channel: TelegramChannel,
        cards: TelegramCards,
        library: Library,
    ) -> None:
        """``pressing`` decides; the rest speaks."""
        self._pressing = pressing
        self._channel = channel
        self._cards = cards
        self._library = library

    def join(self, talk: Talk) -> None:
        """Take over what officials say: a start with a code, a link, whatever is on a card."""
        welcome = talk.handlers[Command.START]

        async def start(heard: Heard) -> None:
            await (self.link if is_code(heard.text) else welcome)(heard)

        more: dict[str, Handler] = {
            Command.START: start,
            Command.LINK: self.link,
            CARD: self.pressed,
        }
        talk.handlers.update(more)

    async def link(self, heard: Heard) -> None:
        """Link this chat by the code after the command."""
        place, base = heard.address.place, self._library.base
        if is_group(place):
            said: str | None = base.say(heard.language, "card.private")
        else:
            said = await self._pressing.link(heard.address, heard.text)
        await self._channel.say(place, said or base.say(heard.language, "card.dead_code"))

    async def pressed(self, heard: Heard) -> None:
        """A button of a card, or a text as an answer to one."""
        if heard.press is None:
            return
        act = heard.press.choice.partition(".")[2]
        kind, _, message = act.partition(".")
        press = Press(heard.press.reference, heard.press.version, act, message=heard.pressed)
        if kind == _TEXT:
            press = Press(heard.press.reference, 0, _TEXT, heard.text, message)
        place = heard.address.place
        found = await self._pressing.press(heard.address, press, heard.language)
        with suppress(SendError):  # the next change of the card mends it
            if found.buttons is not None:
                shown = (press.reference, press.version)
                await self._cards.rebutton(place, found.message, shown, found.buttons)
            if found.card is not None and found.message:
                await self._cards.update(place, found.message, found.card)
        if found.said:
            await self._channel.say(place, found.said)
