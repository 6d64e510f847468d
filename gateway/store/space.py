"""Is there room for another mail? Asked of the file system at most once a second."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """What an ordinary user may still write below `folder`."""
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize


class Space:
    """`enough()` holds while `needed` bytes are free. A file system that gives no answer counts as full."""

    def __init__(self, folder: Path, needed: int, measure: Callable[[Path], int] = free_bytes) -> None:
        self._folder = folder
        self._needed = needed
        self._measure = measure
        self._looked = float("-inf")
        self._enough = True

    def enough(self) -> bool:
        now = time.monotonic()
        if now - self._looked >= 1.0:
            self._looked = now
            self._enough = self._look()
        return self._enough

    def _look(self) -> bool:
        try:
            return self._measure(self._folder) >= self._needed
        except OSError:
            return False
