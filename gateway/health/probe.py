"""Looks at one thing again and again in a thread of its own, and remembers what it saw: who asks never waits for it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

SPARING = 50  # times as long as a costly look took, we rest after it


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """What was seen, and when by the monotonic clock."""

    value: T
    at: float


class Probe(Generic[T]):
    """Looks each `every` seconds, and rests `sparing` times as long as it looked.

    `trouble` is why the last look failed, "" where it did not: a type's name, for messages may hold secrets.
    """

    def __init__(self, name: str, look: Callable[[], T], every: float, sparing: float = SPARING) -> None:
        self.seen: Seen[T] | None = None
        self.trouble = ""
        self._look = look
        self._every = every
        self._sparing = sparing
        self._began = float("inf")
        self._thread = threading.Thread(target=self._run, name=f"probe {name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def age(self) -> float:
        """Seconds since something was seen."""
        return time.monotonic() - self.seen.at if self.seen else float("inf")

    @property
    def pending(self) -> float:
        """Seconds that the running look has taken so far, 0 where none runs."""
        return max(0.0, time.monotonic() - self._began)

    def look(self) -> None:
        self._began = time.monotonic()
        try:
            self.seen = Seen(self._look(), time.monotonic())
            self.trouble = ""
        except Exception as error:  # whatever is asked here may fail in every way; that is what we are here to tell
            self.trouble = type(error).__name__
        finally:
            self._began = float("inf")

    def _run(self) -> None:
        while True:
            began = time.monotonic()
            self.look()
            time.sleep(max(self._every, (time.monotonic() - began) * self._sparing))
