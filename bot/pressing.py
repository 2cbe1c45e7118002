"""What officials do from cards, on any channel: who pressed, may they, and one call of the core."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot import cards, wording
from bot.cards import CardAct, Reading, forms
from bot.cards.forms import Form
from bot.cases import Cases
from bot.city import Base
from bot.errors import (
    AuraError,
    NoSuchCaseError,
    OnDeskOnlyError,
    RefusedError,
    StaleVersionError,
)
from bot.library import Library
from bot.mail import Button, Card, Reach, Rows
from bot.model import Address, Case, State, new_reference
from bot.people import Official
from bot.ports import Runner, Store
from bot.renewals import REVIEW, ReviewPresses, Tap

_log = structlog.get_logger(__name__)
T = TypeVar("T")
CODE_LIFE = timedelta(minutes=15)
_CODE_SIGNS = 9
_MENUS = frozenset({CardAct.OTHER, CardAct.OVER, CardAct.SHUT})


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a card, or a text as an answer to one."""

    reference: str
    version: int
    act: str
    """A ``CardAct``, some with a mark after a full stop."""
    text: str = ""
    message: str = ""
    """The channel's own name of the message that was pressed or answered, where it is told."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What came of a press; the card itself shows the rest."""

    said: str = ""
    """What to tell who pressed."""
    buttons: Rows | None = None
    """Other buttons for the card's message."""
    card: Card | None = None
    """What the message shows from now on."""
    message: str = ""
    """The card's message, to change."""


def new_code(store: Store, official: str, channel: str, now: datetime) -> str:
    """A one-time code by which an official's chat is linked: 24 letters to the 9th."""
    code = new_reference()
    store.add_code(digest_of(code), official, channel, now + CODE_LIFE)
    return code


def is_code(text: str) -> bool:
    """Whether a text may be a code; a start may come with other words, from a city's own link."""
    return len("".join(sign for sign in text if sign.isalnum())) == _CODE_SIGNS


def digest_of(code: str) -> str:
    """What is kept of a code; small letters and missing dashes are the same code."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def reach_of(store: Store, address: Address) -> Reach | None:
    """The official's reach at an address, if it is one's."""
    found = (r for r in store.reaches(address.channel) if r.place == address.place)
    return next((reach for reach in found if reach.ended is None), None)


def official_at(store: Store, base: Base, address: Address) -> Official | None:
    """The official whom that address reaches, as long as the register lets it."""
    reach = reach_of(store, address)
    official = base.officials.get(reach.official) if reach else None
    return official if official and official.may_be_at(address.channel, address.place) else None


class Pressing:
    """Translates what is pressed into the case's life; the same compare-and-set as the desk."""

    def __init__(
        self,
        runner: Runner,
        cases: Cases,
        library: Library,
        reviews: ReviewPresses,
        now: Callable[[], datetime],
        *,
        desk: str = "",
    ) -> None:
        """``reviews``: presses about answers. ``desk``: its public address, for their links."""
        self._runner = runner
        self._cases = cases
        self._library = library
        self._reviews = reviews
        self._now = now
        self._desk = desk

    async def link(self, address: Address, code: str) -> str | None:
        """Link the chat by a code from the desk; what to tell, None when the code is dead."""
        slug = await self._runner.run(self._link, address, code)
        if slug is None:
            _log.warning("card.dead_code", channel=address.channel)
            return None
        official = self._library.base.official(slug)
        return self._reading(official).say("card.linked", name=official.name)

    def _link(self, store: Store, address: Address, code: str) -> str | None:
        slug = store.use_code(digest_of(code), address.channel, self._now())
        official = self._library.base.officials.get(slug or "")
        if official is None or not official.may_be_at(address.channel, address.place):
            return None
        store.add_reach(official.slug, address, self._now())
        return official.slug

    async def press(self, address: Address, press: Press, language: str) -> Pressed:
        """Do what was pressed; what is refused is said, in ``language`` to a stranger."""
        if press.act.startswith(f"{REVIEW}."):
            return await self._review(address, press, language)
        return await self._as_official(
            address, press, language, partial(self._do, address=address, press=press)
        )

    async def _review(self, address: Address, press: Press, language: str) -> Pressed:
        """The same for a card that asks about an answer: its number stands for a version."""
        reading = await self._reader(address, press, language)
        if isinstance(reading, Pressed):
            return reading
        tap = Tap(address, press.version, press.act, press.message)
        return Pressed(await self._reviews.press(reading, tap))

    async def _as_official(
        self, address: Address, press: Press, language: str, use: Callable[[Store, Reading], T]
    ) -> T | Pressed:
        """What an official does, in one transaction."""
        reading = await self._reader(address, press, language)
        if isinstance(reading, Pressed):
            return reading
        try:
            return await self._runner.run(use, reading)
        except AuraError as error:
            if isinstance(error, RefusedError):
                _log.info("card.refused", official=reading.slug, case=press.reference)
            return Pressed(_why_not(reading, error, press))

    async def _reader(self, address: Address, press: Press, language: str) -> Reading | Pressed:
        """For whom a card is at that address; what to tell a stranger."""
        official = await self._runner.run(self._who, address, press)
        if official is None:
            _log.warning("card.stranger", channel=address.channel)
            return Pressed(self._library.base.say(language, "card.stranger"))
        return self._reading(official)

    def _who(self, store: Store, address: Address, press: Press) -> Official | None:
        """The linked official; what anybody else presses is recorded."""
        official = official_at(store, self._library.base, address)
        if official is None:
            self._cases.refuse(store, press.reference, press.act.split(".", maxsplit=1)[0])
        return official

    def _do(self, store: Store, reading: Reading, address: Address, press: Press) -> Pressed:
        reach, case = reach_of(store, address), store.case(press.reference)
        if case is None or reach is None:
            raise NoSuchCaseError
        shown = store.card(reach.id, case.id)
        act = press.act.partition(".")[0]
        if case.sensitive and (act == CardAct.TEXT or press.version == case.version):
            raise OnDeskOnlyError
        if act in _MENUS or act == CardAct.BACK:
            if case.version != press.version or shown is None:
                raise StaleVersionError
            is_menu = act in _MENUS
            rows = cards.menu(reading, case, CardAct(act)) if is_menu else cards.own(reading, case)
            return Pressed(buttons=rows, message=shown[0])
        if act == CardAct.TEXT:
            return self._text(store, reading, reach, press)
        self._decide(store, reading, case, press)
        return Pressed()

    async def form(self, address: Address, press: Press, language: str) -> Form | Pressed:
        """What a button opens, with ``press.text`` written in it so far; what is refused is said,
        as by ``press``.
        """

        def draw(reading: Reading, case: Case, act: CardAct) -> Form:
            return forms.form(reading, case, act, press.text)

        return await self._guarded(address, press, language, draw)

    async def found(
        self, address: Address, press: Press, words: str, language: str
    ) -> tuple[Button, ...]:
        """What can be chosen in a form by those words; nothing by who may not decide."""

        def search(reading: Reading, case: Case, act: CardAct) -> tuple[Button, ...]:
            return forms.found(reading, case, act, words)

        choices = await self._guarded(address, press, language, search)
        return choices if isinstance(choices, tuple) else ()

    async def _guarded(
        self,
        address: Address,
        press: Press,
        language: str,
        draw: Callable[[Reading, Case, CardAct], T],
    ) -> T | Pressed:
        """What is drawn for an official about a case that still is as its card shows it."""

        def look(store: Store, reading: Reading) -> T:
            act, by = _form_act(press.act), reading.slug
            case = self._cases.look(
                store, press.reference, version=press.version, by=by, act=forms.ACTS[act]
            )
            if case.sensitive:
                raise OnDeskOnlyError
            return draw(reading, case, act)

        return await self._as_official(address, press, language, look)

    def _decide(self, store: Store, reading: Reading, case: Case, press: Press) -> None:
        cases, by = self._cases, reading.slug
        act, _, mark = press.act.partition(".")
        reference, version = case.reference, press.version
        if act == CardAct.APPROVE:
            cases.approve(store, reference, version=version, by=by)
        elif act == CardAct.SEND:
            cases.answer(store, reference, version=version, by=by, text=case.draft.text)
        elif act == CardAct.USE:
            slug = cards.marked(mark, reading.base.answers) or ""
            cases.use_another(store, reference, version=version, by=by, slug=slug)
        elif act == CardAct.TO:
            to = cards.marked(mark, reading.base.officials) or ""
            cases.hand_over(store, reference, version=version, by=by, to=to)
        elif act == CardAct.CLOSE:
            cases.close(store, reference, version=version, by=by, reason=mark)
        elif act in cards.WRITTEN:
            self._write(store, case, press, by)
        else:
            raise StaleVersionError

    def _write(self, store: Store, case: Case, press: Press, by: str) -> None:
        """What an official wrote in a form, without another look."""
        cases, reference, version = self._cases, case.reference, press.version
        if press.act == CardAct.ASK:
            cases.ask_back(store, reference, version=version, by=by, text=press.text)
        elif press.act == CardAct.EDIT and case.state is State.AWAITING_APPROVAL:
            cases.approve(store, reference, version=version, by=by, text=press.text)
        else:
            cases.answer(store, reference, version=version, by=by, text=press.text)

    def _text(self, store: Store, reading: Reading, reach: Reach, press: Press) -> Pressed:
        """The official's own text becomes the draft; a new card below shows it, with one button.

        The version is that which the answered message shows; an older message shows none.
        """
        case = store.case(press.reference)
        shown = store.card(reach.id, case.id) if case else None
        version = shown[1] if shown and shown[0] == press.message else 0
        by = reading.slug
        after = self._cases.edit(store, press.reference, version=version, by=by, text=press.text)
        store.renew_card(reach.id, after.id)
        return Pressed(card=cards.replaced(reading, after), message=press.message)

    def _reading(self, official: Official) -> Reading:
        return Reading(self._library.base, official, self._now(), self._desk)


def _why_not(reading: Reading, error: AuraError, press: Press) -> str:
    """What is told to who was refused: of a tap nothing is kept, so nothing is said to be."""
    if isinstance(error, StaleVersionError) and not press.text:
        return reading.say("card.stale")
    return wording.error(reading.base, reading.language, error)


def _form_act(act: str) -> CardAct:
    """Which form an act opens. Raises StaleVersionError: none, as a button of another version."""
    known = next((known for known in CardAct if known in forms.ACTS and known == act), None)
    if known is None:
        raise StaleVersionError
    return known
