"""What the desk shows of a case, as a phone without JavaScript sees it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.city import Base
from bot.matching import AnswerMatcher
from tests.fakes import ScriptedMatcher
from tests.offices import ANNIKA
from tests.served import Served, served
from tests.served import asked as _case
from tests.served import decide as _decide


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
