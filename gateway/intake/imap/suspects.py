"""Mails that break connections: told apart from their neighbours, tried again, and given up in the end.

Kept in memory: after a restart they are tried anew.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

TRIES = 3


@dataclass(slots=True)
class Suspects:
    """Of one folder under one numbering. `stubborn`: seconds for which nobody is given up."""

    stubborn: float = 0.0
    tries: dict[int, int] = field(default_factory=dict)
    since: dict[int, float] = field(default_factory=dict)

    def blame(self, uids: Iterable[int], alone: bool) -> None:
        """The connection broke over these; only one that was asked for alone is known to be the cause."""
        for uid in uids:
            self.tries[uid] = self.tries.get(uid, 0) + (1 if alone else 0)
            self.since.setdefault(uid, time.monotonic())

    def clear(self, uid: int) -> None:
        if uid in self.tries:
            del self.tries[uid], self.since[uid]

    def suspected(self, uid: int) -> bool:
        return uid in self.tries

    def hopeless(self, uid: int) -> bool:
        return self.tries.get(uid, 0) >= TRIES and time.monotonic() - self.since[uid] >= self.stubborn
