"""What the program makes of a resident's words: language, match, way and draft."""

from dataclasses import replace
from typing import NamedTuple

from bot import privacy, routing, safety, wording
from bot.cases.steps import Steps
from bot.city import Place
from bot.model import Candidate, Case, Draft, Question, Ranking, Wish
from bot.ports import Store
from bot.routing import Decision, Route
from bot.safety import SafetyFinding

_THREAD_SIGNS = 6000
"""How much of a long thread is matched; the newest words count."""
_ENGLISH = "en"
READY = frozenset({"matched", "two_matters"})
"""Why a draft of the program's own waits for one tap."""
WITH_TEXT = READY | {"formal", "danger", "talk"}
"""Why a draft has a text at all."""
SAID = frozenset({"chosen", "picked"})
"""Somebody said which answer it is: that stays when further words tell nothing surer."""


class Thought(NamedTuple):
    """What matching and routing make of some words."""

    ranking: Ranking
    place: Place
    decision: Decision


class Thinking(Steps):
    """Asks matching and routing, and makes drafts of what they say."""

    def _in_its_language(self, store: Store, question: Question) -> Question:
        """The question with its language: recognised, or else the conversation's (L19).

        What is in none of ours is answered in English where the city serves it, and leaves the
        conversation's language as it was.
        """
        city, known = self.base.city, store.language_of(question.address)
        kept = known or question.language
        usual = kept if kept in city.languages else city.languages[0]
        language = self.matcher.language_of(question.text, usual) if question.text else usual
        foreign = language is None
        if language is None:
            language = _ENGLISH if _ENGLISH in city.languages else city.languages[0]
        if not (foreign and known):
            store.keep_language(question.address, language, question.at)
        return replace(question, language=language, foreign=foreign)

    def _think(self, text: str, question: Question, *, may_ask: bool = True) -> Thought:
        """Match and route ``text``: the question alone, or the whole thread."""
        language = question.language or self.base.city.languages[0]
        text = wording.without_numbers(privacy.without_marks(text))[-_THREAD_SIGNS:]
        ranking = Ranking(language) if question.foreign else self.matcher.match(text, language)
        place = self.matcher.place(text)
        wants_human = question.wish is Wish.HUMAN or routing.asks_for_human(
            self.base, question.text, language
        )
        finding = safety.danger_in(self.base, text, language)
        decision = routing.decide(
            self.base,
            ranking,
            place,
            self._today(),
            wants_human=wants_human,
            foreign=question.foreign,
            may_ask=may_ask,
            danger=finding.answer if finding else None,
        )
        if finding:
            ranking = _led_by(finding, ranking)
        return Thought(ranking, place, decision)

    def _draft(self, thought: Thought) -> Draft:
        decision, best = thought.decision, thought.ranking.best
        answers = decision.answers if decision.why in WITH_TEXT else ()
        first = answers[0] if answers else None
        return Draft(
            text=wording.together(self.base, answers, thought.place),
            answer=first.slug if first else None,
            answer_version=first.version if first else None,
            confidence=best.confidence if best else 0.0,
            candidates=_findings(thought),
            why=decision.why,
            also=tuple((answer.slug, answer.version) for answer in answers[1:]),
            asks=tuple(a.slug for a in decision.answers) if decision.route is Route.ASK else (),
        )

    def _made_again(self, case: Case, thought: Thought, sent: set[str]) -> Draft:
        """The draft after a follow-up: never a text that was sent, and no draft to approve for
        who asked for a human.
        """
        draft = self._draft(thought)
        if draft.why == "danger":
            return draft
        draft = replace(draft, candidates=draft.candidates or case.draft.candidates)
        if kept := _kept(case.draft, draft):
            return kept
        if sent.intersection(draft.slugs):
            others = tuple(c for c in draft.candidates if c.slug not in sent)
            return Draft("", candidates=others, why="wrote_again")
        if case.draft.why == "asked_human" and draft.why in READY:
            return replace(draft, why="asked_human")
        return draft


def _kept(before: Draft, after: Draft) -> Draft | None:
    """What people said of the draft before, where it stands beside what matching says now."""
    if before.why == "edited":  # an official is writing: their words stay
        return replace(before, candidates=after.candidates)
    if before.why == "rejected":
        return Draft("", candidates=after.candidates, why="rejected")
    if before.why in SAID and after.why in ("doubt", "no_match"):
        return replace(before, candidates=after.candidates)
    return None


def _findings(thought: Thought) -> tuple[Candidate, ...]:
    """The candidates, those of the two matters first when the message was read so."""
    ranking = thought.ranking
    if thought.decision.why not in ("two_matters", "not_both"):
        return ranking.candidates
    first = {matter.slug for matter in ranking.matters}
    return (*ranking.matters, *(c for c in ranking.candidates if c.slug not in first))


def _led_by(finding: SafetyFinding, ranking: Ranking) -> Ranking:
    """The ranking with the words of danger in front, so that the desk shows what decided."""
    others = tuple(c for c in ranking.candidates if c.slug != finding.answer)
    return replace(ranking, candidates=(Candidate(finding.answer, 1.0, finding.words), *others))
