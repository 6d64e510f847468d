"""The mails that stand in a process's own line, and which of them it has claimed before their turn: one transaction for
several, where a line is long.
"""

import threading
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
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
    since: float = field(default_factory=time.monotonic, compare=False)

    def fresh(self, seconds: float | None = None) -> bool:
        """Is enough of its lease left?"""
        return time.monotonic() - self.since < (FRESH if seconds is None else seconds)

    @property
    def size(self) -> int:
        """In bytes."""
        return int(self.row.size) if self.row else 0


class Line:
    """Each mail is come for once. Whoever comes for one claims it, and takes others along that nobody came for: who
    comes for one of these has nothing to do. What they leave is found claimed by whoever comes for it.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, None] = {}  # in their order
        self._coming: set[int] = set()  # that somebody is claiming
        self._along: set[int] = set()  # that somebody took along, and that are still to be come for
        self._claimed: dict[int, Claimed] = {}
        self._change = threading.Condition()

    def stand(self, ids: Iterable[int]) -> None:
        """Those that nobody came for yet."""
        with self._change:
            new = [id for id in ids if id not in self._coming and id not in self._claimed]
            self._waiting.update((id, None) for id in new)
            self._along.difference_update(new)

    def come(self, id: int) -> Claimed | tuple[int, ...] | None:
        """The mail, where it is claimed already, None where somebody took it along; else this one and others, which are
        to be claimed and taken.
        """
        with self._change:
            self._change.wait_for(lambda: id not in self._coming)
            self._waiting.pop(id, None)
            if id in self._along:
                self._along.remove(id)
                return None
            found = self._claimed.get(id)
            if found is not None and found.fresh():
                del self._claimed[id]
                return found
            along = tuple(islice(self._waiting, min(len(self._waiting) // SHARED, TOGETHER - 1)))
            for each in along:
                del self._waiting[each]
            self._coming.update((id, *along))
            return (id, *along)

    def take(self, ids: Collection[int], along: Iterable[Claimed]) -> None:
        """Of these ids, those that could be claimed are taken along by whoever came for another one."""
        with self._change:
            self._coming.difference_update(ids)
            self._along.update(each.claim.id for each in along)
            self._change.notify_all()

    def leave(self, claimed: Iterable[Claimed]) -> tuple[Claimed, ...]:
        """Leaves what was taken along to whoever comes for it; returns what somebody came for meanwhile."""
        with self._change:
            left = [each for each in claimed if each.claim.id in self._along]
            self._along.difference_update(each.claim.id for each in left)
            self._claimed.update({each.claim.id: each for each in left})
            return tuple(each for each in claimed if each not in left)

    def left(self, seconds: float | None = None) -> tuple[Claim, ...]:
        """Those that nobody came for so long. They are to be given back."""
        with self._change:
            old = [id for id, each in self._claimed.items() if not each.fresh(seconds)]
            return tuple(self._claimed.pop(id).claim for id in old)
