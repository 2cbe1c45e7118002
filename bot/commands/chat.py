"""`aura chat`: resident and official in one terminal, through the real program."""

import asyncio
import contextlib
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any, TextIO

from bot import privacy
from bot.app import Aura
from bot.channels.console import ConsoleChannel
from bot.channels.payload import payload_of
from bot.city import Base
from bot.errors import AuraError, NoSuchCaseError, NoSuchOfficialError
from bot.mail import Delivery
from bot.model import OPEN, Case, Wish
from bot.settings import Settings

HELP = """\
Write as a resident, or decide as an official:
  /queue                    what waits
  /show REF                 the draft of a case
  /approve REF              send the draft
  /answer REF your words    send your own answer
  /handover REF official    give the case to another official
  /use REF answer           draft from another answer
  /human                    ask for a human (as the resident)
  1, 2, 3                   say which is meant, when you are asked (as the resident)
  /quit                     stop"""

Say = Callable[[str], None]


async def talk(
    settings: Settings, base: Base, official: str | None, lines: TextIO, say: Say
) -> None:
    """Read lines until the end or /quit. Raises NoSuchOfficialError."""
    official = official or base.city.fallback_official
    if official not in base.officials:
        raise NoSuchOfficialError(official)

    def show(delivery: Delivery) -> None:
        phrases = base.spoken(delivery.message.language)
        say(f"\n< {privacy.show(delivery.message.text, phrases)}\n")

    aura = Aura(settings, base, channels={ConsoleChannel.name: ConsoleChannel(show)})
    terminal = _Terminal(aura, official, say)
    async with aura.opened():
        say(base.say(base.city.languages[0], "chat.automatic"))
        say(f"{HELP}\nYou decide as {base.officials[official].name}.\n")
        async for line in _typed(lines):
            if line.strip() in {"/quit", "/q"}:
                break
            try:
                await terminal.take(line.strip())
            except AuraError as error:
                say(f"! {error}")


async def _typed(lines: TextIO) -> AsyncIterator[str]:
    """The lines as they come. The reader is a daemon, so that Ctrl-C need not wait for a line."""
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed meanwhile
            for line in iter(lines.readline, ""):
                loop.call_soon_threadsafe(queue.put_nowait, line)
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line


class _Terminal:
    def __init__(self, aura: Aura, official: str, say: Say) -> None:
        self._aura = aura
        self._official = official
        self._say = say
        self._place = secrets.token_hex(16)

    async def take(self, line: str) -> None:
        """One typed line: a resident's words, or a command."""
        if not line:
            return
        if line.startswith("/") and line != "/human":
            await self._command(*line[1:].split(maxsplit=2))
        else:
            wish = Wish.HUMAN if line == "/human" else Wish.ASK
            payload = payload_of(self._place, "" if line == "/human" else line, wish=wish)
            await self._aura.inbox.accept(ConsoleChannel.name, secrets.token_hex(16), payload)
            await self._aura.inbox.work()
        await self._aura.outbox.send_due()

    async def _command(self, name: str = "", reference: str = "", rest: str = "") -> None:
        run, cases = self._aura.store.run, self._aura.cases
        if name == "queue":
            for case in await run(lambda store: store.cases(states=tuple(OPEN))):
                self._say(f"{case.reference}  {case.state}  {case.owner}  {case.language}")
            return
        if name not in {"show", "approve", "answer", "handover", "use"}:
            self._say(HELP)
            return
        case = await self._case(reference.upper())
        common: dict[str, Any] = {"version": case.version, "by": self._official}
        if name == "show":
            self._show(case)
        elif name == "approve":
            await run(cases.approve, case.reference, **common)
        elif name == "answer":
            await run(cases.answer, case.reference, text=rest, **common)
        elif name == "use":
            case = await run(cases.use_another, case.reference, slug=rest, **common)
            self._show(case)
        else:
            case = await run(cases.hand_over, case.reference, to=rest, **common)
            self._say(f"{case.reference} is now with {case.owner}.")

    def _show(self, case: Case) -> None:
        """The draft, or the findings where there is none."""
        self._say(case.draft.text or "(no draft)")
        if not case.draft.text:
            for found in case.draft.candidates[:3]:
                self._say(f"  {found.slug}  {found.confidence:.0%}")

    async def _case(self, reference: str) -> Case:
        case = await self._aura.store.run(lambda store: store.case(reference))
        if case is None:
            raise NoSuchCaseError
        return case
