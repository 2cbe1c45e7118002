"""kill -9 of the real `aura serve` while Telegram brings messages: none lost, none twice."""

from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.telegram_kills import killed_again_and_again
from tests.telegram_people import Chatter
from tests.telegram_server import telegram
from tests.telegram_serving import all_cases, aura_process, quick_base

UPDATES, KILLS = 600, 20


@pytest.mark.timeout(300)  # 20 starts on a busy machine
def test_six_hundred_updates_and_twenty_kills_make_six_hundred_cases(tmp_path: Path) -> None:
    """tests/bench/telegram.py does the same to a plain bot, and counts what that one loses."""
    knowledge, data = quick_base(tmp_path), tmp_path / "data"
    with telegram() as server:
        residents = [Chatter(server, 1000 + number) for number in range(UPDATES)]

        def started() -> AbstractContextManager[object]:
            return aura_process(data, knowledge, server)

        killed_again_and_again(server, residents, KILLS, started)
        with aura_process(data, knowledge, server) as process:
            process.is_healthy(received=UPDATES, unread=0, set_aside=0, sum_holds=True)
            server.wait(lambda: server.world.updates.confirmed == UPDATES)
    places = Counter(case.place for case in all_cases(data))
    assert set(places) == {str(resident.id) for resident in residents}
    assert set(places.values()) == {1}
