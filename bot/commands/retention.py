"""`aura retention`: what is kept, what is old enough to go, its going, and its proofs (L28)."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.app import Aura
from bot.caretaker import Caretaker
from bot.city import Retention
from bot.errors import AuraError
from bot.machine import secret_of
from bot.ports import Runner, Store
from bot.retention import Purge, Rule, days_of
from bot.store import HOLDINGS, StoreThread

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
    """What a night would take now: that very night, on a copy of the data file."""
    _head(aura, say)
    copy = StoreThread(aura.settings.data_file, rehearses=True)
    await copy.open(secret_of(aura.settings))
    try:
        await _check_secret(copy)
        found = await Caretaker(copy, aura.cases, aura.now, rehearses=True).keep()
    finally:
        await copy.close()
    of_rule = {purge.rule: purge for purge in found}
    rules = (rule for rule in Rule if rule is not Rule.NIGHT)
    every = [of_rule.get(rule, Purge(rule, 0)) for rule in rules]
    _table(every, aura.base.city.retention, say)
    say("Nothing was changed. Go on with: aura retention")


async def keep(aura: Aura, say: Say) -> None:
    """A night's work now, in small steps; works while the desk serves."""
    _head(aura, say)
    async with aura.stored():
        await _check_secret(aura.store)
        before = aura.settings.data_file.stat().st_size
        gone = await aura.caretaker.keep()
        for _ in range(_TRIES):  # somebody else may read the write-ahead log just now
            if await aura.store.run(_is_emptied):
                break
            await asyncio.sleep(_SECONDS)
        after = aura.settings.data_file.stat().st_size
    _table(gone, aura.base.city.retention, say)
    if not gone:
        say("Nothing was old enough to go.")
    say(f"The data file had {before / 1e6:.1f} MB and has {after / 1e6:.1f} MB.")


def show_holdings(aura: Aura, say: Say) -> None:
    """Table by table: what is kept, how long, and what stays."""
    say(f"{aura.base.city.name}, by [retention] of {_rules(aura)}:")
    days = days_of(aura.base.city.retention)
    for holding in HOLDINGS:
        say(f"  {holding.table:13}  {holding.holds}")
        if holding.rules:
            each = (f"{rule} {_after(days[rule])}" for rule in holding.rules)
            say(f"  {'':13}  goes: {', '.join(each)}")
        if holding.besides:
            say(f"  {'':13}  stays: {holding.besides}")
    say("What each rule takes: aura retention --dry-run")


async def show_log(aura: Aura, say: Say) -> None:
    """The proofs, newest night first."""
    _check_file(aura)
    async with aura.stored():
        proofs = await aura.store.run(lambda store: store.purges())
    if not proofs:
        say("No night's work has been done yet.")
    for purge in proofs:
        say(
            f"{purge.at:%Y-%m-%d %H:%M}Z  {purge.rule:12}  {purge.count:6}  {_span(purge)}".rstrip()
        )


def _check_file(aura: Aura) -> None:
    path = aura.settings.data_file
    if not path.exists():
        raise AuraError(f"There is no data file {path} yet. Start `aura serve` once first.")


async def _check_secret(runner: Runner) -> None:
    if not await runner.run(lambda store: store.has_key()):
        raise AuraError(_OTHER)


def _is_emptied(store: Store) -> bool:
    """Whether nothing of what went stands in the write-ahead log any more."""
    return not store.has_erased


def _head(aura: Aura, say: Say) -> None:
    """Whose data by whose rules, before anything is done: who named a wrong folder can stop."""
    _check_file(aura)
    say(f"{aura.base.city.name}: {aura.settings.data_file}, by [retention] of {_rules(aura)}")


def _rules(aura: Aura) -> Path:
    return aura.settings.knowledge_folder() / "city.toml"


def _table(found: Iterable[Purge], retention: Retention, say: Say) -> None:
    days = days_of(retention)
    for purge in found:
        after = _after(days[purge.rule])
        say(
            f"  {purge.rule:12} {after:>8}  {purge.count:6}  {_span(purge):24}  {_WHAT[purge.rule]}"
        )


def _after(days: int | None) -> str:
    return "for good" if days is None else f"{days} days"


def _span(purge: Purge) -> str:
    if not purge.oldest or not purge.newest:
        return ""
    return f"{purge.oldest:%Y-%m-%d} .. {purge.newest:%Y-%m-%d}"
