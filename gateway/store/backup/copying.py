"""Files of a backup: copied with their hash, durable when the call returns; or linked to what the last backup has."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from ..segments import sync_folder

PIECE = 1024 * 1024


class Short(Exception):
    """A file holds less than was asked for."""


def copy(source: Path, target: Path, length: int | None = None, mode: int = 0o600) -> tuple[int, str]:
    """The first `length` octets of a file (None: all); their number and SHA-256. Raises OSError, and Short.

    The copy has the time of its source, by which a later backup knows whether that has changed since.
    """
    digest, copied = hashlib.sha256(), 0
    with source.open("rb") as reading, open(target, "wb", opener=_opener(mode)) as writing:
        while piece := reading.read(PIECE if length is None else min(PIECE, length - copied)):
            writing.write(piece)
            digest.update(piece)
            copied += len(piece)
        writing.flush()
        known = os.fstat(reading.fileno())
        os.utime(writing.fileno(), ns=(known.st_atime_ns, known.st_mtime_ns))
        os.fsync(writing.fileno())
    if length is not None and copied < length:
        raise Short(f"{source.name} ends after {copied} of {length} octets")
    return copied, digest.hexdigest()


def is_same(source: Path, earlier: Path, size: int) -> bool:
    """Has nobody touched the source since the earlier copy of its first `size` octets was made?"""
    try:
        copied, known = earlier.stat(), source.stat()
    except OSError:
        return False
    return copied.st_size == size and copied.st_mtime_ns == known.st_mtime_ns


def link(earlier: Path, target: Path) -> bool:
    """One file under two names. False where the file system has no such thing, or the two lie on different ones."""
    try:
        os.link(earlier, target)
    except OSError:
        return False
    return True


def digest_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def write_durably(path: Path, text: str) -> None:
    keep(path, text.encode())
    sync_folder(path.parent)


def keep(path: Path, content: bytes) -> None:
    """Its bytes are on disk when this returns; its name is once the folder is synced. Raises OSError."""
    with open(path, "wb", opener=_opener(0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folders(root: Path) -> None:
    """The entries of every folder below are durable then."""
    for folder, _, _ in os.walk(root):
        sync_folder(Path(folder))


def _opener(mode: int) -> Callable[[str, int], int]:
    def opener(path: str, flags: int) -> int:
        return os.open(path, flags | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)

    return opener
