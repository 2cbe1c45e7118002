"""Dialogues as data, played against the real program and our stand-in Bot API, all at once."""

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import utc_now
from bot.city import Base
from tests.dialogue_player import Dialogue, Player, dialogues
from tests.fakes import MONDAY, ScriptedMatcher
from tests.offices import ANNIKA, with_telegram
from tests.served import FORM_TOKEN, Served, first, served
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, telegram

ALL = dialogues()
_CODE = re.compile(r"/link ([A-Z0-9-]{11})")


Stage = dict[str, Future[None]]


@contextmanager
def _stage(base: Base, matcher: ScriptedMatcher, folder: Path, *, office: bool) -> Iterator[Stage]:
    """The dialogues of one program, begun, by their names; it is winter, and the clock goes."""
    begun = utc_now()

    def now() -> datetime:
        return MONDAY + (utc_now() - begun)

    plays = [one for one in ALL if one.office is office]
    with telegram() as server:
        given = {"telegram_token": TOKEN, "telegram_api": server.url, "telegram_quiet": 1.0}
        with (
            served(base, folder, matcher, now=now, **given) as running,
            ThreadPoolExecutor(len(plays)) as pool,
        ):
            official = _linked(running, Chatter(server, 7)) if office else None
            yield {
                one.name: pool.submit(Player(one, running, server, official).play) for one in plays
            }


def _linked(running: Served, chat: Chatter) -> Chatter:
    """The chat, linked to the official by the code that the desk's page gives."""
    with running.official(ANNIKA) as desk:
        token = first(FORM_TOKEN, desk.get("/desk/telegram").text)
        page = desk.post("/desk/telegram/code", data={"form_token": token}).text
    chat.says(f"/link {first(_CODE, page)}")
    chat.hears("on nyt yhdistetty")
    return chat


@pytest.fixture(scope="module")
def played(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """All dialogues: those with residents' chats only, and those with an official's."""
    offices = with_telegram(base, annika_sundstrom=True)
    folders = [tmp_path_factory.mktemp(name) for name in ("residents", "offices")]
    with (
        _stage(base, scripted, folders[0], office=False) as residents,
        _stage(offices, scripted, folders[1], office=True) as officials,
    ):
        yield residents | officials


@pytest.mark.parametrize("dialogue", ALL, ids=lambda one: one.name)
def test_a_dialogue_goes_as_written(dialogue: Dialogue, played: Stage) -> None:
    played[dialogue.name].result(timeout=110)


def test_each_language_has_the_same_dialogues() -> None:
    names = [
        {one.name.split(": ")[1] for one in ALL if one.name.startswith(f"{language}: ")}
        for language in ("fi", "sv", "en")
    ]
    assert names[0] == names[1] == names[2]
