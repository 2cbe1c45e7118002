"""What residents say, send and press on Telegram becomes a case with a reply."""

import re

import pytest

from bot.model import Act, Reason, State
from bot.ports import Store
from tests.served import Served
from tests.telegram_cases import QUESTION, RECEIVED
from tests.telegram_cases import all_cases as _cases
from tests.telegram_cases import answered as _answered
from tests.telegram_cases import words_in as _words
from tests.telegram_people import PHOTO, Chatter
from tests.telegram_server import TelegramServer
from tests.telegram_troubles import bad_markup, refused


def _kept(desk: Served) -> str:
    """All that the inbox has kept."""

    def look(store: Store) -> str:
        return str([arrival.payload for arrival in (*store.unread(_ALL, 99), *store.aside(99))])

    return str(desk.run(look))


_ALL = ("telegram", "telegram.talk", "web")


def test_a_question_gets_a_receipt_a_reply_and_the_closing_question(
    desk: Served, matti: Chatter
) -> None:
    case = _answered(desk, matti)
    assert case.place == "11"
    assert {"Auttoi", "Ei auttanut", "Haluan lisätä"} <= set(matti.buttons())
    query = matti.presses("Auttoi")
    assert matti.told(query) == ""
    matti.hears("Hyvä kuulla")
    assert _cases(desk)[0].helped


def test_a_closing_no_goes_back_to_the_official_and_a_second_press_hears_that_it_came_late(
    desk: Served, matti: Chatter
) -> None:
    _answered(desk, matti)
    matti.presses("Ei auttanut")
    matti.hears("lukee asiasi uudelleen")
    assert _cases(desk)[0].state is State.HANDED_OVER
    matti.presses("Auttoi")
    matti.hears("jo edennyt")
    assert _cases(desk)[0].helped is False


def test_who_wants_to_add_is_told_to_reply_and_the_reply_joins_that_case(
    desk: Served, matti: Chatter
) -> None:
    case = _answered(desk, matti)
    matti.presses("Haluan lisätä")
    prompt = matti.hears(f"lisätä asiaan {case.reference}")
    assert prompt["reply_markup"]["force_reply"]
    said = len(matti.heard)
    matti.says("myös kiitos pihatie", reply_to=prompt)
    matti.hears(case.reference, after=said)
    [same] = _cases(desk)
    assert same.state is State.HANDED_OVER
    assert _words(desk, same)[-1] == "myös kiitos pihatie"


def test_two_near_answers_are_buttons_and_a_press_chooses(desk: Served, matti: Chatter) -> None:
    matti.says("penkka on portilla")
    matti.hears("kumpaa")
    label = desk.aura.base.answers["plough-ridge"]["fi"].title
    stale = matti.buttons()[label]
    matti.presses(label)
    matti.hears("tarkistaa vastauksen")
    [case] = _cases(desk)
    assert (case.state, case.draft.answer) == (State.AWAITING_APPROVAL, "plough-ridge")
    matti.presses(label, stale)
    matti.hears("jo edennyt")


def test_quick_messages_are_one_case_with_a_line_each(desk: Served, matti: Chatter) -> None:
    for text in ("hei", "milloin Koivukuja", "aurataan?"):
        matti.says(text)
    matti.hears(RECEIVED)
    [case] = _cases(desk)
    assert _words(desk, case) == ["hei", "milloin Koivukuja", "aurataan?"]
    assert case.draft.answer == "ploughing-when"
    assert len(matti.heard) == 1


def test_an_edited_message_changes_the_draft_before_it_is_approved(
    desk: Served, matti: Chatter
) -> None:
    number = matti.says(QUESTION)
    matti.hears(RECEIVED)
    matti.edits(number, "missä on hiekkaa")
    matti.hears("viestisi muutoksen")
    [case] = _cases(desk)
    assert case.draft.answer == "grit-free"
    assert _words(desk, case) == [QUESTION, "missä on hiekkaa"]
    with desk.official(case.owner) as page:
        assert "Asukas muutti tämän" in page.get(f"/desk/case/{case.reference}?lang=fi").text


def test_an_edit_after_the_answer_is_noted_and_said(desk: Served, matti: Chatter) -> None:
    number = matti.says(QUESTION)
    matti.hears(RECEIVED)
    [case] = _cases(desk)
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=case.owner)
    matti.edits(number, "missä on hiekkaa")
    matti.hears("on jo vastattu")
    assert _cases(desk)[0].state is State.ANSWERED


def test_a_photo_is_shown_to_the_official_through_our_own_server(
    desk: Served, matti: Chatter
) -> None:
    matti.photographs("aura rikkoi postilaatikon, soita 040 123 4567")
    matti.hears(RECEIVED)
    [case] = _cases(desk)
    assert _words(desk, case) == ["aura rikkoi postilaatikon, soita ⟦phone⟧"]
    with desk.official(case.owner) as page:
        found = re.search(r'src="(/desk/file/\d+)"', page.get(f"/desk/case/{case.reference}").text)
        assert found
        shown = page.get(found[1])
    assert (shown.content, shown.headers["content-type"]) == (PHOTO, "image/jpeg")
    with desk.client() as stranger:
        assert stranger.get(found[1]).status_code == 401


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"<script>alert(1)</script>", "image/png"),
        (b"MZ a program", "application/x-msdownload"),
        (b"%PDF-1.7" + b"x" * 11_000_000, "application/pdf"),
    ],
    ids=["not what it says", "no type we show", "too large"],
)
def test_a_file_that_we_do_not_show_is_a_plain_word(
    desk: Served, matti: Chatter, content: bytes, mime: str
) -> None:
    matti.files("liite", content, mime, "tämä aura")
    matti.hears(RECEIVED)
    with desk.official(_cases(desk)[0].owner) as page:
        shown = page.get("/desk/file/1")
    assert (shown.status_code, shown.headers["content-type"]) == (404, "text/plain; charset=utf-8")


def test_a_place_on_the_map_tells_the_district(desk: Served, matti: Chatter) -> None:
    district = desk.aura.base.districts["kivimaki"]
    assert district.at
    matti.says("milloin meillä aurataan")
    matti.is_at(district.at[0] + 0.001, district.at[1])
    matti.hears(RECEIVED)
    [case] = _cases(desk)
    assert (case.district, case.draft.answer) == ("kivimaki", "ploughing-when")
    assert "Kivimäki" in _words(desk, case)[1]


def test_what_cannot_be_read_gets_a_kind_word_once(desk: Served, matti: Chatter) -> None:
    matti.sends_voice()
    matti.hears("Osaan lukea vain")
    assert _cases(desk) == []


def test_in_a_group_only_who_addresses_the_bot_is_answered_as_a_reply(
    desk: Served, server: TelegramServer
) -> None:
    maija, pekka = (Chatter(server, number, group=-100200) for number in (21, 22))
    maija.says("milloin teillä aurataan?")
    asked = pekka.says("@aurala_desk_bot milloin Koivukuja aurataan")
    said = pekka.hears(RECEIVED)
    assert said["reply_to_message"]["message_id"] == asked
    [case] = _cases(desk)
    assert (case.place, _words(desk, case)) == ("-100200/22", [QUESTION])
    maija.presses("Haluan ihmisen")
    pekka.presses("Haluan ihmisen")
    pekka.hears("ihmisellä")
    assert len(_cases(desk)) == 1


def test_who_has_blocked_the_bot_is_unreachable_and_the_official_sees_it(
    desk: Served, matti: Chatter
) -> None:
    matti.says(QUESTION)
    matti.hears(RECEIVED)
    [case] = _cases(desk)
    matti.blocks()
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=case.owner)
    matti.server.wait(lambda: matti.server.made("sendMessage", chat=11, done=False)[1:])
    matti.server.wait(lambda: _cases(desk)[0].state is State.CLOSED)
    assert _cases(desk)[0].reason is Reason.UNREACHABLE
    with desk.official(case.owner) as page:
        shown = page.get(f"/desk/case/{case.reference}?lang=fi").text
    assert "has blocked the bot" in shown
    assert desk.aura.base.say("fi", "reason.unreachable") in shown


def test_markup_that_telegram_refuses_goes_out_plain(
    desk: Served, server: TelegramServer, matti: Chatter
) -> None:
    server.harm(bad_markup())
    matti.says(QUESTION)
    matti.hears(RECEIVED)
    assert len(_cases(desk)) == 1


def test_a_malformed_update_is_set_aside_without_names_and_the_next_goes_on(
    desk: Served, server: TelegramServer, matti: Chatter
) -> None:
    broken = {"message_id": "?", "chat": {"id": "x"}, "from": matti.sender, "text": ["131052-308T"]}
    server.add({"message": broken})
    matti.says(QUESTION)
    matti.hears(RECEIVED)
    kept = _kept(desk)
    assert "Etunimi" not in kept
    assert "131052-308T" not in kept
    assert "⟦identity⟧" in kept


def test_a_long_reply_comes_in_parts_with_the_buttons_under_the_last(
    desk: Served, matti: Chatter
) -> None:
    matti.says(QUESTION)
    matti.hears(RECEIVED)
    [case] = _cases(desk)
    text = "\n\n".join(f"Kappale {number}. " + "Lunta & jäätä. " * 30 for number in range(12))
    desk.run(
        desk.aura.cases.approve, case.reference, version=case.version, by=case.owner, text=text
    )
    matti.hears("Kappale 11.")
    [first, second] = matti.heard[1:]
    assert "reply_markup" not in first
    assert second["reply_markup"]
    assert "Lunta & jäätä" in first["text"]


def test_a_case_that_was_closed_with_the_bot_blocked_opens_anew_when_they_write_again(
    desk: Served, server: TelegramServer, matti: Chatter
) -> None:
    server.harm(refused(403, "Forbidden: bot was blocked by the user", chat=11, times=1))
    matti.says(QUESTION)
    server.wait(lambda: _cases(desk) and _cases(desk)[0].state is State.CLOSED)
    matti.says(QUESTION)
    matti.hears(RECEIVED)
    assert [case.state for case in _cases(desk)] == [State.AWAITING_APPROVAL, State.CLOSED]

    def acts(store: Store) -> list[Act]:
        return [event.act for event in store.events(1)]

    assert desk.run(acts) == [Act.RECEIVED, Act.UNDELIVERED, Act.CLOSED]
