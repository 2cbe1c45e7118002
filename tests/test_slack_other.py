"""The calls of the Web API that Aura makes, before two judges: our stand-in, and emulate's Slack
that others wrote (see ``slack_other``).

The same test goes to both, so that our own reading of Slack is not the only one. Where they
differ, the test says so and who follows the documentation.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.slack_client import Client, Loop, running_loop
from tests.slack_other import OtherSlack, other_slack
from tests.slack_server import SlackServer, slack
from tests.slack_world import BOT, BOT_USER

ANNA, BERTTA = "anna@aurala.example", "bertta@aurala.example"
METADATA = {"event_type": "aura_outbox", "event_payload": {"id": 7}}


class OurSlack:
    """Our stand-in, with the same people and room as the other's seed."""

    name = "ours"

    def __init__(self, server: SlackServer, loop: Loop) -> None:
        self.call = Client(server.url, loop)
        self._world = server.world
        people = {"Anna Virtanen": ANNA, "Bertta Niemi": BERTTA}
        self._people = {mail: server.world.add_user(name, mail) for name, mail in people.items()}
        self.room = server.world.add_room("talvi", self._people.values())

    def person(self, email: str) -> str:
        """The id of somebody."""
        return self._people[email]

    def trigger(self, user: str) -> str:
        """A trigger_id."""
        return self._world.trigger(user)


Judge = OurSlack | OtherSlack


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    with running_loop() as running:
        yield running


@pytest.fixture(scope="module", params=["ours", "emulate"])
def judge(request: pytest.FixtureRequest, loop: Loop) -> Iterator[Judge]:
    if request.param == "ours":
        with slack() as server:
            yield OurSlack(server, loop)
    else:
        with other_slack() as url:
            yield OtherSlack(url, loop)


@pytest.fixture(scope="module")
def call(judge: Judge) -> Client:
    return judge.call


@pytest.fixture(scope="module")
def anna(judge: Judge) -> str:
    return judge.person(ANNA)


@pytest.fixture(scope="module")
def dm(call: Client, anna: str) -> str:
    return str(call("conversations.open", users=anna)["channel"]["id"])


def _card(text: str, label: str = "Hyväksy") -> list[dict[str, Any]]:
    words = {"type": "plain_text", "text": text, "emoji": False}
    button: dict[str, Any] = {"type": "button", "action_id": "approve", "value": "A-1:3"}
    button |= {"text": {"type": "plain_text", "text": label, "emoji": True}}
    return [
        {"type": "section", "block_id": "words", "text": words},
        {"type": "actions", "block_id": "decide", "elements": [button]},
    ]


def _modal(text: str) -> dict[str, Any]:
    field = {"type": "plain_text_input", "action_id": "text", "initial_value": text}
    label = {"type": "plain_text", "text": "Vastaus", "emoji": True}
    block = {"type": "input", "block_id": "words", "label": label, "element": field}
    title = {"type": "plain_text", "text": "Muokkaa"}
    return {"type": "modal", "title": title, "submit": title, "blocks": [block]}


def test_the_app_knows_itself(call: Client) -> None:
    told = call("auth.test")
    assert (told["user_id"], told["bot_id"]) == (BOT_USER, BOT)
    assert told["team"] == "Aurala"


def test_an_official_is_found_by_mail_and_id(call: Client, anna: str) -> None:
    by_mail = call("users.lookupByEmail", email=ANNA)["user"]
    by_id = call("users.info", user=anna)["user"]
    assert by_mail["id"] == by_id["id"] == anna
    assert by_mail["real_name"] == "Anna Virtanen"
    assert by_mail["profile"]["email"] == ANNA
    assert by_id["deleted"] is by_id["is_bot"] is False
    assert call.refusal("users.lookupByEmail", email="nobody@aurala.example") == "users_not_found"
    assert call.refusal("users.info", user="U404") == "user_not_found"


def test_only_ours_tells_whether_a_mail_is_confirmed(judge: Judge, anna: str) -> None:
    """``is_email_confirmed`` is documented; emulate leaves it out: missing must not mean yes."""
    told = judge.call("users.info", user=anna)["user"]
    assert told.get("is_email_confirmed") is (True if judge.name == "ours" else None)


def test_direct_messages_are_opened_once(call: Client, anna: str, dm: str) -> None:
    again = call("conversations.open", users=anna)
    assert again["channel"]["id"] == dm
    assert again["already_open"]
    assert call("chat.postMessage", channel=anna, text="hei")["channel"] == dm
    assert call.refusal("conversations.open", users="U404") == "user_not_found"


def test_a_card_is_posted_and_looked_up_by_its_metadata(call: Client, dm: str) -> None:
    blocks = _card("Milloin <!channel> aurataan?")
    posted = call("chat.postMessage", channel=dm, text="k", blocks=blocks, metadata=METADATA)
    found = call("conversations.history", channel=dm, include_all_metadata=True, limit=20)
    card = next(message for message in found["messages"] if message["ts"] == posted["ts"])
    assert card["metadata"] == METADATA
    assert card["blocks"] == blocks == posted["message"]["blocks"]
    assert card["user"] == BOT_USER
    assert [float(m["ts"]) for m in found["messages"]] == sorted(
        (float(m["ts"]) for m in found["messages"]), reverse=True
    )


def test_only_ours_hides_metadata_and_minds_the_bounds(judge: Judge, dm: str) -> None:
    """As documented; emulate tells metadata always, and knows no ``oldest``."""
    first = judge.call("chat.postMessage", channel=dm, text="1", metadata=METADATA)["ts"]
    judge.call("chat.postMessage", channel=dm, text="2", metadata=METADATA)
    after = judge.call("conversations.history", channel=dm, oldest=first)["messages"]
    assert ("metadata" in after[0]) is (judge.name == "emulate")
    assert (first in {message["ts"] for message in after}) is (judge.name == "emulate")


def test_history_comes_in_pages(call: Client, dm: str) -> None:
    stamps = [call("chat.postMessage", channel=dm, text=str(n))["ts"] for n in range(3)]
    page = call("conversations.history", channel=dm, limit=2)
    cursor = page["response_metadata"]["next_cursor"]
    assert page["has_more"]
    following = call("conversations.history", channel=dm, limit=1, cursor=cursor)
    seen = [message["ts"] for message in page["messages"] + following["messages"]]
    assert seen == stamps[::-1]


def test_a_reply_stays_in_its_thread(call: Client, dm: str) -> None:
    parent = call("chat.postMessage", channel=dm, text="kortti")["ts"]
    reply = call("chat.postMessage", channel=dm, text="muistiinpano", thread_ts=parent)["ts"]
    found = call("conversations.replies", channel=dm, ts=parent)["messages"]
    assert [message["ts"] for message in found] == [parent, reply]
    assert found[0]["reply_count"] == 1
    assert found[1]["thread_ts"] == parent
    top = call("conversations.history", channel=dm, limit=1)["messages"][0]
    assert top["ts"] == parent


def test_a_card_is_changed_in_place(call: Client, dm: str) -> None:
    ts = call("chat.postMessage", channel=dm, text="a", blocks=_card("Kysymys"), metadata=METADATA)[
        "ts"
    ]
    call("chat.update", channel=dm, ts=ts, text="b", blocks=_card("Päätetty", "Avaa"))
    found = call("conversations.history", channel=dm, limit=1, include_all_metadata=True)
    card = found["messages"][0]
    assert (card["ts"], card["text"], card["blocks"]) == (ts, "b", _card("Päätetty", "Avaa"))
    assert card["metadata"] == METADATA
    assert card["edited"]["user"] == BOT_USER
    assert call.refusal("chat.update", channel=dm, ts="1.000001", text="x") == "message_not_found"


def test_a_new_text_alone_keeps_the_blocks_at_ours_only(judge: Judge, dm: str) -> None:
    """The documentation keeps them (so does python-slack-sdk's issue 523); emulate drops them.

    A card is therefore always updated with its blocks.
    """
    ts = judge.call("chat.postMessage", channel=dm, text="a", blocks=_card("Kysymys"))["ts"]
    changed = judge.call("chat.update", channel=dm, ts=ts, text="b")["message"]
    assert ("blocks" in changed) is (judge.name == "ours")


def test_a_card_is_deleted(call: Client, dm: str) -> None:
    ts = call("chat.postMessage", channel=dm, text="pois")["ts"]
    call("chat.delete", channel=dm, ts=ts)
    assert call.refusal("chat.delete", channel=dm, ts=ts) == "message_not_found"


def test_a_private_word_needs_a_member(judge: Judge, call: Client, anna: str) -> None:
    assert float(call("chat.postEphemeral", channel=judge.room, user=anna, text="jo")["message_ts"])
    assert "jo" not in {
        message["text"] for message in call("conversations.history", channel=judge.room)["messages"]
    }
    lost = {"channel": "C404", "user": anna, "text": "x"}
    assert call.refusal("chat.postEphemeral", **lost) == "channel_not_found"


def test_a_room_is_posted_to(judge: Judge, call: Client) -> None:
    assert call("chat.postMessage", channel=judge.room, text="x")["channel"] == judge.room
    assert call.refusal("chat.postMessage", channel="C404", text="x") == "channel_not_found"
    assert call("conversations.info", channel=judge.room)["channel"]["name"] == "talvi"


def test_long_text_is_cut_off(call: Client, dm: str) -> None:
    posted = call("chat.postMessage", channel=dm, text="a" * 40_001)
    assert len(posted["message"]["text"]) <= 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]


def test_bad_metadata_is_refused(call: Client, dm: str) -> None:
    bad = {"channel": dm, "text": "x", "metadata": "no object"}
    assert call.refusal("chat.postMessage", **bad) == "invalid_metadata_format"


def test_a_modal_opens_once_for_one_trigger(judge: Judge, call: Client, anna: str) -> None:
    trigger = judge.trigger(anna)
    view = call("views.open", trigger_id=trigger, view=_modal("a"))["view"]
    assert view["blocks"] == _modal("a")["blocks"]
    assert view["root_view_id"] == view["id"]
    again = call.refusal("views.open", trigger_id=trigger, view=_modal("a"))
    assert again == "exchanged_trigger_id"
    changed = call("views.update", view_id=view["id"], hash=view["hash"], view=_modal("b"))["view"]
    assert changed["blocks"][0]["element"]["initial_value"] == "b"
    old = {"view_id": view["id"], "hash": view["hash"], "view": _modal("c")}
    assert call.refusal("views.update", **old) == "hash_conflict"


def test_a_home_tab_is_published_and_replaced(judge: Judge, call: Client) -> None:
    user = judge.person(BERTTA)
    view = {"type": "home", "blocks": _card("Jonosi")}
    first = call("views.publish", user_id=user, view=view)["view"]
    second = call("views.publish", user_id=user, view=view, hash=first["hash"])["view"]
    assert first["id"] == second["id"]
    assert first["hash"] != second["hash"]
    old = {"user_id": user, "view": view, "hash": first["hash"]}
    assert call.refusal("views.publish", **old) == "hash_conflict"
