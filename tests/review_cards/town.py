"""A town whose answers are due for a review: real files, rules and store; only its chats are not
real.
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.answers import Answer
from bot.cases import Cases
from bot.digests import Digests
from bot.knowledge import load
from bot.knowledge.writing import read_answer
from bot.library import Library
from bot.mail import Card
from bot.model import Address
from bot.ports import CardChannel
from bot.pressing import Press, Pressing
from bot.renewals import ReviewAct, ReviewCards, ReviewPresses, Verdicts
from bot.store import open_database
from tests.bases import small_base
from tests.fakes import Clock, DirectRunner, FakeCards
from tests.offices import ANNIKA, JARI, with_telegram
from tests.towns import TODAY

MAIJA = "maija-lehtonen"
CHATS = {ANNIKA: "11", MAIJA: "12", JARI: "13"}
SLUGS = ("ploughing-when", "grit-free", "plough-ridge", "slippery-street", "snow-piles")
WHEN = SLUGS[0]
TITLE = "Milloin katuni aurataan"
"""Of that answer."""
KEEP, RETIRE, SURE, BACK = ReviewAct
OPENING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Monday at 8.00 on the city's clock."""


def file_of(folder: Path, slug: str = WHEN) -> Path:
    """The file of the Finnish version of that answer about winter streets."""
    return folder / "answers" / "winter-streets" / f"{slug}.fi.md"


def due_base(folder: Path, due: Sequence[str] = (WHEN,)) -> Path:
    """A city of a few answers by Jari that are Annika's; these are due, a day after each other."""
    small_base(folder, [*SLUGS, "slip-claim", "greeting", "thanks", "who-are-you", "venting"])
    for slug in SLUGS:
        for path in file_of(folder, slug).parent.glob(f"{slug}.*.md"):
            owned = f'owner = "{ANNIKA}"\nauthor = "{JARI}"'
            rewritten(path, r'author = ".*"', owned)
            rewritten(path, r'reviewed_by = ".*"', f'reviewed_by = "{MAIJA}"')
    for number, slug in enumerate(due):
        again = TODAY + timedelta(days=number)
        rewritten(file_of(folder, slug), "review_again = .*", f"review_again = {again}")
    return folder


def more_due(folder: Path, count: int) -> Path:
    """So many answers more that are due, each a day after the other, as the last of five."""
    text = file_of(folder, SLUGS[-1]).read_text("utf-8")
    for number in range(count):
        again = f"review_again = {TODAY + timedelta(days=number - 20)}"
        own = text.replace("asked = [", f'asked = ["kysymys {number}",')
        own = re.sub("review_again = .*", again, re.sub('title = "', f'title = "{number} ', own))
        file_of(folder, f"more-{number:02}").write_text(own, encoding="utf-8")
    return folder


def unwritable(folder: Path) -> None:
    """What stands in the file's place is no file: nobody can write it, whatever they may."""
    file_of(folder).unlink()
    file_of(folder).mkdir()


def awkward(folder: Path) -> None:
    """The same answer, written in a way that the program cannot keep: somebody has to write it."""
    rewritten(file_of(folder), f'"{MAIJA}"', f'"""{MAIJA}"""')


def rewritten(path: Path, pattern: str, new: str) -> None:
    """Change a file by hand."""
    text = path.read_text(encoding="utf-8")
    assert re.search(pattern, text)
    path.write_text(re.sub(pattern, new, text, count=1), encoding="utf-8")


class ReviewTown:
    """Three officials with chats; each look is by workers that have just been started."""

    def __init__(self, folder: Path, desk: str = "https://a.example/desk") -> None:
        self.folder = folder
        self.desk = desk
        self.clock = Clock(OPENING)
        self.store = open_database(None)
        self.runner = DirectRunner(self.store)
        self.chat = FakeCards()
        self.channels: dict[str, CardChannel] = {"telegram": self.chat}
        self.reads()
        with self.store.transaction():
            for slug, place in CHATS.items():
                self.store.add_reach(slug, Address("telegram", place), OPENING - timedelta(days=9))

    def reads(self) -> None:
        """Start anew, with the files as they are now."""
        allowed = {slug.replace("-", "_"): True for slug in CHATS}
        day = self.clock().date()
        self.library = Library(with_telegram(load(self.folder, day), **allowed))
        self.starts()

    def starts(self) -> None:
        """Start anew: what the program remembered is gone."""
        self.verdicts = Verdicts(self.runner, self.library, self.folder, self.clock)

    def looks(self) -> list[tuple[str, Card]]:
        """Words, then cards; the cards posted since the last look, each with its place."""
        self.tells()
        return self.shows()

    def tells(self) -> None:
        """Words alone."""
        asyncio.run(Digests(self.runner, self.channels, self.library, self.clock, self.desk).work())

    def shows(self) -> list[tuple[str, Card]]:
        """Cards alone, until there is nothing to do."""
        before = len(self.chat.posted)
        cards = ReviewCards(
            self.runner,
            self.channels,
            self.library,
            self.verdicts,
            self.clock,
            desk=self.desk,
        )
        while asyncio.run(cards.work()):
            pass
        return self.chat.posted[before:]

    def asks(self) -> list[str]:
        """A look; the slugs of the answers that were asked about."""
        return [self.slug_of(card) for _, card in self.looks()]

    def slug_of(self, card: Card) -> str:
        """About which answer a card is."""
        kept = self.store.review_card(card.version)
        assert kept
        return kept.slug

    def presses(
        self, card: Card, act: ReviewAct | str, place: str = CHATS[ANNIKA], message: str = ""
    ) -> str:
        """Press a button of a card in a chat; what is said in private. ``message``: its name."""
        press = Press(card.reference, card.version, f"review.{act}", message=message)
        runner, library = self.runner, self.library
        reviews = ReviewPresses(runner, library, self.verdicts, self.clock)
        pressing = Pressing(runner, Cases(library, self.clock), library, reviews, self.clock)
        return asyncio.run(pressing.press(Address("telegram", place), press, "fi")).said

    def on_desk(self, act: ReviewAct, by: str = MAIJA, slug: str = WHEN) -> None:
        """Decide as the desk does."""
        answer = self.library.base.answers[slug]["fi"]
        assert asyncio.run(self.verdicts.decide(act, answer, by)) is None

    def shown(self, card: Card) -> Card:
        """The card as its message shows it after a look."""
        self.looks()
        found = [one for one in self.chat.shown.values() if one.reference == card.reference]
        return found[0]

    def file(self, slug: str = WHEN) -> Answer:
        """The answer as its file has it."""
        path = file_of(self.folder, slug)
        return read_answer(str(path.relative_to(self.folder)), path.read_text("utf-8"))


def words(card: Card) -> str:
    """All that can be read on a card."""
    return "\n".join(f"{block.head}\n{block.text}" for block in card.blocks)


def labels(card: Card) -> list[str]:
    """What its buttons say."""
    return [button.label for row in card.buttons for button in row]


def day(text: str) -> date:
    """A day, e.g. of ``2026-11-23``."""
    return date.fromisoformat(text)
