"""The resident's side of a case: words come in, and open a case or belong to one."""

from dataclasses import replace

from bot.answers import Kind
from bot.cases.following import Following, sent_in
from bot.cases.thinking import READY, Thought, told
from bot.errors import UnreadableError
from bot.model import (
    BOT,
    RESIDENT,
    Act,
    Case,
    Message,
    MessageKind,
    Question,
    State,
    Wish,
    new_reference,
)
from bot.ports import Store
from bot.routing import Route

MOST_TAKEN = 4096
"""The longest that is taken from anywhere: Telegram's own limit of a message."""
_STATES = {
    Route.DRAFT: State.AWAITING_APPROVAL,
    Route.ASK: State.AWAITING_RESIDENT,
    Route.HANDOVER: State.HANDED_OVER,
    Route.SAFETY: State.HANDED_OVER,
    Route.TALK: State.ANSWERED,
}


class Receiving(Following):
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
        return sure and bool(slugs) and not slugs & sent_in(store.thread(case.id))

    def _small_talk(self, store: Store, case: Case, question: Question, thought: Thought) -> Case:
        """Thanks in the middle of a case: the bot answers, the case stays as it is."""
        self._record(store, case, Act.THANKED, RESIDENT)
        case = self._keep_words(store, case, question)
        talk = replace(case, draft=self._draft(thought), language=thought.ranking.language)
        self._say(store, talk, MessageKind.TALK, talk.draft.text)
        self._tell_removed(store, talk, question)
        return case


def _check(question: Question) -> None:
    if len(question.text) > MOST_TAKEN:
        raise UnreadableError(
            f"The message has {len(question.text)} characters; {MOST_TAKEN} are taken at once."
        )
    if question.is_empty and question.wish in (Wish.ASK, Wish.ADD):
        raise UnreadableError("The message has no words in it.")
