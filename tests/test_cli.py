"""The commands as people run them: what they offer, refuse and begin, nothing set."""

import fcntl
import re
import socket
from pathlib import Path

import pytest

from bot.knowledge import load
from tests.commands import aura as _aura
from tests.fakes import MONDAY

COMMANDS = (
    "serve", "demo", "chat", "check", "evaluate", "tune", "why", "gaps", "init", "link", "backup",
    "retention",
    "coverage",
)  # fmt: skip
CASES_COMMANDS = ("list", "show", "export")
KNOWLEDGE_COMMANDS = ("list", "accept", "decline")
_SUM = re.compile(
    r"received (\d+) = answered (\d+) \+ waiting (\d+) \+ closed (\d+)", re.IGNORECASE
)


@pytest.mark.parametrize(
    "command",
    [(c,) for c in COMMANDS]
    + [("cases", c) for c in CASES_COMMANDS]
    + [("knowledge", c) for c in KNOWLEDGE_COMMANDS],
)
def test_the_help_of_every_command_shows_an_example(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    helped = _aura(tmp_path, *command, "--help")
    assert helped.status == 0
    assert f"Example: aura {' '.join(command)}" in helped.said


def test_the_help_names_every_command(tmp_path: Path) -> None:
    said = _aura(tmp_path, "--help").said
    commands = (*COMMANDS, "cases", "knowledge")
    assert all(re.search(rf"^  {command} ", said, re.MULTILINE) for command in commands)


def test_an_unknown_option_is_refused_plainly(tmp_path: Path) -> None:
    refused = _aura(tmp_path, "check", "--forever")
    assert refused.status == 2
    assert "No such option: --forever" in refused.complained


def test_a_wrong_setting_is_one_plain_sentence(tmp_path: Path) -> None:
    for command in ("demo", "serve"):
        assert "AURA_PORT" in _aura(tmp_path, command, AURA_PORT="eighty").refusal(2)


def test_check_passes_the_sample_city(tmp_path: Path) -> None:
    checked = _aura(tmp_path, "check")
    assert checked.status == 0
    assert re.search(r"Aurala: \d+ answers in fi, sv, en, \d+ topics", checked.said)


def test_init_writes_a_base_that_can_be_served_with_copies_that_wait_for_a_review(
    tmp_path: Path,
) -> None:
    words = ("--city", "Kunta\n tala", "--official", 'Äijö "Å" Öhman', "--languages", "fi,sv,en")
    assert "aura check --knowledge my-city" in _aura(tmp_path, "init", "my-city", *words).said
    checked = _aura(tmp_path, "check", "--knowledge", "my-city")
    assert (checked.status, "Review the answer" in checked.said) == (0, True)
    base = load(tmp_path / "my-city", MONDAY.date().replace(year=2100))
    assert base.city.name == "Kunta tala"
    assert base.officials[base.city.fallback_official].name == "Äijö Å Öhman"
    assert "http://" in _aura(tmp_path, "link", "aijo-a-ohman", "--knowledge", "my-city").said


def test_check_fails_a_broken_base_and_names_the_line(tmp_path: Path) -> None:
    _aura(tmp_path, "init", "my-city")
    city = tmp_path / "my-city/city.toml"
    city.write_text(
        city.read_text(encoding="utf-8").replace("draft = 0.90", "draft = 7"), encoding="utf-8"
    )
    lines = city.read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("draft = 7"))
    checked = _aura(tmp_path, "check", "--knowledge", "my-city")
    assert checked.status == 1
    assert f"my-city/city.toml:{line}: 'draft' is not between" in checked.said
    assert "aura check" in _aura(tmp_path, "chat", "--knowledge", "my-city").refusal(1)


def test_init_leaves_what_there_is_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert "Choose an empty folder" in _aura(tmp_path, "init", ".").refusal(1)
    assert "Choose an empty folder" in _aura(tmp_path, "init", "notes.txt").refusal(1)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("languages", ["fi,xx", ","])
def test_init_in_an_unknown_language_names_those_there_are(tmp_path: Path, languages: str) -> None:
    refused = _aura(tmp_path, "init", "my-city", "--languages", languages).refusal(2)
    assert "Choose among en, fi, sv" in refused
    assert not (tmp_path / "my-city").exists()


@pytest.mark.parametrize("command", [("link", "nobody"), ("chat", "--as", "nobody")])
def test_an_unknown_official_is_one_plain_sentence(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert "no official 'nobody'" in _aura(tmp_path, *command).refusal(2)


@pytest.mark.parametrize(
    "command", [("list",), ("show", "AAA-AAA-AAA"), ("export",), None], ids=str
)
def test_before_any_data_there_is_one_plain_sentence(
    tmp_path: Path, command: tuple[str, ...] | None
) -> None:
    words = ("cases", *command) if command else ("backup", "copy.sqlite3")
    assert "There is no data file" in _aura(tmp_path, *words).refusal(1)
    assert list(tmp_path.iterdir()) == []


def test_the_demo_ends_with_a_sum_that_holds(tmp_path: Path) -> None:
    played = _aura(tmp_path, "demo")
    assert played.status == 0
    found = _SUM.search(played.said.splitlines()[-1])
    assert found
    received, *parts = map(int, found.groups())
    assert received == sum(parts) == 5
    assert "040 123 4567" not in played.said.split("to Anna")[-1]
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_one_plain_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = _aura(tmp_path, "serve", "--port", port).refusal(1)
    assert f"Cannot serve on 127.0.0.1:{port}" in refused
    assert "Choose another with --port" in refused


def test_a_damaged_data_file_or_secret_is_one_plain_sentence(tmp_path: Path) -> None:
    data = tmp_path / "aura-data"
    data.mkdir()
    (data / "aura.sqlite3").write_bytes(b"not a database at all, though long enough" * 20)
    assert "restore a backup" in _aura(tmp_path, "serve", "--port", "0").refusal(1)
    (data / "aura.sqlite3").unlink()
    (data / "secret").touch()
    assert "damaged" in _aura(tmp_path, "serve", "--port", "0").refusal(1)


def test_the_data_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """Also in a folder that others may look into."""
    (tmp_path / "aura-data").mkdir(mode=0o755)
    _aura(tmp_path, "link", "maija-lehtonen")
    kept = [path.stat().st_mode & 0o077 for path in (tmp_path / "aura-data").iterdir()]
    assert kept
    assert not any(kept)


def test_a_second_serve_on_the_same_data_is_told_so(tmp_path: Path) -> None:
    """Two bases on one data file would each give the other's cases away."""
    (tmp_path / "aura-data").mkdir()
    with (tmp_path / "aura-data/lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "Another `aura serve`" in _aura(tmp_path, "serve", "--port", "0").refusal(1)
