"""The resident's rights on Telegram: how my matters stand, save, my data, delete (L6, L29)."""

from telegram import InputFile

from bot.cases import Cases
from bot.channels.buttons import Press
from bot.channels.telegram.buttons import keyboard
from bot.channels.telegram.channel import chat_of
from bot.channels.telegram.commands import Command
from bot.channels.telegram.talk import Heard, Talk
from bot.erasing import Erasing
from bot.model import Address, Message
from bot.pages.files import TakenFile, conversation_file, data_file
from bot.pages.render import Pages
from bot.ports import Runner, Store

_YES = f"{Command.ERASE}.yes"


class TalkRights:
    """Handlers of ``Talk`` for what a resident may ask of the desk itself."""

    def __init__(
        self, talk: Talk, runner: Runner, cases: Cases, pages: Pages, erasing: Erasing
    ) -> None:
        self._talk = talk
        self._runner = runner
        self._cases = cases
        self._pages = pages
        self._erasing = erasing
        talk.handlers |= {
            Command.STATUS: self.status,
            Command.SAVE: self.save,
            Command.MY_DATA: self.my_data,
            Command.ERASE: self.erase,
        }

    async def status(self, heard: Heard) -> None:
        """Who has my open matters, and by when."""
        said = await self._runner.run(self._cases.standing, heard.address, heard.language)
        await self._talk.say_text(heard, said)

    async def save(self, heard: Heard) -> None:
        """The conversation as a file (306/2019 6 a § 6)."""
        thread, name = await self._runner.run(_conversation, heard.address)
        if not thread:
            await self._talk.say(heard, "telegram.nothing_yet")
            return
        file = conversation_file(self._pages, thread, heard.language, name=name, form="html")
        await self._send(heard, file)

    async def my_data(self, heard: Heard) -> None:
        """All that is kept about me, as a file (GDPR 15)."""
        data = await self._runner.run(self._cases.my_data, heard.address)
        await self._send(heard, data_file(data))

    async def erase(self, heard: Heard) -> None:
        """What would go and what would stay, with a button; pressed, it goes (GDPR 17).

        The button carries the mark of what it was drawn for: if that is not what there is now,
        it is asked again.
        """
        press, done = heard.press, False
        if press and press.choice == _YES:
            erasure, done = await self._erasing.done(press.version, heard.address)
        else:
            erasure = await self._erasing.planned(heard.address)
        said = self._cases.erasure_said(erasure, heard.language, done=done)
        label = self._cases.base.say(heard.language, "rights.yes")
        yes = keyboard(((label, Press("", erasure.mark, _YES)),))
        await self._talk.say_text(heard, said, yes if erasure.takes and not done else None)

    async def _send(self, heard: Heard, file: TakenFile) -> None:
        await self._talk.channel.do(
            "sendDocument",
            heard.address.place,
            chat_id=int(chat_of(heard.address.place)),
            document=InputFile(file.body, filename=file.name, attach=True),
        )


def _conversation(store: Store, address: Address) -> tuple[list[Message], str]:
    """The conversation and the reference of its newest case."""
    case = store.latest_case(address)
    return store.conversation(address), case.reference if case else ""
