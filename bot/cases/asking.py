"""Two answers are nearly equal: the resident is asked once which is meant (B1)."""

import string
from dataclasses import replace
from datetime import timedelta

from bot import wording
from bot.cases.saying import Saying
from bot.errors import UnreadableError
from bot.model import (
    BOT,
    NEITHER,
    RESIDENT,
    Act,
    Case,
    Draft,
    MessageKind,
    Question,
    State,
    Wish,
)
from bot.ports import Store

_AROUND_A_NUMBER = string.punctuation + string.whitespace
"""What people write around a number: ``2!``, ``(1)``, ``3.``."""
_MOST = 10_000
"""How many waiting cases one look goes through; the next look takes the rest."""


class Asking(Saying):
    """What comes of asking: a choice, neither, or silence. Words instead are a follow-up."""

    def silence(self, store: Store) -> list[str]:
        """Hand over what residents were asked and have not answered in time.

        The time is ``ask_hours`` of the city's deadlines, clock hours. Doing it again changes
        nothing more. The references of the cases handed over now.
        """
        handed = []
        for case in store.cases(states=(State.AWAITING_RESIDENT,), limit=_MOST):
            if case.awaits_choice and self._has_been_silent(store, case):
                self._go_on(store, case, Act.SILENT, "silent")
                handed.append(case.reference)
        return handed

    def _has_been_silent(self, store: Store, case: Case) -> bool:
        asked = [m.at for m in store.thread(case.id) if m.kind is MessageKind.CHOICE]
        waited = self.now() - asked[-1] if asked else timedelta.max
        return waited.total_seconds() >= self.base.city.deadlines.ask_hours * 3600

    def _as_choice(self, case: Case | None, question: Question) -> Question:
        """A number where a slug is asked for: typed (channels without buttons), or carried by a
        button that has no room for more.
        """
        pressed = question.choice if question.wish is Wish.CHOOSE else None
        typed = pressed or question.text.strip(_AROUND_A_NUMBER)
        takes = question.wish in (Wish.ASK, Wish.ADD, Wish.CHOOSE)
        if case is None or not case.takes_choice or not takes:
            return question
        numbered = dict(zip("123", (*case.draft.asks, NEITHER), strict=True))
        if typed not in numbered:
            return question
        return replace(
            question,
            text="",
            wish=Wish.CHOOSE,
            choice=numbered[typed],
            about=question.about or case.reference,
            version=question.version or case.version,
        )

    def _chosen(self, store: Store, case: Case | None, question: Question) -> Case:
        """The resident says which answer is meant, or neither.

        The case must still wait for this choice, or have been handed over for want of it. Who owns
        it may have changed since the button was drawn: that makes no resident's word stale.

        Raises:
            UnreadableError: the button is of no case of this conversation, or was never drawn.
        """
        if case is None or case.reference != question.about:
            raise UnreadableError("The button belongs to no case of this conversation.")
        if not case.takes_choice:
            return self._too_late(store, case, question)
        if question.choice not in (*case.draft.asks, NEITHER):
            raise UnreadableError("The button names an answer that was not asked about.")
        if question.choice == NEITHER:
            after = self._go_on(store, case, Act.CHOSE, NEITHER)
        else:
            after = self._take(store, case, question.choice)
        after = self._keep_words(store, after, question)
        is_ready = after.state is State.AWAITING_APPROVAL
        self._receipt(store, after, "bot.chosen" if is_ready else "bot.neither")
        return after

    def _take(self, store: Store, case: Case, slug: str) -> Case:
        """Draft from the answer chosen, if it still may be sent today."""
        answer = self.base.answer(slug, case.language)
        if answer is None or not answer.may_be_sent(self._today()):
            return self._go_on(store, case, Act.CHOSE, "not_valid_now")
        sure = next((c.confidence for c in case.draft.candidates if c.slug == slug), 0.0)
        place = self.base.place(case.street, case.district)
        draft = Draft(
            wording.fill(self.base, answer, place),
            slug,
            answer.version,
            sure,
            case.draft.candidates,
            "chosen",
        )
        return self._change(
            store,
            case,
            Act.CHOSE,
            RESIDENT,
            detail=slug,
            state=State.AWAITING_APPROVAL,
            draft=draft,
            topic=answer.topic,
        )

    def _go_on(self, store: Store, case: Case, act: Act, why: str) -> Case:
        """To the same official or who stands in, with what may yet be meant as findings; the
        promised time stands.
        """
        not_meant = case.draft.asks if why == NEITHER else ()
        asked = case.draft.asks if why in (NEITHER, "silent") else ()
        found = tuple(c for c in case.draft.candidates if c.slug not in not_meant)
        return self._change(
            store,
            case,
            act,
            BOT if act is Act.SILENT else RESIDENT,
            detail=why,
            state=State.HANDED_OVER,
            owner=self._same_owner(case),
            draft=Draft("", candidates=found, why=why, asks=asked),
        )

    def _is_known_choice(self, case: Case, question: Question) -> bool:
        choice = question.choice or ""
        return choice == NEITHER or self.base.answer(choice, case.language) is not None

    def _too_late(self, store: Store, case: Case, question: Question) -> Case:
        """A choice made twice, or after the case went on: kept for who reads the thread, said,
        recorded; changes nothing.
        """
        if question.wish is Wish.CHOOSE and self._is_known_choice(case, question):
            case = self._keep_words(store, case, question)
        self._record(
            store, case, Act.REFUSED, RESIDENT, f"{question.wish} of version {question.version}"
        )
        text = self.base.say(case.language, "bot.choice_late")
        self._say(store, case, MessageKind.NOTICE, text)
        return case
