"""The real program with linked chats, and a decision on its desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.knowledge import load
from bot.model import Address
from bot.renewals import ReviewAct
from bot.settings import Settings
from bot.store import open_database
from tests.fakes import MONDAY, Clock, ScriptedMatcher
from tests.review_cards.town import MAIJA, WHEN
from tests.served import Served, served
from tests.telegram_server import TOKEN, TelegramServer
from tests.towns import TODAY


def linked(data: Path, **chats: Address) -> None:
    """Officials' chats as they were linked before the program starts (underscores for dashes)."""
    data.mkdir()
    store = open_database(Settings(data=data).data_file)
    with store.transaction():
        for slug, address in chats.items():
            store.add_reach(slug.replace("_", "-"), address, MONDAY - timedelta(days=9))
    store.close()


def decides_on_the_desk(desk: Served, act: ReviewAct = ReviewAct.KEEP) -> None:
    """As a press on the desk's page does."""
    answer = desk.aura.base.answers[WHEN]["fi"]
    assert desk.wait(desk.aura.verdicts.decide(act, answer, MAIJA)) is None


@contextmanager
def telegram_desk(
    bot: TelegramServer, folder: Path, tmp_path: Path, matcher: ScriptedMatcher, **given: Any
) -> Iterator[Served]:
    if not (tmp_path / "data").exists():
        places = {"annika_sundstrom": "21", "jari_koskela": "22"}
        chats = {slug: Address("telegram", place) for slug, place in places.items()}
        linked(tmp_path / "data", **chats)
    ours = {"telegram_token": TOKEN, "telegram_api": bot.url, "knowledge": folder}
    base = load(folder, TODAY)
    ours |= {"now": Clock(), "public_url": "https://aura.example"} | given
    with served(base, tmp_path / "data", matcher, **ours) as running:
        yield running
