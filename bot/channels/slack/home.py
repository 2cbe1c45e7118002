"""The app's Home tab: what waits for me, by when, and what I answer for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    DividerBlock,
    HeaderBlock,
    LinkButtonElement,
)
from slack_sdk.models.views import View

from bot import wording
from bot.cards import Reading
from bot.channels.beside import Beside
from bot.channels.slack.api import SlackApi, code_of
from bot.channels.slack.blocks import MOST_HEAD, bold, plain, quoted, small, written
from bot.channels.slack.cards import OPEN_DESK
from bot.channels.slack.channel import NAME
from bot.library import Library
from bot.listing import Rows, waiting
from bot.model import Address
from bot.ports import Runner, Store
from bot.pressing import official_at

_log = structlog.get_logger(__name__)
_MOST_ROWS = 20
"""Cases on the Home tab: three blocks each, of the 100 that Slack takes."""


class SlackHome:
    """Draws the tab when it is opened."""

    def __init__(
        self,
        runner: Runner,
        api: SlackApi,
        library: Library,
        now: Callable[[], datetime],
        desk: str = "",
    ) -> None:
        """``desk``: its public address; empty: no links."""
        self._runner = runner
        self._api = api
        self._library = library
        self._now = now
        self._desk = desk
        self._beside = Beside()

    def opened(self, event: Mapping[str, Any]) -> None:
        """Somebody looks: drawn anew, beside what else is to be done."""
        user = event.get("user")
        if isinstance(user, str) and event.get("tab", "home") == "home":
            self._beside.run(self.publish(user))

    async def publish(self, user: str) -> None:
        """Show the tab as it is now."""
        try:
            blocks = await self._runner.run(self._drawn, user)
            view = View(type="home", blocks=blocks).to_dict()
            await self._api.call("views.publish", user_id=user, view=view)
        except Exception as error:  # noqa: BLE001 - it is drawn anew when it is opened again
            _log.info("slack.home_not_drawn", error=code_of(error) or type(error).__name__)

    def _drawn(self, store: Store, user: str) -> list[Block]:
        reading = reading_of(store, self._library, user, self._now(), self._desk)
        if reading is None:
            base = self._library.base
            return written(base.say(base.city.languages[0], "slack.hello"))
        rows = waiting(store, reading, mine=True, most=_MOST_ROWS)
        by_deadline = sorted(rows.rows, key=lambda row: row.case.deadline)
        return [
            HeaderBlock(text=plain(reading.say("slack.home_mine", count=rows.whole), MOST_HEAD)),
            *row_blocks(reading, Rows(tuple(by_deadline), rows.whole), words=False),
            DividerBlock(),
            HeaderBlock(text=plain(reading.say("slack.home_topics"), MOST_HEAD)),
            *written(_topics(reading)),
            *_desk_link(reading),
        ]


def reading_of(
    store: Store, library: Library, user: str, now: datetime, desk: str
) -> Reading | None:
    """For which official an account reads; None for nobody's."""
    official = official_at(store, library.base, Address(NAME, user))
    return Reading(library.base, official, now, desk) if official else None


def row_blocks(reading: Reading, rows: Rows, *, words: bool = True) -> list[Block]:
    """Cases in a row; how many more there are. Without ``words`` where what is shown stays: Slack
    keeps a Home tab as it was last drawn, and a resident's words must not outlive their case (L25).
    """
    blocks: list[Block] = []
    for row in rows.rows:
        blocks += [bold(row.head), *(quoted(row.words) if words else ())]
    if not rows.rows:
        blocks += written(reading.say("desk.empty"))
    if rows.whole > len(rows.rows):
        shown = reading.say("desk.shown", shown=len(rows.rows), all=rows.whole)
        blocks.append(small(shown))
    return blocks


def _topics(reading: Reading) -> str:
    """The reader's topics, districts and absence, as the register has them."""
    base, official = reading.base, reading.official
    if official is None:
        return ""
    titles = [
        wording.in_language(base.topics[slug].title, reading.language)
        for slug in official.topics
        if slug in base.topics
    ]
    names = [
        wording.in_language(base.districts[slug].name, reading.language)
        for slug in official.districts
        if slug in base.districts
    ]
    lines = [f"- {title}" for title in titles] or [reading.say("slack.no_topics")]
    return "\n".join([*lines, *([", ".join(names)] if names else [])])


def _desk_link(reading: Reading) -> list[Block]:
    if not reading.desk:
        return []
    link = LinkButtonElement(
        text=plain(reading.say("card.desk")), url=reading.desk, action_id=OPEN_DESK
    )
    return [ActionsBlock(elements=[link])]
