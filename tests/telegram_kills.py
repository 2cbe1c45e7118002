"""Messages that come while a bot is killed again and again; the same for any bot."""

import random
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from tests.telegram_people import Chatter
from tests.telegram_server import TelegramServer

_LONGEST_SECONDS = 0.3
"""From the last message of a round to the kill, at most."""


def killed_again_and_again(
    server: TelegramServer,
    residents: Sequence[Chatter],
    kills: int,
    started: Callable[[], AbstractContextManager[object]],
) -> None:
    """Each resident writes once, in ``kills`` rounds of a bot that is killed as a round ends.

    ``started`` runs the bot in a process, and kills it (-9) when its block ends.
    """
    luck = random.Random(2026)  # noqa: S311 - only test data
    for number in range(kills):
        batch = residents[number::kills]
        before = luck.randint(0, len(batch))
        _write(batch[:before])
        with started():
            server.wait(lambda: server.polling, 60)
            _write(batch[before:])
            threading.Event().wait(luck.uniform(0, _LONGEST_SECONDS))


def _write(residents: Sequence[Chatter]) -> None:
    for resident in residents:
        resident.says(f"milloin katu {resident.id} aurataan")
