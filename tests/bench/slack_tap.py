"""One tap to approval: from the press until the reply has left the outbox, or Slack has it.

    uv run python -m tests.bench.slack_tap

200 residents on the web chat and 200 colleagues who ask in Slack. The stand-in is on loopback, so
what is measured is ours; cards are posted meanwhile, at a channel's pace. About two minutes.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.knowledge import load
from bot.matching import AnswerMatcher
from bot.model import Case, State
from bot.ports import Store
from tests.conftest import FOREIGN, MATTERS, ROOT, RULES, THROUGH
from tests.fakes import MONDAY, ScriptedMatcher
from tests.slack_desk import eventually
from tests.slack_people import Person
from tests.slack_seen import Seen
from tests.slack_town import Town, slack_town

TAPS = 200
QUESTION = "milloin aura tulee Koivukujalle"


def _tapped(town: Town, case: Case) -> float:
    """Press the case's button of approval, as its card has it; when that was, in s."""
    value = f"{case.reference}:{case.version}:approve"
    button = {"type": "button", "action_id": "card.approve", "value": value}
    block = {"type": "actions", "block_id": "b", "elements": [button | {"text": {"text": "a"}}]}
    seen = Seen({"ts": town.server.world.ts(), "blocks": [block]}, town.annika.dm)
    at = time.monotonic()
    town.annika.begins_to_press(seen, "card.approve")
    return at


def _over_the_web(town: Town) -> list[float]:
    for _ in range(TAPS):
        with town.resident() as resident:
            resident.asks(QUESTION)
    eventually(lambda: len(town.cases) == TAPS and not town.desk.run(_waits), 60)
    took = []
    for case in town.cases:
        begun = _tapped(town, case)
        while not town.desk.run(_left, case.reference):
            time.sleep(0.001)
        took.append(time.monotonic() - begun)
    return took


def _in_slack(town: Town) -> list[float]:
    before = {case.reference for case in town.cases}
    people = {}
    for number in range(TAPS):
        person = Person(town.server, f"Henkilö {number}")
        people[person.dm] = person
        person.says(QUESTION)
    places = set(people)
    eventually(lambda: len(town.cases) == 2 * TAPS, 60)
    town.server.wait(lambda: all(len(_sent(town, place)) == 1 for place in places), 120)
    took = []
    for case in [case for case in town.cases if case.reference not in before]:
        place = case.place
        begun = _tapped(town, case)
        town.server.wait(lambda place=place: len(_sent(town, place)) == 2, 30)  # type: ignore[misc]
        took.append(_sent(town, place)[-1] - begun)
    return took


def _sent(town: Town, place: str) -> list[float]:
    return [call.at for call in town.server.made("chat.postMessage", channel=place)]


def _waits(store: Store) -> bool:
    return store.oldest_undelivered(("web",)) is not None


def _left(store: Store, reference: str) -> bool:
    case = store.case(reference)
    return case is not None and case.state is State.ANSWERED and not _waits(store)


def _told(way: str, took: Sequence[float]) -> str:
    median, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    return f"{way}, {len(took)} taps: median {median * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"


def main() -> None:
    """Both ways."""
    base = load(ROOT / "knowledge", MONDAY.date())
    matcher = ScriptedMatcher(
        AnswerMatcher(base), RULES, matters=MATTERS, foreign=FOREIGN, through=THROUGH
    )
    with (
        tempfile.TemporaryDirectory() as name,
        slack_town(base, matcher, Path(name), messages_per_address=100_000) as town,
    ):
        print(_told("press to the reply out of the outbox (web)", _over_the_web(town)))
        print(_told("press to chat.postMessage (Slack asker)", _in_slack(town)))


if __name__ == "__main__":
    main()
