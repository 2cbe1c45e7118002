"""What is kept for the desk: sign-in, what officials teach the base, when they are away."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.learning import Judged, Proposal, ProposalState
from bot.people import Whereabouts
from bot.reviews import ReviewCard
from bot.weeks import Happened, Unmet, WordKind


class DeskStore(Protocol):
    """Links, sessions, proposed wordings, decisions, absences."""

    # Learning from decisions.
    def add_proposal(self, proposal: Proposal) -> Proposal:
        """Keep a proposed wording; the same proposal with its number."""
        ...

    def proposal(self, number: int) -> Proposal | None:
        """The proposal with that number."""
        ...

    def proposals(self, states: Sequence[ProposalState], limit: int = 1000) -> list[Proposal]:
        """Proposals in those states, oldest first."""
        ...

    def change_proposal(self, proposal: Proposal, before: ProposalState) -> None:
        """Keep a proposal's new state and decider if its stored state is ``before``.

        Raises:
            ConflictError: somebody decided it first; nothing is kept.
        """
        ...

    def decisions(self, limit: int) -> list[Judged]:
        """What officials made of matches, newest first: each case's first decision.

        Left out, because they say nothing of the match: cases whose resident said that the
        answer did not help, dangers (their text goes out before anyone decides), languages that
        are not served, and own words on a formal matter or to who had asked for a human.
        """
        ...

    # Sign-in of officials.
    def add_link(self, digest: str, official: str, expires: datetime) -> None:
        """Keep a one-time sign-in link by its digest."""
        ...

    def use_link(self, digest: str, now: datetime) -> str | None:
        """The official a link belongs to, once; None if used, expired or unknown."""
        ...

    def add_session(self, digest: str, official: str, now: datetime, expires: datetime) -> None:
        """Keep a session by its digest."""
        ...

    def session(self, digest: str, now: datetime, idle_since: datetime) -> str | None:
        """The official of a live session, noting that it was used."""
        ...

    def drop_session(self, digest: str) -> None:
        """End a session."""
        ...

    # Absences of officials, set while serving.
    def add_whereabouts(self, said: Whereabouts) -> Whereabouts:
        """Keep what was said of an official's days; the same with its number."""
        ...

    def end_whereabouts(self, number: int, at: datetime, by: str) -> None:
        """Let it count no more, from the first of its days on."""
        ...

    def whereabouts(self, day: date) -> list[Whereabouts]:
        """What counts on ``day`` or later, in the order it was said."""
        ...

    # What officials are told by the day and the week.
    def happened(self, since: datetime, until: datetime) -> list[Happened]:
        """What happened from ``since`` until before ``until``, a line for each case."""
        ...

    def unmet(self, since: datetime, until: datetime, limit: int) -> list[Unmet]:
        """Questions of that time which found nothing or were answered in own words, newest
        first. Left out are private matters (L27), those for which a human was asked, dangers,
        formal matters, other languages, and what was spam, withdrawn or a duplicate.
        """
        ...

    def begin_word(self, official: str, kind: WordKind, day: date) -> bool:
        """Note that the official's word of that day has had its turn; False: it had before."""
        ...

    def word_sent(self, official: str, kind: WordKind, day: date, at: datetime) -> None:
        """Note when it went out."""
        ...

    def drop_word(self, official: str, kind: WordKind, day: date) -> None:
        """Forget its turn, since it surely did not go out: it is tried again."""
        ...

    def forget_words_before(self, day: date) -> None:
        """Remove the notes of earlier days: nothing is sent for them any more."""
        ...

    # Cards that ask officials whether an answer is still true.
    def add_review_card(self, card: ReviewCard) -> ReviewCard:
        """Keep a card that is to be posted; the same with its number."""
        ...

    def review_card(self, number: int) -> ReviewCard | None:
        """The card with that number."""
        ...

    def review_cards(self) -> list[ReviewCard]:
        """Cards that can be decided on, and those whose message does not show their end yet, in
        the order in which they came.
        """
        ...

    def review_cards_of(self, official: str) -> list[ReviewCard]:
        """All cards of an official that are kept, in the order in which they came."""
        ...

    def review_shown(self, channel: str, message: str) -> bool:
        """Whether a message of that name in any chat of the channel is such a card."""
        ...

    def decided_reviews(self) -> set[tuple[str, str, str]]:
        """What was decided by an official, by ``ReviewCard.key``, as far as cards are kept."""
        ...

    def change_review_card(self, card: ReviewCard) -> None:
        """Keep how far a card has come."""
        ...

    def drop_review_card(self, number: int) -> None:
        """Forget a card that was never posted."""
        ...
