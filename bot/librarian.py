"""Keeps the library up to date while it serves: changed files, newly accepted wordings."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import structlog

from bot.calendar import local
from bot.city import Base
from bot.errors import StoreError
from bot.knowledge import Stand, read, stand_of
from bot.learning import Proposal, ProposalState
from bot.library import Library, with_wordings
from bot.matching import AnswerMatcher
from bot.model import Known
from bot.ports import Matcher, Runner, Store

_KNOWN = 2000
"""Of how many decisions calibration learns: the newest."""
_LEARN_AGAIN = timedelta(days=1)
"""How often new decisions are learnt from when nothing else changes."""
_log = structlog.get_logger(__name__)

LIBRARY_BELL = "library"
"""Rung when a wording has been accepted: the librarian looks at once."""


class Librarian:
    """Looks at the knowledge folder and at what was accepted; the old base serves meanwhile."""

    def __init__(
        self,
        library: Library,
        runner: Runner,
        folder: Path,
        now: Callable[[], datetime],
        stand: Stand | None = None,
    ) -> None:
        """``stand``: how the folder stood before the library's base was read from it; None: as
        it stands now.
        """
        self._library = library
        self._runner = runner
        self._folder = folder
        self._now = now
        self._base = library.as_read  # what the files say, without the accepted wordings
        self._read = self._last = stand_of(folder) if stand is None else stand
        self._made_of: tuple[Base, list[Proposal]] = (library.as_read, [])
        self._made_at = now()
        self._known: list[Known] = []

    async def open(self) -> None:
        """Make the first matcher, if none was given, and learn who is away. Nothing can be found
        before.
        """
        today = local(self._library.base.city, self._now()).date()
        await self._runner.run(take_absences, self._library, today)
        wordings = await self._runner.run(_wordings, ())
        if wordings or not self._library.is_open:
            await self._take(wordings)

    async def look(self) -> int:
        """Take what has changed, if it is whole and has been still since the last look.

        Files with serious mistakes are not taken: the earlier base goes on serving, and
        ``Library.mistakes`` says so until they are mended. How often the library was changed:
        0 or 1.
        """
        wordings = await self._runner.run(_wordings, self._made_of[1])  # before the files
        stand = await asyncio.to_thread(stand_of, self._folder)
        is_still, self._last = stand == self._last, stand
        if is_still and stand != self._read:
            self._read = stand  # first: what cannot be read is not tried again before it changes
            await self._reread()
        if stand == self._read and not self._library.mistakes:  # what was written has been read
            wordings = [one for one in wordings if one.state is ProposalState.ACCEPTED]
        if (self._base, wordings) == self._made_of:
            if not await self._has_learnt():
                return 0
        elif with_wordings(self._base, wordings) == self._library.as_read:
            self._made_of = (self._base, wordings)
            return 0
        await self._take(wordings)
        _log.info("library.taken", answers=len(self._base.answers), wordings=len(wordings))
        return 1

    async def _has_learnt(self) -> bool:
        """Whether officials have decided something since yesterday."""
        if self._now() - self._made_at < _LEARN_AGAIN:
            return False
        self._made_at = self._now()
        return await self._runner.run(_known) != self._known

    async def _reread(self) -> None:
        today = local(self._base.city, self._now()).date()
        try:
            base, mistakes = await asyncio.to_thread(read, self._folder, today)
        except Exception:
            self._library.mistakes = 1
            raise
        serious = sum(mistake.serious for mistake in mistakes)
        self._library.mistakes = serious or int(base is None)
        if base is None or serious:
            _log.error("library.not_taken", mistakes=self._library.mistakes)
        else:
            self._base = base

    async def _take(self, wordings: list[Proposal]) -> None:
        """Build the matcher beside the serving one; swap between two use cases."""
        base = with_wordings(self._base, wordings)
        self._known, self._made_at = await self._runner.run(_known), self._now()
        before, self._made_of = self._made_of, (self._base, wordings)  # fails once, not each look
        try:
            matcher = await asyncio.to_thread(AnswerMatcher, base, self._known)
        except Exception:
            self._library.mistakes = 1
            raise
        try:
            await self._runner.run(_swap, self._library, base, matcher)
        except StoreError:
            self._made_of = before  # not the base's fault: the next look tries again
            raise


def _wordings(store: Store, used: Sequence[Proposal]) -> list[Proposal]:
    """What is accepted, and what is in use and has been written into its file meanwhile."""
    accepted = store.proposals((ProposalState.ACCEPTED,))
    known = {proposal.id for proposal in accepted}
    gone = (store.proposal(proposal.id) for proposal in used if proposal.id not in known)
    written = [one for one in gone if one and one.state is ProposalState.WRITTEN]
    return sorted([*accepted, *written], key=lambda proposal: proposal.id)


def _known(store: Store) -> list[Known]:
    return [judged.known for judged in store.decisions(_KNOWN) if not judged.edited]


def take_absences(store: Store, library: Library, today: date) -> None:
    """Tell the library what was said while serving of who is away ``today`` or later."""
    library.take_absences(store.whereabouts(today))


def _swap(_store: Store, library: Library, base: Base, matcher: Matcher) -> None:
    library.swap(base, matcher)
