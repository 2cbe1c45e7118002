"""What the proofs in a browser share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bot.city import Base
from tests.browsing import CITY_SITE
from tests.fakes import ScriptedMatcher
from tests.served import Served, browser, served


@pytest.fixture(scope="module")
def desk(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A running desk."""
    folder = tmp_path_factory.mktemp("browser")
    settings = {"messages_per_address": 10_000, "embed_origins": (CITY_SITE,)}
    with served(base, folder, scripted, **settings) as running:
        yield running


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for all tests of a file."""
    with browser() as opened:
        yield opened
