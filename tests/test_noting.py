"""Internal notes: officials see them on every surface, the resident on none."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.cases import Cases
from bot.cases.noting import MOST_NOTE_SIGNS
from bot.city import Base
from bot.errors import (
    EmptyTextError,
    LimitError,
    NoSuchCaseError,
    NoSuchOfficialError,
    NotAllowedError,
)
from bot.library import Library
from bot.model import Act, Case, Note, State, Wish
from bot.ports import Store
from bot.store import SqliteStore
from tests.conftest import RULES
from tests.fakes import MONDAY, Clock, ListeningMatcher, ScriptedMatcher
from tests.offices import ANNIKA, JARI, with_telegram
from tests.residents import HOME, approve, ask
from tests.served import FORM_TOKEN, NONCE, Served, first, served
from tests.telegram_people import Chatter
from tests.telegram_server import TOKEN, TelegramServer, telegram

SECRET = "qxsalaisuusxq"
NOTED = f"Urakoitsija {SECRET} on myöhässä, aura tulee vasta huomenna."


def _note(cases: Cases, store: SqliteStore, case: Case, text: str = NOTED, by: str = JARI) -> Case:
    with store.transaction():
        return cases.note(store, case.reference, by=by, text=text)


def _closed(cases: Cases, store: SqliteStore, case: Case) -> Case:
    with store.transaction():
        return cases.close(
            store, case.reference, version=case.version, by=case.owner, reason="duplicate"
        )


def test_a_note_changes_nothing_of_the_case(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "milloin aura")
    thread = store.thread(case.id)
    assert _note(cases, store, case) == store.case(case.reference) == case
    assert store.thread(case.id) == thread
    assert store.notes(case.id) == [Note(case.id, MONDAY, JARI, NOTED, 1)]
    noted = store.events(case.id)[-1]
    assert (noted.act, noted.by, noted.version, noted.state) == (Act.NOTED, JARI, 1, case.state)
    assert SECRET not in noted.detail


def test_whoever_saw_the_case_before_a_note_may_still_decide(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "milloin aura")
    _note(cases, store, case)
    assert approve(cases, store, case).state is State.ANSWERED


def test_any_official_notes_in_any_state_and_notes_keep_their_order(
    cases: Cases, store: SqliteStore
) -> None:
    case = ask(cases, store, "milloin aura")
    _note(cases, store, case, "avoin")
    _note(cases, store, approve(cases, store, case), "vastattu", by=ANNIKA)
    other = _closed(cases, store, ask(cases, store, "kaaduin, kuka maksaa"))
    _note(cases, store, other, "päätetty", by="liisa-hagman")
    assert [note.text for note in store.notes(case.id)] == ["avoin", "vastattu"]
    assert [note.text for note in store.notes(other.id)] == ["päätetty"]


def test_personal_data_is_masked_in_notes_too(cases: Cases, store: SqliteStore) -> None:
    """L24."""
    case = ask(cases, store, "milloin aura")
    _note(cases, store, case, "  Soitin\r\nnumeroon 040 765 4321  ")
    assert [note.text for note in store.notes(case.id)] == ["Soitin\nnumeroon ⟦phone⟧"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", EmptyTextError),
        (" \r\n\u200b", EmptyTextError),
        ("x" * (MOST_NOTE_SIGNS + 1), LimitError),
    ],
)
def test_an_empty_or_too_long_note_is_not_kept(
    cases: Cases, store: SqliteStore, text: str, error: type[Exception]
) -> None:
    case = ask(cases, store, "milloin aura")
    with pytest.raises(error):
        _note(cases, store, case, text)
    assert store.notes(case.id) == []
    _note(cases, store, case, "x" * MOST_NOTE_SIGNS)


def test_nobody_but_an_official_notes_and_only_on_a_case(cases: Cases, store: SqliteStore) -> None:
    case = ask(cases, store, "milloin aura")
    with pytest.raises(NoSuchOfficialError):
        _note(cases, store, case, by="resident")
    with pytest.raises(NoSuchCaseError):
        _note(cases, store, replace(case, reference="AAA-AAA-AAA"))
    assert store.notes(case.id) == []


def test_an_erased_case_takes_no_note(cases: Cases, store: SqliteStore) -> None:
    """GDPR 17: no second erasing would find it."""
    case = ask(cases, store, "milloin aura")
    _note(cases, store, case)
    with store.transaction():
        cases.erase(store, HOME)
    assert store.notes(case.id) == []
    with pytest.raises(NotAllowedError):
        _note(cases, store, case)
    assert store.notes(case.id) == []


def test_notes_are_neither_matched_nor_drafted_from(
    base: Base, scripted: ScriptedMatcher, store: SqliteStore
) -> None:
    """A second question goes on from the first's words; a note has none of those."""
    listening = ListeningMatcher(scripted.real, RULES)
    cases = Cases(Library(base, listening), Clock())
    case = ask(cases, store, "milloin aura")
    _note(cases, store, case)
    added = ask(cases, store, "ja missä hiekka", Wish.ADD, case.reference)
    _note(cases, store, approve(cases, store, added))
    ask(cases, store, "ei auttanut, milloin aura", Wish.DISAGREE, case.reference)
    ask(cases, store, "entä Satamatie, aura")
    assert len(listening.questions) >= 3
    assert SECRET not in " ".join(listening.questions)
    every = store.cases(states=tuple(State))
    assert SECRET not in str([(each.draft, store.thread(each.id)) for each in every])
    assert SECRET not in json.dumps(cases.my_data(store, HOME))


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    """The stand-in Bot API."""
    with telegram() as running:
        yield running


@pytest.fixture(scope="module")
def desk(
    server: TelegramServer,
    base: Base,
    scripted: ScriptedMatcher,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """A running desk with a bot."""
    given = {"telegram_token": TOKEN, "telegram_api": server.url}
    folder = tmp_path_factory.mktemp("noting")
    city = with_telegram(base, annika_sundstrom=True)
    with served(city, folder, scripted, messages_per_address=10_000, **given) as running:
        yield running


def _newest(desk: Served) -> Case:
    def newest(store: Store) -> Case:
        return max(store.cases(states=tuple(State)), key=lambda case: case.id)

    found: Case = desk.run(newest)
    return found


def _noted(desk: Served) -> Case:
    case = _newest(desk)
    desk.run(desk.aura.cases.note, case.reference, by=JARI, text=NOTED)
    return case


def test_no_word_of_a_note_comes_to_the_residents_web_chat(desk: Served) -> None:
    with desk.client() as client:
        page = client.get("/?lang=fi")
        form = {"nonce": first(NONCE, page.text), "lang": "fi", "text": "milloin Torikatu aurataan"}
        path = client.post("/ask", data=form).url.path
        case = _noted(desk)
        desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=case.owner)
        page = client.get(path)
        form = {
            "nonce": first(NONCE, page.text),
            "text": "ja Satamatie, milloin aura",
            "wish": "ask",
        }
        client.post(path, data=form)
        _noted(desk)
        tails = ("", "/thread", "/data", "/conversation.txt", "/conversation.html", "/erase")
        seen = {tail: client.get(f"{path}{tail}") for tail in tails}
    assert all(found.status_code == 200 for found in seen.values())
    assert "Satamatie" in seen["/conversation.txt"].text
    assert [tail for tail, found in seen.items() if SECRET in found.text] == []


def test_no_word_of_a_note_comes_to_the_residents_telegram(
    desk: Served, server: TelegramServer
) -> None:
    matti = Chatter(server, 31)
    matti.says("milloin Torikatu aurataan")
    matti.hears("viimeistään")
    case = _noted(desk)
    desk.run(desk.aura.cases.approve, case.reference, version=case.version, by=case.owner)
    matti.hears("Kaupungin vastaus")
    _noted(desk)
    before = len(matti.heard)
    matti.says("entä Satamatie, milloin aura")
    matti.hears("Lisäsimme viestisi", after=before)
    newest = _noted(desk).reference
    matti.says("/tila")
    matti.hears(f"{newest}:", after=before)
    taken = [_file(matti, "/tallenna", f"aura-{newest}"), _file(matti, "/tietoni", "aura-data")]
    assert all("Torikatu" in text for text in taken)
    assert SECRET not in str(matti.heard) + str(taken)


def _file(chat: Chatter, command: str, name: str) -> str:
    """The file that a command brings."""

    def found() -> list[str]:
        documents = (message.get("document", {}) for message in chat.heard)
        return [d["file_id"] for d in documents if name in d.get("file_name", "")]

    chat.says(command)
    return chat.server.world.files[chat.server.wait(found)[0]][1].decode()


def _form(desk: Served, text: str, reference: str) -> tuple[int, str]:
    with desk.official(ANNIKA) as client:
        token = first(FORM_TOKEN, client.get("/desk").text)
        path = f"/desk/case/{reference}/note"
        answer = client.post(path, data={"form_token": token, "note": text})
        return answer.status_code, answer.text


def _asked(desk: Served, text: str = "milloin Torikatu aurataan") -> Case:
    with desk.client() as client:
        client.post("/ask", data={"text": text, "lang": "fi"})
    return _newest(desk)


def test_an_official_adds_a_note_on_the_desk_without_javascript(desk: Served) -> None:
    case = _asked(desk)
    status, page = _form(desk, "Urakoitsija <b>tietää</b>: 040 765 4321", case.reference)
    assert status == 200
    assert "Sisäiset muistiinpanot" in page
    assert "Urakoitsija &lt;b&gt;tietää&lt;/b&gt;: [puhelinnumero poistettu]" in page
    assert "Annika Sundström: Kirjoitti sisäisen muistiinpanon" in page


def test_a_note_that_is_too_long_stays_in_its_field(desk: Served) -> None:
    case = _asked(desk)
    text = f"alku {'x' * MOST_NOTE_SIGNS}"
    status, page = _form(desk, text, case.reference)
    assert status == 409
    assert "Teksti on liian pitkä" in page
    assert f"required>{text}</textarea>" in page
    assert "<details open><summary>Lisää sisäinen muistiinpano" in page

    def notes(store: Store) -> list[Note]:
        return store.notes(case.id)

    assert desk.run(notes) == []


def test_a_note_on_no_case_shows_the_queue(desk: Served) -> None:
    assert _form(desk, "Hei", "AAA-AAA-AAA")[0] == 404


def test_a_note_needs_a_form_of_ones_own(desk: Served) -> None:
    case = _asked(desk)
    with desk.official(ANNIKA) as client:
        answer = client.post(f"/desk/case/{case.reference}/note", data={"note": "Hei"})
    assert answer.status_code == 403
    with desk.client() as stranger:
        answer = stranger.post(f"/desk/case/{case.reference}/note", data={"note": "Hei"})
    assert answer.status_code == 401
