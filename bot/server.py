"""The program on its address: uvicorn, which owns the signals."""

import socket
from collections.abc import Awaitable, Callable

import uvicorn

from bot.app import Aura
from bot.machine import make_data_folder
from bot.store import open_database


class _Server(uvicorn.Server):
    """uvicorn, saying when it is ready; it owns the signals."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._ready = ready

    def stop(self) -> None:
        """Let what is at work end, then stop."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await self._ready()


def serve(
    aura: Aura,
    taken: socket.socket,
    ready: Callable[[], Awaitable[None]],
    stopper: Callable[[Callable[[], None]], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; ``ready`` is awaited once the address answers.

    ``stopper`` is handed a function that stops the serving, for those who run it in a thread.
    """
    make_data_folder(aura.settings)
    open_database(aura.settings.data_file).close()  # what is wrong with it is said here
    trusted = aura.settings.trusted_proxies
    config = uvicorn.Config(
        aura.web_app(),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=",".join(trusted),
        timeout_graceful_shutdown=1,
        lifespan="on",
    )
    server = _Server(config, ready)
    if stopper:
        stopper(server.stop)
    server.run(sockets=[taken])
