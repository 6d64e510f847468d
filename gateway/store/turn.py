"""Spools of several processes on one SQLite file take turns by a file lock: SQLite itself waits by sleeping."""

import fcntl
import os
from pathlib import Path


class Turn:
    """The kernel hands the lock on at once, and frees it when its holder dies."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def give(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._file)
