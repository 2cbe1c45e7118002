"""The residents' chat over real HTTP, as a browser without JavaScript sees it."""

import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from bot.city import Base
from bot.model import OPEN, Act
from tests.fakes import ScriptedMatcher
from tests.served import NONCE, Served, first, served


@pytest.fixture(scope="module")
def desk(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A running desk."""
    folder = tmp_path_factory.mktemp("web")
    with served(base, folder, scripted, messages_per_address=10_000) as running:
        yield running


def _ask(client: httpx2.Client, text: str, language: str = "fi", **more: str) -> httpx2.Response:
    page = client.get(f"/?lang={language}")
    form = {"nonce": first(NONCE, page.text), "lang": language, "text": text, **more}
    return client.post("/ask", data=form)


def _path(response: httpx2.Response) -> str:
    return str(response.url.path)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "automaattiselle palvelulle"),
        ("sv", "automatiska tjänst"),
        ("en", "automatic service"),
    ],
)
def test_the_first_words_say_it_is_an_automatic_service(
    desk: Served, language: str, words: str
) -> None:
    """306/2019 6 a § 4, L4."""
    with desk.client() as client:
        assert words in client.get(f"/?lang={language}").text


def test_the_browsers_language_is_kept_to(desk: Served) -> None:
    with desk.client() as client:
        page = client.get("/", headers={"Accept-Language": "sv-FI,fi;q=0.8"})
    assert '<html lang="sv">' in page.text


def test_a_question_gets_its_receipt_on_the_next_page(desk: Served) -> None:
    with desk.client() as client:
        page = _ask(client, "milloin katu aurataan")
    assert page.status_code == 200
    assert "Viite on" in page.text
    assert 'class="receipt"' in page.text


def test_a_form_sent_twice_is_one_question(desk: Served) -> None:
    with desk.client() as client:
        form = {"nonce": "ab" * 16, "lang": "fi", "text": "milloin katu aurataan"}
        before = desk.run(lambda store: store.sums().received)
        pages = {_path(client.post("/ask", data=form)) for _ in range(3)}
        after = desk.run(lambda store: store.sums().received)
    assert len(pages) == 1
    assert after == before + 1


def test_the_resident_sees_what_was_removed_and_never_the_number(desk: Served) -> None:
    """L24."""
    with desk.client() as client:
        page = _ask(client, "milloin katu aurataan, soita 040 765 4321")
    assert "040 765 4321" not in page.text
    assert "[puhelinnumero poistettu]" in page.text


def test_a_persons_help_is_one_press_away_from_the_first_page_on(desk: Served) -> None:
    """306/2019 6 a § 5, L5."""
    with desk.client() as client:
        page = _ask(client, "", wish="human")
    assert "Haluan, että ihminen vastaa." in page.text
    assert "Voit myös soittaa" in page.text


def test_what_was_typed_goes_along_when_a_person_is_asked_for(desk: Served) -> None:
    with desk.client() as client:
        page = _ask(client, "Äitini ei pääse ovesta ulos", wish="human")
    assert "Äitini ei pääse ovesta ulos" in page.text


def test_other_words_under_the_same_number_are_another_message(desk: Served) -> None:
    """A reply was lost on the way; the resident mended the text and sent again."""
    with desk.client() as client:
        form = {"nonce": "cd" * 16, "lang": "fi", "text": "milloin katu aurataan"}
        client.post("/ask", data=form)
        page = client.post("/ask", data=form | {"text": "siis milloin Torikatu aurataan"})
    assert page.text.count('class="question"') == 2


def test_a_connection_cut_in_the_middle_of_a_message_leaves_nothing_behind(desk: Served) -> None:
    before = desk.run(lambda store: store.sums())
    host, port = desk.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as half:
        head = "POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        half.sendall(f"{head}{kind}lang=fi&text=milloin+ka".encode())
    with desk.client() as client:
        _ask(client, "toinen kysymys")
    assert desk.run(lambda store: store.sums()).received == before.received + 1


def test_a_message_that_masking_makes_longer_than_the_limit_is_refused_not_lost(
    desk: Served,
) -> None:
    with desk.client() as client:
        page = _ask(client, "Katu on auraamatta… " * 99)
    assert page.status_code == 422


def test_a_page_of_no_conversation_cannot_listen(desk: Served) -> None:
    with desk.client() as client:
        assert client.get("/c/" + "A" * 32 + "/events").status_code == 404


def test_whether_it_helped_is_still_asked_after_thanks(desk: Served) -> None:
    """H3."""
    with desk.client() as client:
        page = _ask(client, "milloin Torikatu aurataan")
        case = desk.run(lambda store: store.cases(newest=True, limit=1)[0])
        desk.run(desk.aura.cases.approve, case.reference, version=1, by=case.owner, text="Tänään.")
        thanked = client.post(_path(page), data={"text": "kiitos"})
    assert "Auttoiko vastaus?" in thanked.text


def test_whether_it_helped_is_asked_of_the_answered_case_while_a_newer_one_is_open(
    desk: Served,
) -> None:
    """H3."""
    with desk.client() as client:
        page = _ask(client, "milloin Torikatu aurataan")
        old = desk.run(lambda store: store.cases(newest=True, limit=1)[0])
        desk.run(desk.aura.cases.approve, old.reference, version=1, by=old.owner, text="Tänään.")
        newer = client.post(_path(page), data={"text": "mistä saa hiekkaa, hiekka loppui"})
        assert f"Auttoiko vastaus? ({old.reference})" in newer.text
        form = {"wish": "disagree", "about": old.reference}
        said = client.post(_path(page), data=form)
    after = desk.run(lambda store: store.case(old.reference))
    assert (after.state, after.draft.why) == ("handed_over", "disagreed")
    assert "Auttoiko vastaus?" not in said.text


_WHICH = re.compile(r'<form class="judge choose".*?</form>', re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_BUTTON = re.compile(r'<button name="choice" value="([\w-]+)" lang="fi">([^<]+)</button>')


def _buttons(page: httpx2.Response) -> tuple[dict[str, str], dict[str, str]]:
    """The question back of a page: its hidden fields, and its choices with their words."""
    form = _WHICH.search(page.text)
    assert form, "no question back in the page"
    return dict(_FIELD.findall(form[0])), dict(_BUTTON.findall(form[0]))


def test_a_question_back_has_a_button_for_each_answer_and_one_for_neither(desk: Served) -> None:
    """B1. A button carries the case's reference, version and the choice, nothing else."""
    with desk.client() as client:
        hidden, buttons = _buttons(_ask(client, "mitä tälle penkka asialle tehdään"))
    case = desk.run(lambda store: store.cases(newest=True, limit=1)[0])
    assert list(buttons) == ["plough-ridge", "snow-piles", "neither"]
    assert set(hidden) == {"nonce", "wish", "about", "version"}
    assert (hidden["about"], hidden["version"]) == (case.reference, str(case.version))


def test_a_press_on_one_of_them_goes_on_with_that_answer_once(desk: Served) -> None:
    with desk.client() as client:
        page = _ask(client, "mitä tälle penkka asialle tehdään")
        hidden, buttons = _buttons(page)
        case = desk.run(lambda store: store.cases(newest=True, limit=1)[0])
        pressed = {**hidden, "choice": "snow-piles"}
        shown = [client.post(_path(page), data=pressed).text for _ in range(2)]
        late = client.post(_path(page), data={**pressed, "choice": "plough-ridge"})
    after = desk.run(lambda store: store.case(case.reference))
    assert (after.state, after.draft.answer) == ("awaiting_approval", "snow-piles")
    assert buttons["snow-piles"] in shown[0]
    assert "judge choose" not in shown[0]
    assert shown[0].count("<li ") == shown[1].count("<li "), "a form sent twice is one press"
    assert "valintasi ei muuttanut mitään" in late.text


def test_what_no_button_says_is_set_aside_and_never_kept(desk: Served) -> None:
    """L24: only an answer's name is taken from a button."""
    before = desk.run(lambda store: store.sums()).aside
    with desk.client() as client:
        page = _ask(client, "mitä tälle penkka asialle tehdään")
        hidden, _ = _buttons(page)
        client.post(_path(page), data={**hidden, "choice": "040 765 4321 soita"})
        client.post(_path(page), data={**hidden, "version": "9" * 6000, "choice": "x" * 81})
    assert desk.run(lambda store: store.sums()).aside == before + 2
    assert not [a for a in desk.run(lambda store: store.aside(100)) if "765" in str(a.payload)]


@pytest.mark.parametrize(("form", "kind"), [("txt", "text/plain"), ("html", "text/html")])
def test_the_conversation_can_be_saved(desk: Served, form: str, kind: str) -> None:
    """306/2019 6 a § 6, L6."""
    with desk.client() as client:
        place = _path(_ask(client, "milloin katu aurataan"))
        saved = client.get(f"{place}/conversation.{form}")
    assert saved.headers["content-type"].startswith(kind)
    assert "attachment" in saved.headers["content-disposition"]
    assert "milloin katu aurataan" in saved.text


def test_the_language_switch_holds_for_the_conversation(desk: Served) -> None:
    with desk.client() as client:
        place = _path(_ask(client, "auraus?"))
        client.get(f"{place}?lang=en")
        again = client.get(place)
    assert '<html lang="en">' in again.text


@pytest.mark.parametrize(
    ("text", "said"), [("", "Kirjoita ensin viesti"), ("a" * 2001, "2001 merkkiä")]
)
def test_a_refused_message_says_why_and_stays_in_the_field(
    desk: Served, text: str, said: str
) -> None:
    with desk.client() as client:
        page = _ask(client, text)
    assert page.status_code == 422
    assert said in page.text
    assert text in page.text


def test_too_many_messages_in_a_minute_are_asked_to_wait(desk: Served) -> None:
    with desk.client() as client:
        place = _path(_ask(client, "auraus?"))
        answers = [client.post(place, data={"text": f"viesti {n}"}) for n in range(14)]
    assert answers[-1].status_code == 429
    assert "viesti 13" in answers[-1].text


def test_a_strange_conversation_and_a_missing_page_look_the_same(desk: Served) -> None:
    with desk.client() as client:
        strange = client.get("/c/" + "A" * 32)
        missing = client.get("/nothing")
    assert strange.status_code == missing.status_code == 404
    assert strange.text == missing.text


def test_a_body_over_the_limit_is_refused(desk: Served) -> None:
    with desk.client() as client:
        answer = client.post("/ask", content=b"text=" + b"a" * 70_000)
    assert answer.status_code == 413


def test_words_of_the_resident_are_never_markup(desk: Served) -> None:
    with desk.client() as client:
        page = _ask(client, "<script>alert(1)</script> & <b>aura</b>")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("path", ["/", "/desk", "/healthz", "/static/aura.css", "/nothing"])
def test_every_answer_carries_the_security_headers(desk: Served, path: str) -> None:
    """ASVS 3.4."""
    with desk.client() as client:
        headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors" in policy


def test_only_the_citys_own_pages_may_frame_the_chat_and_none_the_desk(
    base: Base, tmp_path: Path
) -> None:
    origin = "https://www.aurala.example"
    with served(base, tmp_path, embed_origins=(origin,)) as running, running.client() as client:
        assert origin in client.get("/").headers["content-security-policy"]
        assert origin not in client.get("/desk").headers["content-security-policy"]


def test_residents_get_no_cookies(desk: Served) -> None:
    """L25: nothing to remember them by."""
    with desk.client() as client:
        _ask(client, "auraus?")
        assert not client.cookies


def test_health_says_that_all_is_well(desk: Served) -> None:
    with desk.client() as client:
        health = client.get("/healthz")
    assert health.status_code == 200
    body = health.json()
    assert body["status"] == "ok"
    assert body["open_without_owner"] == 0
    assert body["sum_holds"] is True


@pytest.mark.parametrize("broken", ["owner = 'nobody'", "deadline = ''"])
def test_a_row_broken_by_hand_is_named_on_healthz_and_mended(desk: Served, broken: str) -> None:
    """The invariant: each open case has one owner and one deadline."""
    with desk.client() as client:
        _ask(client, "milloin katu aurataan")
        case = desk.run(lambda store: store.cases(states=tuple(OPEN), newest=True, limit=1))[0]
        data = desk.aura.settings.data_file
        with closing(sqlite3.connect(data)) as connection, connection:
            connection.execute(
                f"update cases set {broken} where reference = ?",  # noqa: S608
                (case.reference,),
            )
        sick = client.get("/healthz")
        assert sick.status_code == 503
        assert sick.json()["breaches"] == [case.reference]
        well = client.get("/healthz")
    assert (well.status_code, well.json()["breaches"]) == (200, [])
    assert desk.run(lambda store: store.events(case.id))[-1].act is Act.REPAIRED


def test_the_stylesheet_is_small(desk: Served) -> None:
    with desk.client() as client:
        css = client.get("/static/aura.css").content
    assert len(css) < 15_000
    assert not re.search(rb"@import|url\(", css)


def test_the_widget_is_one_script_that_other_sites_may_load(desk: Served) -> None:
    with desk.client() as client:
        script = client.get("/widget.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["content-type"].startswith("text/javascript")
