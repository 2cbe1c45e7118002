"""`aura retention`: what is old enough to go, its going, and the proofs of it (L28)."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager

from bot.app import Aura
from bot.city import Retention
from bot.errors import AuraError
from bot.ports import Store
from bot.retention import Purge, Rule, days_of

Say = Callable[[str], None]
_WHAT = {
    Rule.TALK: "small talk, and what matched nothing and got no answer",
    Rule.ANSWERED: "other matters: words and address",
    Rule.FORMAL: "formal matters: words and address",
    Rule.ADDRESS: "where residents are reached, to be recognised by a digest only",
    Rule.ARRIVAL: "messages of no case, and those set aside",
    Rule.CONVERSATION: "languages of conversations without a case",
    Rule.PROPOSAL: "phrasings that were declined or are written",
    Rule.REVIEW: "cards about answers, once these are reviewed",
    Rule.REACH: "officials' chats that have ended",
    Rule.SIGN_IN: "codes, links and sessions that have run out",
    Rule.ABSENCE: "officials' absences that are over",
    Rule.RECORD: "lines of the record",
    Rule.NIGHT: "in all",
}
_OTHER = (
    "The desk serves with another secret, by which residents who return are recognised. Set "
    "AURA_SECRET or AURA_SECRET_FILE as for `aura serve`."
)
_TRIES, _SECONDS = 50, 0.1


async def would_go(aura: Aura, say: Say) -> None:
    """What a night would take now; changes nothing."""
    async with _stored(aura):
        found = await aura.caretaker.would_go()
    _head(aura, say)
    _table(found, aura.base.city.retention, say)
    say("Nothing was changed. Go on with: aura retention")


async def keep(aura: Aura, say: Say) -> None:
    """A night's work now, in small steps; works while the desk serves."""
    async with _stored(aura):
        if not await aura.store.run(lambda store: store.has_key()):
            raise AuraError(_OTHER)
        before = aura.settings.data_file.stat().st_size
        gone = await aura.caretaker.keep()
        for _ in range(_TRIES):  # somebody else may read the write-ahead log just now
            if await aura.store.run(_is_emptied):
                break
            await asyncio.sleep(_SECONDS)
        after = aura.settings.data_file.stat().st_size
    _head(aura, say)
    _table(gone, aura.base.city.retention, say)
    if not gone:
        say("Nothing was old enough to go.")
    say(f"The data file had {before / 1e6:.1f} MB and has {after / 1e6:.1f} MB.")


async def show_log(aura: Aura, say: Say) -> None:
    """The proofs, newest night first."""
    async with _stored(aura):
        proofs = await aura.store.run(lambda store: store.purges())
    if not proofs:
        say("No night's work has been done yet.")
    for purge in proofs:
        say(
            f"{purge.at:%Y-%m-%d %H:%M}Z  {purge.rule:12}  {purge.count:6}  {_span(purge)}".rstrip()
        )


def _stored(aura: Aura) -> AbstractAsyncContextManager[None]:
    path = aura.settings.data_file
    if not path.exists():
        raise AuraError(f"There is no data file {path} yet. Start `aura serve` once first.")
    return aura.stored()


def _is_emptied(store: Store) -> bool:
    """Whether nothing of what went stands in the write-ahead log any more."""
    return not store.has_erased


def _head(aura: Aura, say: Say) -> None:
    folder = aura.settings.knowledge_folder()
    say(f"{aura.base.city.name}, by [retention] of {folder / 'city.toml'}:")


def _table(found: Iterable[Purge], retention: Retention, say: Say) -> None:
    days = days_of(retention)
    for purge in found:
        kept = days[purge.rule]
        after = "for good" if kept is None else f"{kept} days"
        say(
            f"  {purge.rule:12} {after:>8}  {purge.count:6}  {_span(purge):24}  {_WHAT[purge.rule]}"
        )


def _span(purge: Purge) -> str:
    if not purge.oldest or not purge.newest:
        return ""
    return f"{purge.oldest:%Y-%m-%d} .. {purge.newest:%Y-%m-%d}"
