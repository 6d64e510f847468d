"""The process of the web console: its pages on an event loop of their own. When it dies, mail goes on."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from .. import meters
from ..app import App
from ..config import Config
from ..hosts import at
from ..intake.smtp.places import taken
from ..store.commits import Committed

Ready = Callable[[str], None]

BEAT = 1.0  # seconds between two signs of life
DRAIN = 5  # seconds that answers on their way have to end
BUSY = 200  # requests at a time; who comes beyond is told to come again
THREADS = 8  # pages at a time that wait for the database


class _Server(uvicorn.Server):
    """Signals are the supervisor's: this one is stopped by its own flag."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def show(config: Config, ready: Ready, committed: Committed) -> None:
    """Serves until SIGTERM."""
    app = App.open(config, committed)
    try:
        asyncio.run(_serve(app, ready))
    finally:
        app.close()


async def _serve(app: App, ready: Ready) -> None:
    from anyio import to_thread

    from ..console.page import Desk
    from ..console.site import site

    to_thread.current_default_thread_limiter().total_tokens = THREADS
    parts = (app.config, app.policy, app.database, app.clock, app.spool, app.blobs, app.accept)
    desk = Desk(*parts, app.read_again)
    console = app.config.console
    held = _bound(console.host, console.port)
    settings = uvicorn.Config(
        site(desk),
        lifespan="off",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        date_header=True,
        limit_concurrency=BUSY,
        timeout_graceful_shutdown=DRAIN,
        proxy_headers=console.behind_proxy,
        forwarded_allow_ips="127.0.0.1" if console.behind_proxy else "",
    )
    server = _Server(settings)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: setattr(server, "should_exit", True))
    serving = asyncio.create_task(server.serve(sockets=[held]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    ready(f"console http://{at(console.host, held.getsockname()[1])}")
    while not serving.done():
        meters.beat()
        meters.levels(len(server.server_state.connections), app.database.in_use)
        await asyncio.wait({serving}, timeout=BEAT)
    await serving


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((host, port))
    except OSError as error:
        held.close()
        raise taken(host, port, error) from error
    return held
