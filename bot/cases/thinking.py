"""What the program makes of a resident's words: language, match, way and draft."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot import wording
from bot.answers import Kind
from bot.cases.steps import Steps
from bot.model import Candidate, Case, Draft, Question, Ranking, Wish
from bot.places import Place
from bot.ports import Store
from bot.routing import Decision, Route
from bot.understanding import Understood, recognised, spare, understand

READY = frozenset({"matched", "two_matters"})
"""Why a draft of the program's own waits for one tap."""
WITH_TEXT = READY | {"formal", "danger", "talk"}
"""Why a draft has a text at all."""
SAID = frozenset({"chosen", "picked"})
"""Somebody said which answer it is: that stays when further words tell nothing surer."""
_UNSURE = frozenset({"doubt", "no_match"})
"""Why a draft has no text, when matching tells nothing sure."""


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
        spoken = recognised(self.matcher, question.text, usual) if question.text else usual
        foreign, language = spoken is None, spoken or spare(self.base)
        if not (foreign and known):
            store.keep_language(question.address, language, question.at)
        return replace(question, language=language, foreign=foreign)

    def _think(self, text: str, question: Question, *, may_ask: bool = True) -> Thought:
        """Match and route ``text``: the question alone, or the whole thread."""
        made = self._understand(text, question)
        return self._weigh(made, _called_for(made), may_ask=may_ask)

    def _think_further(self, words: Sequence[str], question: Question) -> Thought:
        """Match the whole thread, and look for a danger in the new words only: one that has been
        told of and met is over (``words``: the thread's before them). So for a wish for a person.
        """
        made = self._understand(question.text, question)
        alone = self._weigh(made, _called_for(made), may_ask=True)
        told = alone.decision.answer if alone.decision.route is Route.SAFETY else None
        found = (*alone.ranking.candidates, *alone.ranking.matters)
        danger = next((c for c in found if told and c.slug == told.slug), None)
        whole = self._understand("\n".join((*words, question.text)), question)
        ranking = self._without_dangers(whole.ranking)
        whole = replace(whole, ranking=ranking, wants_human=made.wants_human)
        return self._weigh(whole, danger, may_ask=False)

    def _understand(self, text: str, question: Question) -> Understood:
        language = question.language or self.base.city.languages[0]
        made = understand(self.base, self.matcher, text, None if question.foreign else language)
        return replace(made, wants_human=True) if question.wish is Wish.HUMAN else made

    def _weigh(self, made: Understood, danger: Candidate | None, *, may_ask: bool) -> Thought:
        """Route what was understood; ``danger`` is what the words of danger call for, if any."""
        slug = danger.slug if danger else None
        decision = made.decision(self.base, self._today(), slug, may_ask=may_ask)
        ranking = _led_by(danger, made.ranking) if danger else made.ranking
        return Thought(ranking, made.place, decision)

    def _without_dangers(self, ranking: Ranking) -> Ranking:
        def keeps(candidate: Candidate) -> bool:
            answer = self.base.answer(candidate.slug, ranking.language)
            return answer is None or answer.kind is not Kind.DANGER

        candidates = tuple(filter(keeps, ranking.candidates))
        return replace(
            ranking, candidates=candidates, matters=tuple(filter(keeps, ranking.matters))
        )

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

    def _made_again(self, case: Case, thought: Thought, sent: set[str], language: str) -> Draft:
        """The draft after a follow-up in ``language``: never a text that was sent, and no draft
        to approve for who asked for a human.
        """
        draft = self._draft(thought)
        if draft.why == "danger":
            return draft
        draft = replace(draft, candidates=draft.candidates or case.draft.candidates)
        if case.draft.why == "neither":
            draft = _not_refused(draft, case.draft.asks)
        before = case.draft if language == case.language else self._translated(case, language)
        if kept := _kept(before, draft):
            return kept
        if sent.intersection(draft.slugs):
            others = tuple(c for c in draft.candidates if c.slug not in sent)
            return Draft("", candidates=others, why="wrote_again")
        if case.draft.why == "asked_human" and draft.why in READY:
            return replace(draft, why="asked_human")
        return draft

    def _translated(self, case: Case, language: str) -> Draft:
        """What was picked or chosen, in the language the case goes on in; no draft where the base
        has no such version.
        """
        draft = case.draft
        answer = self.base.answer(draft.answer or "", language)
        if draft.why not in SAID or answer is None:
            return draft
        if answer.language != language:
            return Draft("", candidates=draft.candidates, why="untranslated")
        text = wording.fill(self.base, answer, self.base.place(case.street, case.district))
        return replace(draft, text=text, answer_version=answer.version)


def _kept(before: Draft, after: Draft) -> Draft | None:
    """What people said of the draft before, where it stands beside what matching says now."""
    if before.why == "edited":  # an official is writing: their words stay
        return replace(before, candidates=after.candidates)
    if before.why == "rejected":
        return Draft("", candidates=after.candidates, why="rejected")
    if before.why in SAID and after.why in _UNSURE:
        return replace(before, candidates=after.candidates)
    if before.why == "danger" and after.why in _UNSURE:  # told at once; an official has it
        return Draft("", candidates=after.candidates, why="danger")
    return None


def _not_refused(draft: Draft, refused: tuple[str, ...]) -> Draft:
    """The draft after more words of who meant neither: what was refused comes last, if at all."""
    rest = tuple(c for c in draft.candidates if c.slug in refused)
    candidates = (*(c for c in draft.candidates if c.slug not in refused), *rest)
    if draft.why in _UNSURE or set(draft.slugs) & set(refused):
        return Draft("", candidates=candidates, why="neither", asks=refused)
    return replace(draft, candidates=candidates)


def told(draft: Draft) -> Draft:
    """The draft as it is kept: what the program says at once waits for nobody's yes."""
    if draft.why != "danger":
        return draft
    return replace(draft, text="", answer=None, answer_version=None)


def _called_for(made: Understood) -> Candidate | None:
    """The danger answer that the words themselves call for, if any do."""
    finding = made.danger
    return Candidate(finding.answer, 1.0, finding.words) if finding else None


def _findings(thought: Thought) -> tuple[Candidate, ...]:
    """The candidates, those of the two matters first when the message was read so."""
    ranking = thought.ranking
    if thought.decision.why not in ("two_matters", "not_both"):
        return ranking.candidates
    first = {matter.slug for matter in ranking.matters}
    return (*ranking.matters, *(c for c in ranking.candidates if c.slug not in first))


def _led_by(danger: Candidate, ranking: Ranking) -> Ranking:
    """The ranking with the danger in front, so that the desk shows what decided."""
    others = tuple(c for c in ranking.candidates if c.slug != danger.slug)
    return replace(ranking, candidates=(danger, *others))
