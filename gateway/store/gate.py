"""A gate that lets so many threads of a process in at the same time. Whoever is inside already may enter once more: two
who each waited for the other to leave would wait for good.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import TimeoutError as PoolTimeout


class Gate:
    """`room`: how many threads; `patience`: seconds that one waits for another to leave."""

    def __init__(self, room: int, patience: float) -> None:
        self._room = threading.BoundedSemaphore(room)
        self._patience = patience
        self._mine = threading.local()

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Raises SQLAlchemy's TimeoutError, as a pool does that has no connection left."""
        if getattr(self._mine, "inside", False):
            yield
            return
        if not self._room.acquire(timeout=self._patience):
            raise PoolTimeout("nobody who reads came to an end")
        self._mine.inside = True
        try:
            yield
        finally:
            self._mine.inside = False
            self._room.release()
