"""The whole of one app: its connection, its channel, its cards, its ear."""

from collections.abc import Callable
from datetime import datetime

from bot.cases import Cases
from bot.channels.slack.api import SlackApi
from bot.channels.slack.cards import SlackCards
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.commands import SlackCommands
from bot.channels.slack.ear import Access, Hearers, SlackEar
from bot.channels.slack.home import SlackHome
from bot.channels.slack.keeper import SlackKeeper
from bot.channels.slack.officials import Officials
from bot.channels.slack.people import SlackPeople
from bot.channels.slack.rights import SlackRights
from bot.erasing import Erasing
from bot.inbox import Inbox
from bot.library import Library
from bot.ports import Runner
from bot.pressing import Pressing


class SlackLine:
    """One app; each part is built once, and does nothing before it is run."""

    def __init__(self, access: Access, library: Library, desk: str = "") -> None:
        """``library``: the words and the register. ``desk``: its public address, for links."""
        self._access = access
        self._library = library
        self._desk = desk
        self.api = SlackApi(access.token, access.server)
        self.channel = SlackChannel(self.api, library)
        self.cards = SlackCards(self.channel)

    def people(self, runner: Runner, now: Callable[[], datetime]) -> SlackPeople:
        """What links officials' accounts."""
        return SlackPeople(runner, self.api, self._library, now)

    def ear(
        self,
        runner: Runner,
        inbox: Inbox,
        cases: Cases,
        pressing: Pressing,
        ring: Callable[[], None],
    ) -> SlackEar:
        """What hears all that is said and pressed; ``ring`` wakes those who work on the inbox."""
        library, now, desk = self._library, cases.now, self._desk
        rights = SlackRights(runner, self.api, self.channel, cases, Erasing(runner, inbox, cases))
        hearers = Hearers(
            SlackKeeper(runner, inbox, cases, self.channel, ring=ring),
            Officials(pressing, self.api, self.channel, library),
            SlackCommands(runner, cases, library, now, rights=rights, desk=desk),
            SlackHome(runner, self.api, library, now, desk),
            rights,
        )
        return SlackEar(self.api, self._access, hearers)
