"""The resident's rights in the web chat, over real HTTP and without JavaScript (L6, L29)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest

from bot.channels.payload import payload_of
from bot.city import Base
from bot.model import Address, State
from bot.ports import Store
from tests.fakes import ScriptedMatcher
from tests.served import NONCE, SURE, Served, erase, first, served


@pytest.fixture(scope="module")
def desk(
    base: Base, scripted: ScriptedMatcher, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A running desk."""
    folder = tmp_path_factory.mktemp("rights")
    with served(base, folder, scripted, messages_per_address=10_000) as running:
        yield running


def _ask(client: httpx2.Client, text: str = "milloin aura", language: str = "fi") -> str:
    page = client.get(f"/?lang={language}")
    form = {"nonce": first(NONCE, page.text), "lang": language, "text": text}
    return str(client.post("/ask", data=form).url.path)


@pytest.mark.parametrize(
    ("language", "data", "erase"),
    [
        ("fi", "Minun tietoni", "Poista keskustelu"),
        ("sv", "Mina uppgifter", "Radera konversationen"),
        ("en", "My data", "Delete the conversation"),
    ],
)
def test_the_conversations_page_offers_my_data_and_erasing(
    desk: Served, language: str, data: str, erase: str
) -> None:
    with desk.client() as client:
        path = _ask(
            client, {"fi": "milloin aura", "sv": "plog", "en": "plough"}[language], language
        )
        page = client.get(path).text
        assert f'href="{path}/data" download>{data}' in page
        assert f'href="{path}/erase">{erase}' in page
        assert erase in client.get(f"{path}/erase").text


def test_my_data_is_a_file_that_no_cache_keeps(desk: Served) -> None:
    with desk.client() as client:
        path = _ask(client)
        file = client.get(f"{path}/data")
    assert file.headers["Content-Disposition"] == 'attachment; filename="aura-data.json"'
    assert file.headers["Cache-Control"] == "no-store"
    assert file.json()["messages"][0]["text"] == "milloin aura"
    assert file.json()["city"] == "Aurala"


def test_a_conversation_is_saved_as_text_and_as_a_page(desk: Served) -> None:
    with desk.client() as client:
        path = _ask(client)
        text, page = (client.get(f"{path}/conversation.{form}") for form in ("txt", "html"))
        assert client.get(f"{path}/conversation.pdf").status_code == 404
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="aura-[\w-]{11}.txt"', _name(text))
    assert "milloin aura" in text.text
    assert "<p>milloin aura</p>" in page.text


def _name(response: httpx2.Response) -> str:
    return str(response.headers["Content-Disposition"])


def test_erasing_asks_first_then_the_conversation_is_gone(desk: Served) -> None:
    with desk.client() as client:
        path = _ask(client)
        asked = client.get(f"{path}/erase").text
        assert "Poistoa ei voi perua" in asked
        assert "ovat kesken" in asked
        assert client.get(path).status_code == 200
        unsure = client.post(f"{path}/erase")
        assert "Poista pysyvästi" in unsure.text
        assert client.get(path).status_code == 200
        done = erase(client, path)
        assert "Keskustelu on poistettu" in done.text
        assert 'role="status"' in done.text
        for rest in ("", "/thread", "/data", "/erase", "/conversation.txt"):
            assert client.get(f"{path}{rest}").status_code == 404
        assert client.post(f"{path}/erase", data={"sure": "1"}).status_code == 404


def test_a_danger_told_since_the_page_was_shown_stays(desk: Served) -> None:
    """In another tab, or one that still waits: it is neither withdrawn nor lost unasked."""
    with desk.client() as client:
        path = _ask(client)
        shown = first(SURE, client.get(f"{path}/erase").text)
        place = client.get(f"{path}/data").json()["places"][0]

        def waits(store: Store) -> None:
            payload = payload_of(place, "katolta putoaa lunta", language="fi", wish="ask")
            store.take_in("web", "waits", payload, datetime.now(UTC))

        desk.run(waits)
        again = client.post(f"{path}/erase", data={"sure": shown})
        assert "joku voi olla vaarassa" in again.text
        assert 'name="sure"' not in again.text, "nothing would go"
        cases = client.get(f"{path}/data").json()["cases"]
        assert [case["urgent"] for case in cases] == [1]
        assert "katolta putoaa lunta" in client.get(path).text


def test_the_page_of_erasing_speaks_the_language_asked_for(desk: Served) -> None:
    with desk.client() as client:
        path = _ask(client)
        assert "This cannot be undone" in client.get(f"{path}/erase?lang=en").text
        done = erase(client, path, "sv")
    assert "Konversationen är raderad" in done.text


def test_the_official_sees_that_a_case_was_erased(desk: Served) -> None:
    with desk.client() as client:
        path = _ask(client, "milloin aura Koivukujalla")
        reference = client.get(f"{path}/data").json()["cases"][0]["reference"]
        erase(client, path)
    with desk.official("annika-sundstrom") as official:
        page = official.get(f"/desk/case/{reference}").text
        done = official.get("/desk?view=done").text
    assert "yhteystieto on poistettu: asukas pyysi sitä" in page
    assert "Asukas poisti tietonsa" in page
    assert "Koivukuj" not in page
    assert "yhteystieto on poistettu: asukas pyysi sitä" in done
    assert desk.run(lambda store: store.case(reference)).state is State.CLOSED


@pytest.mark.parametrize("token", ["erased", "A" * 32, "..", ""])
def test_a_wrong_address_opens_nobodys_data(desk: Served, token: str) -> None:
    with desk.client() as client:
        for rest in ("data", "erase", "conversation.txt"):
            assert client.get(f"/c/{token}/{rest}").status_code == 404
    assert not any(desk.run(lambda store: store.everything(Address("web", ""))).values())
