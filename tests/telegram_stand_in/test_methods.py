"""Methods of the stand-in take, refuse and answer what those of the real Bot API do."""

import asyncio
from typing import Any

import pytest
from telegram import Bot, Message, Update

from tests.telegram_people import PHOTO, Chatter
from tests.telegram_server import TOKEN, TelegramServer
from tests.telegram_stand_in.conftest import Caller


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "hei"}, "chat_id is empty"),
        ({"chat_id": 99, "text": "hei"}, "chat not found"),
        ({"chat_id": 11, "text": "  "}, "message text is empty"),
        ({"chat_id": 11, "text": "❄️" * 2049}, "message is too long"),
        ({"chat_id": 11, "text": "<x>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": 11, "text": "1 < 2", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": 11, "text": "<b>hei", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": 11, "text": "a", "parse_modus": "HTML"}, "no parameter ['parse_modus']"),
        ({"chat_id": 11, "text": "a", "reply_to_message_id": 7}, "to be replied not found"),
    ],
)
def test_a_misused_message_is_refused_as_the_real_one_does(
    server: TelegramServer, call: Caller, fields: dict[str, Any], said: str
) -> None:
    Chatter(server, 11)
    answer = call("sendMessage", **fields)
    assert answer["error_code"] == 400
    assert said in answer["description"]
    assert not server.made("sendMessage")


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ({"text": "Auttoi", "callback_data": "ä" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "Auttoi"}, "unallowed"),
        ({"text": " ", "callback_data": "a"}, "non-empty"),
        ({"text": "Auttoi", "url": "javascript:alert(1)"}, "URL is invalid"),
    ],
)
def test_a_wrong_button_is_refused(
    server: TelegramServer, call: Caller, button: dict[str, str], said: str
) -> None:
    Chatter(server, 11)
    markup = {"inline_keyboard": [[button]]}
    assert said in call("sendMessage", chat_id=11, text="a", reply_markup=markup)["description"]


def test_markup_counts_only_as_what_is_read(server: TelegramServer, call: Caller) -> None:
    resident = Chatter(server, 11)
    text = "<b>" + "&amp;" * 4096 + "</b>"
    assert call("sendMessage", chat_id=11, text=text, parse_mode="HTML")["ok"]
    assert resident.texts == ["&" * 4096]


def test_a_form_and_json_mean_the_same(server: TelegramServer, call: Caller) -> None:
    resident = Chatter(server, 11)
    markup = '{"inline_keyboard": [[{"text": "Auttoi", "callback_data": "helped:1"}]]}'
    data = {"chat_id": "11", "text": "{tämä ei ole JSON", "reply_markup": markup}
    call.client.post(f"{server.url}/bot{TOKEN}/sendMessage", data=data)
    assert resident.texts == ["{tämä ei ole JSON"]
    assert list(resident.buttons()) == ["Auttoi"]


def test_a_press_is_answered_once_and_in_time(server: TelegramServer, call: Caller) -> None:
    resident = Chatter(server, 11)
    markup = {"inline_keyboard": [[{"text": "Auttoi", "callback_data": "helped:1"}]]}
    call("sendMessage", chat_id=11, text="Auttoiko?", reply_markup=markup)
    query = resident.presses("auttoi")
    update = call("getUpdates")["result"][0]
    assert update["callback_query"]["data"] == "helped:1"
    assert call("answerCallbackQuery", callback_query_id=query, text="Kiitos!")["ok"]
    assert resident.told(query) == "Kiitos!"
    assert "too old" in call("answerCallbackQuery", callback_query_id=query)["description"]


def test_an_edit_that_changes_nothing_is_refused(server: TelegramServer, call: Caller) -> None:
    resident = Chatter(server, 11)
    theirs = resident.says("oma")
    ours = call("sendMessage", chat_id=11, text="a")["result"]["message_id"]
    edit = {"chat_id": 11, "message_id": ours}
    assert "not modified" in call("editMessageText", text="a", **edit)["description"]
    assert call("editMessageText", text="b", **edit)["ok"]
    assert resident.texts == ["b"]
    edit["message_id"] = theirs
    assert "can't be edited" in call("editMessageText", text="b", **edit)["description"]


def test_files_go_both_ways(server: TelegramServer, call: Caller) -> None:
    resident = Chatter(server, 11)
    resident.photographs("liukas")
    photo = call("getUpdates")["result"][0]["message"]["photo"][-1]
    path = call("getFile", file_id=photo["file_id"])["result"]["file_path"]
    assert call.client.get(f"{server.url}/file/bot{TOKEN}/{path}").content == PHOTO
    assert call.client.get(f"{server.url}/file/bot{TOKEN}/{path}x").status_code == 404
    files = {"document": ("keskustelu.txt", b"hei")}
    url = f"{server.url}/bot{TOKEN}/sendDocument"
    assert call.client.post(url, data={"chat_id": "11"}, files=files).json()["ok"]
    assert resident.heard[0]["document"]["file_name"] == "keskustelu.txt"


def test_unknown_methods_and_tokens_are_refused(server: TelegramServer, call: Caller) -> None:
    assert call("sendMesage")["error_code"] == 404
    assert call("getMe", token="1:wrong")["error_code"] == 401
    assert call("getMe")["ok"]
    server.tokens.clear()
    assert call("getMe")["error_code"] == 401


def test_a_resident_who_blocks_the_bot_hears_nothing(server: TelegramServer, call: Caller) -> None:
    resident = Chatter(server, 11)
    resident.blocks()
    answer = call("sendMessage", chat_id=11, text="hei")
    assert answer["error_code"] == 403
    assert resident.heard == []


def test_commands_are_kept_by_language(server: TelegramServer, call: Caller) -> None:
    good = [{"command": "start", "description": "Aloita"}]
    assert call("setMyCommands", commands=good, language_code="fi")["ok"]
    assert server.world.commands == {"fi": good}
    wrong = [{"command": "ihmisen luo", "description": "x"}]
    assert "COMMAND_INVALID" in call("setMyCommands", commands=wrong)["description"]


def test_a_library_not_written_by_us_reads_all_that_the_stand_in_says(
    server: TelegramServer,
) -> None:
    """python-telegram-bot refuses answers that lack what the documentation promises."""
    resident = Chatter(server, 11, "sv")
    first = resident.says("/start")
    resident.edits(first, "Hej på dig")
    resident.photographs("halt")
    resident.is_at(60.1, 24.9)
    resident.sends_sticker()
    resident.sends_voice()
    resident.files("plan.pdf", b"%PDF-1.7", "application/pdf")
    Chatter(server, 12, group=-100).says("@aurala_desk_bot hej")
    updates = asyncio.run(_as_their_bot(server))
    assert all(isinstance(update, Update) and update.effective_message for update in updates)
    assert len(updates) == 8
    assert updates[0].message
    assert updates[0].message.parse_entities(["bot_command"])


async def _as_their_bot(server: TelegramServer) -> tuple[Update, ...]:
    """Sends and fetches with the library's own methods; what was fetched."""
    async with Bot(TOKEN, base_url=f"{server.url}/bot") as bot:
        sent = await bot.send_message(11, "<b>Hjälpte det?</b>", parse_mode="HTML")
        assert isinstance(sent, Message)
        assert await bot.edit_message_text("Hjälpte svaret?", 11, sent.message_id)
        assert await bot.send_document(11, b"hej", filename="samtal.txt", caption="Ditt samtal")
        assert await bot.set_my_commands([("start", "Börja")], language_code="sv")
        return await bot.get_updates(timeout=0)
