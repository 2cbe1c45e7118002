"""The real `aura serve` in a process of its own, with the stand-in as its Telegram."""

from contextlib import AbstractContextManager
from pathlib import Path

from tests.serving import QUIET_SECONDS, Process, all_cases, quick_base, serving
from tests.telegram_server import TOKEN, TelegramServer

__all__ = ["QUIET_SECONDS", "Process", "all_cases", "aura_process", "quick_base"]


def aura_process(
    data: Path, knowledge: Path, server: TelegramServer, **settings: str
) -> AbstractContextManager[Process]:
    """`aura serve` until the block ends; killed then, however it stands."""
    ours = {"telegram_token": TOKEN, "telegram_api": server.url}
    return serving(data, knowledge, **(ours | settings))
