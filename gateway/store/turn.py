"""Writers of several processes on one SQLite file take turns by a file lock: SQLite itself waits by sleeping."""

import fcntl
import os
from pathlib import Path


class Turn:
    """One for each writer. The kernel hands the lock on at once, and frees it when its holder dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def take(self) -> None:
        if self._file < 0:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def give(self) -> None:
        if self._file >= 0:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
