"""The file of one account: replaced whole or not at all, readable by its owner only, changed by one at a time."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .grant import Grant, as_text, from_text

PATIENCE = 60.0  # seconds to wait for somebody who is asking the provider


class Drawer:
    """`<folder>/<account>.json`. The lock lies on a file beside it, because the file is another one afterwards; each
    taking opens that anew, so that it holds between threads as between processes.
    """

    def __init__(self, folder: Path, account: str) -> None:
        self.path = folder / f"{account}.json"
        self._lock = folder / f"{account}.lock"

    def load(self) -> Grant | None:
        """Raises Damaged, or OSError."""
        try:
            return from_text(self.path.read_text(encoding="utf-8", errors="replace"))
        except FileNotFoundError:
            return None

    def store(self, grant: Grant) -> None:
        """It is durable afterwards. Raises OSError."""
        handle, temporary = tempfile.mkstemp(prefix=f".{self.path.stem}.", dir=self.path.parent)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(as_text(grant))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._sync()

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self._sync()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Raises OSError; TimeoutError where somebody else does not come to an end."""
        for folder in (self._lock.parent.parent, self._lock.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _take(opened)
            yield
        finally:
            os.close(opened)

    def _sync(self) -> None:
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _take(opened: int) -> None:
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > ends:
                raise TimeoutError("somebody else is asking for a token and does not come to an end") from None
            time.sleep(0.02)
        else:
            return
