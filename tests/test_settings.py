"""The settings: a value the program cannot start with stops the start and names the setting."""

import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.knowledge import sample_folder
from bot.settings import Settings, read_settings

SECRET = "a-secret-that-is-long-enough-to-sign-with"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and no AURA_ settings from outside."""
    for key in [key for key in os.environ if key.startswith("AURA_")]:
        monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)


def _refused(**given: object) -> str:
    with pytest.raises(SettingsError) as told:
        read_settings(**given)
    return str(told.value)


def _toml(text: str) -> None:
    Path("aura.toml").write_text(text, encoding="utf-8")


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.data_file == Path("aura-data/aura.sqlite3")
    assert settings.knowledge_folder() == sample_folder()
    assert settings.base_url == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("port", "eighty", "valid integer"),
        ("port", "70000", "less than or equal to 65535"),
        ("port", "-1", "greater than or equal to 0"),
        ("public_url", "neuvonta.aurala.fi", "must begin with https://"),
        ("public_url", "ftp://aurala.fi", "must begin with https://"),
        ("secret", "too-short", "at least 32"),
        ("trusted_proxies", "proxy.aurala.fi", "does not appear to be an IPv4 or IPv6"),
        ("trusted_proxies", "[127", "expecting"),
        ("embed_origins", "www.aurala.fi", "is not an origin"),
        ("embed_origins", "https://aurala.fi/page", "is not an origin"),
        ("embed_origins", "https://aurala.fi; script-src *", "is not an origin"),
        ("messages_per_address", "0", "greater than or equal to 1"),
        ("messages_per_conversation", "many", "valid integer"),
        ("telegram_token", "not-a-token", "is not a token"),
        ("telegram_api", "api.telegram.org", "must begin with https:// or http://"),
        ("telegram_webhook", "http://neuvonta.aurala.fi", "must begin with https://"),
        ("telegram_secret", "with spaces in it and more than enough signs", "letters, digits"),
        ("telegram_quiet", "60", "less than or equal to 10"),
        ("log", "xml", "'plain' or 'json'"),
        ("knowledge", "no-such-folder", "there is no folder no-such-folder"),
    ],
)
def test_a_wrong_value_names_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, wrong: str
) -> None:
    monkeypatch.setenv(f"AURA_{name.upper()}", value)
    told = _refused()
    assert told.startswith(f"Setting {name}")
    assert wrong in told.casefold() or wrong in told


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURA_PORT", "x")
    monkeypatch.setenv("AURA_LOG", "x")
    told = _refused()
    assert "AURA_PORT" in told
    assert "AURA_LOG" in told


@pytest.mark.parametrize("key", ["AURA_PROT", "AURA_", "AURA_PORT_FILE", "AURA_SECRET_FILES"])
def test_an_unknown_setting_is_named(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """A slip in a name must not silently leave the setting at its usual value."""
    monkeypatch.setenv(key, "1")
    told = _refused()
    assert told.startswith(f"Setting {key} is not known. Known settings: AURA_DATA, ")
    assert "AURA_SECRET_FILE" in told


def test_a_refused_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURA_SECRET", "hush-hush")
    assert "hush" not in _refused()


def test_a_secret_can_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv("AURA_SECRET_FILE", str(tmp_path / "secret"))
    settings = read_settings()
    assert settings.secret is not None
    assert settings.secret.get_secret_value() == SECRET
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("content", [None, b"short", b"\xff\xfe" * 40])
def test_an_unfit_secret_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    monkeypatch.setenv("AURA_SECRET_FILE", str(tmp_path / "secret"))
    assert "AURA_SECRET" in _refused()


@pytest.mark.parametrize("written", ["10.0.0.1,10.1.0.0/16", " 10.0.0.1 , 10.1.0.0/16,"])
def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("AURA_TRUSTED_PROXIES", written)
    assert read_settings().trusted_proxies == ("10.0.0.1", "10.1.0.0/16")


def test_lists_may_be_json_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURA_EMBED_ORIGINS", '["https://www.aurala.fi", "http://localhost:8000"]')
    assert read_settings().embed_origins == ("https://www.aurala.fi", "http://localhost:8000")


def test_the_command_line_comes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _toml('port = 1001\nhost = "10.0.0.1"\ndata = "kept"\n')
    monkeypatch.setenv("AURA_PORT", "1002")
    monkeypatch.setenv("AURA_HOST", "10.0.0.2")
    settings = read_settings(port=1003, host=None)
    assert (settings.port, settings.host) == (1003, "10.0.0.2")
    assert settings.data == Path("kept")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("prot = 8080", ("prot", "aura.toml", "port")),
        ("port = 'x'", ("port", "AURA_PORT", "valid integer")),
        ("embed_origins = [1]", ("embed_origins (AURA_EMBED_ORIGINS)", "valid string")),
        ("port =\nlog = 'json'", ("aura.toml", "line 1")),
        ('knowledge = "nowhere"', ("knowledge", "nowhere")),
        ("[server]\nport = 1", ("server", "not known")),
    ],
)
def test_a_fault_in_the_file_is_named(text: str, names: tuple[str, ...]) -> None:
    _toml(text)
    told = _refused()
    assert [name for name in names if name not in told] == []


def test_a_file_that_is_not_utf_8_is_named() -> None:
    Path("aura.toml").write_bytes(b'host = "\xff"')
    assert "aura.toml" in _refused()


def test_a_knowledge_folder_beside_the_program_is_served(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    assert read_settings().knowledge_folder() == sample_folder()
    (tmp_path / "knowledge/city.toml").touch()
    assert read_settings().knowledge_folder() == Path("knowledge")
    assert read_settings(knowledge=tmp_path).knowledge_folder() == tmp_path


def test_cookies_are_kept_to_https_where_people_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Settings().is_https
    monkeypatch.setenv("AURA_PUBLIC_URL", "https://neuvonta.aurala.fi/")
    settings = read_settings()
    assert settings.is_https
    assert settings.base_url == "https://neuvonta.aurala.fi"
