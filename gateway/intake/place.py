"""Where mails are read one after the other: for how long each, and when one goes aside."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .effort import Effort
from .unread import Busy

LOOK = 0.3  # seconds between two looks at a child that may take long
MUCH = 0.03  # seconds of CPU between them: a mail of some pages needs less for all of it


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """For one mail: seconds of CPU and of wall clock, bytes of memory. `quick`: seconds after which it may take long.
    `mails`: after which a child is replaced.
    """

    cpu: float = 10.0
    wall: float = 60.0
    memory: int = 768 * 1024 * 1024
    quick: float = 0.7
    mails: int = 20_000


LIMITS = ReadLimits()


class Child(Protocol):
    """A process that reads."""

    def effort(self) -> Effort: ...

    def step_back(self) -> None:
        """To a low priority."""


class Place:
    """Where mails are read, each for `wall` seconds at most. After `quick` ones the child is looked at: where it works,
    or sleeps, the mail goes aside, and others have `stand_in`.
    """

    def __init__(
        self,
        child: Child,
        limits: ReadLimits,
        stand_in: Callable[[], None],
        *,
        aside: bool = False,
    ) -> None:
        self.child, self.aside = child, aside
        self._limits, self._stand_in = limits, stand_in
        self.begin()

    def begin(self, alone: bool = True) -> None:
        """With the next mail. One that is not alone does not go aside: others wait that are read already."""
        self._alone = alone
        self._seen: Effort | None = None
        now = time.monotonic()
        self._quick, self._ends = now + self._limits.quick, now + self._limits.wall

    def patience(self) -> float:
        """Raises TimeoutError and Busy."""
        now = time.monotonic()
        if now >= self._ends:
            raise TimeoutError
        if not self.aside and now >= self._quick:
            self._look()
            self._quick = now + LOOK
        return (self._ends if self.aside else min(self._quick, self._ends)) - now

    def _look(self) -> None:
        """Whoever only gets no processor is no different from others."""
        before, self._seen = self._seen, self.child.effort()
        if before is None or (self._seen.wants and self._seen.cpu < before.cpu + MUCH):
            return
        if not self._alone:
            raise Busy
        self._stand_in()
        self.aside = True
        self.child.step_back()
