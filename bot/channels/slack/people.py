"""Who is who in Slack: the register's officials and their accounts."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.channels.slack.api import SlackApi, code_of
from bot.channels.slack.channel import NAME
from bot.library import Library
from bot.model import Address
from bot.people import Official
from bot.ports import Runner, Store

_log = structlog.get_logger(__name__)
_AGAIN = timedelta(hours=12)
"""How often an account is looked for by its e-mail again: people come, leave and change."""
_PAUSE_SECONDS = 1.2
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
        self._asked: dict[tuple[str, str], datetime] = {}

    async def link(self) -> int:
        """Link who is not yet linked as the register has it; how many were."""
        linked = 0
        for official in list(self._library.base.officials.values()):
            place = await self._place(official)
            if place:
                linked += await self._runner.run(_link, official.slug, place, self._now())
        return linked

    async def _place(self, official: Official) -> str:
        """The account to link now; empty when there is none, or it has been asked for lately."""
        if isinstance(official.slack, str):
            return official.slack
        key = (official.slug, official.email)
        if not (official.slack and official.email):
            return ""
        if self._asked.get(key, datetime.min.replace(tzinfo=self._now().tzinfo)) > self._now():
            return ""
        found = await account_of(self._api, official)
        if found is not None:
            self._asked[key] = self._now() + _AGAIN
        await asyncio.sleep(_PAUSE_SECONDS)
        return found or ""


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
    is_sure = not gone and (by_id or user.get("is_email_confirmed") is not False)
    if not is_sure:
        _log.warning("slack.account_not_verified", official=official.slug)
    return str(user["id"]) if is_sure else ""


def _link(store: Store, official: str, place: str, now: datetime) -> int:
    """Reach the official there, unless it is so already or the account has shut the app out."""
    for reach in store.reaches(NAME):
        if (reach.official, reach.place) == (official, place):
            rests = reach.ended is not None and reach.why == "blocked"
            if reach.ended is None or (rests and now - reach.ended < _AGAIN):
                return 0
    store.add_reach(official, Address(NAME, place), now)
    _log.info("slack.linked", official=official)
    return 1
