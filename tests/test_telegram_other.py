"""Dialogues through a stand-in Bot API that others wrote (see ``telegram_other``)."""

import httpx2

from tests.telegram_other import OTHER_TOKEN, OtherChatter, OtherServer, other_telegram


def _updates(server: OtherServer, offset: int = 0) -> list[int]:
    """The update_ids that a bot gets."""
    url = f"{server.url}/bot{OTHER_TOKEN}/getUpdates"
    body = httpx2.post(url, json={"offset": offset, "timeout": 1}).json()
    return [update["update_id"] for update in body["result"]]


def test_the_other_stand_in_keeps_updates_until_they_are_confirmed() -> None:
    """The one thing it lacked to be polled by a bot that survives a crash."""
    with other_telegram() as server:
        resident = OtherChatter(server, 7)
        resident.says("/start")
        first = _updates(server)
        assert len(first) == 1
        assert _updates(server) == first
        assert _updates(server, first[-1] + 1) == []
