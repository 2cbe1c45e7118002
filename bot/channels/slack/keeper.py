"""What happened in Slack, into the store before Slack is told that it has come."""

import hashlib
from collections.abc import Callable
from typing import Any

import structlog

from bot import wording
from bot.cases import Cases
from bot.cases.receiving import MOST_TAKEN
from bot.channels.beside import Beside
from bot.channels.buttons import WISHES, Press, press_of
from bot.channels.slack.api import Me
from bot.channels.slack.channel import NAME, SlackChannel
from bot.channels.slack.events import Said, said_in
from bot.channels.slack.payloads import Happened, Pressed
from bot.errors import AuraError
from bot.inbox import Inbox
from bot.model import Address
from bot.people import Official
from bot.ports import Runner, Store
from bot.pressing import official_at

_log = structlog.get_logger(__name__)
_NOTES = "slack.notes"
"""The inbox channel under which a note's event is known: it may come again."""


class SlackKeeper:
    """Takes in questions, words on cases, notes under cards and presses of askers."""

    def __init__(
        self,
        runner: Runner,
        inbox: Inbox,
        cases: Cases,
        channel: SlackChannel,
        *,
        ring: Callable[[], None],
    ) -> None:
        """``ring`` wakes those who work on the inbox."""
        self._runner = runner
        self._inbox = inbox
        self._cases = cases
        self._channel = channel
        self._ring = ring
        self._beside = Beside()
        """Slack waits for no acknowledgement longer than 3 s."""

    async def happened(self, payload: Happened, me: Me) -> None:
        """Keep what an event says. Raises StoreError: it must come again."""
        try:
            said = said_in({"event": payload.event, "event_id": payload.event_id}, me)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            _log.warning("slack.malformed", error=type(error).__name__)
            await self._malformed(payload)
            return
        if said is None:
            return
        if said.is_reply and (told := await self._runner.run(self._note, said)) is not None:
            self._whisper(said, told)
        elif said.for_us or (said.may_join and await self._runner.run(_is_more, said)):
            await self._question(said)

    async def _malformed(self, payload: Happened) -> None:
        """Keep it for a person to look at; without its words where they are too deep to read."""
        note: dict[str, Any] = {"kind": "malformed", "place": ""}
        try:
            await self._inbox.accept(NAME, payload.event_id, note | {"text": payload.event})
        except RecursionError:
            await self._inbox.accept(NAME, payload.event_id, note | {"text": ""})

    async def _question(self, said: Said) -> None:
        if len(said.text) > MOST_TAKEN:
            self._whisper(said, self._say("slack.too_long", most=MOST_TAKEN))
            return
        if not (said.text or said.files):
            self._whisper(said, self._say("slack.hello"))
            return
        kept = said.kept()
        await self._inbox.accept(NAME, said.id, kept)
        if kept["waits"]:
            self._inbox.ring_when_quiet(self._ring)

    def _note(self, store: Store, said: Said) -> str | None:
        """A word under a card is an internal note: what to tell its writer. None: no card there.
        Words under a card about an answer are nobody's note.
        """
        message = f"{said.channel}/{said.root}"
        reference = store.case_shown(NAME, message)
        official = official_at(store, self._cases.base, Address(NAME, said.user))
        if official and store.review_shown(NAME, message):
            return self._cases.base.say(self._language(official), "review.card_words")
        if reference is None:
            # of an erased case nobody knows its cards; an official's note becomes no question
            return self._say("slack.no_case") if said.is_under_us and official else None
        # a mention comes as two events, of the same message
        name = said.id if said.edits else f"{said.channel}/{said.number}"
        number = store.take_in(_NOTES, name, {}, self._cases.now())
        if number is None:
            return ""
        told, case = self._say("slack.stranger"), None
        if official:
            try:
                case = self._cases.note(store, reference, by=official.slug, text=said.text)
                told = ""
            except AuraError as error:
                told = wording.error(self._cases.base, self._language(official), error)
        store.read(number, case.id if case else None)
        return told

    def _language(self, official: Official) -> str:
        return next(iter(official.languages), self._cases.base.city.languages[0])

    async def pressed(self, payload: Pressed) -> None:
        """A button under an asker's own message. Raises StoreError."""
        action = payload.actions[0]
        press, user, channel = press_of(action.value or ""), payload.user.id, payload.channel
        if press is None or press.choice not in WISHES or not channel:
            return
        place = channel if channel.startswith("D") else f"{channel}/{user}"
        if not await self._runner.run(_is_theirs, press.reference, Address(NAME, place)):
            self._beside.run(self._channel.whisper(channel, user, self._say("slack.not_yours")))
            return
        name = f"{user}/{action.action_ts}/{action.value}"
        digest = hashlib.sha256(name.encode()).hexdigest()[:32]
        await self._inbox.accept(NAME, f"press/{digest}", _kept(press, place))

    def _say(self, key: str, **values: object) -> str:
        base = self._cases.base
        return base.say(base.city.languages[0], key, **values)

    def _whisper(self, said: Said, text: str) -> None:
        if text:
            thread = said.root if said.is_reply else None
            self._beside.run(self._channel.whisper(said.channel, said.user, text, thread))


def _kept(press: Press, place: str) -> dict[str, object]:
    return {
        "place": place,
        "text": "",
        "wish": WISHES[press.choice],
        "about": press.reference,
        "version": press.version,
        "choice": press.choice,
    }


def _is_more(store: Store, said: Said) -> bool:
    """Whether a word in a room is a change of a question, or goes on in the thread of one."""
    name = said.number if said.edits else f"{said.root}/{said.root}"
    return store.line(Address(NAME, said.place), name) is not None


def _is_theirs(store: Store, reference: str, address: Address) -> bool:
    case = store.case(reference)
    return case is not None and case.address == address
