"""The officials' desk over real HTTP, as a phone without JavaScript sees it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from bot.city import Base
from bot.matching import AnswerMatcher
from bot.model import Case
from tests.fakes import ScriptedMatcher
from tests.served import FORM_TOKEN, VERSION, Served, first, served

ANNIKA, MAIJA = "annika-sundstrom", "maija-lehtonen"


@pytest.fixture(scope="module")
def desk(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A running desk."""
    folder = tmp_path_factory.mktemp("desk")
    with served(base, folder, scripted, messages_per_address=10_000) as running:
        yield running


def _case(desk: Served, wish: str = "ask", text: str = "milloin Torikatu aurataan") -> Case:
    """A resident asks about ploughing, or for a human; the case it became."""
    with desk.client() as client:
        form = {"text": text, "lang": "fi", "wish": wish}
        client.post("/ask", data=form)
    found: Case = desk.run(lambda store: store.cases(newest=True, limit=1)[0])
    return found


def _decide(client: httpx2.Client, reference: str, act: str, **fields: str) -> httpx2.Response:
    page = client.get(f"/desk/case/{reference}").text
    form = {
        "form_token": first(FORM_TOKEN, page),
        "version": first(VERSION, page),
        "act": act,
        **fields,
    }
    return client.post(f"/desk/case/{reference}/decide", data=form)


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


def test_the_page_shows_why_it_matched_and_what_else_it_could_be(desk: Served) -> None:
    """B7."""
    case = _case(desk)
    with desk.official(ANNIKA) as client:
        page = client.get(f"/desk/case/{case.reference}").text
    assert case.draft.answer_version
    assert case.draft.answer_version in page
    assert "Varmuus" in page
    assert "Muut vastaukset" in page


def test_in_doubt_the_findings_stand_first_and_open_and_one_tap_uses_one(desk: Served) -> None:
    """B1, B7: the three best with their texts, how sure each is, and no draft."""
    case = _case(desk, text="katu on ihan liukas")
    with desk.official(ANNIKA) as client:
        page = client.get(f"/desk/case/{case.reference}").text
        findings, rest = page.split('id="draft"')
        assert findings.count("<article>") == 3
        assert "Epävarma: mikään vastaus" in findings
        assert "Varmuus 60 % (todennäköinen); osuivat: liukas" in findings
        assert "<details" not in findings
        assert 'rows="8" maxlength="6000" required></textarea>' in rest
        _decide(client, case.reference, "another", slug="slippery-street")
    after = desk.run(lambda store: store.case(case.reference))
    assert (after.state, after.draft.answer) == ("awaiting_approval", "slippery-street")


def test_what_waits_for_the_resident_is_in_the_queue_and_a_finding_may_be_used_at_once(
    desk: Served,
) -> None:
    case = _case(desk, text="mitä tälle penkka asialle tehdään")
    with desk.official(ANNIKA) as client:
        assert (
            'class="chip awaiting_resident">Odottaa asukasta' in client.get("/desk?view=all").text
        )
        page = client.get(f"/desk/case/{case.reference}").text
        assert page.index("plough-ridge") < page.index("snow-piles")
        assert "asukkaalta kysyttiin, kumpaa hän tarkoittaa" in page
        _decide(client, case.reference, "another", slug="snow-piles")
    after = desk.run(lambda store: store.case(case.reference))
    assert (after.state, after.draft.answer) == ("awaiting_approval", "snow-piles")


def test_a_draft_of_two_matters_shows_where_both_texts_come_from(desk: Served) -> None:
    case = _case(desk, text="milloin aurataan sekä mistä saa soraa")
    with desk.official(ANNIKA) as client:
        page = client.get(f"/desk/case/{case.reference}").text
        _decide(client, case.reference, "approve", text=case.draft.text)
        done = client.get(f"/desk/case/{case.reference}").text
    (slug, version), *_ = case.draft.also
    assert f"Vastaus {slug}, versio {version}" in page
    assert f"Vastaus {case.draft.answer}, versio {case.draft.answer_version}" in page
    assert f"+ {slug} {version}" in done


def test_a_match_through_another_language_is_marked(desk: Served) -> None:
    case = _case(desk, text="när plogas gatan där vi bor på vintern")
    with desk.official(ANNIKA) as client:
        assert (
            "löytyi toisen kielen sanoilla (suomi)"
            in client.get(f"/desk/case/{case.reference}").text
        )


def test_a_finding_that_is_not_valid_today_cannot_be_used(base: Base, tmp_path: Path) -> None:
    """L2."""
    rules = {"harja": [("spring-sweeping", 0.6)]}
    matcher = ScriptedMatcher(AnswerMatcher(base), rules)
    season = replace(base.answers["spring-sweeping"]["fi"], months=frozenset())
    expired = replace(season, review_again=season.reviewed_on)
    own = replace(base, answers={**base.answers, "spring-sweeping": {"fi": expired}})
    with served(own, tmp_path, matcher) as running:
        case = _case(running, text="kadun harjaus")
        with running.official(ANNIKA) as client:
            page = client.get(f"/desk/case/{case.reference}").text
    assert "<article>" in page
    assert "Vastaus ei ole nyt voimassa" in page
    assert 'value="another"' not in page


def test_the_desk_speaks_the_officials_language(desk: Served) -> None:
    with desk.official(ANNIKA) as client:
        client.get("/desk?lang=sv")
        assert "Logga ut" in client.get("/desk").text


def test_what_could_not_be_read_is_shown_to_a_person(desk: Served) -> None:
    desk.run(lambda store: store.take_in("web", "odd", {"text": "outo"}, desk.aura.now()))
    with desk.client() as client:
        client.post("/ask", data={"text": "auraus?", "lang": "fi"})
    with desk.official(ANNIKA) as client:
        assert "outo" in client.get("/desk?view=aside").text


def test_the_flag_of_a_private_matter_is_a_word_and_a_button_without_javascript(
    desk: Served,
) -> None:
    """L27."""
    case = _case(desk, text="sain masennusdiagnoosin, milloin aura tulee")
    with desk.official(ANNIKA) as client:
        queue = client.get("/desk?view=all").text
        assert "Arkaluonteinen" in queue[queue.index(case.reference) :].split("</li>")[0]
        page = client.get(f"/desk/case/{case.reference}").text
        assert '<span class="chip sensitive">Arkaluonteinen</span>' in page
        page = _decide(client, case.reference, "ordinary").text
        assert "chip sensitive" not in page
        assert "Annika Sundström: Merkitsi, ettei ole arkaluonteinen" in page
        page = _decide(client, case.reference, "sensitive").text
        assert "chip sensitive" in page


@pytest.mark.parametrize(
    ("language", "flag", "button"),
    [
        ("fi", "Arkaluonteinen", "Ei ole arkaluonteinen"),
        ("sv", "Känsligt", "Är inte känsligt"),
        ("en", "Sensitive", "Not sensitive"),
    ],
)
def test_the_flag_is_told_in_the_officials_language(
    desk: Served, language: str, flag: str, button: str
) -> None:
    case = _case(desk, text="sain masennusdiagnoosin")
    with desk.official(ANNIKA) as client:
        page = client.get(f"/desk/case/{case.reference}?lang={language}").text
    assert f">{flag}</span>" in page
    assert f">{button}</button>" in page
