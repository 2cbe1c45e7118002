"""A snowstorm: 500 chats write within ten seconds, and all of them hear soon, at the due pace."""

import statistics
import threading
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from tests.telegram_people import Chatter
from tests.telegram_server import TelegramServer, telegram
from tests.telegram_serving import QUIET_SECONDS, aura_process, quick_base
from tests.telegram_troubles import Fault, Trouble, refused, too_many

CHATS, SECONDS = 500, 10.0
TALKERS = 20
"""How many of them ask the bot itself something too, so that three messages are due to each."""
A_SECOND, A_CHAT = 30, 1.0
"""Telegram's limits: messages a second of a bot, seconds between two to one chat."""


def test_five_hundred_chats_in_ten_seconds_all_hear_at_the_due_pace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One of them is refused for a while, one hangs, one has blocked the bot: nobody waits
    for those. The whole takes the time that 30 messages a second take, and little more.
    """
    knowledge = quick_base(tmp_path)
    with telegram() as server, aura_process(tmp_path / "data", knowledge, server) as process:
        chats = [Chatter(server, 1000 + number) for number in range(CHATS)]
        limited, well = _troubled(server, chats)
        server.wait(lambda: server.polling, 30)
        begun = time.monotonic()
        written = _storm(chats)
        server.wait(lambda: _receipts(server).keys() >= {chat.id for chat in well}, 60)
        all_heard = time.monotonic() - begun
        limited.hears("viestisi on perillä", seconds=20)
        told = process.is_healthy(received=CHATS, unread=0, set_aside=0, closed=1)
        sent = sorted(call.at for call in server.made("sendMessage"))
        gap = _least_gap(server, chats)
        receipts = _receipts(server)
        waits = [receipts[chat.id][0] - written[chat.id] for chat in well]
    busiest = max(sum(at <= other < at + 3 for other in sent) for at in sent) / 3
    with capsys.disabled():
        print(_figures(all_heard, waits, busiest, gap))  # noqa: T201 - figures
    assert told["waiting"] == CHATS - 1
    assert all(len(receipts[chat.id]) == 1 for chat in well)
    assert gap > A_CHAT - 0.3, "less the jitter of the way"
    assert len(sent) / (sent[-1] - sent[0]) <= A_SECOND
    assert busiest <= A_SECOND + 3, "a little more after a stumble of the machine"
    due = (CHATS + 2 * TALKERS) / A_SECOND - SECONDS + QUIET_SECONDS
    assert max(waits) < due + 10


def _troubled(
    server: TelegramServer, chats: Sequence[Chatter]
) -> tuple[Chatter, Sequence[Chatter]]:
    """Who is refused for a while, and all those for whom nothing goes wrong."""
    limited, hanging, blocked = chats[100:103]
    server.harm(
        too_many(5, chat=limited.id, times=1),
        Fault(Trouble.HANG, chat=hanging.id, times=1),
        refused(403, "Forbidden: bot was blocked by the user", chat=blocked.id),
    )
    return limited, [*chats[:100], *chats[103:]]


def _figures(all_heard: float, waits: Sequence[float], busiest: float, gap: float) -> str:
    return (
        f" {CHATS} chats in {SECONDS:.0f} s: all heard after {all_heard:.1f} s; a receipt came"
        f" after {statistics.median(waits):.1f} s (median), {max(waits):.1f} s (longest);"
        f" at most {busiest:.0f} a second over three, {gap:.2f} s between two to a chat"
    )


def _storm(chats: Sequence[Chatter]) -> dict[int, float]:
    """They write one after the other; when each did."""
    written: dict[int, float] = {}
    begun, pause = time.monotonic(), threading.Event()
    for number, chat in enumerate(chats):
        pause.wait(max(0.0, begun + number * SECONDS / len(chats) - time.monotonic()))
        chat.says(f"milloin katu {chat.id} aurataan")
        written[chat.id] = time.monotonic()
        if number < TALKERS:
            chat.says("/apua")
            chat.says("/kieli")
    return written


def _receipts(server: TelegramServer) -> dict[int, list[float]]:
    """When each chat's receipts came."""
    found: dict[int, list[float]] = {}
    for call in server.made("sendMessage"):
        if "on perillä" in call.fields["text"]:
            found.setdefault(call.chat, []).append(call.at)
    return found


def _least_gap(server: TelegramServer, chats: Sequence[Chatter]) -> float:
    """The least time between two messages to one chat."""
    gaps = []
    for chat in chats[:TALKERS]:
        times = sorted(call.at for call in server.made("sendMessage", chat=chat.id))
        gaps += [after - before for before, after in pairwise(times)]
    assert len(gaps) == 2 * TALKERS
    return min(gaps)
