"""Segment files: where bodies lie that are too large for a row. Each file has one writer at a time and only grows."""

import errno
import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

ROLL = 64 * 1024 * 1024  # a file is not continued beyond this
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

    def _new_path(self) -> Path:
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            sync_folder(self.folder.parent)
        return self.folder / f"{token_hex(8)}.segment"


def verify(body: bytes, size: int, sha256: bytes) -> None:
    if len(body) != size:
        raise TornBody(f"{len(body)} bytes where {size} were accepted")
    if hashlib.sha256(body).digest() != sha256:
        raise TornBody("the bytes are not those that were accepted")


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
