"""Dialogues through a stand-in Bot API that others wrote (see ``telegram_other``)."""

from collections.abc import Iterator

import httpx2
import pytest

from bot.city import Base
from bot.model import Case, State
from bot.ports import Store
from tests.fakes import ScriptedMatcher
from tests.served import Served, served
from tests.telegram_other import OTHER_TOKEN, OtherChatter, OtherServer, other_telegram


@pytest.fixture(scope="module")
def other() -> Iterator[OtherServer]:
    with other_telegram() as running:
        yield running


@pytest.fixture(scope="module")
def desk(
    other: OtherServer,
    base: Base,
    scripted: ScriptedMatcher,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """The real program with a bot there."""
    given = {"telegram_token": OTHER_TOKEN, "telegram_api": other.url, "telegram_quiet": 1.0}
    with served(base, tmp_path_factory.mktemp("other"), scripted, **given) as running:
        yield running


def _updates(server: OtherServer, offset: int = 0) -> list[int]:
    """The update_ids that a bot gets."""
    url = f"{server.url}/bot{OTHER_TOKEN}/getUpdates"
    body = httpx2.post(url, json={"offset": offset, "timeout": 1}).json()
    return [update["update_id"] for update in body["result"]]


def test_the_other_stand_in_keeps_updates_until_they_are_confirmed() -> None:
    """The one thing it lacked to be polled by a bot that survives a crash."""
    with other_telegram() as alone:
        OtherChatter(alone, 7).says("/start")
        first = _updates(alone)
        assert len(first) == 1
        assert _updates(alone) == first
        assert _updates(alone, first[-1] + 1) == []


def _newest(desk: Served) -> Case:
    def cases(store: Store) -> list[Case]:
        return store.cases(states=tuple(State), newest=True, limit=1)

    found: list[Case] = desk.run(cases)
    return found[0]


def _approve(desk: Served) -> None:
    case = _newest(desk)
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=case.owner)


WORDS = {
    "fi": ("milloin aurataan", "on perillä", "kunnossapitoluokan", "Auttoi", "Hyvä kuulla"),
    "sv": ("när plogas gatan", "kommit fram", "underhållsklass", "Det hjälpte", "Roligt"),
    "en": ("when is it ploughed", "has arrived", "maintenance class", "It helped", "Good"),
}


@pytest.mark.parametrize(("number", "language"), list(enumerate(WORDS, 10)))
def test_a_question_is_approved_heard_and_helps(
    desk: Served, other: OtherServer, number: int, language: str
) -> None:
    question, receipt, reply, helped, good = WORDS[language]
    answered = len(other.seen()["answered"])
    resident = OtherChatter(other, number, language)
    resident.says("/start")
    resident.wait(1)
    resident.says(question)
    assert receipt in resident.wait(2)[1]
    _approve(desk)
    assert reply in resident.wait(3)[2]
    resident.presses(helped)
    assert good in resident.wait(4)[3]
    assert _newest(desk).helped
    assert len(other.seen()["answered"]) == answered + 1


def test_two_near_answers_are_buttons_and_the_old_one_is_late(
    desk: Served, other: OtherServer
) -> None:
    resident = OtherChatter(other, 8)
    resident.says("lumipenkka on tiellä")
    assert "kumpaa" in resident.wait(1)[0]
    label = desk.aura.base.answers["plough-ridge"]["fi"].title
    resident.presses(label)
    assert "tarkistaa vastauksen" in resident.wait(2)[1]
    assert _newest(desk).draft.answer == "plough-ridge"
    resident.presses(label)
    assert "jo edennyt" in resident.wait(3)[2]


def test_a_language_is_chosen_and_a_human_asked_for(desk: Served, other: OtherServer) -> None:
    resident = OtherChatter(other, 9)
    resident.says("/kieli")
    resident.wait(1)
    resident.presses("Svenska")
    assert "på svenska" in resident.wait(2)[1]
    resident.says("/manniska")
    assert "hos en människa" in resident.wait(3)[2]
    assert _newest(desk).draft.why == "asked_human"
