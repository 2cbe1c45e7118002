"""A town in Slack: the stand-in, the real program beside it, officials, and a resident."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.city import Base
from bot.model import Act, Case, Event, State
from bot.ports import Matcher, Store
from tests.offices import ANNIKA, JARI
from tests.served import Served
from tests.slack_courier import SIGNING_SECRET
from tests.slack_desk import WebResident, eventually, person_of, slack_desk, with_slack
from tests.slack_people import Person
from tests.slack_seen import Seen
from tests.slack_server import SlackServer, slack

PUSHED: dict[str, Any] = {"slack_app_token": None, "slack_signing_secret": SIGNING_SECRET}
"""Settings by which Slack calls the program, instead of the program Slack."""


@dataclass(frozen=True)
class Town:
    """Who is there."""

    server: SlackServer
    desk: Served
    base: Base
    annika: Person
    jari: Person
    room: str
    """A room that both officials are in, and the app."""

    @property
    def cases(self) -> list[Case]:
        """All of them, oldest first."""

        def all_of(store: Store) -> list[Case]:
            return store.cases(states=tuple(State), limit=10_000)

        cases: list[Case] = self.desk.run(all_of)
        return sorted(cases, key=lambda case: case.id)

    @property
    def case(self) -> Case:
        """The newest."""
        return self.cases[-1]

    def events(self, *acts: Act) -> list[Event]:
        """What has happened to the newest case; only those acts, if some are named."""

        def all_of(store: Store) -> list[Event]:
            return store.events(self.case_in(store).id)

        events: list[Event] = self.desk.run(all_of)
        return [event for event in events if not acts or event.act in acts]

    def thread(self) -> list[str]:
        """The newest case's texts."""

        def all_of(store: Store) -> list[str]:
            return [line.text for line in store.thread(self.case_in(store).id)]

        texts: list[str] = self.desk.run(all_of)
        return texts

    def notes(self) -> list[str]:
        """The newest case's internal notes."""

        def all_of(store: Store) -> list[str]:
            return [note.text for note in store.notes(self.case_in(store).id)]

        texts: list[str] = self.desk.run(all_of)
        return texts

    @staticmethod
    def case_in(store: Store) -> Case:
        """The newest case, inside a use case."""
        return store.cases(states=tuple(State), newest=True)[0]

    def decides(self, does: Callable[..., object], **given: Any) -> None:
        """A use case on the newest case, as on the desk."""
        self.desk.run(does, self.case.reference, version=self.case.version, **given)

    def newcomer(self, name: str = "Kalle Korhonen") -> Person:
        """Somebody of the staff who is no official; in the room too."""
        person = Person(self.server, name, f"{name.split(maxsplit=1)[0].lower()}@aurala.example")
        with self.server.changed:
            self.server.world.channels[self.room].members.add(person.id)
        return person

    @contextmanager
    def resident(self) -> Iterator[WebResident]:
        """A resident on the web chat."""
        with self.desk.client() as client:
            yield WebResident(client)


def becomes(person: Person, card: Seen, words: str, seconds: float = 60.0) -> Seen:
    """The card's message once it shows those words."""

    def shown() -> Seen | None:
        found = next(m for m in person.messages(card.channel) if m.ts == card.ts)
        return found if words in found.text else None

    seen = person.server.wait(shown, seconds)
    assert seen
    return seen


def _linked(store: Store) -> list[str]:
    return [reach.official for reach in store.reaches("slack") if not reach.is_room]


@contextmanager
def slack_town(
    base: Base, matcher: Matcher, folder: Path, *, topics: Sequence[str] = (), **settings: Any
) -> Iterator[Town]:
    """``topics``: whose cards stand in the room too. ``settings``: ``PUSHED`` for signed HTTP."""
    with slack() as server:
        annika, jari = person_of(server, base, ANNIKA), person_of(server, base, JARI)
        with server.changed:
            room = server.world.add_room("talvi", [annika.id, jari.id])
        rooms = dict.fromkeys(topics, room)
        city = with_slack(base, rooms, annika_sundstrom=annika.id, jari_koskela=jari.id)
        with slack_desk(server, city, folder, matcher, **settings) as desk:
            if "slack_signing_secret" in settings:
                server.over_http(f"{desk.url}/slack")
            else:
                server.wait(lambda: server.connected)
            eventually(lambda: len(desk.run(_linked)) == 2)
            yield Town(server, desk, city, annika, jari, room)
