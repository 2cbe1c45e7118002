"""The commands on a city's own cases: talking, listing, wordings, letting go, copying."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.knowledge import load
from bot.learning import Proposal
from bot.store import open_database
from tests.commands import aura as _aura
from tests.conftest import ROOT
from tests.fakes import MONDAY

_REFERENCE = re.compile(r"\b\w{3}-\w{3}-\w{3}\b")
_ASKED = "milloin Koivukuja aurataan, kaks päivää jo odotettu"


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where a resident has asked and an official has approved, in `aura chat`."""
    folder = tmp_path_factory.mktemp("talked")
    asked = _aura(folder, "chat", typed=f"{_ASKED}\n/queue\n/\n/show NO-SUCH\n")
    assert asked.status == 0
    assert "You decide as Tuomas Laine." in asked.said
    assert asked.said.count("/queue ") == 2, "an odd command shows the help again"
    assert "! There is no such case here." in asked.said
    (folder / "asked.txt").write_text(asked.said, encoding="utf-8")
    reference = _the_reference(folder)
    typed = f"/approve {reference.lower()}\n/approve {reference}\n/quit\nmoi\n"
    approved = _aura(folder, "chat", "--as", "maija-lehtonen", typed=typed)
    (folder / "approved.txt").write_text(approved.said, encoding="utf-8")
    return folder


def _the_reference(folder: Path) -> str:
    found: set[str] = set(_REFERENCE.findall((folder / "asked.txt").read_text(encoding="utf-8")))
    (reference,) = found - {"NO-SUCH"}
    return reference


def test_chat_shows_the_queue_and_the_reply_that_was_approved(talked: Path) -> None:
    reference = _the_reference(talked)
    asked = (talked / "asked.txt").read_text(encoding="utf-8")
    assert re.search(rf"^{reference}  awaiting_approval  \S+  fi$", asked, re.MULTILINE)
    approved = (talked / "approved.txt").read_text(encoding="utf-8")
    assert "Koivukuja" in approved
    assert approved.rstrip().count("Maija Lehtonen\nKatupäällikkö, Katujen kunnossapito") == 1
    assert "! A case that is answered cannot be approved." in approved


def test_chat_shows_the_findings_of_a_doubtful_case_and_one_of_them_can_be_used(
    tmp_path: Path,
) -> None:
    """Whatever the matcher finds: a handover may be answered from the base."""
    asked = _aura(tmp_path, "chat", typed="haluan ihmisen\n/queue\n").said
    (reference,) = set(_REFERENCE.findall(asked))
    typed = f"/show {reference}\n/use {reference} grit-free\n/show {reference}\n"
    shown = _aura(tmp_path, "chat", typed=typed).said
    assert "(no draft)" in shown
    assert shown.count("hiekoitushiekkaa") >= 2


def test_the_cases_can_be_listed_shown_and_exported(talked: Path) -> None:
    reference = _the_reference(talked)
    assert reference not in _aura(talked, "cases", "list").said
    listed = _aura(talked, "cases", "list", "--all").said
    assert f"{reference}  answered" in listed
    assert "Received 1 = answered 1 + waiting 0 + closed 0." in listed
    shown = _aura(talked, "cases", "show", reference.lower()).said
    assert "milloin Koivukuja aurataan" in shown
    assert "maija-lehtonen: approved" in shown
    assert "no such case" in _aura(talked, "cases", "show", "AAA-AAA-AAA").refusal(1)
    (line,) = _aura(talked, "cases", "export").said.splitlines()
    assert json.loads(line)["reference"] == reference
    assert [event["act"] for event in json.loads(line)["record"]][:2] == ["received", "approved"]


def _proposed(folder: Path, *wordings: str) -> None:
    """Phrasings that officials have proposed, in the folder's data file."""
    with closing(open_database(folder / "aura-data/aura.sqlite3")) as store, store.transaction():
        for wording in wordings:
            store.add_proposal(Proposal("greeting", "fi", wording, "x", "AAA-AAA-AAA", MONDAY))


def test_proposed_phrasings_are_listed_written_and_declined(tmp_path: Path) -> None:
    _aura(tmp_path, "init", "my-city")
    assert "There is no data file" in _aura(tmp_path, "knowledge", "list").refusal(1)
    _aura(tmp_path, "chat", "--knowledge", "my-city", typed="/quit\n")
    assert "No accepted" in _aura(tmp_path, "knowledge", "accept", "--knowledge", "my-city").said
    _proposed(tmp_path, "terve terve", 'sanoi "moi"', "no morjes", "jaa")
    listed = _aura(tmp_path, "knowledge", "list").said
    assert '   2  proposed  greeting.fi  "sanoi "moi""  x, AAA-AAA-AAA' in listed
    assert "4 wait for a yes, 0 are accepted" in listed

    mine = ("--knowledge", "my-city")
    assert "no such proposal" in _aura(tmp_path, "knowledge", "accept", "9", "1", *mine).refusal(1)
    assert 'wrote "terve terve" into' in _aura(tmp_path, "knowledge", "accept", "1", *mine).said
    assert 'Declined: greeting.fi "jaa"' in _aura(tmp_path, "knowledge", "decline", "4").said
    assert _aura(tmp_path, "knowledge", "accept", "--all", *mine).said.count(": wrote ") == 2
    assert "0 wait for a yes, 0 are accepted" in _aura(tmp_path, "knowledge", "list").said
    asked = load(tmp_path / "my-city", MONDAY.date().replace(year=2100)).answers["greeting"]["fi"]
    assert asked.asked[-3:] == ("terve terve", 'sanoi "moi"', "no morjes")


def test_what_cannot_be_written_is_said_and_the_rest_is_written(tmp_path: Path) -> None:
    _aura(tmp_path, "init", "my-city")
    _aura(tmp_path, "chat", "--knowledge", "my-city", typed="/quit\n")
    with closing(open_database(tmp_path / "aura-data/aura.sqlite3")) as store, store.transaction():
        store.add_proposal(Proposal("gone", "fi", "mitä", "x", "AAA-AAA-AAA", MONDAY))
    _proposed(tmp_path, "terve terve")
    ran = _aura(tmp_path, "knowledge", "accept", "--all", "--knowledge", "my-city")
    assert ran.status == 1
    assert "1: not written. There is no answer gone.fi any more." in ran.said
    assert '2: wrote "terve terve"' in ran.said
    assert "1 of 2 phrasings were not written" in ran.complained


def test_what_goes_is_said_before_let_go_and_proved_after(talked: Path) -> None:
    """L28: nothing of today is old enough; a dry run changes nothing and leaves nothing."""
    before = _content(talked)
    dry = _aura(talked, "retention", "--dry-run")
    assert _content(talked) == before
    assert re.search(r"^  talk +30 days +0 ", dry.said, re.MULTILINE)
    assert re.search(r"^  formal +for good +0 ", dry.said, re.MULTILINE)
    assert "No night's work has been done yet." in _aura(talked, "retention", "--log").said
    kept = _aura(talked, "retention")
    assert "Nothing was old enough to go." in kept.said
    assert re.search(r"^[\d-]+ [\d:]+Z  night +0$", _aura(talked, "retention", "--log").said)
    for said in (dry.said, kept.said):
        head = said.splitlines()[0]
        assert head.startswith("Aurala: aura-data/aura.sqlite3, by [retention] of ")
        assert head.endswith("city.toml")


def _content(folder: Path) -> tuple[list[str], list[str]]:
    """What the data file holds, and which files stand beside it."""
    data = folder / "aura-data"
    with closing(sqlite3.connect(data / "aura.sqlite3")) as connection:
        held = list(connection.iterdump())
    return held, sorted(path.name for path in data.iterdir())


def test_what_is_kept_at_all_is_told_table_by_table_before_any_data(tmp_path: Path) -> None:
    """For the city's record of processing (GDPR 30)."""
    said = _aura(tmp_path, "retention", "--holdings").said
    assert re.search(r"^  messages +the thread of each case$", said, re.MULTILINE)
    assert "goes: talk 30 days, answered 365 days, formal for good" in said
    assert not (tmp_path / "aura-data").exists()


def test_with_another_secret_nothing_is_let_go(talked: Path) -> None:
    """Who returns would not be recognised (L25)."""
    with closing(open_database(talked / "aura-data/aura.sqlite3", "x" * 40)) as store:
        store.take_key()
    for words in (("retention",), ("retention", "--dry-run")):
        refused = _aura(talked, *words)
        assert (refused.status, len(refused.said.splitlines())) == (1, 1)
        assert "AURA_SECRET" in refused.complained
    assert "Nothing was" in _aura(talked, "retention", AURA_SECRET="x" * 40).said


def test_retention_before_any_data_is_one_plain_sentence(tmp_path: Path) -> None:
    for words in ((), ("--dry-run",), ("--log",)):
        assert "There is no data file" in _aura(tmp_path, "retention", *words).refusal(1)


def test_backup_makes_a_whole_checked_copy_for_its_owner_only(talked: Path) -> None:
    copied = _aura(talked, "backup", "copy.sqlite3")
    assert re.fullmatch(r"Wrote copy.sqlite3, \d+\.\d MB, checked\.\n", copied.said)
    copy = talked / "copy.sqlite3"
    assert copy.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(copy) as opened:
        assert opened.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert opened.execute("select reference from cases").fetchall() == [
            (_the_reference(talked),)
        ]
    opened.close()


def test_a_backup_that_cannot_be_written_is_told_plainly(talked: Path) -> None:
    assert "no-folder/" in _aura(talked, "backup", "no-folder/copy.sqlite3").refusal(1)
    assert "asked.txt/" in _aura(talked, "backup", "asked.txt/copy.sqlite3").refusal(1)
    over_a_folder = _aura(talked, "backup", ".")
    assert over_a_folder.status == 2
    assert "is a directory" in over_a_folder.complained


def test_a_command_with_another_citys_base_touches_no_case(tmp_path: Path) -> None:
    """A forgotten --knowledge must not give the city's cases to strangers."""
    _aura(tmp_path, "init", "my-city", "--official", "Aino Alku")
    _aura(tmp_path, "chat", "--knowledge", "my-city", typed="milloin katu aurataan\n")
    before = _aura(tmp_path, "cases", "list").said
    assert "aino-alku" in before
    _aura(tmp_path, "link", "maija-lehtonen")
    assert _aura(tmp_path, "cases", "list").said == before


def test_ctrl_c_ends_the_chat_at_once(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as chat:
        assert chat.stdout
        while "You decide as" not in chat.stdout.readline():
            pass
        chat.send_signal(signal.SIGINT)
        assert chat.wait(timeout=10) == 130
