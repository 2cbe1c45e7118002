"""What the program makes of a resident's words: language, match, way and draft."""

from dataclasses import replace
from typing import NamedTuple

from bot import privacy, routing, wording
from bot.cases.steps import Steps
from bot.city import Place
from bot.model import Case, Draft, Question, Ranking, Wish
from bot.ports import Store
from bot.routing import Decision

_THREAD_SIGNS = 6000
"""How much of a long thread is matched; the newest words count."""


class Thought(NamedTuple):
    """What matching and routing make of some words."""

    ranking: Ranking
    place: Place
    decision: Decision


class Thinking(Steps):
    """Asks matching and routing, and makes drafts of what they say."""

    def _in_its_language(self, store: Store, question: Question) -> Question:
        """The question with its language: recognised, or else the conversation's (L19)."""
        city = self.base.city
        kept = store.language_of(question.address) or question.language
        usual = kept if kept in city.languages else city.languages[0]
        language = self.matcher.language_of(question.text, usual)
        store.keep_language(question.address, language, question.at)
        return replace(question, language=language)

    def _think(self, text: str, question: Question) -> Thought:
        """Match and route ``text``: the question alone, or the whole thread."""
        language = question.language or self.base.city.languages[0]
        text = privacy.without_marks(text)[-_THREAD_SIGNS:]
        ranking = self.matcher.match(text, language)
        place = self.matcher.place(text)
        wants_human = question.wish is Wish.HUMAN or routing.asks_for_human(
            self.base, question.text, language
        )
        decision = routing.decide(self.base, ranking, place, self._today(), wants_human=wants_human)
        return Thought(ranking, place, decision)

    def _draft(self, thought: Thought) -> Draft:
        answer, best = thought.decision.answer, thought.ranking.best
        if thought.decision.why not in ("matched", "formal", "danger", "talk"):
            answer = None
        return Draft(
            text=wording.fill(self.base, answer, thought.place) if answer else "",
            answer=answer.slug if answer else None,
            answer_version=answer.version if answer else None,
            confidence=best.confidence if best else 0.0,
            candidates=thought.ranking.candidates,
            why=thought.decision.why,
        )

    def _made_again(self, case: Case, thought: Thought, sent: set[str | None]) -> Draft:
        """The draft after a follow-up: never a text that was sent, and no draft to approve for
        who asked for a human.
        """
        draft = self._draft(thought)
        if draft.why == "danger":
            return draft
        if case.draft.why == "edited":  # an official is writing: their words stay
            return replace(case.draft, candidates=draft.candidates)
        if case.draft.why == "rejected":
            return Draft("", candidates=draft.candidates, why="rejected")
        if draft.answer in sent and draft.answer is not None:
            others = tuple(c for c in draft.candidates if c.slug not in sent)
            return Draft("", candidates=others, why="wrote_again")
        if case.draft.why == "asked_human" and draft.why == "matched":
            return replace(draft, why="asked_human")
        return draft
