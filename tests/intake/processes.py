"""Which processes a reader has: the one that forks, and the children that it forked."""

import os
import time
from pathlib import Path


def nurses(module: str = "gateway.intake.child") -> list[int]:
    """Of this process."""
    return [pid for pid in children_of(os.getpid()) if module.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()]


def children_of(pid: int) -> list[int]:
    return [child for task in Path(f"/proc/{pid}/task").iterdir() for child in _begun_by(task)]


def _begun_by(task: Path) -> list[int]:
    try:
        return [int(word) for word in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):  # a thread that has just ended
        return []


def is_alive(pid: int) -> bool:
    """A zombie lives no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pid: int) -> bool:
    """Soon."""
    ends = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < ends:
        time.sleep(0.01)
    return not is_alive(pid)
