"""What the program itself says in a case, and the keeping of what the resident said."""

from dataclasses import replace

from bot import privacy, sensitivity, wording
from bot.cases.thinking import Thinking
from bot.model import BOT, NEITHER, RESIDENT, Act, Case, Message, MessageKind, Question, Wish
from bot.ports import Store
from bot.routing import Decision

_UNKNOWN_LANGUAGE = "und"
"""ISO 639-2 for words in a language that was not recognised."""

_BUTTONS = ("bot.wish_human", "bot.wish_disagree", "bot.wish_neither")
"""Buttons that tell nothing of the matter."""


class Saying(Thinking):
    """Receipts and notices to the resident; the resident's own words."""

    def _keep_words(
        self,
        store: Store,
        case: Case,
        question: Question,
        decision: Decision | None = None,
        replaces: int | None = None,
    ) -> Case:
        """Add the resident's words to the thread; the case, which they may make sensitive."""
        case = self._flagged(store, case, question, decision)
        language = _UNKNOWN_LANGUAGE if question.foreign else case.language
        for part in question.parts or (question,):
            text = part.text or ("" if part.files else self._pressed(case, part))
            message = replace(
                self._message(case, MessageKind.QUESTION, text, RESIDENT),
                at=part.at,
                language=language,
                number=part.number,
                replaces=replaces,
            )
            line = store.add_message(message)
            for file in part.files:
                store.add_file(line.id, file)
        return case

    def _with_place(self, question: Question) -> Question:
        """The question with its place on the map in words, so that it stays in the thread."""
        if question.parts:
            spoken = (replace(part, language=question.language) for part in question.parts)
            parts = tuple(self._with_place(part) for part in spoken)
            text = "\n".join(part.text for part in parts if part.text)
            return replace(question, parts=parts, text=text)
        if not question.spot or not question.language:
            return question
        said = wording.spot(self.base, question.spot, question.language)
        return replace(question, text=f"{question.text}\n{said}".strip())

    def _pressed(self, case: Case, question: Question) -> str:
        """What a button without words says."""
        if question.wish is Wish.CHOOSE and question.choice != NEITHER:
            answer = self.base.answer(question.choice or "", case.language)
            return answer.title if answer else str(question.choice)
        said = {Wish.HUMAN: "bot.wish_human", Wish.CHOOSE: "bot.wish_neither"}
        return self.base.say(case.language, said.get(question.wish, "bot.wish_disagree"))

    @staticmethod
    def _said_back(case: Case, question: Question, key: str) -> tuple[Case, str]:
        """What the receipt ``key`` is made of; to words in none of our languages, one that says
        which they are.
        """
        if question.foreign and question.language and key != "bot.receipt_urgent":
            return replace(case, language=question.language), "bot.receipt_foreign"
        return case, key

    def _receipt(
        self, store: Store, case: Case, key: str, kind: MessageKind = MessageKind.RECEIPT
    ) -> None:
        more = {"languages": wording.languages(self.base, case.language)}
        text = wording.receipt(self.base, case, key, self.now(), **more, **self._asked(case))
        self._say(store, case, kind, text)

    def _asked(self, case: Case) -> dict[str, str]:
        """The titles a resident chooses from, to fill the question back with."""
        if not case.awaits_choice:
            return {}
        answers = [self.base.answer(slug, case.language) for slug in case.draft.asks]
        titles = [answer.title for answer in answers if answer]
        neither = self.base.say(case.language, "bot.wish_neither")
        lines = (f"{number}. {title}" for number, title in enumerate([*titles, neither], 1))
        return {"choices": "\n".join(lines)}

    def _flagged(
        self, store: Store, case: Case, question: Question, decision: Decision | None = None
    ) -> Case:
        """The case, from now on sensitive if it is somebody's private matter (L27).

        Before anything is said, so that what is said shows the version it belongs to. The words
        that came before have been judged: only the new ones speak against an official's word that
        there is nothing private.
        """
        if case.sensitive:
            return case
        acts = {event.act for event in store.events(case.id)}
        why = sensitivity.why_sensitive(
            self.base,
            privacy.without_marks(question.text),
            topic=None if Act.ORDINARY in acts else case.topic,
            removed=question.removed,
            answer=decision.danger if decision else None,
        )
        if why is None:
            return case
        return self._change(store, case, Act.SENSITIVE, BOT, detail=why, sensitive=True)

    def _tell_removed(self, store: Store, case: Case, question: Question) -> None:
        """What was masked, and once, when a case turns out to be private, where to speak of it."""
        told = []
        if question.removed:
            told.append(wording.removed(self.base, question.removed, case.language))
        if self._is_first_told(store, case):
            told.append(wording.safe_channel(self.base, case.language))
        if told:
            self._say(store, case, MessageKind.NOTICE, "\n\n".join(told))

    @staticmethod
    def _is_first_told(store: Store, case: Case) -> bool:
        """Whether the newest words made the case sensitive for the first time. Who is in danger
        hears of help, not of what not to write.
        """
        by_us = [e for e in store.events(case.id) if (e.act, e.by) == (Act.SENSITIVE, BOT)]
        return len(by_us) == 1 and by_us[0].version == case.version and not case.urgent

    def _words_of(self, thread: list[Message]) -> list[str]:
        """The resident's own words that can be matched: neither what a button of ours says nor
        what is in none of our languages.
        """
        old = {message.replaces for message in thread}
        questions = (m for m in thread if m.kind is MessageKind.QUESTION and m.id not in old)
        return [
            message.text
            for message in questions
            if message.language != _UNKNOWN_LANGUAGE
            and message.text not in self._button_texts(message.language)
        ]

    def _button_texts(self, language: str) -> set[str]:
        return {self.base.say(language, key) for key in _BUTTONS}
