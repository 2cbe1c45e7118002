"""Words that belong to no case: commands, and what is said to what cannot be read.

Their updates are kept in the inbox under the channel ``telegram.talk``, so that they survive a
crash too; each kind has one handler. Said at least once: after a crash between saying and noting
it, it is said again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.channels.buttons import Choice, Press
from bot.channels.telegram.buttons import keyboard
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.commands import SHOWN, Command, name_of
from bot.channels.telegram.text import ROOM
from bot.channels.telegram.updates import TALK, Kind
from bot.channels.text import parts
from bot.errors import SendError, StoreError
from bot.library import Library
from bot.mail import Arrival
from bot.model import Address
from bot.ports import Runner, Store

_log = structlog.get_logger(__name__)
_BATCH = 200
_LOOK_SECONDS = 1.0
"""How often new words are looked for while others hang."""
_AGAIN_SECONDS = 5.0
_GIVEN_UP = timedelta(hours=1)
"""A word that could not be said for so long helps nobody any more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a resident asked of the bot itself."""

    address: Address
    language: str
    text: str
    """The words after a command."""
    press: Press | None = None
    number: str | None = None
    """Telegram's number of the message."""
    pressed: str = ""
    """That of the message whose button was pressed, of a card."""


Handler = Callable[[Heard], Awaitable[None]]


class Talk:
    """Answers what waits under ``telegram.talk``; handlers can be added by name."""

    name = TALK

    def __init__(
        self,
        runner: Runner,
        channel: TelegramChannel,
        library: Library,
        now: Callable[[], datetime],
        web_chat: str = "",
    ) -> None:
        """``web_chat``: the address of the web chat, for those who prefer it."""
        self._runner = runner
        self.channel = channel
        self._library = library
        self._now = now
        self._web_chat = web_chat
        self._later: dict[str, datetime] = {}
        self.handlers: dict[str, Handler] = {
            Command.START: self.start,
            Command.HELP: self.help,
            Command.LANGUAGE: self.language,
            Choice.ADD: self.add,
            Kind.NOT_READ: self.not_read,
        }
        """By command, by the first part of a button's choice (``language.fi``), or by kind."""

    async def work(self) -> int:
        """Answer everything that waits, each chat in order; how much was answered.

        A chat that hangs holds up no other: what comes meanwhile is answered beside it.
        """
        done, going = 0, dict[str, asyncio.Task[int]]()
        async with asyncio.TaskGroup() as group:
            while True:
                for place, arrivals in (await self._waiting(set(going))).items():
                    going[place] = group.create_task(self._chat(place, arrivals))
                if not going:
                    return done
                ended, _ = await asyncio.wait(
                    going.values(), timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                done += sum(task.result() for task in ended)
                going = {place: task for place, task in going.items() if task not in ended}

    async def _waiting(self, busy: set[str]) -> dict[str, list[Arrival]]:
        """What waits in each chat whose time it is, oldest first."""
        chats: dict[str, list[Arrival]] = {}
        now = self._now()
        for arrival in await self._runner.run(_unread):
            place = str(arrival.payload.get("place"))
            if place not in busy and self._later.get(place, now) <= now:
                chats.setdefault(place, []).append(arrival)
        return chats

    async def _chat(self, place: str, arrivals: list[Arrival]) -> int:
        """Answer one chat, until one answer has to wait."""
        for done, arrival in enumerate(arrivals):
            try:
                if not _same(arrival, arrivals[done + 1 :]):
                    await self._answer(arrival)
            except SendError as error:
                if not (error.permanent or self._now() - arrival.at > _GIVEN_UP):
                    again = timedelta(seconds=error.again_in or _AGAIN_SECONDS)
                    self._later[place] = self._now() + again
                    return done
            except StoreError:
                raise
            except Exception as error:  # one bad word must not stop the next
                _log.exception("telegram.talk_failed", arrival=arrival.id)
                await self._runner.run(_set_aside, arrival.id, type(error).__name__)
                continue
            self._later.pop(place, None)
            await self._runner.run(_done, arrival.id)
        return len(arrivals)

    async def _answer(self, arrival: Arrival) -> None:
        payload = arrival.payload
        address = Address(self.channel.name, str(payload["place"]))
        language = await self._runner.run(self._language, address, payload.get("language"))
        press = None
        if payload.get("choice"):
            press = Press(payload.get("about") or "", payload["version"], payload["choice"])
        key = payload.get("command") or (press.choice.split(".")[0] if press else payload["kind"])
        handler = self.handlers.get(key, self.help)
        words = str(payload.get("words", payload["text"]))
        number, pressed = payload.get("number"), str(payload.get("pressed") or "")
        await handler(Heard(address, language, words, press, number, pressed))

    def _language(self, store: Store, address: Address, told: str | None) -> str:
        """The conversation's language, else that of the resident's app, else the city's first."""
        languages = self._library.base.city.languages
        known = store.language_of(address) or told
        return known if known in languages else languages[0]

    async def say(
        self, heard: Heard, key: str, buttons: Mapping[str, Any] | None = None, **values: object
    ) -> None:
        """Say a phrase to who was heard."""
        await self.say_text(heard, self._library.base.say(heard.language, key, **values), buttons)

    async def say_text(
        self, heard: Heard, text: str, buttons: Mapping[str, Any] | None = None
    ) -> None:
        """Say a text to who was heard, in parts where it is long, the buttons under the last."""
        head = self._library.base.say(heard.language, "chat.bot")
        *first, last = parts(f"**{head}**\n{text}", ROOM)
        for part in first:
            await self.channel.say(heard.address.place, part)
        await self.channel.say(heard.address.place, last, buttons, replies_to=heard.number)

    async def start(self, heard: Heard) -> None:
        """Who we are, what checks the answers, what not to write here (L4, L25)."""
        city = self._library.base.city
        await self.say(
            heard,
            "telegram.start",
            self._languages(),
            email=city.email,
            privacy=city.privacy_notice,
            web=self._web(heard.language),
            human=name_of(Command.HUMAN, heard.language),
            help=name_of(Command.HELP, heard.language),
        )

    def _web(self, language: str) -> str:
        """The way to the web chat, if it has an address that others can open."""
        if not self._web_chat:
            return ""
        return "\n\n" + self._library.base.say(language, "telegram.web", web=self._web_chat)

    async def help(self, heard: Heard) -> None:
        """What can be written here, and the commands."""
        base = self._library.base
        lines = (
            f"/{name_of(command, heard.language)} "
            f"{base.say(heard.language, f'telegram.command_{command}')}"
            for command in SHOWN
        )
        phone, listed = base.city.phone, "\n".join(lines)
        await self.say(heard, "telegram.help", phone=phone, commands=listed)

    async def language(self, heard: Heard) -> None:
        """Which language? Or, pressed or written: this one from now on (L19)."""
        base = self._library.base
        wanted = heard.press.choice.partition(".")[2] if heard.press else heard.text.lower()
        if wanted not in base.city.languages:
            await self.say(heard, "telegram.which_language", self._languages())
            return
        await self._runner.run(_keep_language, heard.address, wanted, self._now())
        chosen = Heard(heard.address, wanted, "", number=heard.number)
        await self.say(chosen, "telegram.language_kept")

    def _languages(self) -> dict[str, Any]:
        base = self._library.base
        row = tuple(
            (base.say(code, "language.name"), Press("", 0, f"{Command.LANGUAGE}.{code}"))
            for code in base.city.languages
        )
        return keyboard(row)

    async def add(self, heard: Heard) -> None:
        """More on a case: the reply to this word goes to it, since it names it."""
        reference = heard.press.reference if heard.press else ""
        await self.say(heard, "telegram.add", {"force_reply": True}, reference=reference)

    async def not_read(self, heard: Heard) -> None:
        """Only words, photos, documents and places are read."""
        await self.say(heard, "telegram.not_read", phone=self._library.base.city.phone)


def _same(arrival: Arrival, later: list[Arrival]) -> bool:
    """Whether the same is asked again later: ten stickers get one answer."""
    keys = ("kind", "command", "about", "version", "choice", "text", "words")

    def asked(one: Arrival) -> tuple[Any, ...]:
        return tuple(one.payload.get(key) for key in keys)

    return any(asked(other) == asked(arrival) for other in later)


def _unread(store: Store) -> list[Arrival]:
    return store.unread((TALK,), _BATCH)


def _done(store: Store, arrival_id: int) -> None:
    store.read(arrival_id, None)


def _set_aside(store: Store, arrival_id: int, error: str) -> None:
    store.set_aside(arrival_id, error)


def _keep_language(store: Store, address: Address, language: str, at: datetime) -> None:
    store.keep_language(address, language, at)
