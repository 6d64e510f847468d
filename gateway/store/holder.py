"""The name under which a process holds claimed rows. A lock that the kernel keeps says whether its owner still lives,
so a worker that was killed is succeeded at once and not only when its leases end. Beside the name stands which notices
its owner was handing to a relay: those may have gone out.
"""

import fcntl
import os
import struct
import threading
import uuid
from collections.abc import Iterable
from pathlib import Path

_NAME, _BOOT, _SLOTS = 0, 64, 128  # where in the file what begins
_SLOT = struct.Struct("<q")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Holder:
    """Takes the first free place of this folder when its name is first asked for; keeps it until the process ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.life = uuid.uuid4().hex  # tells this owner of the name from those before it
        self._taken: tuple[str, int] | None = None
        self._lock = threading.RLock()
        self._slots: dict[int, int] = {}  # notice -> its slot in the file
        self._passed: set[int] = set()  # those of them that the relay said yes to
        self._free: list[int] = []  # slots of others that ended

    @property
    def name(self) -> str:
        return self._place()[0]

    def close(self) -> None:
        if self._taken is not None:
            os.close(self._taken[1])
            self._taken = None

    def begin(self, notice: int) -> None:
        """It is being handed over. A write into the kernel's memory outlives this process, though not the machine: that
        costs a microsecond where the disk would cost a thousand.
        """
        with self._lock:
            handle = self._place()[1]
            if notice not in self._slots:
                self._slots[notice] = self._free.pop() if self._free else max(self._slots.values(), default=-1) + 1
            self._passed.discard(notice)
            _write(handle, self._slots[notice], notice)

    def passed(self, notice: int) -> None:
        """The relay said yes to it. Its words come into the database with those of others."""
        with self._lock:
            self._passed.add(notice)
            _write(self._place()[1], self._slots[notice], -notice)

    def end(self, notice: int) -> None:
        """What became of it stands in the database."""
        with self._lock:
            handle = self._place()[1]
            slot = self._slots.pop(notice, None)
            self._passed.discard(notice)
            if slot is not None:
                _write(handle, slot, 0)
                self._free.append(slot)

    def begun(self) -> frozenset[int]:
        """What this process or its dead predecessor began to hand over, and did not write down the end of."""
        with self._lock:
            self._place()
            return frozenset(self._slots)

    def passed_on(self) -> frozenset[int]:
        """Those of them that the relay said yes to."""
        with self._lock:
            self._place()
            return frozenset(self._passed)

    def remembers(self) -> bool:
        """False where the machine stopped since: what it had not yet put on the disk is gone."""
        written = os.pread(self._place()[1], 36, _BOOT).strip(b"\0")
        return written in (b"", _boot_id())

    def forget(self, notices: Iterable[int]) -> None:
        """They were taken care of."""
        for notice in notices:
            self.end(notice)
        handle = self._place()[1]
        if os.pread(handle, 36, _BOOT).strip(b"\0") != _boot_id():
            os.pwrite(handle, _boot_id().ljust(36, b"\0"), _BOOT)
            os.fsync(handle)

    def _place(self) -> tuple[str, int]:
        with self._lock:
            if self._taken is None:
                self._taken = self._take()
                found = _read_slots(self._taken[1])
                self._slots = {abs(notice): slot for notice, slot in found.items()}
                self._passed = {-notice for notice in found if notice < 0}
            return self._taken

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
    written = os.pread(handle, 32, _NAME).decode("ascii", "replace")
    if len(written) == 32:
        return written
    name = uuid.uuid4().hex
    os.pwrite(handle, name.encode(), _NAME)
    os.fsync(handle)
    return name


def _write(handle: int, slot: int, notice: int) -> None:
    os.pwrite(handle, _SLOT.pack(notice), _SLOTS + slot * _SLOT.size)


def _read_slots(handle: int) -> dict[int, int]:
    found = os.pread(handle, os.fstat(handle).st_size, _SLOTS)
    whole = len(found) // _SLOT.size * _SLOT.size
    """Notice, negative where the relay said yes -> slot."""
    return {notice: slot for slot, (notice,) in enumerate(_SLOT.iter_unpack(found[:whole])) if notice}


def _boot_id() -> bytes:
    try:
        return _BOOT_ID.read_bytes().strip()[:36]
    except OSError:
        return b"unknown"
