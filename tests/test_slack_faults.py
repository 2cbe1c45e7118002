"""What Slack and the network do to the real `aura serve`, and that it recovers by itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.offices import ANNIKA
from tests.served import NONCE, erase, first
from tests.serving import Process
from tests.slack_cities import city_in_slack
from tests.slack_people import Person
from tests.slack_server import TOKEN, SlackServer, slack
from tests.slack_serving import slack_process

Start = Callable[..., AbstractContextManager[Process]]
STREETS = ("Koivukuja", "Pihlajatie", "Saarnitie", "Lehtotie")
"""Of Annika's districts."""
RECEIPT = "viestisi on perillä"


@pytest.fixture
def server() -> Iterator[SlackServer]:
    with slack() as running:
        yield running


@pytest.fixture
def annika(server: SlackServer) -> Person:
    return Person(server, "Annika Sundström", "annika.sundstrom@aurala.example")


@pytest.fixture
def started(server: SlackServer, tmp_path: Path) -> Start:
    """Starts `aura serve`, with more settings if wanted."""
    knowledge = city_in_slack(tmp_path, ANNIKA)

    @contextmanager
    def start(**settings: str) -> Iterator[Process]:
        with slack_process(tmp_path / "data", knowledge, server, **settings) as process:
            yield process

    return start


def _ask_on_the_web(process: Process, text: str) -> str:
    """Ask on the web chat; the page's address."""
    with httpx2.Client(base_url=process.url, follow_redirects=True, timeout=20) as client:
        nonce = first(NONCE, client.get("/").text)
        page = client.post("/ask", data={"text": text, "nonce": nonce, "language": "fi"})
        assert page.status_code == 200
        return page.url.path


def _erase(process: Process, where: str) -> None:
    """The resident has the conversation deleted."""
    with httpx2.Client(base_url=process.url, follow_redirects=True, timeout=20) as client:
        assert erase(client, where).status_code == 200


def _person(server: SlackServer, number: int) -> Person:
    return Person(server, f"Henkilö {number}")


def _ask(person: Person) -> None:
    person.says(f"milloin katu aurataan, kysyy {person.name}")


def test_a_warned_and_a_refreshed_socket_is_followed_by_another_and_nothing_is_lost(
    server: SlackServer, started: Start
) -> None:
    people = [_person(server, number) for number in range(30)]
    server.courier.waits = (0.5, 2.0, 4.0)
    with started() as process:
        server.wait(lambda: server.connected, 30)
        for number, person in enumerate(people):
            _ask(person)
            if number % 10 == 4:
                server.warn()
            if number % 10 == 9:
                server.refresh()
        server.settled(30)
        process.is_healthy(received=30, unread=0, waiting=30, slack="ok")
        for person in people:
            person.sees(RECEIPT, seconds=40)
    assert all(len(person.messages()) == 1 for person in people)


def test_what_is_said_while_the_network_is_away_comes_once_when_it_is_back(
    server: SlackServer, started: Start
) -> None:
    before, meanwhile, cut = (_person(server, number) for number in range(3))
    with started() as process:
        server.wait(lambda: server.connected, 30)
        _ask(before)
        before.sees(RECEIPT)
        server.cut_sockets()
        _ask(cut)
        server.unplug()
        _ask(meanwhile)
        process.is_healthy(slack="no network")
        server.plug()
        server.wait(lambda: server.connected, 60)
        server.retry_now()
        for person in (meanwhile, cut):
            person.sees(RECEIPT, seconds=60)
        process.is_healthy(received=3, unread=0, waiting=3, slack="ok")
    assert [len(person.messages()) for person in (before, meanwhile, cut)] == [1, 1, 1]


def test_a_socket_that_breaks_brings_no_line_of_the_libraries_into_the_log(
    server: SlackServer, started: Start
) -> None:
    """They quote what they were doing: payloads, and the address with its ticket."""
    with started() as process:
        server.wait(lambda: server.connected, 30)
        server.cut_sockets()
        server.wait(lambda: not server.connected, 30)
        server.wait(lambda: server.connected, 60)
        _ask(_person(server, 1))
        process.is_healthy(received=1, slack="ok")
    assert not [line for line in process.lines if "session" in line.lower()]


def test_a_wrong_token_is_said_in_one_line_and_the_rest_works(
    server: SlackServer, started: Start
) -> None:
    wrong = f"{TOKEN[:-5]}wrong"
    with started(slack_token=wrong) as process:
        process.says("token refused")
        told = process.is_healthy(slack="token refused")
        assert told["workers"]["inbox"] is True
        assert "milloin" in httpx2.get(f"{process.url}{_ask_on_the_web(process, 'milloin')}").text
        server.tokens.add(wrong)
        process.is_healthy(slack="ok")
        assert wrong not in "".join(process.lines)
    assert sum("token refused" in line for line in process.lines) == 1


def test_a_revoked_token_is_told_and_a_new_life_of_it_is_found(
    server: SlackServer, started: Start
) -> None:
    person, later = _person(server, 1), _person(server, 2)
    with started() as process:
        server.wait(lambda: server.connected, 30)
        server.tokens.clear()
        _ask(person)
        process.says("token refused")
        process.is_healthy(slack="token refused", received=1)
        server.tokens.add(TOKEN)
        process.is_healthy(slack="ok")
        _ask(later)
        for each in (person, later):
            each.sees(RECEIPT, seconds=60)
    assert [len(each.messages()) for each in (person, later)] == [1, 1]


def test_cards_catch_up_in_the_order_of_the_cases_and_superseded_ones_are_never_posted(
    server: SlackServer, started: Start, annika: Person
) -> None:
    """Slack is away from the start; the web chat and the desk serve all the same."""
    server.unplug()
    with started() as process:
        process.is_healthy(slack="no network")
        places = [_ask_on_the_web(process, f"milloin {street} aurataan") for street in STREETS]
        process.is_healthy(received=4, unread=0, waiting=4)
        _erase(process, places[1])
        process.is_healthy(closed=1)
        server.plug()
        server.wait(lambda: len(server.made("chat.postMessage")) == 3, 90)
        process.is_healthy(slack="ok")
        shown = [message.text for message in annika.messages()]
    asked = [next(street for street in STREETS if street in text) for text in shown]
    assert asked == [STREETS[0], STREETS[2], STREETS[3]]
