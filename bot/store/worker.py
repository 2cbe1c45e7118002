"""The one thread that owns the store's connection. The loop hands it whole use cases."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Concatenate

from bot.errors import RefusedError
from bot.ports import P, Store, T
from bot.store.sqlite import SqliteStore, open_copy, open_database


class StoreThread:
    """``ports.Runner``: each use case in one transaction, one after another."""

    def __init__(
        self,
        path: Path | None,
        changed: Callable[[], None] = lambda: None,
        *,
        rehearses: bool = False,
    ) -> None:
        """``path`` None keeps everything in memory; ``changed`` is called after a commit that
        changed something, on the caller's loop. ``rehearses``: all is done to a private copy of
        the file, which is gone with this program.
        """
        self._changed = changed
        self._open = (
            partial(open_copy, path) if rehearses and path else partial(open_database, path)
        )
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._store: SqliteStore | None = None

    async def open(self, secret: str = "") -> None:
        """Open the data file on its thread; ``secret`` is the program's own, by which disguised
        addresses are recognised. Raises AuraError when it cannot be used.
        """
        self._store = await self._on_thread(self._open, secret)

    async def close(self) -> None:
        """Take no new use case, wait for those at work, then close the data file."""
        store, self._store = self._store, None
        if store is not None:
            await self._on_thread(store.close)
        self._pool.shutdown(wait=True)

    async def run(
        self, use: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What ``use(store, ...)`` returns, after the commit; its error, after the rollback."""
        store = self._store
        if store is None:
            raise RuntimeError("The store is not open.")

        def whole() -> tuple[T, bool]:
            before = store.changes()
            with store.transaction():
                result = use(store, *args, **kwargs)
            return result, store.changes() != before

        result: T
        try:
            result, has_changed = await self._on_thread(whole)
        except RefusedError:  # committed: it is in the record
            self._changed()
            raise
        if has_changed:
            self._changed()
        return result

    async def _on_thread(self, call: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, call, *args)
