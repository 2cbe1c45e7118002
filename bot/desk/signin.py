"""Who is at the desk: one-time links, sessions, and forms that only our own pages can send."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from bot.city import Base
from bot.errors import NoSuchOfficialError
from bot.library import Library
from bot.people import Official
from bot.ports import Runner, Store

LINK_LIFE = timedelta(minutes=60)
SESSION_LIFE = timedelta(days=7)
"""A session ends at latest (ASVS 7.3.2)."""
IDLE_LIFE = timedelta(hours=24)
"""A session that is not used ends (ASVS 7.3.1)."""


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_link(store: Store, base: Base, official: str, now: datetime) -> str:
    """The secret of a new one-time link for an official. Raises NoSuchOfficialError."""
    if official not in base.officials:
        raise NoSuchOfficialError(official)
    secret = secrets.token_urlsafe(24)
    store.add_link(digest(secret), official, now + LINK_LIFE)
    return secret


def link_url(base_url: str, secret: str) -> str:
    """The address that signs in. Opening it changes nothing; the button on its page does, so
    that a chat's link preview cannot use it up.
    """
    return f"{base_url}/desk/in/{secret}"


@dataclass(frozen=True, slots=True)
class Session:
    """An official at the desk."""

    official: Official
    secret: str
    form_token: str
    """Goes into every form; only a page of this session knows it (ASVS 3.5.1)."""


class SignIn:
    """Makes, finds and ends sessions."""

    def __init__(
        self,
        runner: Runner,
        library: Library,
        now: Callable[[], datetime],
        *,
        secret: str,
        https: bool,
    ) -> None:
        """``secret`` signs the cookie and the forms; ``https`` keeps the cookie to HTTPS."""
        self._runner = runner
        self._library = library
        self._now = now
        self._key = secret.encode()
        self._signer = Signer(secret, salt="aura.session")
        self._https = https
        self._cookie = "__Host-aura" if https else "aura"

    async def session(self, request: Request) -> Session | None:
        """The session of a request, if it has a live one whose official is in the register."""
        try:
            secret = self._signer.unsign(request.cookies.get(self._cookie, "")).decode()
        except BadSignature:
            return None
        now = self._now()
        slug = await self._runner.run(_session, digest(secret), now, now - IDLE_LIFE)
        official = self._library.base.officials.get(slug or "")
        return Session(official, secret, self._form_token(secret)) if official else None

    async def open(self, link: str, response: Response) -> bool:
        """Use up a link: a new session on the response's cookie. False if the link is dead."""
        secret = secrets.token_urlsafe(32)
        now = self._now()
        opened = await self._runner.run(_open, digest(link), digest(secret), now)
        if opened:
            response.set_cookie(
                self._cookie,
                self._signer.sign(secret).decode(),
                max_age=int(SESSION_LIFE.total_seconds()),
                httponly=True,
                secure=self._https,
                samesite="lax",
                path="/",
            )
        return opened

    async def close(self, session: Session, response: Response) -> None:
        """End a session here and in the store."""
        await self._runner.run(_close, digest(session.secret))
        response.delete_cookie(
            self._cookie, secure=self._https, httponly=True, samesite="lax", path="/"
        )

    def fits(self, session: Session, token: str) -> bool:
        """Whether a form's token is this session's."""
        return hmac.compare_digest(session.form_token.encode(), token.encode())

    def _form_token(self, secret: str) -> str:
        return hmac.digest(self._key, f"form:{secret}".encode(), "sha256").hex()


def _session(store: Store, session: str, now: datetime, idle_since: datetime) -> str | None:
    return store.session(session, now, idle_since)


def _open(store: Store, link: str, session: str, now: datetime) -> bool:
    official = store.use_link(link, now)
    if official is None:
        return False
    store.add_session(session, official, now, now + SESSION_LIFE)
    return True


def _close(store: Store, session: str) -> None:
    store.drop_session(session)
