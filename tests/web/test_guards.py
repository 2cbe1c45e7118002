"""What the pages refuse, withhold and send along to be safe; and health tells the truth."""

import re
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import OPEN, Act
from tests.served import Served, served
from tests.served import ask as _ask
from tests.served import path_of as _path


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
