"""What the program takes of the machine: a folder, a lock, a secret, an address, open files."""

import fcntl
import resource
import secrets
import socket
from contextlib import suppress
from typing import IO

from bot.channels.slack import Access as SlackAccess
from bot.channels.telegram import Access, webhook_secret
from bot.errors import AuraError
from bot.settings import LEAST_SECRET, Settings


def make_data_folder(settings: Settings) -> None:
    """Make the data folder for its owner only. Raises AuraError if that cannot be."""
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise AuraError(
            f"The data folder {settings.data} cannot be made: {error.strerror}. "
            "Choose another with AURA_DATA."
        ) from error


def sole_server(settings: Settings) -> IO[str]:
    """The data folder, held until this process ends, however it ends: one `aura serve` serves
    it. Raises AuraError when another one does.
    """
    make_data_folder(settings)
    try:
        path = settings.data / "lock"
        path.touch(mode=0o600)
        held = path.open("w", encoding="ascii")
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AuraError(
            f"Another `aura serve` serves the data folder {settings.data}. Stop it, or choose "
            "another folder with --data."
        ) from error
    except OSError as error:
        raise AuraError(
            f"The data folder {settings.data} cannot be written: {error.strerror}. "
            "Check its rights."
        ) from error
    return held


def secret_of(settings: Settings) -> str:
    """The secret that signs: from the settings, or made once and kept in the data folder."""
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    make_data_folder(settings)
    path = settings.data / "secret"
    if not path.exists():
        part = path.with_name(f"secret.{secrets.token_hex(8)}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(48), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(part)  # whole or not at all, and never over another's
        part.unlink()
    secret = path.read_text(encoding="ascii", errors="replace")
    if len(secret) < LEAST_SECRET:
        raise AuraError(
            f"The file {path} is damaged. Delete it to make a new one: officials sign in again, "
            "and residents begin new conversations."
        )
    return secret


def telegram_access(settings: Settings) -> Access | None:
    """How the bot is reached, if there is one."""
    token, own = settings.telegram_token, settings.telegram_secret
    if token is None:
        return None
    secret = own.get_secret_value() if own else ""
    if settings.telegram_webhook and not secret:
        secret = webhook_secret(secret_of(settings))
    return Access(
        token.get_secret_value(), settings.telegram_api, settings.telegram_webhook, secret
    )


def slack_access(settings: Settings) -> SlackAccess | None:
    """How the Slack app is reached, if there is one."""
    token, app, signing = (
        settings.slack_token,
        settings.slack_app_token,
        settings.slack_signing_secret,
    )
    if token is None:
        return None
    return SlackAccess(
        token.get_secret_value(),
        settings.slack_api,
        app.get_secret_value() if app else "",
        signing.get_secret_value() if signing else "",
    )


def bound_socket(settings: Settings) -> socket.socket:
    """The address to serve on, taken. Raises AuraError when it is not to be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=512)
    except OSError as error:
        raise AuraError(
            f"Cannot serve on {settings.host}:{settings.port}: {error.strerror}. "
            "Choose another with --port or AURA_PORT."
        ) from error


def room_for_pages() -> int:
    """How many pages may listen at once: open files the process may have, less its own needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        wanted = min(hard, 16_384) if hard != resource.RLIM_INFINITY else 16_384
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(soft // 2, 16)
