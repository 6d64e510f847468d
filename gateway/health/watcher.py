"""Looks after everything that the page shows, each thing by a probe of its own, and answers from what they saw last."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..meters import Board
from ..store.migrate import HEAD
from ..store.space import free_bytes
from ..store.watch import Watch
from . import processes
from .exposition import KIND, text
from .probe import Probe
from .readiness import Sight, deaths, problems
from .server import Page, Pages
from .view import Build, View

OFTEN, SOON, NOW_AND_THEN, SELDOM = 0.5, 2.0, 15.0, 300.0  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked after. `places` are those that [store] names; `wanted`: bytes that must be free; `longest`: how
    many seconds a mail may wait.
    """

    board: Board
    build: Build
    url: str
    state: Path
    mailboxes: tuple[str, ...]
    places: tuple[str, ...]
    wanted: int
    longest: float


class Watcher:
    """`pages` are answered at once, whatever hangs."""

    def __init__(self, watched: Watched) -> None:
        watch = Watch(watched.url, watched.state)
        self._watched = watched
        self._parent = os.getppid()
        self._version = Probe("database", watch.version, OFTEN, sparing=0)
        self._disk = Probe("disk", lambda: free_bytes(watched.state), SOON, sparing=0)
        self._backlog = Probe("backlog", lambda: watch.backlog(datetime.now(UTC)), SOON)
        self._books = Probe("books", watch.books, NOW_AND_THEN)
        self._sizes = Probe("sizes", watch.sizes, SELDOM)
        self._store = Probe("store", watch.put_away, SELDOM)
        self.pages: Pages = {"/health/live": self._live, "/health/ready": self._ready, "/metrics": self._metrics}

    def start(self) -> None:
        of_store = (self._store,) if self._watched.places else ()
        for probe in (self._version, self._disk, self._backlog, self._books, self._sizes, *of_store):
            probe.start()

    def _live(self) -> Page:
        lives = self._watched.board.lives()
        running = frozenset(life.pid for life in lives if processes.running(life.pid))
        gone = [*deaths(lives, running, time.monotonic())]
        gone += [] if os.getppid() == self._parent else ["supervisor: is gone"]
        return _page(gone, "alive")

    def _ready(self) -> Page:
        return _page(problems(self._sight()), "ready")

    def _metrics(self) -> Page:
        return Page(200, text(self._view()), KIND)

    def _sight(self) -> Sight:
        return Sight(
            lives=self._watched.board.lives(),
            now=time.monotonic(),
            database_pending=self._version.pending,
            database_trouble=self._version.trouble,
            version=self._version.seen.value if self._version.seen else "",
            needed=HEAD,
            free=self._free(),
            wanted=self._watched.wanted,
            waited=self._view_of_backlog(),
            longest=self._watched.longest,
        )

    def _free(self) -> int | None:
        """A disk that hangs gives no answer, and is no good one."""
        return self._disk.seen.value if self._disk.seen and self._disk.pending < SOON else None

    def _view_of_backlog(self) -> float:
        seen = self._backlog.seen
        oldest = seen.value.oldest_mail if seen else None
        return (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0

    def _view(self) -> View:
        probes = {
            "database": self._version.age,
            "disk": self._disk.age,
            "backlog": self._backlog.age,
            "books": self._books.age,
            "sizes": self._sizes.age,
        }
        probes |= {"store": self._store.age} if self._watched.places else {}
        return View(
            board=self._watched.board,
            build=self._watched.build,
            mailboxes=self._watched.mailboxes,
            now=datetime.now(UTC),
            ready=not problems(self._sight()),
            backlog=self._backlog.seen.value if self._backlog.seen else None,
            books=self._books.seen.value if self._books.seen else None,
            sizes=self._sizes.seen.value if self._sizes.seen else None,
            put_away=self._store.seen.value if self._store.seen else None,
            free=self._free(),
            wanted=self._watched.wanted,
            ages=tuple(probes.items()),
        )


def _page(problems: tuple[str, ...] | list[str], word: str) -> Page:
    if problems:
        return Page(503, "".join(f"{line}\n" for line in problems).encode())
    return Page(200, f"{word}\n".encode())
