"""Anybody in Slack and their own data: told, given and deleted, as in the other channels (L29)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.city import Base
from bot.model import RESIDENT, Act, Reason, State
from bot.store import SqliteStore
from tests.fakes import ScriptedMatcher
from tests.slack_desk import eventually
from tests.slack_people import Person, mention
from tests.slack_seen import Seen
from tests.slack_town import PUSHED, Town, slack_town
from tests.slack_troubles import Fault, Trouble

QUESTION = "milloin aura tulee Koivukujalle"
RECEIPT = "viestisi on perillä"
DELETED = "tavoittaa, on poistettu"
NOTHING = "mitään poistettavaa"


@pytest.fixture(params=[{}, PUSHED], ids=["socket", "http"])
def town(
    request: pytest.FixtureRequest, base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> Iterator[Town]:
    """By both transports."""
    with slack_town(base, scripted, tmp_path, **request.param) as running:
        yield running


@pytest.fixture
def kalle(town: Town) -> Person:
    return town.newcomer()


def _told(person: Person, text: str, channel: str | None = None) -> Seen:
    """What the command answers, seen by nobody else."""
    before = len(person.whispers())
    ack = person.commands("/aura", text, channel=channel)
    assert ack.ok, ack
    said = person.whispers()[before]
    assert said.notifies == set()
    return said


def _now(person: Person, seen: Seen) -> Seen:
    """The same private word as it stands now."""
    return next(each for each in person.whispers() if each.ts == seen.ts)


def _asks(town: Town, person: Person, text: str, channel: str | None = None) -> None:
    count = len(town.cases)
    person.says(f"{mention()} {text}" if channel else text, channel=channel)
    person.sees(RECEIPT, channel=channel)
    eventually(lambda: len(town.cases) > count)


def _file(town: Town, person: Person) -> dict[str, Any]:
    """What came as a file into the direct chat."""

    def found() -> str | None:
        told = [m.body["files"][0]["id"] for m in person.messages() if m.body.get("files")]
        return told[-1] if told else None

    number = town.server.wait(found)
    assert number
    data: dict[str, Any] = json.loads(town.server.world.files[number]["content"])
    return data


def _dump(town: Town) -> str:
    def dumped(store: SqliteStore) -> str:
        return "\n".join(store.db.conn.iterdump())

    told: str = town.desk.run(dumped)
    return told


def test_a_stranger_is_refused_kindly_and_told_what_is_theirs(kalle: Person) -> None:
    said = _told(kalle, "jono")
    assert "lähetä kysymys minulle" in said.text
    assert "/aura tietoni" in said.text
    assert "/aura poista" in said.text
    assert "/aura jono" not in said.text


@pytest.mark.parametrize("word", ["tietoni", "uppgifter", "mydata", "MYDATA"])
def test_my_data_is_a_file_of_all_that_i_asked_and_of_nobody_elses(
    town: Town, kalle: Person, word: str
) -> None:
    """In the direct chat and in rooms (GDPR 15)."""
    liisa = town.newcomer("Liisa Lahti")
    _asks(town, kalle, QUESTION)
    _asks(town, kalle, "hiekkaa Pihlajatielle", town.room)
    _asks(town, liisa, "penkka edessä Torikadulla", town.room)
    said = _told(kalle, word, town.room).text
    assert "Tiedosto tulee" in said
    assert "Virkatyösi" not in said, "that is for officials"
    data = _file(town, kalle)
    assert data["channel"] == "slack"
    assert data["places"] == [kalle.dm, f"{town.room}/{kalle.id}"]
    kept = json.dumps(data["messages"], ensure_ascii=False)
    assert QUESTION in kept
    assert "Pihlajatielle" in kept
    assert "Torikadulla" not in kept
    assert not any(message.body.get("files") for message in kalle.messages(town.room))
    assert town.case.state.is_open, "nothing has changed"


def test_deleting_is_asked_first_and_takes_all_of_mine_and_nobody_elses(
    town: Town, kalle: Person
) -> None:
    liisa = town.newcomer("Liisa Lahti")
    _asks(town, kalle, QUESTION)
    _asks(town, kalle, "hiekkaa Pihlajatielle", town.room)
    _asks(town, liisa, "penkka edessä Torikadulla", town.room)
    asked = _told(kalle, "poista", town.room)
    assert asked.labels == ["Poista pysyvästi"]
    assert town.cases[0].reference in asked.text
    assert "Slackin omiin keskusteluihin" in asked.text
    assert QUESTION in _dump(town)
    assert kalle.presses(asked, "rights.yes").ok
    town.server.wait(lambda: DELETED in _now(kalle, asked).text)
    assert _now(kalle, asked).labels == []
    for case in town.cases[:2]:
        assert (case.state, case.reason) == (State.CLOSED, Reason.WITHDRAWN)
        assert case.is_erased
        assert case.decided_by == RESIDENT
    left = _dump(town)
    for gone in (QUESTION, "Pihlajatielle", kalle.id, kalle.dm):
        assert gone not in left, gone
    assert "Torikadulla" in left
    assert liisa.id in left
    assert town.case.state.is_open


def test_a_second_press_deletes_nothing_more(town: Town, kalle: Person) -> None:
    _asks(town, kalle, QUESTION)
    asked = _told(kalle, "delete")
    for _ in range(2):
        assert kalle.presses(asked, "rights.yes").ok
    town.server.wait(lambda: NOTHING in _now(kalle, asked).text)
    assert len(town.events(Act.ERASED)) == 1
    assert NOTHING in _told(kalle, "radera").text


def test_a_button_drawn_for_fewer_matters_asks_again(town: Town, kalle: Person) -> None:
    _asks(town, kalle, QUESTION)
    asked = _told(kalle, "poista")
    _asks(town, kalle, "hiekkaa Pihlajatielle", town.room)
    assert kalle.presses(asked, "rights.yes").ok
    newest = town.cases[-1].reference
    town.server.wait(lambda: newest in _now(kalle, asked).text)
    assert not any(case.is_erased for case in town.cases)
    assert kalle.presses(_now(kalle, asked), "rights.yes").ok
    eventually(lambda: all(case.is_erased for case in town.cases))


@pytest.fixture
def slow(base: Base, scripted: ScriptedMatcher, tmp_path: Path) -> Iterator[Town]:
    """Where what is written in a direct chat waits long for its like."""
    with slack_town(base, scripted, tmp_path, telegram_quiet=10) as running:
        yield running


def _waits(town: Town, person: Person, text: str) -> None:
    """Something is written that nobody has read yet."""
    person.says(text)
    eventually(lambda: town.desk.run(lambda store: store.unread(("slack",), 10)))


def test_a_question_that_waits_is_read_before_anything_is_deleted(slow: Town) -> None:
    """Or it was gone uncounted and unasked; a danger is seen to."""
    kalle = slow.newcomer()
    _asks(slow, kalle, QUESTION, slow.room)
    asked = _told(kalle, "poista")
    _waits(slow, kalle, "katolta putoaa lunta")
    assert kalle.presses(asked, "rights.yes").ok
    slow.server.wait(lambda: "joku voi olla vaarassa" in _now(kalle, asked).text)
    assert [case.urgent for case in slow.cases] == [False, True]
    assert not any(case.is_erased for case in slow.cases)
    assert slow.case.reference in _now(kalle, asked).text
    assert kalle.presses(_now(kalle, asked), "rights.yes").ok
    eventually(lambda: slow.cases[0].is_erased)
    assert slow.case.state.is_open


def test_more_on_the_same_matter_asks_again_too(slow: Town) -> None:
    """As many matters as before, but words nobody had seen when the button was drawn."""
    kalle = slow.newcomer()
    _waits(slow, kalle, QUESTION)
    asked = _told(kalle, "poista")
    assert asked.labels == ["Poista pysyvästi"]
    assert slow.case.reference in asked.text, "what waits is counted"
    _waits(slow, kalle, "hiekkaa Pihlajatielle")
    assert kalle.presses(asked, "rights.yes").ok
    eventually(lambda: "hiekkaa Pihlajatielle" in slow.thread())
    assert not slow.case.is_erased


def test_what_could_not_be_read_from_a_room_is_told_and_deleted(town: Town, kalle: Person) -> None:
    def set_aside(store: SqliteStore) -> None:
        for number, channel in enumerate((town.room, kalle.dm)):
            event = {"type": "message", "channel": channel, "user": kalle.id, "text": "penkka"}
            payload = {"kind": "malformed", "place": "", "text": event}
            kept = store.take_in("slack", f"malformed {number}", payload, town.desk.aura.now())
            assert kept
            store.set_aside(kept, "malformed")

    town.desk.run(set_aside)
    _told(kalle, "tietoni")
    rows = _file(town, kalle)["inbox"]
    assert [row["payload"]["text"]["channel"] for row in rows] == [kalle.dm, town.room]
    asked = _told(kalle, "poista")
    assert kalle.presses(asked, "rights.yes").ok
    town.server.wait(lambda: DELETED in _now(kalle, asked).text)
    assert kalle.id not in _dump(town)
    assert NOTHING in _told(kalle, "poista").text


def test_a_press_deletes_only_what_is_the_pressers_own(town: Town, kalle: Person) -> None:
    """Whatever message the button is taken from."""
    liisa = town.newcomer("Liisa Lahti")
    _asks(town, kalle, QUESTION)
    asked = _told(kalle, "poista", town.room)
    assert liisa.presses(asked, "rights.yes").ok
    assert not town.case.is_erased


def test_an_official_deletes_what_they_asked_and_keeps_their_work(town: Town) -> None:
    _asks(town, town.annika, QUESTION)
    with town.resident() as resident:
        resident.asks("hiekkaa Pihlajatielle")
        town.annika.sees("Pihlajatielle")
        asked = _told(town.annika, "poista")
        assert town.annika.presses(asked, "rights.yes").ok
        eventually(lambda: town.cases[0].is_erased)
        assert not town.cases[1].is_erased
        town.annika.presses(town.annika.sees("Pihlajatielle"), "card.approve")
        resident.sees("Annika Sundström")
    assert "/aura tietoni" in _told(town.annika, "ohje").text
    assert "Virkatyösi" in _told(town.annika, "tietoni").text


def test_a_room_is_still_mine_when_only_its_digest_is_kept(town: Town, kalle: Person) -> None:
    """L25: nothing is going on there any more, and the file does not say where it was."""
    _asks(town, kalle, QUESTION, town.room)
    town.decides(town.desk.aura.cases.approve, by="annika-sundstrom")
    kalle.sees("Annika Sundström", channel=town.room)
    town.server.settled()

    def rested(store: SqliteStore) -> None:
        for address in store.places_of("slack", kalle.id):
            store.disguise(address)

    town.desk.run(rested)
    assert kalle.id not in _dump(town)
    _told(kalle, "tietoni")
    assert QUESTION in json.dumps(_file(town, kalle)["messages"], ensure_ascii=False)
    asked = _told(kalle, "poista")
    assert kalle.presses(asked, "rights.yes").ok
    eventually(lambda: town.case.is_erased)
    assert QUESTION not in _dump(town)


def test_where_slack_does_not_answer_it_is_said_and_nothing_is_done(
    town: Town, kalle: Person
) -> None:
    _asks(town, kalle, QUESTION)
    town.server.harm(Fault(Trouble.HANG, method="conversations.open"))
    for word in ("tietoni", "poista"):
        assert "Slack ei juuri nyt vastaa" in _told(kalle, word).text
    town.server.heal()
    town.server.harm(
        Fault(Trouble.REFUSED, error="missing_scope", method="files.getUploadURLExternal")
    )
    _told(kalle, "tietoni")
    kalle.sees("kirjaamo@aurala.example")
    assert not town.case.is_erased
