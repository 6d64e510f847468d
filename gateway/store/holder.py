"""The name under which a process holds claimed rows. A lock that the kernel keeps says whether its owner still lives,
so a worker that was killed is succeeded at once and not only when its leases end.
"""

import fcntl
import os
import uuid
from pathlib import Path


class Holder:
    """Takes the first free place of this folder when its name is first asked for; keeps it until the process ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: tuple[str, int] | None = None

    @property
    def name(self) -> str:
        if self._taken is None:
            self._taken = self._take()
        return self._taken[0]

    def close(self) -> None:
        if self._taken is not None:
            os.close(self._taken[1])
            self._taken = None

    def _take(self) -> tuple[str, int]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = 0
        while True:
            place += 1
            handle = os.open(self._folder / f"worker-{place}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                continue
            return _own_name(handle), handle


def _own_name(handle: int) -> str:
    """The name written in the file, or a new one that no other machine has."""
    written = os.pread(handle, 64, 0).decode("ascii", "replace")
    if len(written) == 32:
        return written
    name = uuid.uuid4().hex
    os.pwrite(handle, name.encode(), 0)
    os.fsync(handle)
    return name
