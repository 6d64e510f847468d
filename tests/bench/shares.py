"""Holds processes to a share of a core by a control group, of either version. Needs root."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FIRST, SECOND = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
PERIOD = 20_000  # microseconds: short, so that what is held does not stand still for long


@contextmanager
def held(process: "subprocess.Popen[bytes]", share: float) -> Iterator[None]:
    """The process, and all that it starts from now on, have so much of a core together and no more."""
    root = FIRST if (FIRST / "cpu.cfs_quota_us").exists() else SECOND
    group = root / f"postroom-share-{process.pid}"
    group.mkdir()
    try:
        _limit(group, int(share * PERIOD))
        (group / "cgroup.procs").write_text(str(process.pid))
        yield
    finally:
        for pid in (group / "cgroup.procs").read_text().split():
            with suppress(OSError):  # it ended meanwhile
                (root / "cgroup.procs").write_text(pid)
        group.rmdir()


def _limit(group: Path, quota: int) -> None:
    if (group / "cpu.max").exists():
        (group / "cpu.max").write_text(f"{quota} {PERIOD}")
        return
    (group / "cpu.cfs_period_us").write_text(str(PERIOD))
    (group / "cpu.cfs_quota_us").write_text(str(quota))
