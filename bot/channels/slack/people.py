"""Who is who in Slack: the register's officials and their accounts."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.channels.slack.api import SlackApi, code_of
from bot.channels.slack.channel import NAME
from bot.library import Library
from bot.model import Address
from bot.people import Official
from bot.ports import Runner, Store

_log = structlog.get_logger(__name__)
_AGAIN = timedelta(hours=6)
"""How often an entry is looked at again: people come, leave and change, a chat opens again."""
_NEVER = datetime.min.replace(tzinfo=UTC)
_MOST_ASKED = 20
PAUSE_SECONDS = 1.2
"""Between two look-ups: Slack takes 50 a minute."""


class SlackPeople:
    """Links the accounts that the register allows: those it names by their id, and those that
    have an official's e-mail address, if Slack has verified it.
    """

    def __init__(
        self, runner: Runner, api: SlackApi, library: Library, now: Callable[[], datetime]
    ) -> None:
        """Nothing is asked before ``link``."""
        self._runner = runner
        self._api = api
        self._library = library
        self._now = now
        self._next: dict[tuple[str, bool | str, str], datetime] = {}
        """When an entry of the register is looked at again: at once where nothing was told."""

    async def link(self) -> int:
        """Link who is not yet linked as the register has it; how many were. A round is short: the
        rest of many officials comes in the next ones.
        """
        linked = 0
        for official in self._due()[:_MOST_ASKED]:
            place: str | None = str(official.slack)
            if official.slack is True:
                place = await account_of(self._api, official)
                await asyncio.sleep(PAUSE_SECONDS)
            if place is None:  # Slack is away; or it is about this one, who comes last next time
                self._next[_entry(official)] = self._now()
                return linked
            self._next[_entry(official)] = self._now() + _AGAIN
            linked += await self._runner.run(_link, official.slug, place, self._now())
        return linked

    def _due(self) -> list[Official]:
        """Who has waited longest first."""

        def since(official: Official) -> datetime:
            return self._next.get(_entry(official), _NEVER)

        officials = self._library.base.officials.values()
        due = [one for one in officials if one.slack and since(one) <= self._now()]
        return sorted(due, key=since)


def _entry(official: Official) -> tuple[str, bool | str, str]:
    return official.slug, official.slack, official.email


async def account_of(api: SlackApi, official: Official) -> str | None:
    """The id of an official's account: the register's, or that with the official's e-mail, if
    Slack has verified it. Empty when there is none, None when it must be asked again.
    """
    by_id = isinstance(official.slack, str)
    try:
        if by_id:
            user = (await api.ask("users.info", user=official.slack))["user"]
        else:
            user = (await api.ask("users.lookupByEmail", email=official.email))["user"]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is asked again
        code = code_of(error)
        _log.warning("slack.no_account", official=official.slug, error=code or str(type(error)))
        return "" if code in ("users_not_found", "user_not_found") else None
    gone = user.get("deleted") or user.get("is_bot") or user.get("is_stranger")
    is_sure = not gone and (by_id or user.get("is_email_confirmed") is True)
    if not is_sure:
        _log.warning("slack.account_not_verified", official=official.slug)
    return str(user["id"]) if is_sure else ""


def _link(store: Store, official: str, place: str, now: datetime) -> int:
    """Reach the official there, and nowhere if there is no such account any more."""
    live = [r for r in store.reaches(NAME) if r.official == official and r.ended is None]
    if not place:
        for reach in live:
            store.close_reach(reach.id, now, "left")
        return 0
    if any(reach.place == place for reach in live):
        return 0
    store.add_reach(official, Address(NAME, place), now)
    _log.info("slack.linked", official=official)
    return 1
