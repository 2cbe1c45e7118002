"""The slash command: my queue, who is away, what the base answers."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.models.blocks import Block

from bot import calendar, wording
from bot.answers import Kind
from bot.cards import Reading
from bot.cases import Cases
from bot.channels.slack.blocks import bold, fallback, small, written
from bot.channels.slack.home import reading_of, row_blocks
from bot.channels.slack.payloads import Typed
from bot.channels.slack.rights import Said, SlackRights
from bot.city import Base
from bot.days import numbered, parse_until, steads
from bot.errors import AuraError
from bot.library import Library
from bot.listing import Rows, overdue, waiting
from bot.ports import Runner, Store

COMMAND = "/aura"
_MOST_ROWS = 10
_MOST_FOUND = 3


class Word(StrEnum):
    """What can be typed after the command; each has a word of its own in each language."""

    MINE = "mine"
    QUEUE = "queue"
    OVERDUE = "overdue"
    AWAY = "away"
    BACK = "back"
    FIND = "find"
    DESK = "desk"
    MY_DATA = "mydata"
    ERASE = "delete"
    HELP = "help"


RIGHTS = (Word.MY_DATA, Word.ERASE)
"""For anybody, official or not (L29)."""


class SlackCommands:
    """Answers for the one who typed alone."""

    def __init__(
        self,
        runner: Runner,
        cases: Cases,
        library: Library,
        now: Callable[[], datetime],
        *,
        rights: SlackRights,
        desk: str = "",
    ) -> None:
        """``desk``: its public address; empty: no links."""
        self._rights = rights
        self._runner = runner
        self._cases = cases
        self._library = library
        self._now = now
        self._desk = desk
        self._answers: dict[Word, Callable[[Store, Reading, str], Said]] = {
            Word.MINE: self._mine,
            Word.QUEUE: self._queue,
            Word.OVERDUE: self._overdue,
            Word.AWAY: self._away,
            Word.BACK: self._back,
            Word.FIND: self._find,
            Word.DESK: self._to_desk,
            Word.HELP: self._help,
        }

    async def typed(self, ack: AsyncAck, payload: Typed) -> None:
        """One command; its answer goes back with the acknowledgement."""
        match _word(self._library.base, payload.text.strip().partition(" ")[0]):
            case Word.MY_DATA:
                head, blocks = await self._rights.my_data(payload.user_id)
            case Word.ERASE:
                head, blocks = await self._rights.ask(payload.user_id)
            case word:
                head, blocks = await self._runner.run(self._answer, payload, word)
        await ack(
            text=fallback(head),
            blocks=[block.to_dict() for block in (bold(head), *blocks)],
            response_type="ephemeral",
        )

    def _answer(self, store: Store, payload: Typed, word: Word) -> Said:
        reading = reading_of(store, self._library, payload.user_id, self._now(), self._desk)
        if reading is None:
            base = self._library.base
            language = base.city.languages[0]
            return base.say(language, "slack.stranger"), written(_list(base, language, RIGHTS))
        rest = payload.text.strip().partition(" ")[2]
        try:
            return self._answers[word](store, reading, rest.strip())
        except AuraError as error:
            return wording.error(reading.base, reading.language, error), ()

    def _mine(self, store: Store, reading: Reading, _rest: str) -> Said:
        return self._rows(reading, "mine", waiting(store, reading, mine=True, most=_MOST_ROWS))

    def _queue(self, store: Store, reading: Reading, _rest: str) -> Said:
        return self._rows(reading, "queue", waiting(store, reading, mine=False, most=_MOST_ROWS))

    def _overdue(self, store: Store, reading: Reading, _rest: str) -> Said:
        return self._rows(reading, "overdue", overdue(store, reading, most=_MOST_ROWS))

    @staticmethod
    def _rows(reading: Reading, name: str, rows: Rows) -> Said:
        return reading.say(f"slack.title_{name}", count=rows.whole), row_blocks(reading, rows)

    def _away(self, store: Store, reading: Reading, rest: str) -> Said:
        """Away from now on; the deputy steps in at once (L12)."""
        base, language = reading.base, reading.language
        today = calendar.local(base.city, reading.now).date()
        until = parse_until(base, rest, today, language)
        if until is None:
            command = f"{COMMAND} {_name(reading, Word.AWAY)}"
            return reading.say("slack.away_how", command=command), ()
        away = self._cases.away(store, reading.slug, until=until, by=reading.slug)
        told = steads(base, language, away)
        if away.moved:
            told.append(reading.say("away.moved", count=len(away.moved)))
        return reading.say("slack.away_until", day=numbered(until)), written("\n".join(told))

    def _back(self, store: Store, reading: Reading, _rest: str) -> Said:
        was = self._cases.back(store, reading.slug, by=reading.slug)
        return reading.say("away.returned" if was else "away.was_here"), ()

    def _find(self, store: Store, reading: Reading, rest: str) -> Said:
        """The answers nearest to those words, as they would be drafted."""
        del store
        if not rest:
            command = f"{COMMAND} {_name(reading, Word.FIND)}"
            return reading.say("slack.find_how", command=command), ()
        matcher = self._library.matcher
        language = matcher.language_of(rest, reading.language) or reading.language
        blocks: list[Block] = []
        for candidate in matcher.match(rest, language).candidates[:_MOST_FOUND]:
            answer = reading.base.answer(candidate.slug, language)
            if answer and answer.kind is not Kind.TALK:
                place = matcher.place(rest)
                blocks.append(bold(f"{answer.title} ({candidate.confidence * 100:.0f} %)"))
                blocks += written(wording.fill(reading.base, answer, place))
                blocks.append(small(_version(reading, answer.slug, language)))
        key = "slack.title_find" if blocks else "desk.nothing_found"
        return reading.say(key), blocks

    def _to_desk(self, store: Store, reading: Reading, rest: str) -> Said:
        del store, rest
        key = "slack.desk_at" if reading.desk else "slack.no_desk"
        return reading.say(key, desk=reading.desk), ()

    def _help(self, store: Store, reading: Reading, rest: str) -> Said:
        del store, rest
        told = _list(reading.base, reading.language, Word)
        return reading.say("slack.title_help"), written(told)


def _list(base: Base, language: str, words: Iterable[Word]) -> str:
    """What can be typed, and what it is for."""
    return "\n".join(
        f"- **{COMMAND} {base.say(language, f'slack.word_{word}')}** "
        + base.say(language, f"slack.help_{word}")
        for word in words
    )


def _name(reading: Reading, word: Word) -> str:
    """A command's word in the reader's language."""
    return reading.say(f"slack.word_{word}")


def _word(base: Base, typed: str) -> Word:
    """The word that was typed, in any of the city's languages; help for everything else."""
    plain = typed.casefold()
    for word in Word:
        names = {base.say(code, f"slack.word_{word}") for code in base.phrases}
        if plain in {word.value, *names}:
            return word
    return Word.HELP


def _version(reading: Reading, slug: str, language: str) -> str:
    answer = reading.base.answer(slug, language)
    if answer is None:
        return ""
    return reading.say(
        "desk.answer_version",
        slug=answer.slug,
        version=answer.version,
        reviewed_on=answer.reviewed_on,
        review_again=answer.review_again,
    )
