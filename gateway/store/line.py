"""The mails that stand in a process's own line, and which of them it has claimed before their turn: one transaction for
several, where a line is long.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from .ledger import LEASE, Claim
from .spool import SpoolRow

TOGETHER = 8  # mails that are claimed at once
SHARED = 4  # of a long line, one takes one part in so many along: others are to find something, too
FRESH = LEASE.total_seconds() / 4  # for which a claim waits for its turn, so that enough of its lease is left


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that we have, and what the spool has of it."""

    claim: Claim
    row: SpoolRow | None


class Line:
    """Whoever begins a mail takes it out of the line. Those along with it wait here for whoever comes to them."""

    def __init__(self) -> None:
        self._waiting: dict[int, None] = {}  # in their order
        self._claimed: dict[int, tuple[Claimed, float]] = {}
        self._lock = threading.Lock()

    def stand(self, ids: Iterable[int]) -> None:
        with self._lock:
            self._waiting.update(dict.fromkeys(ids))

    def take(self, first: int) -> tuple[int, ...]:
        """This mail, and a share of a line that is long."""
        with self._lock:
            self._waiting.pop(first, None)
            along = tuple(islice(self._waiting, min(len(self._waiting) // SHARED, TOGETHER - 1)))
            for id in along:
                del self._waiting[id]
            return (first, *along)

    def keep(self, claimed: Iterable[Claimed]) -> None:
        """Until whoever comes to them."""
        now = time.monotonic()
        with self._lock:
            self._claimed.update({each.claim.id: (each, now) for each in claimed})

    def kept(self, id: int) -> Claimed | None:
        """For who comes to this mail."""
        with self._lock:
            found, since = self._claimed.get(id, (None, 0.0))
            if found is None or since < time.monotonic() - FRESH:
                return None
            del self._claimed[id]
            return found

    def left(self, seconds: float = FRESH) -> tuple[Claim, ...]:
        """Those that nobody came to for so long. They are to be given back."""
        latest = time.monotonic() - seconds
        with self._lock:
            old = [id for id, (_, since) in self._claimed.items() if since <= latest]
            return tuple(self._claimed.pop(id)[0].claim for id in old)
