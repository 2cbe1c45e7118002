"""The resident's side of a case: a question comes in, a follow-up, a yes or a no."""

from dataclasses import replace
from datetime import datetime

from bot.answers import Kind
from bot.cases.asking import Asking
from bot.cases.thinking import READY, SAID, Thought, told
from bot.errors import UnreadableError
from bot.model import (
    BOT,
    RESIDENT,
    Act,
    Case,
    Draft,
    Message,
    MessageKind,
    Question,
    State,
    Wish,
    new_reference,
)
from bot.ports import Store
from bot.routing import Decision, Route

MOST_TAKEN = 4096
"""The longest that is taken from anywhere: Telegram's own limit of a message."""
_STATES = {
    Route.DRAFT: State.AWAITING_APPROVAL,
    Route.ASK: State.AWAITING_RESIDENT,
    Route.HANDOVER: State.HANDED_OVER,
    Route.SAFETY: State.HANDED_OVER,
    Route.TALK: State.ANSWERED,
}
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


class Receiving(Asking):
    """What a resident does to a case."""

    def receive(self, store: Store, question: Question) -> Case:
        """Take a question, or a word on an earlier one, into the case it belongs to.

        The receipt goes out in the same transaction (S1, 13/2003 12 §).

        Raises:
            UnreadableError: empty, too long, or a button of no case; the inbox sets it aside.
        """
        _check(question)
        question = self._with_place(self._in_its_language(store, question))
        if question.edits:
            return self._reworded(store, question)
        case = self._case_about(store, question)
        question = self._as_choice(case, question)
        if question.wish is Wish.CHOOSE:
            return self._chosen(store, case, question)
        if question.wish in (Wish.HELPED, Wish.DISAGREE):
            return self._judged(store, case, question)
        return self._heard(store, case, question)

    def _heard(self, store: Store, case: Case | None, question: Question) -> Case:
        """Words: a new case, or more on the one they belong to."""
        thought = self._think(question.text, question)
        is_danger = thought.decision.route is Route.SAFETY
        if case is None or case.state is State.CLOSED or (is_danger and not case.state.is_open):
            return self._open(store, question, thought)
        waits = case.state is State.AWAITING_RESIDENT and not case.awaits_choice
        if thought.decision.route is Route.TALK and question.wish is not Wish.ADD and not waits:
            return self._small_talk(store, case, question, thought)
        if case.state.is_open:
            return self._join(store, case, question)
        return self._after_answer(store, case, question, thought)

    def _case_about(self, store: Store, question: Question) -> Case | None:
        """The case a button names, if it is this resident's; that of the message which is
        answered; else the newest one.
        """
        if question.about:
            for case in store.cases_of(question.address):
                if case.reference == question.about:
                    return case
        if question.answers and (line := store.line(question.address, question.answers)):
            return self._case_of(store, line, question)
        return store.latest_case(question.address)

    @staticmethod
    def _case_of(store: Store, line: Message, question: Question) -> Case:
        """The case of a line of the resident's, who is reached where the question came from: the
        case may know it by a digest only (L25).
        """
        return replace(store.case_of(line), place=question.address.place)

    def _open(self, store: Store, question: Question, thought: Thought) -> Case:
        case = self._add(store, self._new_case(question, thought))
        route, draft = thought.decision.route, self._draft(thought)
        self._record(store, case, Act.RECEIVED, RESIDENT, thought.decision.why)
        case = self._keep_words(store, case, question, thought.decision)
        if route is Route.TALK:
            self._say(store, case, MessageKind.TALK, draft.text)
        elif route is Route.SAFETY:
            self._say(store, replace(case, draft=draft), MessageKind.SAFETY, draft.text)
            self._receipt(store, case, "bot.receipt_urgent")
        elif route is Route.ASK:
            self._receipt(store, case, "bot.receipt_ask", MessageKind.CHOICE)
        else:
            is_formal = Kind.HUMAN in {answer.kind for answer in thought.decision.answers}
            wants_human = thought.decision.why == "asked_human"
            key = (
                "bot.human" if wants_human else "bot.receipt_formal" if is_formal else "bot.receipt"
            )
            self._receipt(store, *self._said_back(case, question, key))
        self._tell_removed(store, case, question)
        return case

    def _new_case(self, question: Question, thought: Thought) -> Case:
        ranking, place, decision = thought.ranking, thought.place, thought.decision
        route, urgent = decision.route, decision.route is Route.SAFETY
        owner, drafted = self._owner(decision.official, urgent=urgent), route is Route.DRAFT
        return Case(
            reference=new_reference(),
            channel=question.address.channel,
            place=question.address.place,
            language=ranking.language,
            state=_STATES[route],
            owner=owner,
            deadline=self._deadline(owner, decision.topic, drafted=drafted, urgent=urgent),
            received_at=question.at,
            changed_at=self.now(),
            draft=told(self._draft(thought)),
            topic=decision.topic,
            district=decision.district,
            street=place.street.name_fi if place.street else None,
            urgent=urgent,
            decided_by=BOT if route is Route.TALK else None,
        )

    def _reworded(self, store: Store, question: Question) -> Case:
        """The resident changed a message: the draft is made again if it is not yet approved."""
        line = store.line(question.address, question.number or "")
        if line is None:  # it never came to us
            return self.receive(store, replace(question, edits=False))
        case = self._case_of(store, line, question)
        if line.text == question.text:
            return case
        if case.state.is_open:
            return self._join(store, case, question, line.id)
        self._record(store, case, Act.REFUSED, RESIDENT, "changed a message")
        case = self._keep_words(store, case, question, replaces=line.id)
        self._say(store, case, MessageKind.NOTICE, self.base.say(case.language, "bot.edited_late"))
        self._tell_removed(store, case, question)
        return case

    def _join(
        self, store: Store, case: Case, question: Question, replaces: int | None = None
    ) -> Case:
        """A follow-up to an open case, or another wording of line ``replaces``: the draft is made
        again from the whole thread.
        """
        thread = [line for line in store.thread(case.id) if line.id != replaces]
        thought = self._think_further(self._words_of(thread), question)
        decision, place = thought.decision, thought.place
        sent = _sent_in(thread)
        language = case.language if question.foreign else thought.ranking.language
        draft = self._made_again(case, thought, sent, language)
        is_danger = decision.route is Route.SAFETY
        newly_urgent = is_danger and not case.urgent
        owner = self._owner_after(case, decision, newly_urgent=newly_urgent)
        asked_human = decision.why == "asked_human"
        after = self._change(
            store,
            case,
            Act.ASKED_HUMAN if asked_human else Act.ADDED,
            RESIDENT,
            detail=draft.why,
            state=State.HANDED_OVER if asked_human else self._state_after(case, draft),
            language=language,
            owner=owner,
            deadline=self._deadline_after(case, decision, owner, newly_urgent=newly_urgent),
            draft=told(draft),
            topic=decision.topic or case.topic,
            district=place.district or case.district,
            street=place.street.name_fi if place.street else case.street,
            urgent=case.urgent or newly_urgent,
        )
        after = self._keep_words(store, after, question, decision, replaces)
        if newly_urgent or (is_danger and draft.answer not in sent):
            self._say(store, replace(after, draft=draft), MessageKind.SAFETY, draft.text)
        heard = "bot.human" if asked_human else "bot.edited" if replaces else "bot.added"
        key = "bot.receipt_urgent" if newly_urgent else heard
        self._receipt(store, *self._said_back(after, question, key))
        self._tell_removed(store, after, question)
        return after

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

    def _after_answer(self, store: Store, case: Case, question: Question, thought: Thought) -> Case:
        """Words after an answer: a new matter, or more on the old one."""
        asks = question.wish is Wish.ASK
        if asks and (case.decided_by == BOT or self._is_new(store, case, thought)):
            return self._open(store, question, thought)
        human = thought.decision.why == "asked_human"
        return self._reopen(store, case, question, Act.ASKED_HUMAN if human else Act.ADDED)

    @staticmethod
    def _is_new(store: Store, case: Case, thought: Thought) -> bool:
        """Whether a message after the answer safely matches an answer not yet given."""
        slugs = {answer.slug for answer in thought.decision.answers}
        sure = thought.decision.why in READY | {"formal", "danger"}
        return sure and bool(slugs) and not slugs & _sent_in(store.thread(case.id))

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
        given = _sent_in(thread)
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

    def _small_talk(self, store: Store, case: Case, question: Question, thought: Thought) -> Case:
        """Thanks in the middle of a case: the bot answers, the case stays as it is."""
        self._record(store, case, Act.THANKED, RESIDENT)
        case = self._keep_words(store, case, question)
        talk = replace(case, draft=self._draft(thought), language=thought.ranking.language)
        self._say(store, talk, MessageKind.TALK, talk.draft.text)
        self._tell_removed(store, talk, question)
        return case


def _sent_in(thread: list[Message]) -> set[str]:
    """The slugs of all answers that were sent in a thread."""
    return {slug for message in thread for slug in message.slugs}


def _check(question: Question) -> None:
    if len(question.text) > MOST_TAKEN:
        raise UnreadableError(
            f"The message has {len(question.text)} characters; {MOST_TAKEN} are taken at once."
        )
    if question.is_empty and question.wish in (Wish.ASK, Wish.ADD):
        raise UnreadableError("The message has no words in it.")
