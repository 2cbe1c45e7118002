"""What a resident does to a case that is there: more words, other words, a yes or a no."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.cases.asking import Asking
from bot.cases.thinking import READY, SAID, Thought, told
from bot.errors import UnreadableError
from bot.model import RESIDENT, Act, Case, Draft, Message, MessageKind, Question, State, Wish
from bot.ports import Store
from bot.routing import Decision, Route

_WHY_REOPENED = {
    Act.ASKED_HUMAN: "asked_human",
    Act.DISAGREED: "disagreed",
    Act.ADDED: "wrote_again",
}
_SAID_REOPENED = {
    Act.ASKED_HUMAN: "bot.human",
    Act.DISAGREED: "bot.disagreed",
    Act.ADDED: "bot.added",
}


class Following(Asking):
    """Follow-ups (B2, H3)."""

    def _join(
        self, store: Store, case: Case, question: Question, replaces: int | None = None
    ) -> Case:
        """A follow-up to an open case, or another wording of line ``replaces``: the draft is made
        again from the whole thread.
        """
        thread = [line for line in store.thread(case.id) if line.id != replaces]
        thought = self._think_further(self._words_of(thread), question)
        decision, sent = thought.decision, sent_in(thread)
        language = case.language if question.foreign else thought.ranking.language
        draft = self._made_again(case, thought, sent, language)
        is_danger = decision.route is Route.SAFETY
        newly_urgent = is_danger and not case.urgent
        asked_human = decision.why == "asked_human"
        act = Act.ASKED_HUMAN if asked_human else Act.ADDED
        changes = self._changes(case, thought, draft, newly_urgent=newly_urgent)
        after = self._change(store, case, act, RESIDENT, **changes, language=language)
        after = self._keep_words(store, after, question, decision, replaces)
        if newly_urgent or (is_danger and draft.answer not in sent):
            self._say(store, replace(after, draft=draft), MessageKind.SAFETY, draft.text)
        heard = "bot.human" if asked_human else "bot.edited" if replaces else "bot.added"
        key = "bot.receipt_urgent" if newly_urgent else heard
        self._receipt(store, *self._said_back(after, question, key))
        self._tell_removed(store, after, question)
        return after

    def _changes(
        self, case: Case, thought: Thought, draft: Draft, *, newly_urgent: bool
    ) -> dict[str, Any]:
        """What a follow-up changes of a case, but for its language; the detail for the record."""
        decision, place = thought.decision, thought.place
        owner = self._owner_after(case, decision, newly_urgent=newly_urgent)
        asked_human = decision.why == "asked_human"
        return {
            "detail": draft.why,
            "state": State.HANDED_OVER if asked_human else self._state_after(case, draft),
            "owner": owner,
            "deadline": self._deadline_after(case, decision, owner, newly_urgent=newly_urgent),
            "draft": told(draft),
            "topic": decision.topic or case.topic,
            "district": place.district or case.district,
            "street": place.street.name_fi if place.street else case.street,
            "urgent": case.urgent or newly_urgent,
        }

    @staticmethod
    def _state_after(case: Case, draft: Draft) -> State:
        """A draft waits for a yes; an official's own words wait where they were kept."""
        kept = draft.why == "edited" and case.state is State.AWAITING_APPROVAL
        waits = kept or draft.why in READY | SAID
        return State.AWAITING_APPROVAL if waits else State.HANDED_OVER

    def _owner_after(self, case: Case, decision: Decision, *, newly_urgent: bool) -> str:
        """Who has the case after a follow-up: the same official, or who stands in (L12)."""
        if newly_urgent:
            return self._owner(decision.official, urgent=True)
        return self._same_owner(case)

    def _deadline_after(
        self, case: Case, decision: Decision, owner: str, *, newly_urgent: bool
    ) -> datetime:
        """The promise stands, unless it is urgent now or an official waited for the resident."""
        asked_back = case.state is State.AWAITING_RESIDENT and not case.awaits_choice
        if newly_urgent or asked_back:
            drafted, urgent = decision.route is Route.DRAFT, newly_urgent or case.urgent
            return self._deadline(owner, decision.topic, drafted=drafted, urgent=urgent)
        return case.deadline

    def _judged(self, store: Store, case: Case | None, question: Question) -> Case:
        """A yes or a no under a reply: it helped, it did not (H3)."""
        if case is None or question.about not in (None, case.reference):
            raise UnreadableError("The button belongs to no case of this conversation.")
        if case.state is not State.ANSWERED or self._is_old(store, case, question):
            return self._too_late(store, case, question)
        if question.wish is Wish.DISAGREE:
            return self._reopen(store, case, question, Act.DISAGREED)
        if not case.helped:
            case = self._change(store, case, Act.HELPED, RESIDENT, helped=True)
            self._say(store, case, MessageKind.NOTICE, self.base.say(case.language, "bot.helped"))
        return case

    @staticmethod
    def _is_old(store: Store, case: Case, question: Question) -> bool:
        """Whether a button stands under an earlier reply than the newest."""
        acts = (Act.APPROVED, Act.ANSWERED)
        replies = [event.version for event in store.events(case.id) if event.act in acts]
        return question.version is not None and question.version < max(replies, default=0)

    def _reopen(self, store: Store, case: Case, question: Question, act: Act) -> Case:
        """To the same official, and never the same text twice (H3, B2)."""
        thread = store.thread(case.id)
        given = sent_in(thread)
        ranking = self._think_further(self._words_of(thread), question).ranking
        others = tuple(c for c in ranking.candidates if c.slug not in given)
        owner = self._same_owner(case)
        case = self._change(
            store,
            case,
            act,
            RESIDENT,
            state=State.HANDED_OVER,
            owner=owner,
            deadline=self._deadline(owner, case.topic, drafted=False, urgent=case.urgent),
            language=case.language if question.foreign else ranking.language,
            draft=Draft("", candidates=others, why=_WHY_REOPENED[act]),
            helped=False if act is Act.DISAGREED else case.helped,
            decided_by=None,
        )
        case = self._keep_words(store, case, question)
        self._receipt(store, *self._said_back(case, question, _SAID_REOPENED[act]))
        self._tell_removed(store, case, question)
        return case


def sent_in(thread: list[Message]) -> set[str]:
    """The slugs of all answers that were sent in a thread."""
    return {slug for message in thread for slug in message.slugs}
