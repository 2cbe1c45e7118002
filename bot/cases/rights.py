"""The resident's rights: how my matters stand, what is kept of me, and its erasing (L29)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from zlib import crc32

from bot import wording
from bot.cases.forgetting import Forgetting, is_answered, without_words
from bot.model import RESIDENT, Act, Address, Case, Reason, State
from bot.ports import Store

_MARKS = 999_999_999


class Fate(StrEnum):
    """What erasing does to a case; the values are keys of the phrases' ``[rights]``."""

    ERASED = "erased"  # words and address go
    RECORD = "record"  # an official advised in a formal matter: the words stay, the address goes
    DANGER = "danger"  # somebody may be in danger: nothing goes before it has been seen to


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing takes and leaves of a conversation: references, oldest case first."""

    fates: Mapping[str, Fate]
    withdrawn: tuple[str, ...] = ()
    """Open cases that are closed with it."""
    mark: int = 0
    """Of what is shown: another one when a case, a word of theirs or a fate has come since; at most
    nine digits. 0 where nothing would go.
    """

    @property
    def takes(self) -> bool:
        """Whether anything goes."""
        return bool(self.mark)

    def of(self, fate: Fate) -> list[str]:
        """The references of the cases with that fate."""
        return [reference for reference, its in self.fates.items() if its is fate]


def _cases_of(store: Store, addresses: Iterable[Address]) -> list[Case]:
    """Oldest first."""
    found = (case for address in addresses for case in store.cases_of(address))
    return sorted(found, key=lambda case: case.id)


def _mark(
    store: Store, cases: Iterable[Case], fates: Mapping[str, Fate], aside: int, *, loose: bool
) -> int:
    """``Erasure.mark``; what the desk does meanwhile, other than to a fate, changes nothing.
    ``aside``: how many messages could not be read; ``loose``: something of no case would go.
    """
    if not loose and all(fate is Fate.DANGER for fate in fates.values()):
        return 0
    shown = [
        f"{case.reference} {fates[case.reference]} "
        f"{sum(line.author == RESIDENT for line in store.thread(case.id))}"
        for case in cases
    ]
    return crc32("\n".join([*shown, str(aside)]).encode()) % _MARKS + 1


class Rights(Forgetting):
    """What a resident may ask of the desk itself (GDPR 15 and 17; 434/2003 23 §)."""

    def open_cases(self, store: Store, address: Address) -> list[Case]:
        """The resident's open cases, oldest first."""
        return [case for case in store.cases_of(address) if case.state.is_open]

    def standing(self, store: Store, address: Address, language: str) -> str:
        """Who has which of my cases and by when, in words: one paragraph a case."""
        lines = [
            wording.receipt(
                self.base,
                replace(case, language=language),
                "rights.yours" if case.state is State.AWAITING_RESIDENT else "rights.waits",
                self.now(),
            )
            for case in self.open_cases(store, address)
        ]
        return "\n\n".join(lines) or self.base.say(language, "rights.no_cases")

    def my_data(self, store: Store, *addresses: Address) -> dict[str, Any]:
        """All that is kept about somebody's addresses on a channel, table by table, JSON-able
        (GDPR 15).

        Drafts' texts are left out: what no official has approved is not sent to anybody. So are
        officials' internal notes (``RightsRows``).
        """
        kept: dict[str, list[dict[str, Any]]] = {}
        for address in addresses:
            for table, rows in store.everything(address).items():
                kept.setdefault(table, []).extend(rows)
        for row in (*kept["cases"], *kept["drafts"]):
            row["draft"] = {key: row["draft"][key] for key in row["draft"] if key != "text"}
        return {
            "city": self.base.city.name,
            "made_at": self.now().isoformat(),
            "channel": addresses[0].channel,
            "places": [address.place for address in addresses],
            **kept,
        }

    def erasure(self, store: Store, *addresses: Address) -> Erasure:
        """What ``erase`` would do now, to be confirmed by the resident. Changes nothing."""
        cases = _cases_of(store, addresses)
        fates = {case.reference: self._fate(store, case) for case in cases}
        withdrawn = tuple(
            case.reference
            for case in cases
            if case.state.is_open and fates[case.reference] is not Fate.DANGER
        )
        aside = {address: store.set_aside_from(address) for address in addresses}
        loose = any(
            aside[address] or store.language_of(address)
            for address in addresses
            if Fate.DANGER not in (fates[case.reference] for case in store.cases_of(address))
        )
        mark = _mark(store, cases, fates, sum(aside.values()), loose=loose)
        return Erasure(fates, withdrawn, mark)

    def erase_as_shown(self, store: Store, mark: int, *addresses: Address) -> tuple[Erasure, bool]:
        """Erase, if it is still what was shown with that mark; what was or would be done, and
        whether it was.
        """
        planned = self.erasure(store, *addresses)
        if not mark or planned.mark != mark:
            return planned, False
        return self._carry_out(store, planned, addresses), True

    def erase(self, store: Store, *addresses: Address) -> Erasure:
        """Take away the resident's words and addresses (GDPR 17); what was done.

        Open cases are closed as withdrawn. The record keeps that there was a case, and when
        and by what it was answered; it holds no words of the resident. Doing it again does
        nothing more.
        """
        return self._carry_out(store, self.erasure(store, *addresses), addresses)

    def _carry_out(self, store: Store, planned: Erasure, addresses: tuple[Address, ...]) -> Erasure:
        """Do what is planned, which is then what was done."""
        for case in _cases_of(store, addresses):
            fate = planned.fates[case.reference]
            if fate is not Fate.DANGER:
                self._erase(store, self._withdrawn(store, case), fate)
        for address in addresses:
            if not store.cases_of(address):  # where a danger is open, they are still spoken with
                store.forget_address(address)
        return planned

    def erasure_said(self, erasure: Erasure, language: str, *, done: bool) -> str:
        """What is or was erased, what stays and why (17(3)(b)), in words; paragraphs."""
        keys = []
        if erasure.takes:
            keys = ["rights.erased" if done else "rights.ask"]
        elif not erasure.fates:
            keys = ["rights.nothing"]
        told: dict[str, list[str]] = {}
        if not done and erasure.withdrawn:
            told["rights.withdrawn"] = list(erasure.withdrawn)
        for fate in (Fate.RECORD, Fate.DANGER):
            if erasure.of(fate):
                told[f"rights.kept_{fate}"] = erasure.of(fate)
        email = self.base.city.email
        kept = [
            self.base.say(language, key, references=", ".join(references), email=email)
            for key, references in told.items()
        ]
        return "\n\n".join([*(self.base.say(language, key) for key in keys), *kept])

    def _fate(self, store: Store, case: Case) -> Fate:
        if case.urgent and case.state.is_open:
            return Fate.DANGER
        events = store.events(case.id)
        is_advice = self._is_formal(case, events) and is_answered(events)
        return Fate.RECORD if is_advice else Fate.ERASED

    def _withdrawn(self, store: Store, case: Case) -> Case:
        if not case.state.is_open:
            return case
        return self._change(
            store,
            case,
            Act.CLOSED,
            RESIDENT,
            detail=Reason.WITHDRAWN,
            state=State.CLOSED,
            reason=Reason.WITHDRAWN,
            decided_by=RESIDENT,
        )

    def _erase(self, store: Store, case: Case, fate: Fate) -> None:
        stays = fate is Fate.RECORD
        changes = without_words(case)
        if stays:
            changes |= {"street": case.street, "draft": case.draft}
        self._change(
            store,
            case,
            Act.ERASED,
            RESIDENT,
            detail="address only: a formal matter" if stays else "",
            **changes,
        )
        (store.forget_way if stays else store.forget_words)(case)
