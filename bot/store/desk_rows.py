"""Sign-in links and sessions of officials. Only digests are kept, never the secrets."""

from datetime import datetime

from bot.store.rows import Rows, stamp


class DeskRows(Rows):
    """The part of the store that knows who is signed in."""

    def add_link(self, digest: str, official: str, expires: datetime) -> None:
        """Keep a one-time sign-in link by its digest."""
        self._do(
            "insert into links (digest, official, expires) values (:digest, :official, :expires)",
            digest=digest,
            official=official,
            expires=stamp(expires),
        )

    def use_link(self, digest: str, now: datetime) -> str | None:
        """The official a link belongs to, once; None if used, expired or unknown."""
        self._do("delete from links where expires <= :now", now=stamp(now))
        row = self._one(
            "delete from links where digest = :digest returning official", digest=digest
        )
        return row["official"] if row else None

    def add_session(self, digest: str, official: str, now: datetime, expires: datetime) -> None:
        """Keep a session by its digest."""
        self._do(
            "insert into sessions (digest, official, expires, seen_at)"
            " values (:digest, :official, :expires, :now)",
            digest=digest,
            official=official,
            now=stamp(now),
            expires=stamp(expires),
        )

    def session(self, digest: str, now: datetime, idle_since: datetime) -> str | None:
        """The official of a live session, noting that it was used."""
        self._do(
            "delete from sessions where expires <= :now or seen_at <= :idle_since",
            now=stamp(now),
            idle_since=stamp(idle_since),
        )
        row = self._one(
            "update sessions set seen_at = :now where digest = :digest returning official",
            digest=digest,
            now=stamp(now),
        )
        return row["official"] if row else None

    def drop_session(self, digest: str) -> None:
        """End a session."""
        self._do("delete from sessions where digest = :digest", digest=digest)
