"""What an official's decision teaches: a wording proposed for an answer, accepted or declined."""

import re
import unicodedata
from dataclasses import dataclass, replace

from bot import privacy
from bot.answers import Answer
from bot.cases.steps import Steps
from bot.errors import (
    EmptyTextError,
    KnownWordingError,
    LimitError,
    NoSuchCaseError,
    NoSuchOfficialError,
    NoSuchProposalError,
    NotAllowedError,
    NotYoursError,
)
from bot.learning import MOST_WORDING_SIGNS, Proposal, ProposalState
from bot.library import is_asked
from bot.model import Act, Case, MessageKind, State
from bot.ports import Store
from bot.standing import present

_OPEN = (ProposalState.PROPOSED, ProposalState.ACCEPTED)
_PICKED = frozenset({"picked", "chosen", "asked_human"})
"""Why a draft is there, when the matcher alone did not bring its answer to the resident."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_UNSEEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
"""Signs that turn the direction of a text: they would hide what a file says."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the desk offers after a decision: these words, for this answer, next time."""

    reference: str
    answer: Answer
    wording: str
    """The beginning of the resident's first question, to be shortened by the official."""


class Learning(Steps):
    """How the base learns from what officials decide. Changes no case."""

    def offer(self, store: Store, reference: str) -> Offer | None:
        """The wording that an answered case teaches; None if it teaches nothing new."""
        case = store.case(reference)
        if case is None or not _teaches(store, case):
            return None
        answer = self._answer_of(case)
        words = beginning(_unmarked(self._first_words(store, case)))
        if answer is None or not words or self._is_known(store, answer, words):
            return None
        return Offer(case.reference, answer, words)

    def offer_again(self, store: Store, reference: str, text: str) -> Offer | None:
        """The offer with what an official typed, when it could not be taken as it was."""
        case = store.case(reference)
        answer = self._answer_of(case) if case and _teaches(store, case) else None
        return Offer(reference, answer, text) if answer else None

    def propose_wording(self, store: Store, reference: str, *, by: str, text: str) -> Proposal:
        """Propose that the answer a case was given is found by ``text`` next time.

        Masked again: an official may have put in what the door had taken out (L24).

        Raises:
            NotAllowedError: the case was not answered with an answer of the base.
            EmptyTextError, LimitError, KnownWordingError: there is nothing to propose.
        """
        if by not in self.base.officials:
            raise NoSuchOfficialError(by)
        case = store.case(reference)
        if case is None:
            raise NoSuchCaseError
        answer = self._answer_of(case)
        if answer is None or not _teaches(store, case):
            raise NotAllowedError("The case was not answered with an answer of the base.")
        words = _unmarked(text)
        if not any(sign.isalpha() for sign in words):
            raise EmptyTextError
        if len(words) > MOST_WORDING_SIGNS:
            raise LimitError(f"The text has {len(words)} characters; cut it to 200.")
        if self._is_known(store, answer, words):
            raise KnownWordingError
        self._record(store, case, Act.PROPOSED, by)
        proposal = Proposal(answer.slug, answer.language, words, by, case.reference, self.now())
        return store.add_proposal(proposal)

    def decide_wording(self, store: Store, number: int, *, by: str, accept: bool) -> Proposal:
        """Accept or decline a proposal. An accepted one may still be declined until it is
        written.

        Raises:
            NoSuchProposalError: there is none, or it has been decided.
            NotYoursError: it is another official's to decide.
        """
        proposal = store.proposal(number)
        if proposal is None or proposal.state not in (_OPEN[:1] if accept else _OPEN):
            raise NoSuchProposalError
        deciders = self.deciders(proposal)
        if by not in deciders:
            names = ", ".join(self.base.officials[slug].name for slug in deciders)
            raise NotYoursError(names)
        state = ProposalState.ACCEPTED if accept else ProposalState.DECLINED
        decided = replace(proposal, state=state, decided_by=by, decided_at=self.now())
        store.change_proposal(decided, before=proposal.state)
        return decided

    def deciders(self, proposal: Proposal) -> list[str]:
        """Who may accept: the answer's owner, its topic's official, the person responsible for
        quality (306/2019 6 a §), and whoever stands in for one of them today; slugs.
        """
        base = self.base
        answer = base.answer(proposal.slug, proposal.language)
        topic = base.topics.get(answer.topic) if answer else None
        named = [base.city.quality_person]
        if answer and topic:
            named = [answer.owner or topic.official, topic.official, *named]
        people = [base.officials[slug] for slug in named if slug in base.officials]
        stand_in = [present(base, official, self._today()).slug for official in people]
        return list(dict.fromkeys([official.slug for official in people] + stand_in))

    def _answer_of(self, case: Case) -> Answer | None:
        """The answer the case was given, in the case's own language only."""
        return self.base.answers.get(case.draft.answer or "", {}).get(case.language)

    def _first_words(self, store: Store, case: Case) -> str:
        """The resident's first own words in the case's language; a button's words are ours."""
        button = self.base.say(case.language, "bot.wish_human")
        for message in store.thread(case.id):
            is_question = message.kind is MessageKind.QUESTION and message.text != button
            if is_question and message.language == case.language:
                return message.text
        return ""

    @staticmethod
    def _is_known(store: Store, answer: Answer, words: str) -> bool:
        waiting = (
            proposal.wording.casefold()
            for proposal in store.proposals(_OPEN)
            if (proposal.slug, proposal.language) == (answer.slug, answer.language)
        )
        return is_asked(answer, words) or words.casefold() in waiting


def _teaches(store: Store, case: Case) -> bool:
    """Whether an official, not the matcher, brought the answer that was sent; a private matter
    teaches nothing that others would see (L27).
    """
    if case.state is not State.ANSWERED or case.draft.answer is None or case.sensitive:
        return False
    received, *events = store.events(case.id)
    if received.answer == case.draft.answer:  # perhaps its newer version
        return False
    picked = (event.detail for event in events if event.act is Act.ANOTHER)
    return case.draft.why in _PICKED or case.draft.answer in picked


def _unmarked(text: str) -> str:
    """The text on one line without personal data: looked for once the lines are joined, since a
    number may go on over a line's end (L24).
    """
    return one_line(privacy.without_marks(privacy.mask(one_line(text)).text))


def one_line(text: str) -> str:
    """The text on one line, without signs that cannot be seen."""
    kept = (" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return " ".join("".join(sign for sign in kept if sign not in _UNSEEN).split())


def beginning(text: str) -> str:
    """The whole of a short text, the first sentences of a longer one; MOST_WORDING_SIGNS."""
    line = one_line(text)
    if len(line) <= MOST_WORDING_SIGNS:
        return line
    first, *more = _SENTENCE_END.split(line)
    for sentence in more:
        if len(first) + 1 + len(sentence) > MOST_WORDING_SIGNS:
            break
        first = f"{first} {sentence}"
    if len(first) <= MOST_WORDING_SIGNS:
        return first
    whole_words = line[: MOST_WORDING_SIGNS + 1].rpartition(" ")[0]
    return whole_words or line[:MOST_WORDING_SIGNS]
