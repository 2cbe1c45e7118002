"""How the desk learns, through the served program: real files, real store, real pages."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import httpx2
import pytest

from bot.commands.knowledge import Places, accept
from bot.errors import AuraError
from bot.knowledge import load
from bot.learning import ProposalState
from bot.model import Case
from tests.bases import rewrite, small_base
from tests.served import FORM_TOKEN, VERSION, Served, first, served

ANNIKA, LIISA, JOHANNA = "annika-sundstrom", "liisa-hagman", "johanna-vuori"
RIDGE = "answers/winter-streets/plough-ridge.fi.md"
WORDS = "vispilä soittaa trumpettia oviaukossa"
_OFFER = re.compile(r'<textarea id="wording"[^>]*>([^<]*)</textarea>')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small base of real files, in season whenever the test runs."""
    made = small_base(
        tmp_path / "knowledge", ("plough-ridge", "ploughing-when", "slip-claim", "greeting")
    )
    for path in made.glob("answers/*/*.md"):
        text = path.read_text(encoding="utf-8")
        for line, new in (
            ("months = .*\n", ""),
            ("reviewed_on = .*", "reviewed_on = 2020-01-01"),
            ("review_again = .*", "review_again = 2999-01-01"),
        ):
            text = re.sub(f"^{line}", new, text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def desk(folder: Path, tmp_path: Path) -> Iterator[Served]:
    """A running desk on that base."""
    base = load(folder, date.today())  # noqa: DTZ011 - the program's own day
    with served(base, tmp_path / "data", knowledge=folder) as running:
        yield running


def _until(holds: Callable[[], object], seconds: float = 20) -> None:
    """Look again and again until it holds."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it never came to hold"
        time.sleep(0.05)


def _ask(desk: Served, words: str = WORDS) -> Case:
    with desk.client() as resident:
        resident.post("/ask", data={"text": words, "lang": "fi"})
    found: Case = desk.run(lambda store: store.cases(newest=True, limit=1)[0])
    return found


def _decide(client: httpx2.Client, case: Case, act: str, **fields: str) -> httpx2.Response:
    page = client.get(f"/desk/case/{case.reference}").text
    form = {"form_token": first(FORM_TOKEN, page), "version": first(VERSION, page), "act": act}
    return client.post(f"/desk/case/{case.reference}/decide", data={**form, **fields})


def _send(client: httpx2.Client, case: Case, slug: str) -> str:
    """Use another answer and approve it; the page the official lands on."""
    _decide(client, case, "another", slug=slug)
    text = first(re.compile(r"<textarea id=\"text\"[^>]*>([^<]*)<"), client.get(
        f"/desk/case/{case.reference}").text)  # fmt: skip
    return _decide(client, case, "approve", text=text).text


def _propose(client: httpx2.Client, case: Case, page: str, text: str) -> httpx2.Response:
    form = {"form_token": first(FORM_TOKEN, page), "wording": text}
    return client.post(f"/desk/case/{case.reference}/propose", data=form)


def _settle(client: httpx2.Client, number: int, act: str) -> httpx2.Response:
    page = client.get("/desk/wordings").text
    form = {"form_token": first(FORM_TOKEN, page), "act": act}
    return client.post(f"/desk/wordings/{number}", data=form)


def _served_wordings(desk: Served) -> tuple[str, ...]:
    return desk.aura.base.answers["plough-ridge"]["fi"].asked


def _is_found(case: Case) -> bool:
    """Whether the matcher puts the right answer first and is rather sure of it."""
    first_one = case.draft.candidates[0]
    return first_one.slug == "plough-ridge" and first_one.confidence > 0.5


def test_what_one_resident_was_answered_is_found_for_the_next(desk: Served, folder: Path) -> None:
    """The whole path: asked, handed over, answered, proposed, accepted, found, written."""
    case = _ask(desk)
    assert case.state == "handed_over"
    assert not _is_found(case)
    with desk.official(ANNIKA) as annika:
        page = _send(annika, case, "plough-ridge")
        assert first(_OFFER, page) == WORDS
        assert "Kiitos. Kysymystapa odottaa" in _propose(annika, case, page, WORDS).text
    with desk.official(LIISA) as liisa:
        assert WORDS in liisa.get("/desk/wordings").text
        assert "Hyväksytty." in _settle(liisa, 1, "accept").text
    _until(lambda: WORDS in _served_wordings(desk))
    assert _is_found(_ask(desk))

    said: list[str] = []
    places = Places(desk.aura.settings.data_file, folder)
    accept(places, date.today(), said.append, (), everything=False)  # noqa: DTZ011
    assert said == [f'1: wrote "{WORDS}" into {folder / RIDGE}']
    assert f'  "{WORDS}",\n]' in (folder / RIDGE).read_text(encoding="utf-8")
    proposal = desk.run(lambda store: store.proposal(1))
    assert (proposal.state, proposal.decided_by) == (ProposalState.WRITTEN, LIISA)
    assert _is_found(_ask(desk))


def test_the_offer_may_be_ignored_and_a_refused_wording_is_not_lost(desk: Served) -> None:
    case = _ask(desk)
    with desk.official(ANNIKA) as annika:
        page = _send(annika, case, "plough-ridge")
        refused = _propose(annika, case, page, "112")
        assert refused.status_code == 409
        assert first(_OFFER, refused.text) == "112"
        assert _OFFER.search(annika.get("/desk").text) is None
        assert _OFFER.search(annika.get(f"/desk?learn={case.reference}").text)


def test_an_answer_the_matcher_found_offers_nothing(desk: Served) -> None:
    case = _ask(desk, "milloin meidän katu aurataan")
    with desk.official(ANNIKA) as annika:
        sent = _decide(annika, case, "approve", text=case.draft.text).text
    assert "Vastaus on lähetetty." in sent
    assert _OFFER.search(sent) is None


def test_who_may_not_decide_sees_who_may(desk: Served) -> None:
    case = _ask(desk)
    with desk.official(JOHANNA) as johanna:
        _propose(johanna, case, _send(johanna, case, "plough-ridge"), WORDS)
        page = johanna.get("/desk/wordings").text
        assert "Liisa Hagman" in page
        assert 'value="accept"' not in page
        refused = _settle(johanna, 1, "accept")
        assert refused.status_code == 409
        assert "Tästä päättää" in refused.text
    with desk.official(LIISA) as liisa:
        assert "päätettävänäsi: 1" in liisa.get("/desk").text
        assert "Hylätty." in _settle(liisa, 1, "decline").text
        assert "päätettävänäsi" not in liisa.get("/desk").text
        assert WORDS not in liisa.get("/desk/wordings").text
        assert _settle(liisa, 1, "accept").status_code == 409


def test_a_wording_from_elsewhere_is_refused(desk: Served) -> None:
    """ASVS 3.5.1."""
    case = _ask(desk)
    with desk.official(ANNIKA) as annika:
        _send(annika, case, "plough-ridge")
        form = {"form_token": "0" * 64, "wording": WORDS}
        path = f"/desk/case/{case.reference}/propose"
        assert annika.post(path, data=form).status_code == 403
    with desk.client() as stranger:
        assert stranger.post(path, data=form).status_code == 401
        assert stranger.get("/desk/wordings").status_code == 401


def test_a_broken_base_is_told_on_the_desk_and_taken_when_it_is_mended(
    desk: Served, folder: Path
) -> None:
    def base_says() -> str:
        health = httpx2.get(f"{desk.url}/healthz")
        assert health.status_code == 200
        return str(health.json()["base"])

    rewrite(folder / RIDGE, 'title = "', "title = Sopuli")
    _until(lambda: base_says() == "changed files have mistakes")
    with desk.official(ANNIKA) as annika:
        assert "siinä on virheitä: 1." in annika.get("/desk").text
        assert _ask(desk, "aurausvalli pihatiellä").draft.candidates[0].slug == "plough-ridge"
        rewrite(folder / RIDGE, "title = Sopuli", 'title = "Sopuli ')
        _until(lambda: base_says() == "ok")
        _until(lambda: "Sopuli" in annika.get("/desk/answers").text)
        assert "siinä on virheitä" not in annika.get("/desk").text


def test_a_draft_of_an_older_version_says_so_and_is_sent_as_it_was_approved(
    desk: Served, folder: Path
) -> None:
    """Approved is exactly this text, this version, whatever the base says meanwhile."""
    case, other = (_ask(desk, "milloin meidän katu aurataan") for _ in range(2))
    when = "answers/winter-streets/ploughing-when.fi.md"
    rewrite(folder / when, "+++\n\n", "+++\n\nUusi ensimmäinen lause.\n\n")
    answers = desk.aura.base.answers["ploughing-when"]
    _until(lambda: desk.aura.base.answers["ploughing-when"]["fi"] != answers["fi"])
    with desk.official(ANNIKA) as annika:
        page = annika.get(f"/desk/case/{case.reference}").text
        assert "Vastausta on muutettu tämän luonnoksen jälkeen." in page
        assert "Uusi ensimmäinen lause" not in page.split("</textarea>")[0]
        _decide(annika, case, "approve", text=case.draft.text)
        _decide(annika, other, "another", slug="ploughing-when")  # the new version, by one tap
        page = annika.get(f"/desk/case/{other.reference}").text
        assert "Uusi ensimmäinen lause" in page.split("</textarea>")[0]
        assert "Vastausta on muutettu" not in page
    reply = desk.run(lambda store: store.thread(case.id))[-1]
    assert reply.text.startswith(case.draft.text)
    assert reply.answer_version == case.draft.answer_version == answers["fi"].version


def test_cases_of_an_official_who_left_the_register_get_another_owner(
    desk: Served, folder: Path
) -> None:
    case = _ask(desk, "milloin meidän katu aurataan")
    for path in (*folder.glob("*.toml"), *folder.glob("answers/*/*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(case.owner, "uusi-nimi"), encoding="utf-8")
    _until(lambda: desk.run(lambda store: store.case(case.reference)).owner != case.owner)
    after = desk.run(lambda store: store.case(case.reference))
    assert after.owner == desk.aura.base.city.fallback_official
    assert httpx2.get(f"{desk.url}/healthz").json()["open_without_owner"] == 0


def test_a_wording_whose_file_cannot_be_written_waits_on(desk: Served, folder: Path) -> None:
    case = _ask(desk)
    with desk.official(ANNIKA) as annika:
        _propose(annika, case, _send(annika, case, "plough-ridge"), WORDS)
    text = (folder / RIDGE).read_text(encoding="utf-8")
    (folder / RIDGE).write_text(text.replace("asked =", '"as\\u006bed" ='), encoding="utf-8")
    said: list[str] = []
    places = Places(desk.aura.settings.data_file, folder)
    with pytest.raises(AuraError, match="1 of 1"):
        accept(places, date.today(), said.append, (), everything=True)  # noqa: DTZ011
    assert "by hand" in said[0]
    assert desk.run(lambda store: store.proposal(1)).state is ProposalState.PROPOSED
