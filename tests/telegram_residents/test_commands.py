"""Commands of residents on Telegram: a human, the start, the language, their own data."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.city import Base
from bot.model import ERASED
from tests.fakes import ScriptedMatcher
from tests.served import Served, served
from tests.slack_desk import eventually
from tests.telegram_cases import QUESTION, RECEIVED
from tests.telegram_cases import all_cases as _cases
from tests.telegram_cases import answered as _answered
from tests.telegram_cases import words_in as _words
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer


def test_a_human_is_one_command_away_from_the_first_message_on(
    desk: Served, matti: Chatter
) -> None:
    """L5: at the first word too they hear the phone number."""
    matti.says("/ihminen")
    assert desk.aura.base.city.phone in str(matti.hears("nyt ihmisellä")["text"])
    assert _cases(desk)[0].draft.why == "asked_human"


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", "automaattinen"), ("sv", "automatisk"), ("en", "automatic"), ("de", "automaattinen")],
)
def test_the_start_says_who_answers_in_the_language_of_the_app(
    desk: Served, server: TelegramServer, language: str, said: str
) -> None:
    """306/2019 6 a §, L4, L25 and the data protection decision on foreign messengers."""
    someone = Chatter(server, 31, language)
    someone.says("/start")
    text = str(someone.hears(said)["text"])
    for part in (desk.aura.base.city.privacy_notice, desk.aura.base.city.email):
        assert part in text


def test_the_commands_are_named_in_each_language(desk: Served, server: TelegramServer) -> None:
    server.wait(lambda: len(server.made("setMyCommands")) >= 4)
    named = {code: {c["command"] for c in list_} for code, list_ in server.world.commands.items()}
    assert named[""] == named["fi"] > {"start", "ihminen", "tila", "tallenna", "tietoni", "poista"}
    assert named["sv"] > {"manniska", "spara", "sprak", "hjalp"}
    assert named["en"] > {"human", "status", "save", "mydata", "delete", "language", "help"}
    assert desk.url


def test_a_chosen_language_stays(desk: Served, matti: Chatter) -> None:
    matti.says("/kieli")
    matti.hears("Millä kielellä")
    matti.presses("Svenska")
    matti.hears("på svenska")
    matti.says("/help")
    matti.hears("med egna ord")
    assert desk.url


def test_status_save_and_my_data(desk: Served, matti: Chatter) -> None:
    matti.says(QUESTION)
    matti.hears(RECEIVED)
    [case] = _cases(desk)
    matti.says("/tila")
    matti.hears(f"{case.reference}:")
    for command, name in (("/tallenna", f"aura-{case.reference}.html"), ("/tietoni", "aura-data")):
        matti.says(command)
        found = matti.server.wait(
            lambda name=name: [  # type: ignore[misc]
                m for m in matti.heard if name in m.get("document", {}).get("file_name", "")
            ]
        )
        content = matti.server.world.files[found[0]["document"]["file_id"]][1].decode()
        assert QUESTION in content


def test_deleting_asks_first_and_then_leaves_no_word(desk: Served, matti: Chatter) -> None:
    matti.says(QUESTION)
    matti.hears(RECEIVED)
    matti.says("/poista")
    matti.hears("ei voi perua")
    assert len(_words(desk, _cases(desk)[0])) == 1
    matti.presses("Poista pysyvästi")
    matti.hears("on poistettu")
    [case] = _cases(desk)
    assert (case.place, _words(desk, case)) == (ERASED, [])


@pytest.fixture
def slow(
    server: TelegramServer, base: Base, scripted: ScriptedMatcher, tmp_path: Path
) -> Iterator[Served]:
    """A desk where what is written waits long for its like."""
    given = {"telegram_token": TOKEN, "telegram_api": server.url, "telegram_quiet": 10}
    with served(base, tmp_path / "data", scripted, **given) as running:
        yield running


def test_a_question_that_waits_is_read_before_anything_is_deleted(
    slow: Served, matti: Chatter
) -> None:
    """Or it was gone uncounted and unasked; a danger is seen to."""

    def waits(text: str) -> None:
        matti.says(text)
        eventually(lambda: slow.run(lambda store: store.unread(("telegram",), 10)))

    waits(QUESTION)
    matti.says("/poista")
    matti.hears("ei voi perua")
    assert len(_cases(slow)) == 1, "what waits is counted"
    waits("katolta putoaa lunta")
    matti.presses("Poista pysyvästi")
    matti.hears("joku voi olla vaarassa")
    [case] = _cases(slow)
    assert case.urgent
    assert "katolta putoaa lunta" in _words(slow, case)


def test_nothing_of_the_person_is_kept_but_the_chat(desk: Served, matti: Chatter) -> None:
    """L25: no name, no user name."""
    case = _answered(desk, matti)
    matti.says("/tila")
    matti.hears("täällä avoimia")
    files = [path.read_bytes() for path in desk.aura.settings.data.iterdir() if path.is_file()]
    assert files
    for name in (b"Etunimi11", b"Sukunimi11", b"kayttaja_11"):
        assert not any(name in content for content in files)
    assert case.place == "11"
