"""Everything that the page shows, as it is known at one moment."""

from dataclasses import dataclass
from datetime import datetime

from ..meters import Board
from ..store.watch import Backlog, Books, Sizes


@dataclass(frozen=True, slots=True)
class Build:
    version: str
    python: str
    database: str  # "sqlite" or "postgresql"


@dataclass(frozen=True, slots=True)
class View:
    """`ages`: seconds since each thing was last seen, by its name. What was never seen is None."""

    board: Board
    build: Build
    mailboxes: tuple[str, ...]
    now: datetime
    ready: bool
    backlog: Backlog | None
    books: Books | None
    sizes: Sizes | None
    put_away: int | None  # bytes in a place that all machines share
    free: int | None
    wanted: int
    ages: tuple[tuple[str, float], ...]

    @property
    def oldest_mail(self) -> float:
        """Seconds that the oldest mail waits, 0 where none does or nobody knows."""
        return self.since(self.backlog.oldest_mail) if self.backlog else 0.0

    def since(self, moment: datetime | None) -> float:
        return max(0.0, (self.now - moment).total_seconds()) if moment else 0.0
