"""Dialogues as data, played against the real program and our stand-in Bot API, all at once."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

import pytest

from bot.app import utc_now
from bot.city import Base
from tests.dialogue_player import Dialogue, Player, dialogues
from tests.fakes import MONDAY, ScriptedMatcher
from tests.served import served
from tests.telegram_server import TOKEN, telegram

ALL = dialogues()


@pytest.fixture(scope="module")
def played(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[None]]]:
    """Every dialogue by its name, begun; it is winter, and the clock goes."""
    begun = utc_now()

    def now() -> datetime:
        return MONDAY + (utc_now() - begun)

    folder = tmp_path_factory.mktemp("dialogues")
    with telegram() as server:
        given = {"telegram_token": TOKEN, "telegram_api": server.url}
        with (
            served(base, folder, scripted, now=now, **given) as running,
            ThreadPoolExecutor(len(ALL)) as stage,
        ):
            yield {one.name: stage.submit(Player(one, running, server).play) for one in ALL}


@pytest.mark.parametrize("dialogue", ALL, ids=lambda one: one.name)
def test_a_dialogue_goes_as_written(dialogue: Dialogue, played: dict[str, Future[None]]) -> None:
    played[dialogue.name].result(timeout=110)


def test_each_language_has_the_same_dialogues() -> None:
    names = [
        {one.name.split(": ")[1] for one in ALL if one.name.startswith(f"{language}: ")}
        for language in ("fi", "sv", "en")
    ]
    assert names[0] == names[1] == names[2]
