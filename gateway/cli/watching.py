"""One child more, which shows how the others do: the health page of a family of processes."""

import asyncio
import platform
import signal
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

from .. import meters
from ..config import Config
from ..filters import FILTERS
from ..hosts import at
from ..meters import Board, Names, catalogue
from .supervisor import Child

Run = Callable[[Callable[[str], None]], None]

# Each role takes a port of its own, so that several may run on one machine from one configuration.
PORTS = {"up": 0, "listen": 0, "poll": 1, "work": 2, "web": 3}


def watched(config: Config, role: str, children: list[Child]) -> list[Child]:
    """The same children, who now count at one board, and the one that shows it; without a port, just they."""
    if not config.health.port:
        return children
    board = Board(catalogue(_names(config)), tuple(child.name for child in children))
    seated = [replace(child, run=_seated(board, place, child.run)) for place, child in enumerate(children)]
    port = config.health.port + PORTS[role]
    return [*seated, Child("health", lambda ready: _show(config, port, board, ready))]


def _names(config: Config) -> Names:
    relays, mailboxes = (tuple(each.name for each in tables) for tables in (config.relay, config.mailbox))
    return Names(relays, mailboxes, tuple(check.__name__ for check in FILTERS))


def _seated(board: Board, place: int, run: Run) -> Run:
    def begin(ready: Callable[[str], None]) -> None:
        meters.sit(board, place)
        run(ready)

    return begin


def _show(config: Config, port: int, board: Board, ready: Callable[[str], None]) -> None:
    """Until SIGTERM."""
    from ..health.server import serve
    from ..health.view import Build
    from ..health.watcher import Watched, Watcher

    build = Build(_version(), platform.python_version(), config.database_url.partition(":")[0].partition("+")[0])
    watcher = Watcher(
        Watched(
            board=board,
            build=build,
            url=config.database_url,
            state=config.state,
            mailboxes=tuple(mailbox.name for mailbox in config.mailbox),
            places=tuple(url for url in (config.store.url, config.store.earlier) if url),
            wanted=2 * config.listener.max_size,
            longest=config.health.oldest_mail,
        )
    )
    watcher.start()

    async def show() -> None:
        stopped = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
        server = await serve(config.health.host, port, watcher.pages)
        ready(f"health {at(config.health.host, server.sockets[0].getsockname()[1])}")
        await stopped.wait()
        server.close()

    asyncio.run(show())


def _version() -> str:
    try:
        return version("postroom")
    except PackageNotFoundError:
        return "unknown"
