"""The residents' chat over real HTTP, as a browser without JavaScript sees it."""

import re

import httpx2
import pytest

from tests.served import Served
from tests.served import ask as _ask
from tests.served import path_of as _path


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
