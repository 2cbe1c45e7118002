"""What Telegram's parts work out without any network: updates, buttons, texts, pace."""

import heapq
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.telegram import Me, Press, kept_of, press_of, telegram_pacer
from bot.channels.telegram.buttons import MOST_BYTES
from bot.channels.telegram.commands import NAMES, Command, command_of
from bot.channels.telegram.text import MOST_UNITS, ROOM, to_html
from bot.channels.telegram.updates import TALK, Kind, channel_of
from bot.channels.text import parts, to_plain, units
from bot.inbox import masked_payload
from bot.model import Wish, new_reference

ME = Me(42, "aurala_bot")
SENDER = {
    "id": 7,
    "is_bot": False,
    "first_name": "Etunimi",
    "last_name": "Sukunimi",
    "username": "kayttaja",
    "language_code": "fi",
}
PRIVATE = {"id": 7, "type": "private", "first_name": "Etunimi", "username": "kayttaja"}
GROUP = {"id": -100, "type": "supergroup", "title": "Kotikadun väki"}
BOT_SAYS = {"message_id": 3, "from": {"id": 42, "is_bot": True}, "text": "Viite on K4T-9XA-H7M."}
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
KINDS = ("message", "edited_message", "callback_query")
FIELDS = ("message_id", "from", "chat", "text", "caption", "photo", "document", "location", "data")


def _update(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    message = {"message_id": 5, "from": SENDER, "chat": chat, "date": 1, **content}
    return {"update_id": 1, "message": message}


def _kept(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    kept = kept_of(_update(chat, **content), ME)
    assert kept is not None
    return kept


def test_of_a_message_only_what_is_needed_is_kept() -> None:
    """L25."""
    assert _kept(text="milloin aurataan") == {
        "place": "7",
        "language": "fi",
        "number": "5",
        "kind": Kind.WORDS,
        "wish": Wish.ASK,
        "waits": True,
        "text": "milloin aurataan",
        "files": [],
        "spot": None,
    }


@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON), st.sampled_from(["message", "edited_message"])
)
@example({"from": SENDER, "chat": {"id": None, "type": "private"}, "text": "x"}, "message")
@example({"from": SENDER, "chat": PRIVATE, "message_id": 1, "photo": [{}]}, "message")
@example({"from": SENDER, "chat": PRIVATE, "message_id": 1, "location": {}}, "message")
def test_no_update_whatever_is_in_it_stops_the_reading(content: dict[str, Any], kind: str) -> None:
    kept = kept_of({"update_id": 1, kind: content}, ME)
    assert kept is None or channel_of(kept)
    json.dumps(kept)


@pytest.mark.parametrize(
    "update", [{"message": None}, {"callback_query": []}, {"message": {"from": 1}}]
)
def test_what_is_not_as_telegram_says_is_kept_whole_to_be_set_aside(update: dict[str, Any]) -> None:
    assert kept_of(update, ME) == {"kind": Kind.MALFORMED, "text": update}


def test_a_malformed_update_is_kept_without_names_and_masked_as_a_whole() -> None:
    update = _update(text={"bold": "131052-308T"}, message_id="five")
    kept = masked_payload(kept_of(update, ME) or {})
    told = json.dumps(kept, ensure_ascii=False)
    assert "131052-308T" not in told
    assert "⟦identity⟧" in told
    for name in ("Etunimi", "Sukunimi", "kayttaja"):
        assert name not in told


def test_captions_are_free_text_and_masked() -> None:
    kept = _kept(photo=[{"file_id": "a", "file_size": 5}, {"file_id": "b"}], caption="040 123 4567")
    assert masked_payload(kept)["text"] == "⟦phone⟧"
    assert kept["files"] == [{"file": "a", "kind": "image/jpeg", "size": 5}]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"text": "milloin aurataan"}, None),
        ({"text": "hei @muu_bot milloin aurataan"}, None),
        ({"text": "/help@muu_bot"}, None),
        ({"text": "/jotain"}, None),
        ({"text": "@Aurala_Bot, milloin aurataan"}, "milloin aurataan"),
        ({"text": "milloin aurataan @aurala_bot"}, "milloin aurataan"),
        ({"text": "ja hiekka?", "reply_to_message": BOT_SAYS}, "ja hiekka?"),
        ({"text": "/ihminen soittakaa"}, "soittakaa"),
        ({"text": "/tila@aurala_bot"}, ""),
    ],
)
def test_in_a_group_only_what_is_said_to_the_bot_is_read(
    content: dict[str, Any], expected: str | None
) -> None:
    kept = kept_of(_update(GROUP, **content), ME)
    assert (kept and kept["text"]) == expected
    assert kept is None or kept["place"] == "-100/7"


@pytest.mark.parametrize(
    ("content", "about", "wish"),
    [
        ({}, "K4T-9XA-H7M", Wish.ADD),
        ({"reply_markup": {"inline_keyboard": [[]]}}, "K4T-9XA-H7M", Wish.ASK),
        ({"text": "Kiitos."}, None, Wish.ASK),
        ({"from": {"id": 9}}, None, Wish.ASK),
    ],
)
def test_a_reply_to_a_word_of_ours_is_about_the_case_it_names(
    content: dict[str, Any], about: str | None, wish: Wish
) -> None:
    kept = _kept(text="ja toinen", reply_to_message=BOT_SAYS | content)
    assert (kept.get("about"), kept["wish"]) == (about, wish)


@pytest.mark.parametrize("what", ["voice", "sticker", "video", "poll", "contact"])
def test_what_cannot_be_read_is_answered_by_the_bot_itself(what: str) -> None:
    kept = _kept(**{what: {"file_id": "x", "phone_number": "0401234567"}})
    assert (channel_of(kept), kept["kind"], kept["text"]) == (TALK, Kind.NOT_READ, "")
    assert "0401234567" not in json.dumps(kept)


@pytest.mark.parametrize(
    "content", [{"pinned_message": {}}, {"new_chat_members": []}, {"text": ""}], ids=str
)
def test_service_messages_say_nothing_to_us(content: dict[str, Any]) -> None:
    assert kept_of(_update(**content), ME) is None


def test_bots_are_not_answered() -> None:
    update = _update(text="moi")
    update["message"]["from"] = SENDER | {"is_bot": True}
    assert kept_of(update, ME) is None


def test_a_strangers_press_in_a_group_counts_for_nothing() -> None:
    asked = {"message_id": 1, "from": {"id": 7}}
    message = {"message_id": 2, "chat": GROUP, "reply_to_message": asked}
    press = {"id": "q", "from": SENDER, "message": message, "data": "K4T-9XA-H7M:2:helped"}
    kept = kept_of({"callback_query": press}, ME)
    assert kept is not None
    assert (kept["wish"], kept["about"], kept["version"]) == (Wish.HELPED, "K4T-9XA-H7M", 2)
    assert kept_of({"callback_query": press | {"from": SENDER | {"id": 8}}}, ME) is None


@given(st.integers(0, 999_999_999), st.from_regex(r"[a-z0-9._-]{1,30}", fullmatch=True))
def test_a_button_fits_and_comes_back_as_it_was(version: int, choice: str) -> None:
    press = Press(new_reference(), version, choice)
    assert len(press.data.encode()) <= MOST_BYTES
    assert press_of(press.data) == press


@pytest.mark.parametrize("data", ["", "x", "K4T-9XA-H7M", "k:1:helped", "K:-1:a", "K:1:", "K:1:ä"])
def test_callback_data_of_others_is_no_press_of_ours(data: str) -> None:
    assert press_of(data) is None


def test_no_command_has_two_meanings_and_each_name_is_one_telegram_takes() -> None:
    for command, names in NAMES.items():
        for name in names.values():
            assert command_of(name) is command
            assert name.isascii()
            assert name.islower()
            assert len(name) <= 32
    assert set(NAMES) == set(Command)


@given(st.text(alphabet=st.sampled_from("ab .\n❄🚜é"), max_size=400), st.integers(10, 60))
def test_a_long_text_comes_whole_in_parts_that_fit(text: str, most: int) -> None:
    pieces = parts(text, most)
    assert all(0 < units(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_long_text_is_cut_between_paragraphs() -> None:
    text = "\n\n".join(["a" * 1000, "b" * 2000, "c" * 1500])
    assert [piece[0] for piece in parts(text, ROOM)] == ["a", "c"]
    assert [len(piece) for piece in parts(text, ROOM)] == [3002, 1500]


def test_signs_outside_the_first_plane_count_twice() -> None:
    assert units("🚜" * 2048) == MOST_UNITS


@given(st.text(max_size=200))
def test_nothing_in_a_text_becomes_markup_of_its_own(text: str) -> None:
    html = to_html(text)
    for tag in ("<b>", "</b>", "</a>", "&lt;", "&gt;", "&amp;", "&quot;", "&#x27;"):
        html = html.replace(tag, "")
    assert "<" not in html.replace('<a href="', "")


def test_our_markdown_is_telegrams_html_or_plain_words() -> None:
    text = "**Auraus**\n\n- [kartta](https://a.fi/x?a=1&b=2) <b>\n- [paha](javascript:x)"
    assert to_html(text) == (
        "<b>Auraus</b>\n\n"
        '• <a href="https://a.fi/x?a=1&amp;b=2">kartta</a> &lt;b&gt;\n• [paha](javascript:x)'
    )
    assert to_plain(text).startswith("Auraus\n\n• kartta: https://a.fi/x?a=1&b=2 <b>")


def _sent(asked: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """When each message goes out: everyone waits for the chat's turn, then takes the bot's."""
    pacer, waiting, sent = telegram_pacer(), sorted(asked), []
    while waiting:
        now, chat = heapq.heappop(waiting)
        if wait := pacer.wait(chat, now):
            heapq.heappush(waiting, (now + wait, chat))
        else:
            sent.append((now + pacer.take(chat, now), chat))
    return sent


@given(st.lists(st.tuples(st.floats(0, 5), st.sampled_from([str(n) for n in range(60)]))))
@example([(0.0, str(chat)) for chat in range(60)] * 3)
def test_the_pace_of_each_chat_and_of_the_bot_is_kept(asked: list[tuple[float, str]]) -> None:
    """About 30 a second in all and one a second to a chat (Telegram's documented limits)."""
    sent = _sent(asked)
    assert len(sent) == len(asked)
    for at, chat in sent:
        near = [c for t, c in sent if at <= t < at + 0.999]
        assert near.count(chat) == 1
        assert len(near) <= 30


def test_many_chats_go_at_nearly_the_bots_pace() -> None:
    sent = _sent([(0.0, str(chat)) for chat in range(500)] * 2)
    assert max(at for at, _ in sent) == pytest.approx(1000 / 28, abs=1.5)


def test_a_group_is_spoken_to_20_times_a_minute() -> None:
    assert max(at for at, _ in _sent([(0.0, "-1")] * 21)) == pytest.approx(60, abs=0.1)


def test_a_refusal_pauses_its_chat_and_a_second_chats_pauses_the_bot() -> None:
    pacer = telegram_pacer()
    pacer.refused("a", 30, now=0)
    assert (pacer.wait("a", 1), pacer.wait("b", 1)) == (29, 0)
    pacer.refused("b", 10, now=1)
    assert (pacer.wait("c", 2), pacer.wait("c", 11)) == (9, 0)
    assert pacer.wait("a", 11) == 19


def test_refusals_long_after_each_other_are_two_chats_matter() -> None:
    pacer = telegram_pacer()
    pacer.refused("a", 5, now=0)
    pacer.refused("b", 5, now=60)
    assert pacer.wait("c", 61) == 0
