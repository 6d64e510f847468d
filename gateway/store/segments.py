"""Segment files: where bodies lie that are too large for a row. Each file has one writer at a time and only grows."""

import ctypes
import errno
import fcntl
import hashlib
import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

ROLL = 64 * 1024 * 1024  # a file is not continued beyond this
SYNCS = 8  # files that are synced at the same time
SPARE = 16  # open files that are kept for the next body


class TornBody(Exception):
    """The stored bytes are not the ones that were accepted."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where one body lies."""

    segment: str
    place: int
    size: int
    sha256: bytes


class Segment:
    """One open file below the folder. `mark` begins a body; `rewind` takes back everything since the mark."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.end = 0
        self.start = 0
        self.sound = True  # False after a failed write, sync or rewind: such a file is never continued
        self._folder: Path | None = path.parent  # until the entry in the folder is durable
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # whoever collects files leaves it alone

    def mark(self) -> int:
        self.start = self.end
        return self.start

    def write(self, piece: bytes) -> None:
        view = memoryview(piece)
        try:
            while view:
                written = os.pwrite(self._file, view, self.end)
                self.end += written
                view = view[written:]
        except OSError:
            self.sound = False
            raise

    def sync(self) -> None:
        """After a failure the kernel may have dropped what it could not write: the file must not be trusted again."""
        try:
            os.fdatasync(self._file)
            if self._folder is not None:
                sync_folder(self._folder)
                self._folder = None
        except OSError:
            self.sound = False
            raise

    def rewind(self) -> None:
        try:
            os.ftruncate(self._file, self.start)
            self.end = self.start
        except OSError:
            self.sound = False

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class Segments:
    """The files of one folder. Several processes may share it; a file belongs to the process that made it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._spare: list[Segment] = []
        self._lock = threading.Lock()
        self._closed = False
        self._syncing = ThreadPoolExecutor(SYNCS, thread_name_prefix="segment-sync")

    def take(self) -> Segment:
        with self._lock:
            segment = self._spare.pop() if self._spare else None
        if segment is None:
            segment = Segment(self._new_path())
        segment.mark()
        return segment

    def give_back(self, segment: Segment) -> None:
        with self._lock:
            keep = segment.sound and segment.end < ROLL and len(self._spare) < SPARE and not self._closed
            if keep:
                self._spare.append(segment)
        if not keep:
            segment.close()

    def sync_together(self, segments: Iterable[Segment]) -> None:
        """Several at once keep the disk busy and share the file system's own commits. Returns when all are through."""
        for _ in self._syncing.map(try_sync, segments):
            pass

    def read(self, extent: Extent) -> bytes:
        try:
            with open(self.folder / extent.segment, "rb") as file:
                file.seek(extent.place)
                body = file.read(extent.size)
        except FileNotFoundError as error:
            raise TornBody(f"segment {extent.segment} is gone") from error
        verify(body, extent.size, extent.sha256)
        return body

    def close(self) -> None:
        with self._lock:
            spare, self._spare, self._closed = self._spare, [], True
        for segment in spare:
            segment.close()
        self._syncing.shutdown()

    def _new_path(self) -> Path:
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            sync_folder(self.folder.parent)
        return self.folder / f"{token_hex(8)}.segment"


def try_sync(segment: Segment) -> None:
    """A segment that cannot be synced is no longer sound."""
    try:
        segment.sync()
    except OSError:
        segment.sound = False


def verify(body: bytes, size: int, sha256: bytes) -> None:
    if len(body) != size:
        raise TornBody(f"{len(body)} bytes where {size} were accepted")
    if hashlib.sha256(body).digest() != sha256:
        raise TornBody("the bytes are not those that were accepted")


def wipe(folder: Path, segment: str, place: int, size: int) -> None:
    """Overwrites an extent with zeros, durably, and gives its blocks back where the file system can. A file that is not
    there has nothing left to wipe. Raises OSError.
    """
    try:
        file = os.open(folder / segment, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        end = min(place + size, os.fstat(file).st_size)
        for start in range(place, end, len(_ZEROS)):
            os.pwrite(file, _ZEROS[: min(len(_ZEROS), end - start)], start)
        os.fsync(file)
        _give_back_blocks(file, place, max(0, end - place))
    finally:
        os.close(file)


_ZEROS = bytes(1024 * 1024)
_PUNCH_HOLE = 0x03  # FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE (linux/falloc.h)


def _give_back_blocks(file: int, place: int, size: int) -> None:
    """A hole reads as zeros. Where there is no such call, the zeros stay."""
    call = getattr(ctypes.CDLL(None), "fallocate", None)
    if call is not None and size:
        call(file, _PUNCH_HOLE, ctypes.c_int64(place), ctypes.c_int64(size))


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
