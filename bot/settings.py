"""The only reader of the environment. A value the program cannot start with stops the start
and names the setting.
"""

import ipaddress
import json
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.errors import SettingsError
from bot.knowledge import sample_folder

_PREFIX = "AURA_"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")
_HEADER = re.compile(r"[A-Za-z0-9_-]{32,256}")
_SCHEMES = ("https://", "http://")
CONFIG = Path("aura.toml")
LEAST_SECRET = 32
"""Signs that a secret must have."""


class Settings(BaseSettings):
    """All settings: from ``AURA_...`` in the environment, then from ``aura.toml``.

    A secret can also stand in a file of its own: ``AURA_SECRET_FILE=/run/secrets/aura``.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, toml_file=CONFIG, extra="forbid", frozen=True, env_ignore_empty=True
    )

    data: Path = Path("aura-data")
    """The folder of the one data file; made with rights for its owner only."""
    knowledge: Path | None = None
    """The answer base; else ``./knowledge``, else the sample city that comes along."""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    """Where residents and officials reach the desk, e.g. ``https://neuvonta.aurala.fi``."""
    secret: SecretStr | None = None
    """Signs cookies and forms; made on the first start when it is not given."""
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses whose X-Forwarded-For is believed."""
    embed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins of the city's own pages that may show the chat, e.g. ``https://www.aurala.fi``."""
    messages_per_conversation: int = Field(default=12, ge=1)
    """Messages a minute that one conversation may send."""
    messages_per_address: int = Field(default=120, ge=1)
    """Messages a minute from one network address; a library shares one among many."""
    telegram_token: SecretStr | None = None
    """The bot's token from @BotFather; without one there is no Telegram."""
    telegram_api: str = "https://api.telegram.org"
    """The Bot API server, without a path."""
    telegram_webhook: str = ""
    """This program's public https address, when Telegram is to push; else it is asked."""
    telegram_quiet: float = Field(default=3.0, ge=0.1, le=10)
    """Seconds: messages of one chat that come so soon after each other are one question."""
    telegram_secret: SecretStr | None = None
    """What Telegram shows with each push; else made from ``secret``."""
    slack_token: SecretStr | None = None
    """The app's bot token (``xoxb-...``); without one there is no Slack."""
    slack_app_token: SecretStr | None = None
    """The app-level token (``xapp-...``): Socket Mode, and no public address is needed."""
    slack_signing_secret: SecretStr | None = None
    """Instead of an app token: Slack calls ``public_url`` and signs with this."""
    slack_api: str = "https://slack.com"
    """The Web API server, without a path."""
    log: Literal["plain", "json"] = "plain"

    @field_validator("trusted_proxies", "embed_origins", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        """In the environment a list is written with commas, or as JSON."""
        if not isinstance(value, str):
            return value
        if value.startswith("["):
            return json.loads(value)
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("public_url")
    @classmethod
    def _plain_url(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is not a token as @BotFather gives: digits, a colon, 30 signs or so")
        return value

    @field_validator("slack_token", "slack_app_token")
    @classmethod
    def _slack_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        begins = "xoxb-" if info.field_name == "slack_token" else "xapp-"
        if value is not None and not value.get_secret_value().startswith(begins):
            raise ValueError(f"is not such a token: it begins with {begins}")
        return value

    @field_validator("telegram_api", "telegram_webhook", "slack_api")
    @classmethod
    def _server(cls, value: str, info: ValidationInfo) -> str:
        schemes = ("https://",) if info.field_name == "telegram_webhook" else _SCHEMES
        if value and not value.startswith(schemes):
            raise ValueError(f"must begin with {' or '.join(schemes)}")
        return value.rstrip("/")

    @field_validator("telegram_secret")
    @classmethod
    def _secret_signs(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _HEADER.fullmatch(value.get_secret_value()):
            raise ValueError("must have 32 to 256 letters, digits, _ or -")
        return value

    @field_validator("embed_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            scheme, _, host = origin.partition("://")
            if scheme not in {"https", "http"} or not host or set(host) & set("/ ;,'\"*"):
                raise ValueError(f"{origin!r} is not an origin such as https://www.example.fi")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            ipaddress.ip_network(address)
        return value

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < LEAST_SECRET:
            raise ValueError(f"must have at least {LEAST_SECRET} characters")
        return value

    @model_validator(mode="after")
    def _folder_exists(self) -> "Settings":
        if self.knowledge is not None and not self.knowledge.is_dir():
            raise ValueError(f"knowledge: there is no folder {self.knowledge}")
        return self

    @model_validator(mode="after")
    def _slack_whole(self) -> "Settings":
        """One way to hear Slack, and only one."""
        ways = [self.slack_app_token, self.slack_signing_secret]
        if self.slack_token and all(way is None for way in ways):
            raise ValueError(
                "slack_app_token: Slack also needs the app-level token (xapp-...) for Socket Mode, "
                "or slack_signing_secret where Slack is to call public_url"
            )
        if None not in ways:
            raise ValueError("slack_app_token: give this or slack_signing_secret, not both")
        if self.slack_token is None and any(ways):
            raise ValueError("slack_token: the bot token (xoxb-...) is missing")
        if self.slack_signing_secret and not self.is_https:
            raise ValueError("public_url: Slack calls only https:// addresses")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given by hand, then the environment, then ``aura.toml``."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def data_file(self) -> Path:
        """The one data file."""
        return self.data / "aura.sqlite3"

    @property
    def base_url(self) -> str:
        """The address to print in links."""
        anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not bound here
        host = anywhere.get(self.host, self.host)
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the desk."""
        return self.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def is_https(self) -> bool:
        """Whether people reach the desk over HTTPS, so that cookies can be kept to it."""
        return self.public_url.startswith("https://")

    def knowledge_folder(self) -> Path:
        """The answer base that is served."""
        if self.knowledge is not None:
            return self.knowledge
        here = Path("knowledge")
        return here if (here / "city.toml").is_file() else sample_folder()


def read_settings(**given: Any) -> Settings:
    """The settings; ``given`` (from the command line) comes first.

    Raises:
        SettingsError: the text names the setting and says what is wrong.
    """
    given = {key: value for key, value in given.items() if value is not None}
    _refuse_unknown()
    try:
        return Settings(**{**_secrets_from_files(), **given})
    except ValidationError as error:
        lines = [_sentence(problem) for problem in error.errors()]
        raise SettingsError(" ".join(lines)) from error
    except (ValueError, OSError) as error:
        raise SettingsError(f"{CONFIG} or a setting cannot be read: {error}.") from error


def _sentence(problem: Any) -> str:
    key = "".join(str(step) for step in problem["loc"][:1])
    said = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        return f"Setting {key} in {CONFIG} is not known: {', '.join(Settings.model_fields)} are."
    if not key:
        return f"Setting {said}."
    return f"Setting {key} ({_PREFIX}{key.upper()}): {said[:1].lower()}{said[1:]}."


def _secrets() -> list[str]:
    """The settings that can stand in a file of their own."""
    fields = Settings.model_fields.items()
    return [name for name, field in fields if SecretStr in get_args(field.annotation)]


def _secrets_from_files() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _secrets():
        key = f"{_PREFIX}{name.upper()}_FILE"
        if key not in os.environ:
            continue
        try:
            found[name] = Path(os.environ[key]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"Setting {key}: the file cannot be read: {error}.") from error
    return found


def _refuse_unknown() -> None:
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{_PREFIX}{name.upper()}_FILE" for name in _secrets()}
    strange = sorted(key for key in os.environ if key.startswith(_PREFIX) and key not in known)
    if strange:
        shown = ", ".join(sorted(known))
        raise SettingsError(f"Setting {strange[0]} is not known. Known settings: {shown}.")
