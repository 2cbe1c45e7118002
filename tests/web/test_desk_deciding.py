"""Officials come in by a link, and of all their decisions on a case one counts."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from bot.city import Base
from tests.offices import ANNIKA
from tests.served import FORM_TOKEN, Served, first, served
from tests.served import asked as _case
from tests.served import decide as _decide

MAIJA = "maija-lehtonen"


def test_nobody_comes_in_without_a_link(desk: Served) -> None:
    with desk.client() as client:
        for path in ("/desk", "/desk/case/AAA-AAA-AAA", "/desk/events"):
            assert client.get(path).status_code == 401


def test_a_link_works_once(desk: Served) -> None:
    link = desk.link(ANNIKA)
    with desk.client() as one, desk.client() as two:
        assert one.post(link).status_code == 200
        assert "Annika Sundström" in one.get("/desk").text
        assert two.post(link).status_code == 403


def test_looking_at_a_link_does_not_use_it_up(desk: Served) -> None:
    """A chat's link preview must not sign anyone in."""
    link = desk.link(ANNIKA)
    with desk.client() as client:
        client.get(link)
        assert client.post(link).status_code == 200


def test_signing_out_ends_the_session_in_the_store_too(desk: Served) -> None:
    with desk.official(ANNIKA) as client:
        kept = dict(client.cookies)
        token = first(FORM_TOKEN, client.get("/desk").text)
        client.post("/desk/out", data={"form_token": token})
    with desk.client() as again:
        again.cookies.update(kept)
        assert again.get("/desk").status_code == 401


def test_the_session_cookie_is_http_only_and_same_site(desk: Served) -> None:
    with desk.client() as client:
        cookie = client.post(desk.link(ANNIKA), follow_redirects=False).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_over_https_the_cookie_is_kept_to_it(base: Base, tmp_path: Path) -> None:
    """ASVS 3.3: Secure and the __Host- prefix; HSTS beside."""
    with served(base, tmp_path, public_url="https://desk.example.fi") as running:
        link = running.link(ANNIKA).rsplit("/", 1)[1]
        url = f"http://127.0.0.1:{running.aura.settings.port}"
        answer = httpx2.post(f"{url}/desk/in/{link}")
    assert answer.headers["set-cookie"].startswith("__Host-aura=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_the_queue_leads_to_the_case_and_one_button_sends_the_draft(desk: Served) -> None:
    """S4: two presses from the queue."""
    case = _case(desk)
    with desk.official(ANNIKA) as client:
        assert f"/desk/case/{case.reference}" in client.get("/desk?view=all").text
        done = _decide(client, case.reference, "approve", text=case.draft.text)
    assert "Vastaus on lähetetty." in done.text


def test_a_second_decision_is_refused_with_the_name_of_the_first_and_the_text_kept(
    desk: Served,
) -> None:
    case = _case(desk)
    with desk.official(ANNIKA) as annika, desk.official(MAIJA) as maija:
        page = maija.get(f"/desk/case/{case.reference}").text
        _decide(annika, case.reference, "approve", text=case.draft.text)
        form = {
            "form_token": first(FORM_TOKEN, page),
            "version": "1",
            "act": "approve",
            "text": "Minun tekstini",
        }
        late = maija.post(f"/desk/case/{case.reference}/decide", data=form)
    assert late.status_code == 409
    assert "Annika Sundström on jo päättänyt asian" in late.text
    assert "Minun tekstini" in late.text


def test_a_refused_press_never_puts_the_old_text_under_the_new_versions_button(
    desk: Served,
) -> None:
    """Approved is exactly this text, this version."""
    case = _case(desk)
    with desk.official(ANNIKA) as annika, desk.official(MAIJA) as maija:
        page = maija.get(f"/desk/case/{case.reference}").text
        _decide(annika, case.reference, "another", slug="plough-ridge")
        form = {
            "form_token": first(FORM_TOKEN, page),
            "version": "1",
            "act": "approve",
            "text": case.draft.text,
        }
        late = maija.post(f"/desk/case/{case.reference}/decide", data=form)
    field = late.text.split("<textarea", 1)[1].split("</textarea>", 1)[0]
    now = desk.run(lambda store: store.case(case.reference))
    assert now.draft.text.split("\n")[0] in field
    assert case.draft.text.split("\n")[0] not in field


def test_of_twenty_presses_at_once_one_wins(desk: Served) -> None:
    case = _case(desk)
    with desk.official(ANNIKA) as client:
        page = client.get(f"/desk/case/{case.reference}").text
        form = {
            "form_token": first(FORM_TOKEN, page),
            "version": "1",
            "act": "approve",
            "text": case.draft.text,
        }

        def press(_: int) -> int:
            url = f"/desk/case/{case.reference}/decide"
            return client.post(url, data=form, follow_redirects=False).status_code

        with ThreadPoolExecutor(10) as crowd:
            codes = list(crowd.map(press, range(20)))
    assert sorted(codes) == [303] + [409] * 19
    thread = desk.run(lambda store: store.thread(case.id))
    assert [m.kind for m in thread].count("reply") == 1


@pytest.mark.parametrize(
    ("act", "fields", "state"),
    [
        ("answer", {"text": "Omin sanoin."}, "answered"),
        ("edit", {"text": "Vielä kesken"}, "handed_over"),
        ("another", {"slug": "plough-ridge"}, "awaiting_approval"),
        ("hand_over", {"to": "johanna-vuori"}, "handed_over"),
        ("ask_back", {"question": "Mikä katu?"}, "awaiting_resident"),
        ("close", {"reason": "duplicate"}, "closed"),
    ],
)
def test_every_act_of_the_page_does_what_it_says(
    desk: Served, act: str, fields: dict[str, str], state: str
) -> None:
    case = _case(desk, "human")
    with desk.official(ANNIKA) as client:
        assert _decide(client, case.reference, act, **fields).status_code == 200
    after = desk.run(lambda store: store.case(case.reference))
    assert after.state == state


def test_a_hand_over_says_who_has_the_case_now(desk: Served) -> None:
    """Perhaps who stands in for who was chosen."""
    case = _case(desk, "human")
    with desk.official(ANNIKA) as client:
        page = _decide(client, case.reference, "hand_over", to="johanna-vuori").text
    after = desk.run(lambda store: store.case(case.reference))
    name = desk.aura.base.official(after.owner).name
    assert f"Asia on nyt henkilöllä {name}." in page


def test_a_form_from_elsewhere_is_refused(desk: Served) -> None:
    """ASVS 3.5.1."""
    case = _case(desk)
    with desk.official(ANNIKA) as client:
        form = {"form_token": "0" * 64, "version": "1", "act": "approve", "text": "x"}
        url = f"/desk/case/{case.reference}/decide"
        assert client.post(url, data=form).status_code == 403
        page = client.get(f"/desk/case/{case.reference}").text
        form["form_token"] = first(FORM_TOKEN, page)
        foreign = client.post(url, data=form, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403


def test_a_form_that_asks_for_nothing_known_is_one_plain_sentence(desk: Served) -> None:
    case = _case(desk)
    with desk.official(ANNIKA) as client:
        answer = _decide(client, case.reference, "explode")
    assert answer.status_code == 409
    assert "Traceback" not in answer.text
