"""Who asks in Slack, and their own data: what is kept, and its removal (GDPR 15 and 17, L29).

Theirs are the direct chat with the app and all that they have asked in rooms. Only they see what
is told; the file goes into their direct chat.
"""

import asyncio
from collections.abc import Sequence

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.models.blocks import ActionsBlock, Block

from bot.cases import Cases, Erasure
from bot.channels.beside import Beside
from bot.channels.buttons import Press, press_of
from bot.channels.slack.api import SlackApi, code_of
from bot.channels.slack.blocks import bold, button, fallback, written
from bot.channels.slack.channel import NAME, SlackChannel
from bot.channels.slack.payloads import Pressed
from bot.erasing import Erasing
from bot.errors import SendError
from bot.model import Address
from bot.pages.files import TakenFile, data_file
from bot.ports import Runner, Store
from bot.pressing import official_at

_log = structlog.get_logger(__name__)
RIGHTS = "rights"
"""What the action_id of the button that confirms begins with."""
_YES = "delete.yes"
_IN_TIME = 2.0
"""Seconds that Slack may take to say which chat is whose: a command is answered within 3 s."""

Said = tuple[str, Sequence[Block]]
"""What heads an answer, and its blocks."""


class SlackRights:
    """The same as in the other channels, by the same use cases."""

    def __init__(
        self,
        runner: Runner,
        api: SlackApi,
        channel: SlackChannel,
        cases: Cases,
        erasing: Erasing,
    ) -> None:
        """Nothing is asked of Slack yet."""
        self._runner = runner
        self._api = api
        self._channel = channel
        self._cases = cases
        self._erasing = erasing
        self._beside = Beside()

    async def my_data(self, user: str) -> Said:
        """All that is kept about somebody, on its way as a file."""
        chat = await self._chat(user)
        if chat is None:
            return self._away(), ()
        file, language, is_official = await self._runner.run(self._file, user, chat)
        self._beside.run(self._send(user, chat, file, language))
        comes = [self._say(language, "slack.data_comes")]
        if is_official:
            comes.append(self._say(language, "slack.data_work"))
        stays = self._say(language, "slack.rights_stays")
        return self._say(language, "rights.data"), written(f"{' '.join(comes)}\n\n{stays}")

    async def ask(self, user: str) -> Said:
        """What would go and what would stay, with a button."""
        chat = await self._chat(user)
        if chat is None:
            return self._away(), ()
        addresses, language = await self._runner.run(self._theirs, user, chat)
        return self._told(await self._erasing.planned(*addresses), language, done=False)

    async def pressed(self, ack: AsyncAck, payload: Pressed) -> None:
        """The button: it goes, before Slack is told that the press has come; if it is not what the
        button was drawn for, it is asked again. What the button stood under is told anew.
        """
        press, user = press_of(payload.actions[0].value or ""), payload.user.id
        if press is None or press.choice != _YES:
            await ack()
            return
        chat = await self._chat(user)
        said: Said = (self._away(), ())
        if chat is not None:
            addresses, language = await self._runner.run(self._theirs, user, chat)
            erasure, done = await self._erasing.done(press.version, *addresses)
            said = self._told(erasure, language, done=done)
        await ack()
        self._beside.run(self._tell(payload, said))

    def _file(self, store: Store, user: str, chat: str) -> tuple[TakenFile, str, bool]:
        """Their data, the language they are answered in, and whether they are an official."""
        addresses = _addresses(store, user, chat)
        data = data_file(self._cases.my_data(store, *addresses))
        official = official_at(store, self._cases.base, Address(NAME, user))
        return data, self._language(store, user, addresses), official is not None

    def _theirs(self, store: Store, user: str, chat: str) -> tuple[list[Address], str]:
        """Where they are heard, and the language they are answered in."""
        addresses = _addresses(store, user, chat)
        return addresses, self._language(store, user, addresses)

    def _told(self, erasure: Erasure, language: str, *, done: bool) -> Said:
        said = self._cases.erasure_said(erasure, language, done=done)
        stays = self._say(language, "slack.rights_stays")
        blocks = written(f"{said}\n\n{stays}")
        if erasure.takes and not done:
            yes = Press("", erasure.mark, _YES).data
            label = self._say(language, "rights.yes")
            blocks.append(ActionsBlock(elements=[button(label, f"{RIGHTS}.yes", yes)]))
        return self._say(language, "slack.title_erase"), blocks

    async def _chat(self, user: str) -> str | None:
        """The direct chat, in time; None: Slack does not say which one it is just now."""
        try:
            async with asyncio.timeout(_IN_TIME):
                return await self._channel.chat(user)
        except (SendError, TimeoutError) as error:
            _log.warning("slack.no_chat", error=str(error))
            return None

    async def _send(self, user: str, chat: str, file: TakenFile, language: str) -> None:
        """The file into the chat; where that does not work they hear of it."""
        try:
            await self._api.upload(chat, file.name, file.body)
        except Exception as error:  # noqa: BLE001 - whatever it is, they can ask again
            _log.warning("slack.data_not_sent", error=code_of(error) or type(error).__name__)
            email = self._cases.base.city.email
            told = self._say(language, "slack.data_not_sent", email=email)
            await self._channel.whisper(chat, user, told)

    async def _tell(self, payload: Pressed, said: Said) -> None:
        """In the place of what was pressed."""
        head, blocks = said
        drawn = [block.to_dict() for block in (bold(head), *blocks)]
        try:
            await self._api.respond(
                payload.response_url or "",
                replace_original=True,
                text=fallback(head),
                blocks=drawn,
            )
        except Exception as error:  # noqa: BLE001 - it is done, and asking again tells so
            told = str(error) if isinstance(error, SendError) else code_of(error)
            _log.warning("slack.not_responded", error=told or type(error).__name__)

    def _language(self, store: Store, user: str, addresses: Sequence[Address]) -> str:
        """What was spoken there, else an official's own, else the city's first."""
        base = self._cases.base
        spoken = [store.language_of(address) for address in addresses]
        official = official_at(store, base, Address(NAME, user))
        own = official.languages if official else ()
        languages = base.city.languages
        return next((one for one in (*spoken, *own) if one in languages), languages[0])

    def _away(self) -> str:
        return self._say(self._cases.base.city.languages[0], "slack.not_now")

    def _say(self, language: str, key: str, **values: object) -> str:
        return self._cases.base.say(language, key, **values)


def _addresses(store: Store, user: str, chat: str) -> list[Address]:
    """The direct chat and every room where they have asked."""
    direct = Address(NAME, f"{chat}/{user}")  # by what could not be read
    rooms = (room for room in store.places_of(NAME, user) if room != direct)
    return [Address(NAME, chat), *rooms]
